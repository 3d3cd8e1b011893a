//! The bytes of a list as sheets of cells, whatever program wrote them.

mod budget;
mod csv_text;
mod feature;
pub(super) mod json;
mod member_list;
mod ods;
mod text;
mod xls;
mod xlsx;
mod zipped;

use super::cell::Sheet;
use super::error::{ImportError, check_size};
use crate::datum::Datum;

/// A list as it was read.
#[derive(Debug)]
pub(super) struct List {
    /// As the caller named it, without folders.
    pub(super) name: String,
    pub(super) sheets: Vec<Sheet>,
    /// What it is, in words: encoding, separator.
    pub(super) what: String,
    /// The datum that its own members say.
    pub(super) datum: Option<Datum>,
    /// A reference system in which coordinates are no degrees on WGS-84.
    pub(super) foreign_crs: Option<String>,
    /// Where its facts come from, by its own members.
    pub(super) source: Option<String>,
}

/// Reads a list; which kind it is its first bytes say, not its name.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<List, ImportError> {
    check_size(name, bytes.len() as u64)?;
    read_any(name, bytes).map_err(|why| ImportError::unreadable(name, why))
}

fn read_any(name: &str, bytes: &[u8]) -> Result<List, String> {
    let list = |sheets: Vec<Sheet>, what: &str| List {
        name: file_name(name).to_owned(),
        sheets,
        what: what.to_owned(),
        datum: None,
        foreign_crs: None,
        source: None,
    };
    if bytes.starts_with(b"PK\x03\x04") {
        let is_ods = is_ods(bytes)?;
        return if is_ods {
            Ok(list(ods::read(bytes)?, "workbook (.ods)"))
        } else {
            Ok(list(xlsx::read(bytes)?, "workbook (.xlsx)"))
        };
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Ok(list(xls::read(bytes)?, "workbook (.xls)"));
    }
    if bytes.starts_with(b"%PDF") {
        return Err("is a PDF; a workbook, CSV or GeoJSON is wanted".to_owned());
    }
    let decoded = text::decode(bytes)?;
    let encoding = decoded.encoding;
    let begin = decoded
        .text
        .trim_start_matches(['\u{1e}', '\u{feff}'])
        .trim_start();
    if begin.is_empty() {
        return Err("is empty".to_owned());
    }
    if begin.starts_with(['{', '[']) {
        let read = json::read(begin)?;
        let mut list = list(vec![read.sheet], read.what);
        list.datum = read.datum;
        list.foreign_crs = read.foreign_crs;
        list.source = read.source;
        return Ok(list);
    }
    if begin.starts_with('<') {
        return Err("is XML or HTML; a workbook, CSV or GeoJSON is wanted".to_owned());
    }
    let (sheet, separator) = csv_text::read(&decoded.text)?;
    let what = format!("text in {encoding}, separated by {separator}");
    Ok(list(vec![sheet], &what))
}

/// Whether a zip archive is an Open Document: it has its cells in `content.xml`.
fn is_ods(bytes: &[u8]) -> Result<bool, String> {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes));
    let archive = archive.map_err(|error| format!("is no whole workbook: {error}"))?;
    let has = |name| archive.index_for_name(name).is_some();
    match (has("content.xml"), has("[Content_Types].xml")) {
        (true, _) => Ok(true),
        (false, true) => Ok(false),
        (false, false) => Err("is a zip archive, but no workbook; unpack it".to_owned()),
    }
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_is_named_and_refused() {
        for (bytes, why) in [
            (&b"%PDF-1.7"[..], "PDF"),
            (b"<html>", "XML"),
            (b" \n", "empty"),
            (b"PK\x03\x04", "no whole workbook"),
            (b"{", "not JSON"),
        ] {
            let error = read("some/list", bytes).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
