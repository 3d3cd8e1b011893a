//! The route of a question: coordinates, or text that routers hand out, with times and stops.
//!
//! What is refused is never repeated: a route tells where a person is going.

use serde_json::value::RawValue;

use crate::clock::UnixTime;
use crate::datum::Datum;
use crate::demand::row::outside_area;
use crate::position::Position;
use crate::query::along::{MAX_ROUTE_POINTS, MAX_STOPS, Route, RouteError};
use crate::request::{Context, Members, ParamError};

/// The member that holds the route as coordinates or text, and its other name for text.
const ROUTE: &str = "route";
const POLYLINE: &str = "polyline";
const TIMES: &str = "times";
const STOPS: &str = "stops";

/// What the route is in a body, not read yet.
pub(super) struct Given<'a> {
    /// The name of the member.
    name: &'static str,
    route: &'a RawValue,
    times: Option<&'a RawValue>,
    stops: Option<&'a RawValue>,
}

/// How a route is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Google's encoding with this many decimals, latitudes first.
    Encoded(u32),
    /// `lon,lat;lon,lat`, as `AMap` hands routes out.
    Amap,
}

impl<'a> Given<'a> {
    /// Takes the members of a route out of a body.
    pub(super) fn take_from(members: &mut Members<'a>) -> Result<Self, ParamError> {
        let [route, polyline, times, stops] = [
            take(members, ROUTE)?,
            take(members, POLYLINE)?,
            take(members, TIMES)?,
            take(members, STOPS)?,
        ];
        let (name, route) = match (route, polyline) {
            (Some(_), Some(_)) => {
                let detail = "give route or polyline, not both";
                return Err(ParamError::new(POLYLINE, detail));
            }
            (Some(route), None) => (ROUTE, route),
            (None, Some(polyline)) => (POLYLINE, polyline),
            (None, None) => {
                let detail = "route is required: an array of [lon, lat], or an encoded polyline";
                return Err(ParamError::new(ROUTE, detail));
            }
        };
        Ok(Self {
            name,
            route,
            times,
            stops,
        })
    }

    /// Whether the route has a clock of its own.
    pub(super) const fn has_times(&self) -> bool {
        self.times.is_some()
    }
}

/// A member, if it is given and not null.
fn take<'a>(members: &mut Members<'a>, name: &str) -> Result<Option<&'a RawValue>, ParamError> {
    match members.take(name) {
        (_, true) => Err(ParamError::repeated(name)),
        (value, false) => Ok(value.filter(|value| value.get() != "null")),
    }
}

/// Reads the route; `format` is how it is written if it is text.
pub(super) fn read_route(
    given: &Given<'_>,
    format: Option<&str>,
    crs: Datum,
    context: &Context<'_>,
) -> Result<Route, ParamError> {
    let is_text = given.route.get().starts_with('"');
    if format.is_some() && !is_text {
        let detail = "polyline_format is for a route that is text, not coordinates";
        return Err(ParamError::new("polyline_format", detail));
    }
    let format = read_format(format)?;
    let coordinates = if is_text {
        decoded(given, format)?
    } else {
        listed(given)?
    };
    // Before each of a million places is converted.
    if coordinates.len() > MAX_ROUTE_POINTS {
        let detail = RouteError::Points(coordinates.len()).to_string();
        return Err(ParamError::new(given.name, detail));
    }
    let place = |(row, [lon, lat]): (usize, [f64; 2])| place(given.name, row, [lon, lat], crs);
    let points: Result<Vec<Position>, ParamError> =
        coordinates.into_iter().enumerate().map(place).collect();
    let times = given.times.map(|times| read_times(times, context));
    let stops = given.stops.map(read_stops).transpose()?.unwrap_or_default();
    Route::new(points?, times.transpose()?, &stops).map_err(|error| {
        let name = match error {
            RouteError::Points(_) | RouteError::Length(_) => given.name,
            RouteError::Times(_) => TIMES,
            RouteError::Stops(_) => STOPS,
        };
        ParamError::new(name, error.to_string())
    })
}

