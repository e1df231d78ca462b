//! Sets of small numbers as bits of words: of routing groups, sixty-four to a word, and of a pool's Front Ends in sixteen
//! bits. What is asked of a whole set is then asked of a word at a time.

/// The words that a set of numbers below `count` needs.
pub const fn words_for(count: usize) -> usize {
    count.div_ceil(u64::BITS as usize)
}

/// Of the numbers below `count` those that the word at a place holds, as a word.
pub const fn all_in_word(count: usize, word: usize) -> u64 {
    let before = word * u64::BITS as usize;
    match count.saturating_sub(before) {
        64.. => u64::MAX,
        left => (1 << left) - 1,
    }
}

/// The place of a number's word, and its bit there.
#[inline]
pub const fn place(number: usize) -> (usize, u64) {
    (number / u64::BITS as usize, 1 << (number % u64::BITS as usize))
}

/// The numbers that a word at a place stands for, in rising order.
#[inline]
pub fn numbers(word: usize, bits: u64) -> Bits {
    Bits { first: word * u64::BITS as usize, bits }
}

/// The Front Ends of a set of sixteen, in rising order.
#[inline]
pub fn ordinals(set: u16) -> impl Iterator<Item = u8> {
    numbers(0, u64::from(set)).map(|ordinal| ordinal as u8)
}

/// The members of one word.
#[derive(Debug, Clone)]
pub struct Bits {
    first: usize,
    bits: u64,
}

impl Iterator for Bits {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.bits == 0 {
            return None;
        }
        let lowest = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.first + lowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_names_its_members_in_rising_order() {
        for count in [0, 1, 18, 63, 64, 65, 144, 200] {
            let all = (0..words_for(count)).flat_map(|word| numbers(word, all_in_word(count, word)));
            assert!(all.eq(0..count), "{count}");
        }
        assert!(ordinals(0b1000_0000_0001_0010).eq([1, 4, 15]));
        assert_eq!(place(130), (2, 0b100));
    }
}
