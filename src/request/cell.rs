//! One cell of a body, by the rules of a row of demand.

use serde_json::value::RawValue;

use super::ParamError;
use super::coordinates::Coordinates;
use super::members::Members;
use crate::dataset::MAX_ID_BYTES;
use crate::dataset::parse::value::{self, Wrong};
use crate::datum::Datum;
use crate::demand::row::{self, Place, RowFields, UsableRow};
use crate::demand::{Code, Fault, MAX_DISTRICT_BYTES};
use crate::vocabulary::nearest_word;

/// What a cell looks like.
pub const CELL_ITEM: &str = "{id, lat, lon, population}";
/// What a cell may hold.
const MEMBERS: [&str; 6] = ["id", "lat", "lon", "lng", "population", "district"];
/// Letters of an unknown member's name that are repeated.
const MAX_SHOWN_CHARS: usize = 64;

/// What one cell says.
pub(super) struct ReadCell<'a> {
    /// Its id as it came, if it can be read.
    pub(super) id: Option<&'a RawValue>,
    pub(super) found: Result<UsableRow, Fault>,
}

impl<'a> ReadCell<'a> {
    /// Reads a cell; some microseconds.
    pub(super) fn of(raw: &'a RawValue, crs: Datum) -> Self {
        let mut id = None;
        let found = match serde_json::from_str::<Members>(raw.get()) {
            Ok(members) => read(CellMembers(members), crs, &mut id),
            Err(_) => Err(bad_cell(format!("a cell must be an object {CELL_ITEM}"))),
        };
        Self { id, found }
    }
}

/// The members of a cell, each taken once.
struct CellMembers<'a>(Members<'a>);

/// A cell as a row. Its id is told as soon as it is known, whatever else is wrong.
fn read<'a>(
    mut members: CellMembers<'a>,
    crs: Datum,
    id: &mut Option<&'a RawValue>,
) -> Result<UsableRow, Fault> {
    let given_id = members.take("id")?;
    let id_text = given_id.map(read_id).transpose();
    *id = given_id.filter(|_| id_text.is_ok());
    let [lat, lon, lng] = ["lat", "lon", "lng"].map(|name| members.take(name));
    let place = place(lat?, lon?, lng?, crs);
    let population = members.take("population")?;
    let district = members.take("district")?;
    let row = RowFields {
        id: id_text,
        place,
        people: row::people("population", text(population).unwrap_or_default()),
        district: district.map_or(Ok(None), read_district),
    };
    let mut usable = row.check()?;
    members.refuse_others()?;
    if usable.row.id.is_none() {
        let warning = row::missing_id("used, and answered with the id null");
        usable.warnings.insert(0, warning);
    }
    Ok(usable)
}

impl<'a> CellMembers<'a> {
    /// The value of a member; null is none.
    fn take(&mut self, name: &str) -> Result<Option<&'a RawValue>, Fault> {
        match self.0.take(name) {
            (_, true) => Err(bad_cell(format!("{name} is given more than once"))),
            (value, false) => Ok(value.filter(|json| json.get() != "null")),
        }
    }

    /// What is left over is nothing that a cell has.
    fn refuse_others(self) -> Result<(), Fault> {
        let Some((name, _)) = self.0.into_iter().next() else {
            return Ok(());
        };
        let hint = nearest_word(&name, MEMBERS.into_iter())
            .map_or_else(String::new, |word| format!("; did you mean {word}?"));
        let name = shortened(&name);
        Err(bad_cell(format!("a cell has no member '{name}'{hint}")))
    }
}

/// Where a cell is. Its numbers are read as they are written: one in quotes is none.
fn place(
    lat: Option<&RawValue>,
    lon: Option<&RawValue>,
    lng: Option<&RawValue>,
    crs: Datum,
) -> Result<Place, Fault> {
    let no_position = |error: ParamError| Fault::new(Code::NoPosition, error.detail);
    let given = Coordinates::given(text(lat), text(lon), text(lng)).map_err(no_position)?;
    let lat = row::degrees("lat", given.lat().map_err(no_position)?)?;
    let lon = row::degrees(given.lon_name, given.lon().map_err(no_position)?)?;
    Place::at([lon, lat], crs)
}

fn text(json: Option<&RawValue>) -> Option<&str> {
    json.map(RawValue::get)
}

/// An id that is given is not blank: it is answered as it came.
fn read_id(json: &RawValue) -> Result<String, Fault> {
    value::label(json, MAX_ID_BYTES)
        .and_then(|id| id.ok_or_else(|| Wrong::new("blank", "text or a number")))
        .map_err(|wrong| row::bad_id(&wrong))
}

/// The district of a cell; none if it is blank.
fn read_district(json: &RawValue) -> Result<Option<String>, Fault> {
    value::label(json, MAX_DISTRICT_BYTES).map_err(|wrong| row::bad_district(&wrong))
}

fn bad_cell(message: String) -> Fault {
    Fault::new(Code::BadCell, message)
}

/// The beginning of a long name.
fn shortened(name: &str) -> String {
    name.chars().take(MAX_SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_in_no_sentence() {
        for (cell, code) in [
            (r#"{"lat":"71.5","lon":1,"population":1}"#, "no_position"),
            (r#"{"lat":1,"lng":"71.5","population":1}"#, "no_position"),
            (
                r#"{"lat":171.5,"lon":271.5,"population":1}"#,
                "out_of_range",
            ),
            (
                r#"{"lat":171.5,"lon":71.5,"population":1}"#,
                "swapped_lon_lat",
            ),
            (
                r#"{"lat":71.5,"lon":71.5,"population":1}"#,
                "outside_datum_area",
            ),
            (
                r#"{"lat":30,"lon":110,"population":-71.5}"#,
                "bad_population",
            ),
            (
                r#"{"lat":30,"lon":110,"population":"71.5"}"#,
                "bad_population",
            ),
            (
                r#"{"lat":30,"lon":110,"population":7.15e71}"#,
                "bad_population",
            ),
            (
                r#"{"id":[71.5],"lat":30,"lon":110,"population":1}"#,
                "bad_id",
            ),
            (
                r#"{"id":"71.5\u0007","lat":30,"lon":110,"population":1}"#,
                "bad_id",
            ),
            ("[71.5,71.5]", "bad_cell"),
            (r#"{"id":1,"lat":71.5,"lat":71.5,"lon":1}"#, "bad_cell"),
        ] {
            let raw = RawValue::from_string(cell.to_owned()).unwrap();
            let fault = ReadCell::of(&raw, Datum::Gcj02).found.unwrap_err();
            assert_eq!(fault.key(), code, "{cell}");
            let message = fault.into_discreet_message();
            assert!(!message.contains("71"), "{message}");
        }
        let cell = r#"{"id":1,"lat":30,"lon":110,"population":1,"district":[71.5]}"#;
        let raw = RawValue::from_string(cell.to_owned()).unwrap();
        let usable = ReadCell::of(&raw, Datum::Wgs84).found.unwrap();
        for warning in usable.warnings {
            assert_eq!(warning.key(), "bad_district");
            assert!(!warning.into_discreet_message().contains("71"));
        }
    }
}
