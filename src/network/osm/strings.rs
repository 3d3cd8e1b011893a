//! Strings: the words of one block, and the tags of objects made from them.

use super::error::Fault;
use super::tags::{Tags, is_known};

/// Replaces a value that is not UTF-8; it matches no rule.
const UNREADABLE: &str = "\u{fffd}";

/// The string table of a block.
pub(super) struct Strings<'a> {
    texts: &'a [Vec<u8>],
    /// Whether the access rules use a text as a key.
    is_known: Vec<bool>,
}

impl<'a> Strings<'a> {
    pub(super) fn new(texts: &'a [Vec<u8>]) -> Self {
        Self {
            texts,
            is_known: texts.iter().map(|text| is_known(text)).collect(),
        }
    }

    /// The tags of an object, from its pairs of rows of the table.
    ///
    /// The decoder's own iterator of tags ends silently at a bad row or at text that is not UTF-8,
    /// and a `foot=no` after it would be lost.
    pub(super) fn tags<N>(
        &self,
        pairs: impl ExactSizeIterator<Item = (N, N)>,
    ) -> Result<Tags<'a>, Fault>
    where
        usize: TryFrom<N>,
    {
        let n_pairs = pairs.len();
        let mut n_read = 0;
        let tags = pairs
            .inspect(|_| n_read += 1)
            .filter_map(|(key, value)| self.tag(key, value).transpose())
            .collect::<Result<_, _>>()?;
        if n_read < n_pairs {
            return Err(Fault::corrupt("an object with more keys than values"));
        }
        Ok(tags)
    }

    /// One tag, if the access rules use it.
    fn tag<N>(&self, key: N, value: N) -> Result<Option<(&'a str, &'a str)>, Fault>
    where
        usize: TryFrom<N>,
    {
        let [key, value] = [key, value].map(|row| usize::try_from(row).unwrap_or(usize::MAX));
        let (Some(key_text), Some(value_text)) = (self.texts.get(key), self.texts.get(value))
        else {
            return Err(Fault::corrupt("a tag that is not in the table of strings"));
        };
        let text = |bytes: &'a [u8]| std::str::from_utf8(bytes).unwrap_or(UNREADABLE);
        Ok(self.is_known[key].then(|| (text(key_text), text(value_text))))
    }
}
