//! Names turned into numbers that never change.
//!
//! A stream of chance belongs to a name and not to a place in a list: adding a server must leave the dice of every other
//! server alone. The hash is therefore fixed for good, written out here, and tested against published values.

/// A published name as 48 bits, the same on every platform and in every version of the program.
///
/// ```
/// use pooldrill::ground::identity::NameHash;
/// assert_eq!(NameHash::of("fe01"), NameHash::of("fe01"));
/// assert_ne!(NameHash::of("fe01"), NameHash::of("fe02"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameHash(u64);

impl NameHash {
    /// The hash of a name: FNV-1a over its UTF-8 bytes, then a finaliser, of which the upper 48 bits are kept.
    ///
    /// FNV alone leaves names that differ in the last letter close to each other; the finaliser spreads them.
    pub const fn of(name: &str) -> NameHash {
        NameHash(finalised(fnv1a(name.as_bytes())) >> 16)
    }

    /// The 48 bits.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

/// The 64-bit FNV-1a hash of some bytes.
///
/// It also serves as a fingerprint of recorded runs in tests. It resists no adversary, and nothing here needs that.
pub const fn fnv1a(bytes: &[u8]) -> u64 {
    fnv1a_more(0xcbf2_9ce4_8422_2325, bytes)
}

/// Continues an FNV-1a hash with more bytes.
pub const fn fnv1a_more(mut state: u64, bytes: &[u8]) -> u64 {
    // An iterator would read better but is not allowed in a constant function.
    let mut at = 0;
    while at < bytes.len() {
        state = (state ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    state
}

/// A bijection of 64 bits in which every input bit reaches every output bit.
pub const fn finalised(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Two different names with the same hash, if there are any; they would share their dice, so a plan must refuse them.
///
/// The same name given twice is no collision. Ten thousand names collide with a probability of one in six million.
///
/// ```
/// use pooldrill::ground::identity::collisions;
/// assert_eq!(collisions(["fe01", "fe02", "fe01"]), None);
/// ```
pub fn collisions<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, &'a str)> {
    let mut hashed: Vec<(NameHash, &str)> = names.into_iter().map(|name| (NameHash::of(name), name)).collect();
    hashed.sort_unstable();
    hashed.windows(2).find(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1).map(|pair| (pair[0].1, pair[1].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv_agrees_with_its_published_values() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn names_keep_their_numbers() {
        // These values are the contract: changing one gives every stored result other dice.
        for (name, bits) in [
            ("", 0xf52a_15e9_a9b5),
            ("fe01", 0xe141_a0e2_0207),
            ("pool-east/fe01", 0xb96e_325d_fa43),
            ("\u{c11c}\u{c6b8}", 0x10d4_625c_c2db),
        ] {
            assert_eq!(NameHash::of(name).bits(), bits, "{name}");
        }
    }

    #[test]
    fn a_hash_has_48_bits_and_neighbours_are_far_apart() {
        let first = NameHash::of("fe01").bits();
        let second = NameHash::of("fe02").bits();
        assert!(first < 1 << 48 && second < 1 << 48);
        assert!((first ^ second).count_ones() > 12);
    }

    #[test]
    fn thousands_of_ordinary_names_do_not_collide() {
        let names: Vec<String> =
            (0..20_000).map(|n| format!("site{}/pool{}/fe{:02}", n % 40, n / 40, n % 12)).collect();
        assert_eq!(collisions(names.iter().map(String::as_str)), None);
    }
}
