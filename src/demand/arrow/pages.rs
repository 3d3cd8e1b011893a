//! How large the pages of a Parquet column are when unpacked, before any is.
//!
//! Hand-written: the crate that reads Parquet keeps the headers of pages to itself, and takes memory
//! for what they say, up to 2 GiB each. Of a header, which is a struct in Thrift's compact protocol,
//! two sizes are read and the rest is passed over.

/// Structs and lists within each other; a header has three.
const MAX_DEPTH: usize = 8;

/// Bytes that are read from the front.
struct Bytes<'a> {
    rest: &'a [u8],
}

/// Bytes of all pages of a column chunk when unpacked; `None` if it is not made of pages.
pub(super) fn unpacked_bytes(chunk: &[u8]) -> Option<u64> {
    let mut bytes = Bytes { rest: chunk };
    let mut unpacked = 0_u64;
    while !bytes.rest.is_empty() {
        let [size, packed] = bytes.header()?;
        unpacked = unpacked.checked_add(size)?;
        let packed = usize::try_from(packed).ok()?.min(bytes.rest.len());
        bytes.rest = &bytes.rest[packed..];
    }
    Some(unpacked)
}

impl Bytes<'_> {
    /// The header of a page: its bytes when unpacked, and as they follow.
    fn header(&mut self) -> Option<[u64; 2]> {
        let mut sizes = [None; 2];
        let mut field = 0;
        loop {
            let (kind, id) = self.field(field)?;
            match (kind, id) {
                (0, _) => break,
                // Whole numbers of 32 bits, signs in their lowest bit; none of these is negative.
                (5, 2 | 3) => {
                    let number = self.varint()?;
                    let size = (number % 2 == 0).then_some(number / 2)?;
                    sizes[usize::from(id == 3)] = Some(size);
                }
                _ => self.pass_over(kind, 0)?,
            }
            field = id;
        }
        let [unpacked, packed] = sizes;
        Some([unpacked?, packed?])
    }

    /// The type and the id of a field, after the one before it; type 0 ends a struct.
    fn field(&mut self, before: u64) -> Option<(u8, u64)> {
        let byte = self.byte()?;
        let (step, kind) = (u64::from(byte >> 4), byte & 0x0f);
        let id = match step {
            0 if kind != 0 => self.varint()? / 2,
            step => before.checked_add(step)?,
        };
        Some((kind, id))
    }

    fn pass_over(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            // A flag in a struct is its type.
            1 | 2 => Some(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(drop),
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => self.pass_over_list(depth),
            12 => loop {
                match self.field(0)? {
                    (0, _) => return Some(()),
                    (kind, _) => self.pass_over(kind, depth + 1)?,
                }
            },
            _ => None,
        }
    }

    fn pass_over_list(&mut self, depth: usize) -> Option<()> {
        let byte = self.byte()?;
        let length = match byte >> 4 {
            15 => self.varint()?,
            short => u64::from(short),
        };
        for _ in 0..length {
            match byte & 0x0f {
                // Flags in a list have a byte each.
                1 | 2 => self.skip(1)?,
                kind => self.pass_over(kind, depth + 1)?,
            }
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(length).ok()?..)?;
        Some(())
    }

    /// A number in groups of seven bits, the lowest first.
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header: type 0, sizes, and a struct with a number, bytes and a list.
    fn page(unpacked: u8, packed: u8) -> Vec<u8> {
        let mut page = vec![0x15, 0, 0x15, unpacked * 2, 0x15, packed * 2, 0x2c];
        page.extend([0x15, 4, 0x18, 2, b'a', b'b', 0x19, 0x25, 2, 4, 0x11, 0, 0]);
        page.extend(vec![7; usize::from(packed)]);
        page
    }

    #[test]
    fn the_pages_of_a_chunk_are_added_up() {
        assert_eq!(unpacked_bytes(&[]), Some(0));
        let chunk = [page(60, 5), page(3, 0), page(0, 9)].concat();
        assert_eq!(unpacked_bytes(&chunk), Some(63));
        // A last page that is cut is still as large as it says.
        assert_eq!(unpacked_bytes(&chunk[..chunk.len() - 1]), Some(63));
    }

    #[test]
    fn what_is_no_header_is_none() {
        let whole = page(60, 0);
        for length in 1..whole.len() {
            assert_eq!(unpacked_bytes(&whole[..length]), None, "{length}");
        }
        let deep = [vec![0x1c; 100], vec![0; 101]].concat();
        assert_eq!(unpacked_bytes(&deep), None);
        assert_eq!(unpacked_bytes(&[0xff; 64]), None);
        let negative = [0x15, 0, 0x15, 3, 0x15, 0, 0];
        assert_eq!(unpacked_bytes(&negative), None);
    }
}
