//! A stream of Arrow IPC, batch by batch.

use std::io::{BufReader, Read};

use arrow_ipc::reader::StreamReader;

use super::{Layout, Rows, contained, unreadable};
use crate::dataset::MAX_FILE_BYTES;
use crate::datum::Datum;
use crate::demand::Contents;
use crate::demand::error::DemandFault;
use crate::demand::parsed::ParsedRows;

/// Reads a stream to its end; of more than [`MAX_FILE_BYTES`] only the beginning, which is refused.
/// In memory are the rows, and one batch.
pub(in crate::demand) fn read(
    stream: impl Read,
    datum: Option<Datum>,
    contents: Contents,
) -> Result<ParsedRows, DemandFault> {
    let mut stream = BufReader::new(Capped {
        stream,
        left: MAX_FILE_BYTES,
        is_over: false,
    });
    let read = contained(|| {
        let mut reader =
            StreamReader::try_new(&mut stream, None).map_err(|error| unreadable(&error))?;
        let layout = Layout::of(&reader.schema(), None, contents, datum.unwrap_or_default())?;
        let mut rows = Rows::new(layout);
        for batch in &mut reader {
            rows.read(&batch.map_err(|error| unreadable(&error))?, |place| place)?;
        }
        Ok(rows.parsed)
    });
    if stream.get_ref().is_over {
        return Err(DemandFault::TooLarge {
            bytes: MAX_FILE_BYTES + 1,
        });
    }
    read
}

/// A stream that ends at its cap, and tells whether there was more.
struct Capped<R> {
    stream: R,
    left: u64,
    is_over: bool,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && !buffer.is_empty() {
            self.is_over |= self.stream.read(&mut [0])? > 0;
            return Ok(0);
        }
        let n = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let n_read = self.stream.read(&mut buffer[..n])?;
        self.left -= n_read as u64;
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_as_long_as_the_cap_is_read_and_a_byte_more_is_told() {
        for (length, is_over) in [(4, false), (5, true)] {
            let bytes = vec![7; length];
            let mut capped = Capped {
                stream: &bytes[..],
                left: 4,
                is_over: false,
            };
            let mut read = Vec::new();
            capped.read_to_end(&mut read).unwrap();
            assert_eq!((read.len(), capped.is_over), (4, is_over));
        }
    }
}
