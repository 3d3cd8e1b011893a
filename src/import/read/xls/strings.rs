//! The strings of a workbook: one or two bytes a character, the shared ones over several records.

use super::records::{Record, Records, u16_at, u32_at};
use crate::import::cell::Cell;
use crate::import::limits::{MAX_CELL_BYTES, MAX_CELLS};

/// The type of a record that continues the one before.
const CONTINUE: u16 = 0x003c;

/// The strings that cells share, in their order, as cells; `None` for blank ones.
pub(super) fn shared_strings(stream: &[u8], offset: usize) -> Result<Vec<Option<Cell>>, String> {
    let mut found = Records::from(stream, offset);
    let first = found.next().map_or(&[][..], |record| record.data);
    let rest = found.take_while(|record: &Record<'_>| record.kind == CONTINUE);
    let mut records = vec![first.get(8..).unwrap_or_default()];
    records.extend(rest.map(|record| record.data));
    let n_strings = u32_at(first, 4).unwrap_or_default();
    let mut reader = Parts {
        records,
        part: 0,
        at: 0,
    };
    let mut strings = Vec::new();
    for _ in 0..n_strings {
        let Some(text) = reader.string() else { break };
        if strings.len() >= MAX_CELLS || text.len() > MAX_CELL_BYTES {
            return Err("has more text than a workbook may have".to_owned());
        }
        strings.push(Cell::text(&text));
    }
    Ok(strings)
}

/// A string with its length in two bytes in front.
pub(super) fn text_with_length(data: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(data, 0)?);
    characters(*data.get(2)?, data.get(3..)?, length)
}

/// A string with its length in one byte in front.
pub(super) fn short_text(data: &[u8]) -> Option<String> {
    let length = usize::from(*data.first()?);
    characters(*data.get(1)?, data.get(2..)?, length)
}

/// So many characters, of two bytes if the flags say so.
fn characters(flags: u8, data: &[u8], length: usize) -> Option<String> {
    if flags & 1 == 0 {
        let bytes = data.get(..length)?;
        return Some(bytes.iter().copied().map(char::from).collect());
    }
    let bytes = data.get(..length.checked_mul(2)?)?;
    let units = bytes.chunks_exact(2);
    let units: Vec<u16> = units
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Bytes that go over several records.
struct Parts<'a> {
    records: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Parts<'a> {
    /// What is left of the record that is being read, or of the next one.
    fn rest(&mut self) -> Option<&'a [u8]> {
        while self.at >= self.records.get(self.part)?.len() {
            self.part += 1;
            self.at = 0;
        }
        self.records.get(self.part)?.get(self.at..)
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let bytes = self.rest()?.get(..n)?;
        self.at += n;
        Some(bytes)
    }

    fn skip(&mut self, mut n: usize) -> Option<()> {
        while n > 0 {
            let n_here = self.rest()?.len().min(n);
            self.at += n_here;
            n -= n_here;
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let head = self.take(3)?;
        let length = usize::from(u16_at(head, 0)?);
        let flags = head[2];
        let n_runs = match flags & 8 {
            0 => 0,
            _ => usize::from(u16_at(self.take(2)?, 0)?),
        };
        let n_more = match flags & 4 {
            0 => 0,
            _ => usize::try_from(u32_at(self.take(4)?, 0)?).ok()?,
        };
        let text = self.text(length, flags)?;
        self.skip(n_runs * 4)?;
        self.skip(n_more)?;
        Some(text)
    }

    /// Characters, which a record may break off; the next then begins with flags of its own.
    fn text(&mut self, length: usize, mut flags: u8) -> Option<String> {
        let mut text = String::new();
        let mut n_left = length;
        while n_left > 0 {
            let is_next = self.at >= self.records.get(self.part)?.len();
            let mut rest = self.rest()?;
            if is_next {
                flags = *rest.first()?;
                self.at += 1;
                rest = rest.get(1..)?;
            }
            let size = if flags & 1 == 0 { 1 } else { 2 };
            let n_here = (rest.len() / size).min(n_left);
            if n_here == 0 {
                return None;
            }
            text.push_str(&characters(flags, rest, n_here)?);
            self.at += n_here * size;
            n_left -= n_here;
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_that_goes_over_two_records_is_whole() {
        let mut stream = vec![0xfc, 0, 14, 0, 1, 0, 0, 0, 1, 0, 0, 0];
        // Four characters, of which two stand here with one byte each.
        stream.extend([4, 0, 0, b'a', b'b', 0x3c]);
        stream.truncate(17);
        stream[2] = 13;
        stream.extend([0x3c, 0, 5, 0, 1, 0x2d, 0x4e, 0x87, 0x65]);
        let strings = shared_strings(&stream, 0).unwrap();
        assert_eq!(strings, [Cell::text("ab中文")]);
    }

    #[test]
    fn broken_strings_end_the_list_without_a_panic() {
        for length in 0..40 {
            let stream: Vec<u8> = (0..length).map(|n| [0xfc, 0, 30, 0, 255][n % 5]).collect();
            assert!(shared_strings(&stream, 0).is_ok());
        }
        assert_eq!(text_with_length(&[255, 255, 1, 0]), None);
        assert_eq!(short_text(&[2, 0, b'a']), None);
    }
}
