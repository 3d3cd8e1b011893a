//! The rules of a row of demand, whatever it is written in: a table, a GeoJSON or a body over
//! HTTP.

use super::code::Code;
use super::fault::Fault;
use super::{MAX_DISTRICT_BYTES, MAX_ID_BYTES, MAX_PEOPLE};
use crate::dataset::issue::Finding;
use crate::dataset::parse::geometry;
use crate::dataset::parse::value::Wrong;
use crate::dataset::shown::shortened;
use crate::datum::Datum;
use crate::position::Position;

/// A row by its fields, each read or refused.
pub(crate) struct RowFields {
    /// `None` if the row has none.
    pub(crate) id: Result<Option<String>, Fault>,
    pub(crate) place: Result<Place, Fault>,
    pub(crate) people: Result<f64, Fault>,
    pub(crate) district: Result<Option<String>, Fault>,
}

/// Coordinates that are a place on Earth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Longitude and latitude as they were given.
    degrees: [f64; 2],
    position: Position,
}

/// The values of a row that can be used.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: Option<String>,
    pub(crate) position: Position,
    pub(crate) people: f64,
    pub(crate) district: Option<String>,
}

/// A row that can be used, with the faults that it is kept with.
#[derive(Debug)]
pub(crate) struct UsableRow {
    pub(crate) row: Row,
    pub(crate) warnings: Vec<Fault>,
}

impl RowFields {
    /// The row, or the first fault for which it is left out.
    pub(crate) fn check(self) -> Result<UsableRow, Fault> {
        let place = self.place?;
        let people = self.people?;
        let id = self.id?;
        let mut warnings = Vec::new();
        if place.is_null_island() {
            let message = "the coordinates are 0, 0, which is how missing ones are written; the \
                           people count, at a place from which no station is reached";
            warnings.push(Fault::new(Code::NullIsland, message));
        }
        let district = self.district.unwrap_or_else(|fault| {
            warnings.push(fault);
            None
        });
        let row = Row {
            id,
            position: place.position,
            people,
            district,
        };
        Ok(UsableRow { row, warnings })
    }
}

impl Place {
    /// The place at a longitude and a latitude of a datum.
    pub(crate) fn at(degrees: [f64; 2], datum: Datum) -> Result<Self, Fault> {
        geometry::check_degrees(degrees)
            .and_then(|()| geometry::to_position(degrees, datum))
            .map(|position| Self { degrees, position })
            .map_err(|finding| misplaced(finding, datum))
    }

    /// Whether it is 0, 0, which is how missing coordinates are written.
    pub(crate) fn is_null_island(&self) -> bool {
        geometry::is_null_island(self.degrees)
    }
}

fn misplaced(finding: Finding, datum: Datum) -> Fault {
    let fault = Fault::from(finding);
    match fault.code {
        Code::OutsideDatumArea => fault.without_values(outside_area(datum)),
        Code::SwappedLonLat => {
            fault.without_values("lat is beyond 90, and fits if lat and lon are swapped")
        }
        _ => fault.without_values("lat lies within -90 and 90, lon within -180 and 180"),
    }
}

/// What a request is told of coordinates that lie where its datum does not exist.
pub(crate) fn outside_area(datum: Datum) -> String {
    format!(
        "lat and lon lie outside the area of {} (lon 73 to 136, lat 3 to 54); give crs=wgs84 there",
        datum.key()
    )
}

/// A coordinate in degrees, in range or not.
pub(crate) fn degrees(name: &str, text: &str) -> Result<f64, Fault> {
    number(text).ok_or_else(|| {
        let wrong = Wrong::new(found(text), "degrees such as 116.4");
        Fault::new(Code::NoPosition, wrong.in_words(name)).without_values(format!(
            "{name} must be a number of degrees, without quotes"
        ))
    })
}

/// How many people a row has.
pub(crate) fn people(name: &str, text: &str) -> Result<f64, Fault> {
    let wanted = match number(text) {
        // Adding 0 makes 0 of -0.
        Some(people) if (0.0..=MAX_PEOPLE).contains(&people) => return Ok(people + 0.0),
        Some(people) if people > MAX_PEOPLE => "at most 1e10, which is more than live on Earth,",
        Some(_) => "0 or more",
        None => "a number of people such as 125 or 12.5, 0 where no people are,",
    };
    let wrong = Wrong::new(found(text), wanted);
    Err(bad_population(&wrong, name))
}

/// The fault of a number of people that is none.
pub(crate) fn bad_population(wrong: &Wrong, name: &str) -> Fault {
    Fault::new(Code::BadPopulation, wrong.in_words(name))
        .without_values("population is required: a number of people without quotes, 0 to 1e10")
}

/// The fault of an id that cannot be kept.
pub(crate) fn bad_id(wrong: &Wrong) -> Fault {
    Fault::new(Code::BadId, wrong.in_words("id")).without_values(format!(
        "an id is text or a number of 1 to {MAX_ID_BYTES} bytes without control characters"
    ))
}

/// The warning that a row has no id; `remedy` is what becomes of it.
pub(crate) fn missing_id(remedy: &str) -> Fault {
    let message = format!("the row has no `id`; it is {remedy}");
    Fault::new(Code::MissingId, message)
}

/// The fault of an id that the row of number `first` has, in a file of such rows.
pub(crate) fn duplicate_id(row_word: &str, first: usize) -> Fault {
    let message = format!(
        "the id was given before, in {row_word} {first}; the first is kept, give each cell its own"
    );
    Fault::new(Code::DuplicateId, message)
}

/// The warning that a district is left out.
pub(crate) fn bad_district(wrong: &Wrong) -> Fault {
    let message = format!("{}, so it is left out", wrong.in_words("district"));
    Fault::new(Code::BadDistrict, message).without_values(format!(
        "district is text of at most {MAX_DISTRICT_BYTES} bytes without control characters, so \
         it is left out"
    ))
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
