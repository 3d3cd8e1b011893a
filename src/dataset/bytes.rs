//! The bytes of a file, and their digest.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::FaultKind;
use super::limits::MAX_FILE_BYTES;

/// Bytes that one core reads at a time.
#[cfg(unix)]
const BYTES_A_READ: usize = 1 << 20;

/// The bytes of a file. What has no size beforehand, such as a pipe, is read to the cap.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FaultKind> {
    let file = File::open(path).map_err(FaultKind::Unreadable)?;
    let n_expected = file.metadata().map_err(FaultKind::Unreadable)?.len();
    check_size(n_expected)?;
    let mut bytes = begun(&file, usize::try_from(n_expected).unwrap_or_default());
    (&file)
        .take(MAX_FILE_BYTES + 1 - bytes.len() as u64)
        .read_to_end(&mut bytes)
        .map_err(FaultKind::Unreadable)?;
    check_size(bytes.len() as u64)?;
    Ok(bytes)
}

/// The expected bytes of a large file, read on all cores: half of what reading costs is the
/// making of the memory. The rest is read from where the file stands then. Nothing, with
/// capacity, if one core does better.
#[cfg(unix)]
fn begun(mut file: &File, n_expected: usize) -> Vec<u8> {
    use std::io::{Seek, SeekFrom};
    use std::os::unix::fs::FileExt;

    if n_expected < 2 * BYTES_A_READ {
        return Vec::with_capacity(n_expected);
    }
    let mut bytes = vec![0; n_expected];
    let parts = bytes.par_chunks_mut(BYTES_A_READ).enumerate();
    let read = |(n, part): (usize, &mut [u8])| file.read_exact_at(part, (n * BYTES_A_READ) as u64);
    let is_read = parts.try_for_each(read).is_ok();
    if !is_read || file.seek(SeekFrom::Start(n_expected as u64)).is_err() {
        // It has become shorter, or is no ordinary file: all of it is read from where it stands.
        bytes.clear();
    }
    bytes
}

#[cfg(not(unix))]
fn begun(_: &File, n_expected: usize) -> Vec<u8> {
    Vec::with_capacity(n_expected)
}

/// The bytes that a file is said to have; 0 where that is unknown, such as of a pipe.
pub(super) fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Refuses what is larger than [`MAX_FILE_BYTES`].
pub(crate) const fn check_size(bytes: u64) -> Result<(), FaultKind> {
    if bytes > MAX_FILE_BYTES {
        return Err(FaultKind::TooLarge { bytes });
    }
    Ok(())
}

/// The SHA-256, as 64 lower-case hexadecimal digits.
pub(crate) fn sha256_in_hex(bytes: &[u8]) -> String {
    in_hex(&Sha256::digest(bytes))
}

/// A digest as lower-case hexadecimal digits, two a byte.
pub(crate) fn in_hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_file_passes_and_one_byte_more_does_not() {
        assert!(check_size(MAX_FILE_BYTES).is_ok());
        assert!(check_size(MAX_FILE_BYTES + 1).is_err());
    }
}
