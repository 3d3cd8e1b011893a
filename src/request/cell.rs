//! One cell of a body.
//!
//! Faults have the names that they have in demand files. Coordinates are not repeated.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::body::is_number;
use super::members::Members;
use crate::dataset::MAX_ID_BYTES;
use crate::datum::{Datum, DatumError};
use crate::demand::{MAX_DISTRICT_BYTES, MAX_PEOPLE};
use crate::position::Position;
use crate::vocabulary::nearest_word;

/// What a cell looks like.
pub const CELL_ITEM: &str = "{id, lat, lon, population}";
/// What a cell may hold.
const MEMBERS: [&str; 6] = ["id", "lat", "lon", "lng", "population", "district"];
/// Letters of an unknown member's name that are repeated.
const MAX_SHOWN_CHARS: usize = 64;

/// A fault, before anyone knows of which cell.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fault {
    /// A stable name of the kind of fault.
    pub(super) code: &'static str,
    /// What was found and what would be right.
    pub(super) message: String,
}

/// An id as it came, and as text.
pub(super) struct CellId {
    pub(super) json: Box<RawValue>,
    pub(super) text: String,
}

/// What one cell says.
pub(super) struct ReadCell {
    pub(super) id: Option<CellId>,
    pub(super) found: Result<Place, Fault>,
    /// Faults of a cell that is used all the same.
    pub(super) warnings: Vec<Fault>,
}

/// A cell that can be used.
pub(super) struct Place {
    pub(super) position: Position,
    pub(super) people: f64,
    pub(super) district: Option<String>,
}

impl ReadCell {
    /// Reads a cell; some microseconds.
    pub(super) fn of(raw: &RawValue, crs: Datum) -> Self {
        let mut cell = Self {
            id: None,
            found: Err(Fault::new(
                "bad_cell",
                format!("a cell must be an object {CELL_ITEM}"),
            )),
            warnings: Vec::new(),
        };
        if let Ok(members) = serde_json::from_str::<Members>(raw.get()) {
            cell.found = cell.read(CellMembers(members), crs);
        }
        cell
    }

    fn read(&mut self, mut members: CellMembers, crs: Datum) -> Result<Place, Fault> {
        match members.take("id")? {
            Some(json) => self.id = Some(CellId::read(json)?),
            None => self.warn(Fault::new(
                "missing_id",
                "the cell has no id; it is used, and answered with the id null",
            )),
        }
        let position = members.position(crs)?;
        let people = members.people()?;
        let district = members.take("district")?;
        members.refuse_others()?;
        if position.lon() == 0.0 && position.lat() == 0.0 {
            self.warn(Fault::new(
                "null_island",
                "the coordinates are 0, 0, which is how missing ones are written; the people \
                 count, where nobody reaches a station",
            ));
        }
        let district = district.and_then(|json| {
            read_district(&json).unwrap_or_else(|fault| {
                self.warn(fault);
                None
            })
        });
        Ok(Place {
            position,
            people,
            district,
        })
    }

    fn warn(&mut self, fault: Fault) {
        self.warnings.push(fault);
    }
}

/// The members of a cell, each taken once.
struct CellMembers(Members);

impl CellMembers {
    /// The value of a member; null is none.
    fn take(&mut self, name: &str) -> Result<Option<Box<RawValue>>, Fault> {
        match self.0.take(name) {
            (_, true) => Err(Fault::new(
                "bad_cell",
                format!("{name} is given more than once"),
            )),
            (value, false) => Ok(value.filter(|json| json.get() != "null")),
        }
    }

    fn position(&mut self, crs: Datum) -> Result<Position, Fault> {
        let lat = self.take("lat")?;
        let lon = match (self.take("lon")?, self.take("lng")?) {
            (Some(_), Some(_)) => {
                return Err(Fault::new("no_position", "give lon or lng, not both"));
            }
            (lon, lng) => lon.or(lng),
        };
        let (Some(lat), Some(lon)) = (
            lat.and_then(|json| number(&json)),
            lon.and_then(|json| number(&json)),
        ) else {
            return Err(Fault::new(
                "no_position",
                "lat and lon are required: numbers of degrees without quotes",
            ));
        };
        crs.to_position(lon, lat)
            .map_err(|error| misplaced(&error, [lon, lat], crs))
    }

    fn people(&mut self) -> Result<f64, Fault> {
        let people = self
            .take("population")?
            .and_then(|json| number(&json))
            .filter(|people| (0.0..=MAX_PEOPLE).contains(people));
        // Adding 0 makes 0 of -0.
        people.map(|people| people + 0.0).ok_or_else(|| {
            Fault::new(
                "bad_population",
                "population is required: a number of people without quotes, 0 to 1e10",
            )
        })
    }

    /// What is left over is nothing that a cell has.
    fn refuse_others(self) -> Result<(), Fault> {
        let Some((name, _)) = self.0.into_iter().next() else {
            return Ok(());
        };
        let hint = nearest_word(&name, MEMBERS.into_iter())
            .map_or_else(String::new, |word| format!("; did you mean {word}?"));
        let message = format!("a cell has no member '{}'{hint}", shortened(&name));
        Err(Fault::new("bad_cell", message))
    }
}

impl CellId {
    fn read(json: Box<RawValue>) -> Result<Self, Fault> {
        match label(&json, MAX_ID_BYTES) {
            Some(text) if !text.is_empty() => Ok(Self { json, text }),
            _ => {
                let message = format!(
                    "an id is text or a number of 1 to {MAX_ID_BYTES} bytes without control \
                     characters"
                );
                Err(Fault::new("bad_id", message))
            }
        }
    }
}

/// The district of a cell; none if it is blank.
fn read_district(json: &RawValue) -> Result<Option<String>, Fault> {
    let text = label(json, MAX_DISTRICT_BYTES).ok_or_else(|| {
        let message = format!(
            "district is text of at most {MAX_DISTRICT_BYTES} bytes without control characters; \
             the cell counts under none"
        );
        Fault::new("bad_district", message)
    })?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The beginning of a long name.
fn shortened(name: &str) -> String {
    name.chars().take(MAX_SHOWN_CHARS).collect()
}

/// Text, or a number as it is written, trimmed; `None` if it is something else or too long.
fn label(json: &RawValue, max_bytes: usize) -> Option<String> {
    let text = match serde_json::from_str(json.get()) {
        Ok(Value::String(text)) => text.trim().to_owned(),
        _ if is_number(json.get()) => json.get().to_owned(),
        _ => return None,
    };
    let is_fit = text.len() <= max_bytes && !text.contains(char::is_control);
    is_fit.then_some(text)
}

/// A finite JSON number.
fn number(json: &RawValue) -> Option<f64> {
    let json = Some(json.get()).filter(|json| is_number(json))?;
    json.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Why a pair of numbers is no place.
fn misplaced(error: &DatumError, [lon, lat]: [f64; 2], crs: Datum) -> Fault {
    match error {
        DatumError::Position(_) if Position::new(lat, lon).is_ok() => Fault::new(
            "swapped_lon_lat",
            "lat is beyond 90, and fits if lat and lon are swapped",
        ),
        DatumError::Position(_) => Fault::new(
            "out_of_range",
            "lat lies within -90 and 90, lon within -180 and 180",
        ),
        DatumError::OutsideArea { .. } => {
            let message = format!(
                "the cell lies outside the area of {} (lon 73 to 136, lat 3 to 54); give \
                 crs=wgs84 there",
                crs.key()
            );
            Fault::new("outside_datum_area", message)
        }
    }
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
