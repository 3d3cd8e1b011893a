//! Protocol buffers, as far as needed to check a message before it is decoded.
//!
//! The decoder allocates 100 bytes and more for every inner message and every unknown field, even
//! one of two bytes, so some kilobytes of zeros, well compressed, would fill the memory. Here the
//! fields of a block are counted first.

use super::error::Fault;

/// The most fields of one block, including those of its inner messages.
///
/// At worst 400 MB once decoded. Writers put 8,000 objects into a block, which is some 100,000
/// fields.
pub(super) const MAX_BLOCK_FIELDS: usize = 1_000_000;

/// What a block of data holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Census {
    pub(super) fields: usize,
    pub(super) has_nodes: bool,
    pub(super) has_ways: bool,
    pub(super) has_relations: bool,
}

/// The value of one field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Four or eight bytes; unused in such files.
    Fixed,
}

/// The fields of a message, one after another; ends after the first fault.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

/// The kinds of messages inside a block of data.
#[derive(Clone, Copy, PartialEq)]
enum Message {
    Block,
    Group,
    /// A string table, or metadata: no messages inside.
    Plain,
    /// A single way, relation or node.
    Object,
    DenseNodes,
}

impl<'a> Fields<'a> {
    pub(super) const fn of(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    fn read(&mut self) -> Result<(u64, Value<'a>), Fault> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Number(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).map_err(Fault::corrupt)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            other => return Err(Fault::corrupt(format!("a field of wire type {other}"))),
        };
        Ok((tag >> 3, value))
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut number = 0;
        for (at, byte) in self.rest.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                self.rest = &self.rest[at + 1..];
                return Ok(number);
            }
        }
        Err(Fault::corrupt("a number without an end"))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| Fault::corrupt("a field that is longer than its message"))?;
        self.rest = rest;
        Ok(taken)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

impl Message {
    /// The kind of the message that a field holds, if it holds one.
    const fn of_field(self, field: u64) -> Option<Self> {
        match (self, field) {
            (Self::Block, 2) => Some(Self::Group),
            (Self::Group, 1 | 3 | 4) => Some(Self::Object),
            (Self::Group, 2) => Some(Self::DenseNodes),
            // The string table; a set of changes; the last editor of an object, or of many nodes.
            (Self::Block, 1) | (Self::Group | Self::DenseNodes, 5) | (Self::Object, 4) => {
                Some(Self::Plain)
            }
            _ => None,
        }
    }
}

/// Counts what a block of data holds, without decoding it.
pub(super) fn census(block: &[u8]) -> Result<Census, Fault> {
    let mut census = Census::default();
    count(block, Message::Block, &mut census)?;
    Ok(census)
}

fn count(message: &[u8], kind: Message, census: &mut Census) -> Result<(), Fault> {
    for field in Fields::of(message) {
        let (number, value) = field?;
        census.fields += 1;
        if census.fields > MAX_BLOCK_FIELDS {
            return Err(Fault::corrupt(format!(
                "more than {MAX_BLOCK_FIELDS} fields in one block"
            )));
        }
        let (Some(inner), Value::Bytes(bytes)) = (kind.of_field(number), value) else {
            continue;
        };
        census.has_nodes |= kind == Message::Group && (number == 1 || number == 2);
        census.has_ways |= kind == Message::Group && number == 3;
        census.has_relations |= kind == Message::Group && number == 4;
        count(bytes, inner, census)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(message: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
        Fields::of(message).collect::<Result<_, _>>().ok()
    }

    #[test]
    fn every_type_of_field_is_read_and_a_broken_one_ends_the_message() {
        let message = b"\x08\x96\x01\x12\x02ab\x19abcdefgh\x25abcd";
        let expected = vec![
            (1, Value::Number(150)),
            (2, Value::Bytes(b"ab")),
            (3, Value::Fixed),
            (4, Value::Fixed),
        ];
        assert_eq!(fields(message), Some(expected));
        let highest = b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        assert_eq!(fields(highest), Some(vec![(1, Value::Number(u64::MAX))]));
        assert_eq!(fields(b""), Some(Vec::new()));
        for broken in [
            &b"\x80"[..],
            b"\x08",
            b"\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
            b"\x12\x03ab",
            b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x19abcdefg",
            b"\x0b",
            b"\x0c",
            b"\x0f",
        ] {
            assert_eq!(fields(broken), None, "{broken:?}");
            assert_eq!(Fields::of(broken).count(), 1, "{broken:?}");
        }
    }

    #[test]
    fn a_census_counts_the_fields_of_inner_messages_and_sees_what_groups_hold() {
        let counted = |block: &[u8]| census(block).unwrap();
        let of = |fields, has_nodes, has_ways, has_relations| Census {
            fields,
            has_nodes,
            has_ways,
            has_relations,
        };
        assert_eq!(counted(b""), of(0, false, false, false));
        // A table of two texts; a number.
        assert_eq!(
            counted(b"\x0a\x05\x0a\x01a\x0a\x00\x10\x05"),
            of(4, false, false, false)
        );
        // A group with a node that has an id, dense nodes that have nothing, a relation.
        let group = b"\x12\x08\x0a\x02\x08\x01\x12\x00\x22\x00";
        assert_eq!(counted(group), of(5, true, false, true));
        // A group with a way, which names its editor in two fields.
        let group = b"\x12\x08\x1a\x06\x22\x04\x08\x01\x10\x01";
        assert_eq!(counted(group), of(5, false, true, false));
        assert!(census(b"\x12\x02\x1a\x05").is_err());
    }

    #[test]
    fn a_block_of_the_most_fields_passes_and_one_more_does_not() {
        let most = b"\x88\x01\x00".repeat(MAX_BLOCK_FIELDS);
        assert_eq!(census(&most).unwrap().fields, MAX_BLOCK_FIELDS);
        let more = [&*most, b"\x88\x01\x00"].concat();
        assert!(census(&more).is_err());
    }
}
