//! The points of a table's rows: read, put in order, and their datum found.

use super::cell::{Cell, Row};
use super::columns::Columns;
use super::error::ImportError;
use super::field::Key;
use super::mainland::is_mainland;
use super::meaning::coordinates::{Order, Pair, of_geometry, of_one, of_two};
use super::meaning::scalars::is_unknown;
use super::read::json::is_wgs84;
use crate::datum::Datum;

/// What a row says of its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    /// Longitude and latitude in the table's datum.
    At([f64; 2]),
    /// Nothing.
    Missing,
    /// Something that is no point; a part of a sentence.
    Wrong(&'static str),
}

/// The points of a table.
#[derive(Debug)]
pub(super) struct Points {
    /// Row by row.
    pub(super) rows: Vec<Point>,
    /// Whether all were written the other way round than their header says.
    pub(super) is_swapped: bool,
}

/// What a table says of its points before they are in order.
enum Found {
    Point(Point),
    Pair(Pair),
}

/// More degrees than this are no longitude: the numbers are metres.
const MOST_DEGREES: f64 = 180.0;

/// Reads the points of all rows.
pub(super) fn read(rows: &[Row], columns: &Columns) -> Result<Points, ImportError> {
    let found: Vec<Found> = rows.iter().map(|row| of_row(row, columns)).collect();
    let pairs = || {
        found.iter().filter_map(|found| match found {
            Found::Pair(pair) => Some(pair),
            Found::Point(_) => None,
        })
    };
    refuse_metres(rows, columns, pairs().map(|pair| pair.numbers))?;
    let expected = expected_order(columns);
    let unsaid: Vec<[f64; 2]> = pairs()
        .filter(|pair| pair.order.is_none())
        .map(|pair| pair.numbers)
        .collect();
    let order = order_of(&unsaid, expected).ok_or_else(|| undecided(columns))?;
    let is_swapped = expected.is_some_and(|expected| expected != order) && !unsaid.is_empty();
    let point = |found: Found| match found {
        Found::Point(point) => point,
        Found::Pair(pair) => checked(in_order(pair.numbers, pair.order.unwrap_or(order))),
    };
    Ok(Points {
        rows: found.into_iter().map(point).collect(),
        is_swapped,
    })
}

/// The order that the headers say.
fn expected_order(columns: &Columns) -> Option<Order> {
    if columns.has(Key::Lon) && columns.has(Key::Lat) || columns.has(Key::LonLat) {
        return Some(Order::LonLat);
    }
    columns.has(Key::LatLon).then_some(Order::LatLon)
}

fn of_row(row: &Row, columns: &Columns) -> Found {
    if let Some(feature) = &row.feature {
        if let Some(point) = feature.lon_lat {
            return Found::Point(checked(point));
        }
        if let Some(fault) = feature.fault {
            return Found::Point(Point::Wrong(fault));
        }
    }
    let cell = |key| {
        columns
            .at(key)
            .and_then(|at| row.cell(at))
            .filter(|cell| !is_unknown(&cell.as_text()))
    };
    let wrong = Found::Point(Point::Wrong("coordinates that cannot be read"));
    match (cell(Key::Lon), cell(Key::Lat)) {
        (Some(lon), Some(lat)) => return of_two(lon, lat).map_or(wrong, Found::Pair),
        (Some(both), None) | (None, Some(both)) => {
            // Both may be in the one of the two columns that is there.
            return of_one(both).map_or(wrong, Found::Pair);
        }
        (None, None) => {}
    }
    let in_one = [Key::LonLat, Key::LatLon, Key::Position]
        .into_iter()
        .find_map(cell);
    if let Some(both) = in_one {
        return of_one(both)
            .or_else(|| of_geometry(both))
            .map_or(wrong, Found::Pair);
    }
    match cell(Key::Geometry).map(of_geometry) {
        Some(Some(pair)) => Found::Pair(pair),
        Some(None) => wrong,
        None => Found::Point(Point::Missing),
    }
}

/// Longitude and latitude of two numbers.
const fn in_order([first, second]: [f64; 2], order: Order) -> [f64; 2] {
    match order {
        Order::LonLat => [first, second],
        Order::LatLon => [second, first],
    }
}

fn is_on_earth([lon, lat]: [f64; 2]) -> bool {
    lon.abs() <= MOST_DEGREES && lat.abs() <= 90.0
}

fn checked([lon, lat]: [f64; 2]) -> Point {
    if lon == 0.0 && lat == 0.0 {
        return Point::Wrong("the coordinates 0, 0, which are a missing value");
    }
    if is_on_earth([lon, lat]) {
        Point::At([lon, lat])
    } else if is_on_earth([lat, lon]) {
        Point::Wrong("coordinates the other way round than those of the other rows")
    } else {
        Point::Wrong("coordinates that are no place on Earth")
    }
}

