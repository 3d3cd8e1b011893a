//! The geometry of a feature as one position in WGS-84.
//!
//! Coordinates are never repaired: what is not plainly a place is refused, with the reason.

use geojson::GeometryValue;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::interior::{self, Pair};
use super::json::OfObject;
use super::members::Picked;
use super::value;
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;
use crate::datum::{Datum, DatumError};
use crate::position::Position;

/// Coordinates nearer to 0, 0 than this in both directions are a missing value, degrees
/// (a tenth of a metre).
const NULL_ISLAND_DEG: f64 = 1e-6;
/// The types of geometry that are read.
const AREAS_AND_POINTS: [&str; 4] = ["Point", "MultiPoint", "Polygon", "MultiPolygon"];
/// The members that are read.
const READ: [&str; 2] = ["type", "coordinates"];
const WANTED: &str = "a Point [lon, lat], a Polygon or a MultiPolygon is wanted";

/// A geometry that is read, every vertex a place on Earth.
pub(crate) enum Shape {
    /// A place.
    Point(Pair),
    /// Polygons by their rings.
    Area(Vec<Vec<Vec<Pair>>>),
}

/// A geometry as it is written.
pub(super) enum Written<'a> {
    /// There is none.
    Nothing,
    /// A Point of two numbers and nothing else.
    Point(Pair),
    /// Any other value.
    Other(&'a RawValue),
}

/// A Point of two numbers and nothing else, which most geometries are: read in one pass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlainPoint<'a> {
    r#type: &'a str,
    coordinates: Pair,
}

/// The position of a station: the point itself, or one well inside the area.
pub(super) fn position(geometry: &Written, datum: Datum) -> Result<Position, Finding> {
    let point = match geometry.shape()? {
        Shape::Point(point) => point,
        Shape::Area(polygons) => interior::point_inside_any(&polygons).ok_or_else(no_area)?,
    };
    position_of(point, datum)
}

/// The position of degrees that are a place on Earth in any datum.
fn position_of(point: Pair, datum: Datum) -> Result<Position, Finding> {
    if is_null_island(point) {
        let message = "the coordinates are 0, 0, which is how missing ones are written; \
                       give the station's own";
        return Err(Finding::new(IssueCode::NullIsland, message));
    }
    to_position(point, datum)
}

/// What a geometry says, in degrees of the file's datum.
pub(crate) fn shape(raw: Option<&RawValue>) -> Result<Shape, Finding> {
    Written::of(raw).shape()
}

impl<'a> Written<'a> {
    pub(super) fn of(raw: Option<&'a RawValue>) -> Self {
        let Some(raw) = raw else {
            return Self::Nothing;
        };
        match serde_json::from_str(raw.get()) {
            Ok(OfObject(point)) => Self::of_point(&point).unwrap_or(Self::Other(raw)),
            Err(_) => Self::Other(raw),
        }
    }

