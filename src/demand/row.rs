//! What one row says, whatever kind of file it is in.

use super::code::Code;
use super::issues::{Fault, IssueLog};
use super::{MAX_ID_BYTES, MAX_PEOPLE};
use crate::dataset::issue::shortened;
use crate::dataset::parse::geometry;
use crate::dataset::parse::value::Wrong;
use crate::position::Position;

/// A row that can be used, as far as it can be told without the others.
#[derive(Debug)]
pub(super) struct RawCell {
    /// Its number in the file.
    pub(super) row: usize,
    /// `None` if the row has none.
    pub(super) id: Option<String>,
    pub(super) position: Position,
    pub(super) people: f64,
    pub(super) district: Option<String>,
}

/// What some rows of a file say.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) cells: Vec<RawCell>,
    pub(super) log: IssueLog,
    /// Rows, good and bad.
    pub(super) n_rows: usize,
    /// Rows whose coordinates are degrees, in the right order or not, and not 0, 0.
    pub(super) n_in_degrees: usize,
}

impl Batch {
    /// Notes what the coordinates of a row are, of rows that are left out too.
    pub(super) fn note_position<T>(&mut self, found: &Result<([f64; 2], T), Fault>) {
        let is_in_degrees = match found {
            Ok((place, _)) => !geometry::is_null_island(*place),
            Err(fault) => {
                matches!(fault.code, Code::SwappedLonLat | Code::OutsideDatumArea)
            }
        };
        self.n_in_degrees += usize::from(is_in_degrees);
    }

    /// Keeps a row, or says why not.
    pub(super) fn push(&mut self, row: usize, id: Option<&str>, cell: Result<RawCell, Fault>) {
        match cell {
            Ok(cell) => self.cells.push(cell),
            Err(fault) => self.log.push(row, id, fault),
        }
    }
}

/// The warning that a row is at 0, 0, if it is.
pub(super) fn null_island(place: [f64; 2]) -> Option<Fault> {
    let message = "the coordinates are 0, 0, which is how missing ones are written; the people \
                   count, where nobody reaches a station";
    geometry::is_null_island(place).then(|| Fault::new(Code::NullIsland, message))
}

/// A coordinate in degrees, in range or not.
pub(super) fn degrees(name: &str, text: &str) -> Result<f64, Fault> {
    number(text)
        .ok_or_else(|| Wrong::new(found(text), "degrees such as 116.4"))
        .map_err(|wrong| Fault::new(Code::NoPosition, wrong.in_words(name)))
}

/// How many people a row has.
pub(super) fn people(name: &str, text: &str) -> Result<f64, Fault> {
    let wanted = match number(text) {
        // Adding 0 makes 0 of -0.
        Some(people) if (0.0..=MAX_PEOPLE).contains(&people) => return Ok(people + 0.0),
        Some(people) if people > MAX_PEOPLE => "at most 1e10, which is more than live on Earth,",
        Some(_) => "0 or more",
        None => "a number of people such as 125 or 12.5, 0 where nobody is,",
    };
    let wrong = Wrong::new(found(text), wanted);
    Err(Fault::new(Code::BadPopulation, wrong.in_words(name)))
}

/// The warning that a district is left out.
pub(super) fn bad_district(wrong: &Wrong) -> Fault {
    let message = format!("{}, so it is left out", wrong.in_words("district"));
    Fault::new(Code::BadDistrict, message)
}

/// Text of at most so many bytes and without control characters; `None` if it is blank.
pub(super) fn label(text: &str, max_bytes: usize) -> Result<Option<&str>, Wrong> {
    let text = text.trim();
    if text.len() > max_bytes {
        let found = format!("{} bytes long", text.len());
        return Err(Wrong::new(found, format!("at most {max_bytes}")));
    }
    if text.contains(char::is_control) {
        return Err(Wrong::new(found(text), "text without control characters"));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// The id as far as it can be shown beside an issue.
pub(super) fn shown_id(text: &str) -> Option<&str> {
    label(text, MAX_ID_BYTES).ok().flatten()
}

/// A finite number with a decimal point, or an exponent, and nothing else.
fn number(text: &str) -> Option<f64> {
    // The parser alone would also take words such as inf and nan.
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

fn found(text: &str) -> String {
    match text.trim() {
        "" => "empty".to_owned(),
        text if text.contains(',') => {
            let shown = shortened(text);
            format!("'{shown}' (a comma is neither a decimal point nor ignored)")
        }
        text => format!("'{}'", shortened(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_read_as_they_are_written() {
        for (text, expected) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("125", 125.0),
            (" 12.5 ", 12.5),
            ("+7", 7.0),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("10000000000", MAX_PEOPLE),
        ] {
            let people = people("population", text).unwrap();
            assert_eq!(people.to_bits(), expected.to_bits(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_of_people_is_refused_with_the_reason() {
        for (text, said) in [
            ("", "`population` is empty; a number of people"),
            ("-1", "is '-1'; 0 or more is wanted"),
            ("nan", "is 'nan'; a number of people"),
            ("inf", "is 'inf'"),
            ("1e999", "is '1e999'"),
            ("10000000001", "at most 1e10"),
            ("1,234", "a comma is neither"),
            ("12 people", "is '12 people'"),
            ("0x10", "is '0x10'"),
        ] {
            let fault = people("population", text).unwrap_err();
            assert_eq!(fault.code, Code::BadPopulation);
            assert!(fault.message.contains(said), "{}", fault.message);
        }
    }

    #[test]
    fn labels_are_trimmed_and_capped() {
        assert_eq!(label(" 渝中区 ", 9), Ok(Some("渝中区")));
        assert_eq!(label(" \u{3000}", 9), Ok(None));
        assert!(label("渝中区x", 9).is_err());
        assert!(label("a\u{0}b", 9).is_err());
    }
}
