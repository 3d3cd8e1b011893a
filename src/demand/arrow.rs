//! Demand in columns: the record batches of Arrow, out of a Parquet file or a stream.
//!
//! Columns are named as those of a CSV. Numbers may be of any type that holds them, ids and
//! districts text, ids whole numbers too. Where there are no columns `lon` and `lat`, points come
//! in WKB from a column of bytes, the primary one of GeoParquet or one called as [`GEOMETRY_NAMES`].
//!
//! The crates that read them may panic on bytes that were made to: what panics is refused.

mod geo;
mod pages;
mod parquet;
mod stream;
mod value;
mod wkb;

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use self::value::{Getter, Value, getter};
use super::code::Code;
use super::columns::{self, Columns};
use super::error::DemandFault;
use super::fault::Fault;
use super::parsed::ParsedRows;
use super::records::check_rows;
use super::row::{self, Place, RowFields, UsableRow};
use super::{Contents, MAX_DISTRICT_BYTES, MAX_ID_BYTES};
use crate::datum::Datum;

pub(super) use self::parquet::{MAGIC, read as read_parquet};
pub(super) use self::stream::read as read_stream;

/// What a column of points is called where no metadata say it.
pub const GEOMETRY_NAMES: [&str; 3] = ["geometry", "geom", "wkb_geometry"];

/// Rows that are in memory as columns at a time.
pub const MAX_BATCH_ROWS: usize = 65_536;

/// The columns of a table that are read, and how.
struct Layout {
    columns: Columns,
    /// The place of the column of points, if there is no `lon` and `lat`.
    geometry: Option<usize>,
    datum: Datum,
}

/// Reads batches of one schema into rows, numbered from 0.
struct Rows {
    layout: Layout,
    parsed: ParsedRows,
}

/// The values of the columns of one batch.
struct BatchColumns<'a> {
    id: Getter<'a>,
    place: PlaceColumns<'a>,
    population: Option<Getter<'a>>,
    district: Option<Getter<'a>>,
}