    /// `None` if it is no Point, whatever it looks like.
    pub(super) fn of_point(point: &PlainPoint) -> Option<Self> {
        (point.r#type == "Point").then_some(Self::Point(point.coordinates))
    }

    /// What it says twice, by its path.
    pub(super) fn repeated(&self) -> impl Iterator<Item = String> {
        let picked = match self {
            Self::Other(raw) => value::picked(raw, READ),
            _ => None,
        };
        let repeated = picked.map_or_else(Vec::new, |picked| picked.repeated);
        repeated.into_iter().map(|name| format!("geometry.{name}"))
    }

    fn shape(&self) -> Result<Shape, Finding> {
        match self {
            Self::Nothing => Err(no_position(format!("there is no geometry; {WANTED}"))),
            Self::Point(point) => check_degrees(*point).map(|()| Shape::Point(*point)),
            Self::Other(raw) => other_shape(raw),
        }
    }
}

fn other_shape(raw: &RawValue) -> Result<Shape, Finding> {
    let geometry = parsed(raw).map_err(|error| unreadable(raw, &error))?;
    match &geometry.value {
        GeometryValue::Point { coordinates } => vertex(coordinates).map(Shape::Point),
        GeometryValue::MultiPoint { coordinates } => only_point(coordinates).map(Shape::Point),
        GeometryValue::Polygon { coordinates } => Ok(Shape::Area(vec![rings(coordinates)?])),
        GeometryValue::MultiPolygon { coordinates } => {
            let polygons: Result<_, _> = coordinates.iter().map(|polygon| rings(polygon)).collect();
            polygons.map(Shape::Area)
        }
        other => Err(unsupported(other.type_name())),
    }
}

/// The geometry, of what it says twice the last; what else it says, such as a box that is none,
/// costs nothing.
fn parsed(raw: &RawValue) -> serde_json::Result<geojson::Geometry> {
    let whole = serde_json::from_str(raw.get());
    let Some(picked) = value::picked(raw, READ) else {
        return whole;
    };
    if whole.is_ok() && picked.repeated.is_empty() {
        return whole;
    }
    let read = READ.iter().zip(picked.values);
    let members = read.filter_map(|(name, raw)| Some(format!("\"{name}\":{}", raw?.get())));
    let members: Vec<String> = members.collect();
    serde_json::from_str(&format!("{{{}}}", members.join(",")))
}

impl Shape {
    /// The place that stands for it: the point itself, or the area's centroid, or another
    /// point of the area if its centroid lies outside.
    pub(crate) fn centre(&self) -> Result<Pair, Finding> {
        match self {
            Self::Point(point) => Ok(*point),
            Self::Area(polygons) => interior::centre(polygons).ok_or_else(no_area),
        }
    }
}

/// Whether a place is 0, 0, which is how missing coordinates are written.
pub(crate) fn is_null_island([lon, lat]: Pair) -> bool {
    lon.abs() < NULL_ISLAND_DEG && lat.abs() < NULL_ISLAND_DEG
}

/// A place on Earth from degrees of a datum.
pub(crate) fn to_position([lon, lat]: Pair, datum: Datum) -> Result<Position, Finding> {
    datum
        .to_position(lon, lat)
        .map_err(|error| beyond_datum(&error, datum, [lon, lat]))
}

/// Refuses numbers that are no degrees of longitude and latitude.
pub(crate) fn check_degrees([lon, lat]: Pair) -> Result<(), Finding> {
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

fn rings(polygon: &[Vec<geojson::Position>]) -> Result<Vec<Vec<Pair>>, Finding> {
    polygon
        .iter()
        .map(|ring| ring.iter().map(vertex).collect())
        .collect()
}

/// The point of several that is the only one.
fn only_point(points: &[geojson::Position]) -> Result<Pair, Finding> {
    match points {
        [point] => vertex(point),
        [] => Err(no_position("the MultiPoint holds no point".to_owned())),
        _ => {
            let message = format!(
                "the geometry is of type 'MultiPoint' and holds {} points; one is wanted",
                points.len()
            );
            Err(Finding::new(IssueCode::UnsupportedGeometry, message))
        }
    }
}

/// Longitude and latitude; altitude and measures are dropped.
fn vertex(position: &geojson::Position) -> Result<Pair, Finding> {
    match position.as_slice() {
        [lon, lat, ..] => check_degrees([*lon, *lat]).map(|()| [*lon, *lat]),
        _ => Err(no_position(
            "a position has fewer than two numbers; [lon, lat] is wanted".into(),
        )),
    }
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
    let Some(Picked {
        values: [kind, coordinates],
        ..
    }) = value::picked(raw, READ)
    else {
        return no_position(format!(
            "the geometry is {}; {WANTED}",
            value::describe(raw.get())
        ));
    };
    let kind = kind.map_or("", RawValue::get).trim_matches('"');
    if !AREAS_AND_POINTS.contains(&kind) {
        return unsupported(&shortened(kind));
    }
    match coordinates {
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

fn no_area() -> Finding {
    no_position("the rings of the geometry enclose no area".to_owned())
}

fn no_position(message: String) -> Finding {
    Finding::new(IssueCode::NoPosition, message)
}
