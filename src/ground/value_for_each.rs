//! A value for each member of a closed list, held by the member's name and not by its place.

/// Makes a type that holds a value for each member of an enum with `ALL`, `index` and `key`. A member of which there is
/// nothing is not written by `Debug`, so that a fingerprint taken of it does not hash how many members there are.
macro_rules! value_for_each {
    ($(#[$doc:meta])* $by:ident, $each:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        pub struct $by<T>([T; <$each>::ALL.len()]);

        impl<T> $by<T> {
            /// With the value that belongs to each.
            pub fn of(value: impl FnMut($each) -> T) -> Self {
                $by(<$each>::ALL.map(value))
            }

            /// Each with its value, in their order.
            pub fn each(&self) -> impl Iterator<Item = ($each, &T)> {
                <$each>::ALL.into_iter().zip(&self.0)
            }

            /// With other values made of these.
            pub fn map<U>(self, other: impl FnMut(T) -> U) -> $by<U> {
                $by(self.0.map(other))
            }
        }

        impl<T> std::ops::Index<$each> for $by<T> {
            type Output = T;

            fn index(&self, of: $each) -> &T {
                &self.0[of.index()]
            }
        }

        impl<T> std::ops::IndexMut<$each> for $by<T> {
            fn index_mut(&mut self, of: $each) -> &mut T {
                &mut self.0[of.index()]
            }
        }

        impl<T: std::fmt::Debug + Default + PartialEq> std::fmt::Debug for $by<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let nothing = T::default();
                let there = self.each().filter(|(_, value)| **value != nothing);
                f.debug_map().entries(there.map(|(of, value)| (of.key(), value))).finish()
            }
        }
    };
}

pub(crate) use value_for_each;