enum PlaceColumns<'a> {
    Degrees([Getter<'a>; 2]),
    Points(Getter<'a>),
}

impl Layout {
    /// `primary` is the column of points that metadata name.
    fn of(
        schema: &Schema,
        primary: Option<&str>,
        contents: Contents,
        datum: Datum,
    ) -> Result<Self, DemandFault> {
        let fields = schema.fields().iter();
        let mut names: Vec<String> = fields.map(|field| field.name().clone()).collect();
        let has = |wanted| !matches!(columns::find(wanted, &names), Ok(None));
        let geometry = if has("lon") || has("lat") {
            None
        } else {
            let mut wanted = primary.into_iter().chain(GEOMETRY_NAMES);
            wanted.find_map(|name| names.iter().position(|field| field == name))
        };
        if let Some(place) = geometry {
            // It stands for both, as far as all columns have to be there.
            "lon".clone_into(&mut names[place]);
            names.push("lat".to_owned());
        }
        Ok(Self {
            columns: Columns::of(&names, contents)?,
            geometry,
            datum,
        })
    }

    /// The places of the columns that are read, ascending.
    fn places(&self) -> Vec<usize> {
        let Columns {
            id,
            lon,
            lat,
            population,
            district,
            ..
        } = self.columns;
        let place = self.geometry.map_or([lon, lat], |place| [place; 2]);
        let mut places: Vec<usize> = [id].into_iter().chain(place).collect();
        places.extend(population);
        places.extend(district);
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl Rows {
    fn new(layout: Layout) -> Self {
        let is_by_hour = layout.columns.is_by_hour;
        Self {
            layout,
            parsed: ParsedRows {
                is_by_hour,
                ..ParsedRows::default()
            },
        }
    }

    /// Reads the rows of a batch; `place_of` tells where a column of the table is in it.
    fn read(
        &mut self,
        batch: &RecordBatch,
        place_of: impl Fn(usize) -> usize,
    ) -> Result<(), DemandFault> {
        let first = self.parsed.n_rows;
        check_rows(first.saturating_add(batch.num_rows()))?;
        let values = self.columns(batch, place_of)?;
        for row in 0..batch.num_rows() {
            let id = values.id(row);
            let shown = id.as_ref().ok().cloned().flatten();
            let place = values.place(row, self.layout.datum);
            self.parsed.note_place(&place);
            let fields = RowFields {
                id,
                place,
                people: values.people(row),
                district: values.district(row),
            };
            let found: Result<UsableRow, Fault> = fields.check();
            self.parsed.push(first + row, shown.as_deref(), found);
        }
        self.parsed.n_rows += batch.num_rows();
        Ok(())
    }

    fn columns<'a>(
        &self,
        batch: &'a RecordBatch,
        place_of: impl Fn(usize) -> usize,
    ) -> Result<BatchColumns<'a>, DemandFault> {
        let get = |name: &'static str, place: usize, wanted: &'static str| {
            let array = batch.column(place_of(place));
            getter(array).ok_or_else(|| DemandFault::ColumnType {
                name,
                found: array.data_type().to_string(),
                wanted,
            })
        };
        let number = |name, place| get(name, place, "a number");
        let text = |name, place| get(name, place, "text");
        let columns = self.layout.columns;
        let place = match self.layout.geometry {
            Some(place) => PlaceColumns::Points(get("geometry", place, "bytes with WKB")?),
            None => {
                PlaceColumns::Degrees([number("lon", columns.lon)?, number("lat", columns.lat)?])
            }
        };
        let population = columns.population.map(|place| number("population", place));
        let district = columns.district.map(|place| text("district", place));
        Ok(BatchColumns {
            id: text("id", columns.id)?,
            place,
            population: population.transpose()?,
            district: district.transpose()?,
        })
    }
}

impl BatchColumns<'_> {
    fn id(&self, row: usize) -> Result<Option<String>, Fault> {
        let id = (self.id)(row);
        let text = id.text();
        let id = row::label(&text, MAX_ID_BYTES).map_err(|wrong| row::bad_id(&wrong))?;
        Ok(id.map(str::to_owned))
    }

    fn place(&self, row: usize, datum: Datum) -> Result<Place, Fault> {
        let degrees = match &self.place {
            PlaceColumns::Degrees([lon, lat]) => {
                [degrees("lon", &lon(row))?, degrees("lat", &lat(row))?]
            }
            PlaceColumns::Points(points) => match points(row) {
                Value::Bytes(bytes) => wkb::point(bytes)?,
                Value::Missing => return Err(Fault::new(Code::NoPosition, "there is no geometry")),
                other => {
                    let what = format!("the geometry is '{}'; WKB is wanted", other.shown());
                    return Err(Fault::new(Code::NoPosition, what));
                }
            },
        };
        Place::at(degrees, datum)
    }

    fn people(&self, row: usize) -> Result<f64, Fault> {
        let Some(population) = &self.population else {
            return Ok(0.0);
        };
        let people = population(row);
        row::people("population", &people.text())
    }

    fn district(&self, row: usize) -> Result<Option<String>, Fault> {
        let Some(district) = &self.district else {
            return Ok(None);
        };
        let district = district(row);
        let text = district.text();
        let district = row::label(&text, MAX_DISTRICT_BYTES);
        let district = district.map_err(|wrong| row::bad_district(&wrong))?;
        Ok(district.map(str::to_owned))
    }
}

fn degrees(name: &str, value: &Value<'_>) -> Result<f64, Fault> {
    match value {
        Value::Number(number) if number.is_finite() => Ok(*number),
        other => row::degrees(name, &other.text()),
    }
}

/// What a reader of columns says; a panic of it is a refusal.
fn contained<T>(read: impl FnOnce() -> Result<T, DemandFault>) -> Result<T, DemandFault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let what = "its reader stopped in the middle".to_owned();
        Err(DemandFault::NoColumns { what })
    })
}

fn unreadable(error: &dyn std::fmt::Display) -> DemandFault {
    DemandFault::NoColumns {
        what: error.to_string(),
    }
}