fn read_format(text: Option<&str>) -> Result<Format, ParamError> {
    match text {
        None | Some("5") => Ok(Format::Encoded(5)),
        Some("6") => Ok(Format::Encoded(6)),
        Some("amap") => Ok(Format::Amap),
        Some(other) => Err(ParamError::not_among(
            "polyline_format",
            other,
            ["5", "6", "amap"],
        )),
    }
}

/// Longitudes and latitudes of an array; what follows them, such as a height, is left out.
fn listed(given: &Given<'_>) -> Result<Vec<[f64; 2]>, ParamError> {
    let wrong = || {
        let detail = format!("{} must be an array of [lon, lat], or text", given.name);
        ParamError::new(given.name, detail)
    };
    let points: Vec<Vec<f64>> = serde_json::from_str(given.route.get()).map_err(|_| wrong())?;
    let point = |point: Vec<f64>| match point[..] {
        [lon, lat, ..] => Ok([lon, lat]),
        _ => Err(wrong()),
    };
    points.into_iter().map(point).collect()
}

fn decoded(given: &Given<'_>, format: Format) -> Result<Vec<[f64; 2]>, ParamError> {
    let wrong = |expected: String| {
        let detail = format!("{} is not {expected}", given.name);
        ParamError::new(given.name, detail)
    };
    let text: String =
        serde_json::from_str(given.route.get()).map_err(|_| wrong("text".to_owned()))?;
    match format {
        Format::Encoded(decimals) => {
            let line = polyline::decode_polyline(&text, decimals).map_err(|_| {
                wrong(format!(
                    "a polyline that is encoded with {decimals} decimals"
                ))
            })?;
            Ok(line.into_iter().map(|point| [point.x, point.y]).collect())
        }
        Format::Amap => {
            let pairs = text.trim_end_matches(';').split(';').map(pair);
            let pairs: Option<Vec<[f64; 2]>> = pairs.collect();
            pairs.ok_or_else(|| wrong("written as lon,lat;lon,lat".to_owned()))
        }
    }
}

fn pair(text: &str) -> Option<[f64; 2]> {
    let (lon, lat) = text.split_once(',')?;
    Some([lon.trim().parse().ok()?, lat.trim().parse().ok()?])
}

/// A point of the route; degrees stay out of the message.
fn place(name: &str, row: usize, [lon, lat]: [f64; 2], crs: Datum) -> Result<Position, ParamError> {
    let is_within = |degrees: f64, most: f64| (-most..=most).contains(&degrees);
    if !is_within(lon, 180.0) || !is_within(lat, 90.0) {
        let hint = if is_within(lon, 90.0) && is_within(lat, 180.0) {
            "; longitude and latitude seem to be swapped"
        } else {
            ""
        };
        let detail = format!(
            "point {row} of the route, counted from 0, is no place: a longitude lies within -180 \
             and 180, a latitude within -90 and 90{hint}"
        );
        return Err(ParamError::new(name, detail));
    }
    crs.to_position(lon, lat)
        .map_err(|_| ParamError::new("crs", outside_area(crs)))
}

fn read_times(times: &RawValue, context: &Context<'_>) -> Result<Vec<UnixTime>, ParamError> {
    let wrong = |detail: String| ParamError::new(TIMES, detail);
    let texts: Vec<String> = serde_json::from_str(times.get())
        .map_err(|_| wrong("times must be an array of moments, RFC 3339".to_owned()))?;
    let moment = |(row, text): (usize, &String)| {
        let moment = context.zone.parse_instant(text);
        moment.map_err(|error| wrong(format!("moment {row} of times, counted from 0: {error}")))
    };
    texts.iter().enumerate().map(moment).collect()
}

fn read_stops(stops: &RawValue) -> Result<Vec<usize>, ParamError> {
    serde_json::from_str(stops.get()).map_err(|_| {
        let detail = format!(
            "stops must be an array of at most {MAX_STOPS} rows of points of the route, from 0"
        );
        ParamError::new(STOPS, detail)
    })
}
