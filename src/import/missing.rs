//! `--missing-positions`: the rows that have none, as a CSV to be filled in and given back.

use super::draft::Draft;

/// Characters that make a spreadsheet take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Spreadsheets read UTF-8 only with a mark in front.
const MARK: &str = "\u{feff}";

/// The CSV; its columns are known to `--positions`.
pub(super) fn write<'d>(drafts: impl Iterator<Item = &'d Draft>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record(["id", "name", "address", "lon", "lat"]);
    for draft in drafts {
        let name = draft.name.as_deref().unwrap_or_default();
        let address = draft.address.as_deref().unwrap_or_default();
        let _ = writer.write_record([&plain(&draft.id), &plain(name), &plain(address), "", ""]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("{MARK}{}", String::from_utf8_lossy(&bytes))
}

/// A text that no spreadsheet computes.
fn plain(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
