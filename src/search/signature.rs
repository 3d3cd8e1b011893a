//! Which characters and pairs of characters a block of text holds, as bits.
//!
//! A Bloom filter with one hash: a bit may be that of several pairs, so a block may be read in
//! vain; it is never passed over wrongly.

/// Bits of a signature, as a power of two: 2 kB a block. The texts of 64 stations set a fifth of
/// them, so that one block in some hundred is read in vain for a word of three characters.
const BITS_LOG: u32 = 14;
const BITS: usize = 1 << BITS_LOG;
const WORDS: usize = BITS / 64;
/// Spreads numbers over all bits (the golden ratio, as Knuth's multiplicative hashing uses it).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The bits of a block.
pub(super) struct Signature(Box<[u64; WORDS]>);

impl Signature {
    /// The signature of a text; pairs do not reach over a separator.
    pub(super) fn of(text: &str, separator: char) -> Self {
        let mut bits = Box::new([0; WORDS]);
        for part in text.split(separator) {
            for bit in bits_of(part) {
                bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self(bits)
    }

    /// Whether a text may hold what has these bits.
    pub(super) fn may_hold(&self, wanted: &[usize]) -> bool {
        let holds = |bit: &usize| self.0[bit / 64] >> (bit % 64) & 1 == 1;
        wanted.iter().all(holds)
    }
}

/// The bits of the characters and pairs of characters of a text.
pub(super) fn bits_of(text: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    text.chars().flat_map(move |character| {
        let alone = bit_of(0, character);
        let pair = before
            .replace(character)
            .map(|first| bit_of(u64::from(u32::from(first)), character));
        [Some(alone), pair].into_iter().flatten()
    })
}

fn bit_of(before: u64, character: char) -> usize {
    let key = before << 32 | u64::from(u32::from(character));
    let hash = key.wrapping_mul(SPREAD) >> (64 - BITS_LOG);
    // As many bits as a signature has.
    usize::try_from(hash).unwrap_or_default()
}