/// The order of pairs that do not say it; `None` if it cannot be told. What the headers say
/// gives way only if it fits no pair at all, or if only the other way round all are in China.
fn order_of(pairs: &[[f64; 2]], expected: Option<Order>) -> Option<Order> {
    if pairs.is_empty() {
        return expected.or(Some(Order::LonLat));
    }
    let n_fitting = |test: fn([f64; 2]) -> bool, order| {
        let fits = |pair: &&[f64; 2]| test(in_order(**pair, order));
        pairs.iter().filter(fits).count()
    };
    let n = pairs.len();
    let (as_lon_lat, as_lat_lon) = (
        n_fitting(is_on_earth, Order::LonLat),
        n_fitting(is_on_earth, Order::LatLon),
    );
    let in_china = |order| n_fitting(is_mainland, order);
    let by_china = match (in_china(Order::LonLat), in_china(Order::LatLon)) {
        (all, 0) if all == n => Some(Order::LonLat),
        (0, all) if all == n => Some(Order::LatLon),
        _ => None,
    };
    match expected {
        Some(Order::LonLat) if as_lon_lat == 0 && as_lat_lon == n => Some(Order::LatLon),
        Some(Order::LatLon) if as_lat_lon == 0 && as_lon_lat == n => Some(Order::LonLat),
        Some(order) => Some(by_china.unwrap_or(order)),
        None if as_lon_lat > as_lat_lon => Some(Order::LonLat),
        None if as_lat_lon > as_lon_lat => Some(Order::LatLon),
        None => by_china,
    }
}

/// Coordinates of a map projection are refused, with the command that makes degrees of them.
fn refuse_metres(
    rows: &[Row],
    columns: &Columns,
    pairs: impl Iterator<Item = [f64; 2]>,
) -> Result<(), ImportError> {
    let pairs: Vec<[f64; 2]> = pairs.collect();
    let is_far = |pair: &&[f64; 2]| pair.iter().any(|number| number.abs() > MOST_DEGREES);
    let n_far = pairs.iter().filter(is_far).count();
    if n_far * 2 <= pairs.len() {
        return Ok(());
    }
    let said = columns
        .at(Key::Crs)
        .and_then(|at| rows.iter().find_map(|row| row.cell(at)));
    let said = said.map(Cell::as_text);
    let header = |key| columns.header(key).unwrap_or("…").to_owned();
    Err(ImportError::ChoiceMissing(format!(
        "the coordinates are no degrees but metres of {}; make degrees of them: \
         ogr2ogr -f GeoJSON -s_srs {} -t_srs EPSG:4326 -oo X_POSSIBLE_NAMES={} \
         -oo Y_POSSIBLE_NAMES={} out.geojson LIST.csv",
        said.as_deref().unwrap_or("a map projection"),
        said.as_deref().map_or("EPSG:<its code>", epsg),
        header(Key::Lon),
        header(Key::Lat),
    )))
}

/// The code of a reference system as lists name it.
pub(super) fn epsg(name: &str) -> &'static str {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    match &*letters.to_ascii_lowercase() {
        "osgb36" | "bng" | "britishnationalgrid" | "epsg27700" | "27700" => "EPSG:27700",
        "twd97" | "epsg3826" | "3826" => "EPSG:3826",
        "hk1980" | "hk80" | "epsg2326" | "2326" => "EPSG:2326",
        _ => "EPSG:<its code>",
    }
}

fn undecided(columns: &Columns) -> ImportError {
    let header = [Key::Position, Key::LonLat, Key::LatLon]
        .into_iter()
        .find_map(|key| columns.header(key));
    let header = header.unwrap_or("…");
    ImportError::ChoiceMissing(format!(
        "which number of {header} is the longitude cannot be told; give --map {header}=lon_lat or \
         --map {header}=lat_lon"
    ))
}

/// The datum that a column names for its rows.
pub(super) fn datum_of_rows(rows: &[Row], columns: &Columns) -> Option<Datum> {
    let at = columns.at(Key::Crs)?;
    let said = rows.iter().find_map(|row| row.cell(at))?.as_text();
    if is_wgs84(&said) {
        return Some(Datum::Wgs84);
    }
    let letters: String = said.chars().filter(char::is_ascii_alphanumeric).collect();
    Datum::from_key(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_columns_are_put_right_and_what_cannot_be_told_is_not_guessed() {
        let order = |pairs: &[[f64; 2]], expected| order_of(pairs, expected);
        let lon_lat = Some(Order::LonLat);
        let lat_lon = Some(Order::LatLon);
        assert_eq!(order(&[[118.0, 32.0], [119.0, 31.0]], lon_lat), lon_lat);
        assert_eq!(order(&[[35.6, 139.5], [35.7, 139.6]], lon_lat), lat_lon);
        // Kashgar: both orders are on Earth, one is in the Arctic Ocean.
        assert_eq!(order(&[[39.47, 75.99]], lon_lat), lat_lon);
        assert_eq!(order(&[[39.47, 75.99]], None), lat_lon);
        assert_eq!(order(&[[48.8, 2.3]], lon_lat), lon_lat);
        assert_eq!(order(&[[48.8, 2.3]], None), None);
        assert_eq!(
            order(&[[118.0, 32.0], [32.0, 118.0], [118.0, 31.0]], None),
            lon_lat
        );
        assert_eq!(order(&[], None), lon_lat);
    }

    #[test]
    fn a_point_that_is_none_is_told() {
        assert_eq!(checked([118.0, 32.0]), Point::At([118.0, 32.0]));
        for point in [[0.0, 0.0], [32.0, 118.0], [200.0, 100.0], [f64::NAN, 1.0]] {
            assert!(matches!(checked(point), Point::Wrong(_)), "{point:?}");
        }
    }

    #[test]
    fn systems_of_lists_have_their_codes() {
        assert_eq!(epsg("OSGB36"), "EPSG:27700");
        assert_eq!(epsg("local"), "EPSG:<its code>");
    }
}
