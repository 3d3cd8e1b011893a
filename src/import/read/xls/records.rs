//! The records of a stream: type, length, bytes. Numbers in them are little-endian.

/// A record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// Where its head stands in the stream.
    pub(super) offset: usize,
}

/// The records from a stream's beginning; the last one that is whole is the last.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    offset: usize,
}

impl<'a> Records<'a> {
    pub(super) const fn of(stream: &'a [u8]) -> Self {
        Self { stream, offset: 0 }
    }

    /// The records from an offset on.
    pub(super) const fn from(stream: &'a [u8], offset: usize) -> Self {
        Self { stream, offset }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.stream.get(self.offset..)?;
        let kind = u16_at(head, 0)?;
        let length = usize::from(u16_at(head, 2)?);
        let data = head.get(4..4 + length)?;
        let offset = self.offset;
        self.offset += 4 + length;
        Some(Record { kind, data, offset })
    }
}

/// Two bytes as a number.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// Four bytes as a number.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Eight bytes as a double.
pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    let bytes = data.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_one_is_not_whole() {
        let stream = [1, 0, 2, 0, 9, 9, 2, 0, 1, 0, 7, 3, 0, 5, 0, 1];
        let found: Vec<_> = Records::of(&stream)
            .map(|r| (r.kind, r.data.to_vec()))
            .collect();
        assert_eq!(found, [(1, vec![9, 9]), (2, vec![7])]);
    }
}
