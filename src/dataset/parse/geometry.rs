//! The geometry of a feature as one position in WGS-84.
//!
//! Coordinates are never repaired: what is not plainly a place is refused, with the reason.

use geojson::GeometryValue;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::interior::{Pair, point_inside};
use super::value;
use crate::dataset::issue::{Finding, IssueCode, shortened};
use crate::datum::{Datum, DatumError};
use crate::position::Position;

/// Coordinates nearer to 0, 0 than this in both directions are a missing value, degrees
/// (a tenth of a metre).
const NULL_ISLAND_DEG: f64 = 1e-6;
/// The types of geometry that are read.
const AREAS_AND_POINTS: [&str; 3] = ["Point", "Polygon", "MultiPolygon"];
const WANTED: &str = "a Point [lon, lat], a Polygon or a MultiPolygon is wanted";

/// The place that a geometry stands for: the point itself, or one inside the area.
pub(super) fn position(raw: Option<&RawValue>, datum: Datum) -> Result<Position, Finding> {
    let Some(raw) = raw else {
        return Err(no_position(format!("there is no geometry; {WANTED}")));
    };
    let geometry: geojson::Geometry =
        serde_json::from_str(raw.get()).map_err(|error| unreadable(raw, &error))?;
    let [lon, lat] = match &geometry.value {
        GeometryValue::Point { coordinates } => pair(coordinates)?,
        GeometryValue::Polygon { coordinates } => inside(std::slice::from_ref(coordinates))?,
        GeometryValue::MultiPolygon { coordinates } => inside(coordinates)?,
        other => return Err(unsupported(other.type_name())),
    };
    check_degrees([lon, lat])?;
    if lon.abs() < NULL_ISLAND_DEG && lat.abs() < NULL_ISLAND_DEG {
        let message = "the coordinates are 0, 0, which is how missing ones are written; \
                       give the station's own";
        return Err(Finding::new(IssueCode::NullIsland, message));
    }
    datum
        .to_position(lon, lat)
        .map_err(|error| beyond_datum(&error, datum, [lon, lat]))
}

fn inside(polygons: &[Vec<Vec<geojson::Position>>]) -> Result<Pair, Finding> {
    let mut widest = None;
    for polygon in polygons {
        let found = point_inside(&checked_rings(polygon)?);
        widest = found
            .into_iter()
            .chain(widest)
            .max_by(|a, b| a.width_deg.total_cmp(&b.width_deg));
    }
    widest
        .map(|inside| inside.point)
        .ok_or_else(|| no_position("the rings of the geometry enclose no area".to_owned()))
}

fn checked_rings(polygon: &[Vec<geojson::Position>]) -> Result<Vec<Vec<Pair>>, Finding> {
    let vertex = |position| pair(position).and_then(|pair| check_degrees(pair).map(|()| pair));
    polygon
        .iter()
        .map(|ring| ring.iter().map(vertex).collect())
        .collect()
}

/// Longitude and latitude; altitude and measures are dropped.
fn pair(position: &geojson::Position) -> Result<Pair, Finding> {
    match position.as_slice() {
        [lon, lat, ..] => Ok([*lon, *lat]),
        _ => Err(no_position(
            "a position has fewer than two numbers; [lon, lat] is wanted".into(),
        )),
    }
}

fn check_degrees([lon, lat]: Pair) -> Result<(), Finding> {
    let Err(error) = Position::new(lon, lat) else {
        return Ok(());
    };
    if Position::new(lat, lon).is_ok() {
        let message = format!(
            "{lon}, {lat} is no place on Earth, but {lat}, {lon} is; the order is longitude, latitude"
        );
        return Err(Finding::new(IssueCode::SwappedLonLat, message));
    }
    let message = format!("{error}; degrees of longitude and latitude are wanted");
    Err(Finding::new(IssueCode::OutOfRange, message))
}

fn beyond_datum(error: &DatumError, datum: Datum, [lon, lat]: Pair) -> Finding {
    let swapped_fits = datum.to_position(lat, lon).is_ok();
    let hint = if swapped_fits {
        " (the other way round it would be inside)"
    } else {
        ""
    };
    Finding::new(IssueCode::OutsideDatumArea, format!("{error}{hint}"))
}

/// Why a geometry could not be read, told from the parts that can.
fn unreadable(raw: &RawValue, error: &serde_json::Error) -> Finding {
    #[derive(Deserialize)]
    struct Parts<'a> {
        #[serde(borrow, rename = "type")]
        kind: Option<&'a RawValue>,
        #[serde(borrow)]
        coordinates: Option<&'a RawValue>,
    }
    let Some(parts) = value::object::<Parts>(raw) else {
        return no_position(format!(
            "the geometry is {}; {WANTED}",
            value::describe(raw.get())
        ));
    };
    let kind = parts.kind.map_or("", RawValue::get).trim_matches('"');
    if !AREAS_AND_POINTS.contains(&kind) {
        return unsupported(&shortened(kind));
    }
    match parts.coordinates {
        None => no_position(format!("the {kind} has no coordinates")),
        Some(found) => no_position(format!(
            "the coordinates of the {kind} are {}, which cannot be read ({}); \
             numbers without quotes are wanted, longitude first",
            shortened(found.get()),
            super::text::what(error),
        )),
    }
}

fn unsupported(kind: &str) -> Finding {
    let message = format!("the geometry is of type '{kind}'; {WANTED}");
    Finding::new(IssueCode::UnsupportedGeometry, message)
}

fn no_position(message: String) -> Finding {
    Finding::new(IssueCode::NoPosition, message)
}
