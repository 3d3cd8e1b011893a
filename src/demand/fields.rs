//! One row of a CSV text by its fields, unquoted.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

/// The fields of the row that was read last.
///
/// One value reads many rows: it keeps its memory, and the tables that reading goes by.
pub(super) struct Fields {
    reader: Reader,
    /// The fields one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many ends are of this row.
    n_ended: usize,
}

impl Fields {
    pub(super) fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            // Of a line break of two characters the first is left, as blanks are.
            .terminator(Terminator::Any(b'\n'))
            .build();
        Self {
            reader,
            bytes: Vec::new(),
            ends: vec![0; 32],
            n_ended: 0,
        }
    }

    /// Reads a text that is one row, with or without a line break behind it.
    pub(super) fn read(&mut self, row: &[u8]) {
        self.reader.reset();
        self.n_ended = 0;
        if self.bytes.len() < row.len() {
            self.bytes.resize(row.len(), 0);
        }
        let (mut n_read, mut n_written) = (0, 0);
        loop {
            // What is left in the end is nothing, which ends a row without a line break.
            let (result, read, written, ended) = self.reader.read_record(
                &row[n_read..],
                &mut self.bytes[n_written..],
                &mut self.ends[self.n_ended..],
            );
            n_read += read;
            n_written += written;
            self.n_ended += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2 + 1, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return,
            }
        }
    }

    /// How many fields the row has.
    pub(super) const fn len(&self) -> usize {
        self.n_ended
    }

    /// A field by its column; empty if the row has fewer.
    pub(super) fn get(&self, column: usize) -> &[u8] {
        let ends = &self.ends[..self.n_ended];
        let start = column.checked_sub(1).and_then(|before| ends.get(before));
        let range = ends
            .get(column)
            .map(|end| start.copied().unwrap_or_default()..*end);
        range
            .and_then(|range| self.bytes.get(range))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_those_of_the_last_row() {
        let mut fields = Fields::new(b',');
        let many = vec!["x"; 100].join(",");
        let many_fields = vec!["x"; 100];
        for (row, expected) in [
            ("a,b,c\n", vec!["a", "b", "c"]),
            ("a,b", vec!["a", "b"]),
            (&many, many_fields),
            ("\"a,\"\"b\"\"\nc\",,d\r\n", vec!["a,\"b\"\nc", "", "d\r"]),
            ("", vec![]),
            ("x\ry,z\n", vec!["x\ry", "z"]),
        ] {
            fields.read(row.as_bytes());
            let found: Vec<&[u8]> = (0..fields.len()).map(|column| fields.get(column)).collect();
            let expected: Vec<&[u8]> = expected.into_iter().map(str::as_bytes).collect();
            assert_eq!(found, expected, "{row:?}");
            assert!(fields.get(fields.len()).is_empty());
        }
    }
}
