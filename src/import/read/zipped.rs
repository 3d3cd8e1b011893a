//! The parts of a workbook that is a zip archive, unpacked once to count their bytes: what they
//! are said to have may be a lie, and a bomb unpacks to gigabytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::import::limits::{MAX_PARTS, MAX_UNPACKED_BYTES};

/// The archive of a workbook, its bytes counted.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens an archive whose parts unpack to no more than [`MAX_UNPACKED_BYTES`].
///
/// Cost: unpacks everything once.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    let broken = |error: zip::result::ZipError| format!("is no whole workbook: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(format!(
            "has {} parts, {MAX_PARTS} is the most of a workbook",
            archive.len()
        ));
    }
    let mut n_left = MAX_UNPACKED_BYTES;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(broken)?;
        let is_said_too_large = part.size() > n_left;
        let n_read = std::io::copy(&mut part.take(n_left + 1), &mut std::io::sink());
        let n_read = n_read.map_err(|error| format!("is no whole workbook: {error}"))?;
        if is_said_too_large || n_read > n_left {
            return Err(format!(
                "unpacks to more than {MAX_UNPACKED_BYTES} bytes, which is the most"
            ));
        }
        n_left -= n_read;
    }
    Ok(archive)
}

/// The bytes of a part whose archive was opened here; `None` if there is none of that name.
pub(super) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<Vec<u8>>, String> {
    let Ok(part) = archive.by_name(name) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    part.take(MAX_UNPACKED_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("is no whole workbook: {error}"))?;
    Ok(Some(bytes))
}
