//! Stations that stand where none of their sort do: far from all others of their district, or
//! with longitude and latitude the other way round where both orders are a place on Earth.
//!
//! The middle of a group is the median of its longitudes and of its latitudes, its spread the
//! median distance from there: nearly half of a group may be wrong without moving either far.
//! Distances are those of a plane around the middle, which tells far from near.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use hashbrown::{HashMap, HashSet};

use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::shown::shortened;
use crate::distance::geodesic_m;
use crate::position::Position;
use crate::station::{Station, StationIdx};

/// Fewer stations say nothing of where they belong.
const FEWEST_IN_GROUP: usize = 3;
/// Of so many stations of a group, evenly taken, the medians are those of all, nearly.
const MOST_MEASURED: usize = 2_000;
/// Fewer stations do not say it well: they may be of a town and a village.
const FEWEST_IN_DISTRICT: usize = 4;
/// No station is far off within this distance of the middle, metres: Hong Kong's Tai Po has
/// one on an island 29 km away.
const NEAR_M: f64 = 30_000.0;
/// The same where a district has few stations, or only the city is known, which may be as wide
/// as a province: Chongqing reaches 360 km from its middle.
const NEAR_IN_CITY_M: f64 = 400_000.0;
/// The side of the squares by which stations are near each other, metres: those of one square
/// and of the eight around it are.
const SQUARE_M: f64 = 15_000.0;
/// A station is far off beyond so many times the spread of its group.
const SPREADS: f64 = 6.0;
/// More than one in so many of a group, and more than one, are a second place of it where they
/// stand together: a district may have two towns.
const SECOND_PLACE: usize = 10;
/// Swapped coordinates lead so many times nearer to the others.
const NEARER: f64 = 3.0;
/// Metres in a degree of latitude, roughly.
const METRES_A_DEGREE: f64 = 111_000.0;
/// The west of China, where a longitude could be a latitude. The other way round it is the
/// Arctic Ocean.
const WEST_LON_DEG: RangeInclusive<f64> = 73.0..=90.0;
const WEST_LAT_DEG: RangeInclusive<f64> = 26.0..=50.0;

/// Longitude and latitude, degrees.
type Pair = [f64; 2];
/// A square of [`SQUARE_M`], by its number east and north of the middle of a group.
type Square = [i64; 2];
type Found = BTreeMap<StationIdx, Finding>;
/// Rows by city and district.
type Groups<'a> = HashMap<(&'a str, &'a str), Vec<StationIdx>>;

/// Where most of a group are.
struct Place {
    middle: Pair,
    /// How long a degree of longitude is there, metres.
    lon_degree_m: f64,
    /// The median distance from the middle, metres.
    spread_m: f64,
}

/// A warning for each station that is probably not where it says; by rows.
///
/// Cost: some passes over all stations, and a median of each group.
pub(super) fn misplaced(stations: &[Station]) -> Found {
    let mut found = swapped(stations);
    let mut is_checked = vec![false; stations.len()];
    let of_district = |station: &'_ Station| station.district.is_some();
    let of_city = |station: &'_ Station| station.city.is_some();
    for (_, rows) in &groups(stations, of_district, true) {
        let is_enough = rows.len() >= FEWEST_IN_DISTRICT;
        for row in rows {
            is_checked[row.row()] = is_enough;
        }
        let near_m = if is_enough { NEAR_M } else { NEAR_IN_CITY_M };
        far_off(stations, rows, near_m, |_| true, &mut found);
    }
    // Where a district has too few stations, or none is named, its city tells.
    if is_checked.contains(&false) {
        for (_, rows) in &groups(stations, of_city, false) {
            let is_asked = |row: StationIdx| !is_checked[row.row()];
            far_off(stations, rows, NEAR_IN_CITY_M, is_asked, &mut found);
        }
    }
    found
}

/// The stations that have a name, by their city, and by their district if that is wanted.
fn groups(
    stations: &[Station],
    is_named: impl Fn(&Station) -> bool,
    by_district: bool,
) -> Groups<'_> {
    let mut groups = Groups::new();
    for (row, station) in rows(stations).filter(|(_, station)| is_named(station)) {
        let city = station.city.as_deref().unwrap_or_default();
        let district = station.district.as_deref().filter(|_| by_district);
        let key = (city, district.unwrap_or_default());
        groups.entry(key).or_default().push(row);
    }
    groups
}

fn rows(stations: &[Station]) -> impl Iterator<Item = (StationIdx, &Station)> {
    (0..).map(StationIdx).zip(stations)
}

/// Adds those of a group that are asked about and far from the others.
fn far_off(
    stations: &[Station],
    group: &[StationIdx],
    near_m: f64,
    is_asked: impl Fn(StationIdx) -> bool,
    found: &mut Found,
) {
    let Some(place) = Place::of(stations, group) else {
        return;
    };
    let coordinates = |row: StationIdx| coordinates(&stations[row.row()]);
    let is_far = |row: &StationIdx| place.distance_m(coordinates(*row)) > place.limit_m(near_m);
    let far: Vec<StationIdx> = group.iter().copied().filter(is_far).collect();
    if far.is_empty() {
        return;
    }
    let square = |row: &StationIdx| place.square(coordinates(*row));
    let near = group.iter().filter(|row| !is_far(row));
    let near: HashSet<Square> = near.map(square).collect();
    let mut n_far: HashMap<Square, usize> = HashMap::new();
    for row in &far {
        *n_far.entry(square(row)).or_insert(0) += 1;
    }
    let n_allowed = (group.len() / SECOND_PLACE).max(1);
    for row in far.into_iter().filter(|row| is_asked(*row)) {
        let around = || squares_around(square(&row));
        let n_together: usize = around().filter_map(|square| n_far.get(&square)).sum();
        let is_alone = !around().any(|square| near.contains(&square));
        if is_alone && n_together <= n_allowed {
            let finding = || far_off_finding(&stations[row.row()], &place);
            found.entry(row).or_insert_with(finding);
        }
    }
}

/// A square and the eight around it.
fn squares_around([x, y]: Square) -> impl Iterator<Item = Square> {
    (x - 1..=x + 1).flat_map(move |x| (y - 1..=y + 1).map(move |y| [x, y]))
}

fn far_off_finding(station: &Station, place: &Place) -> Finding {
    let names = [&station.city, &station.district];
    let names: Vec<String> = names
        .into_iter()
        .flatten()
        .map(|name| shortened(name))
        .collect();
    let message = format!(
        "the station is {} from the middle of the stations of {}, half of which are within {} of \
         it; the coordinates, or the city and district, are probably wrong",
        km(place.geodesic_m(station.position)),
        names.join(" "),
        km(place.spread_m),
    );
    Finding::new(IssueCode::FarOff, message)
}

/// The stations that would stand where others do if their coordinates were the other way round.
fn swapped(stations: &[Station]) -> Found {
    let mut files: HashMap<_, Vec<StationIdx>> = HashMap::new();
    for (row, station) in rows(stations) {
        files.entry(station.file).or_default().push(row);
    }
    let mut found = Found::new();
    for rows in files.into_values() {
        let place = Place::of(stations, &rows);
        let station = |row: StationIdx| &stations[row.row()];
        let is_swapped = |row: &StationIdx| is_swapped(station(*row), place.as_ref());
        let rows = rows.into_iter().filter(is_swapped);
        found.extend(rows.map(|row| (row, swapped_finding(station(row)))));
    }
    found
}

fn is_swapped(station: &Station, file: Option<&Place>) -> bool {
    let [lon, lat] = coordinates(station);
    if !(-90.0..=90.0).contains(&lon) {
        return false;
    }
    if WEST_LON_DEG.contains(&lat) && WEST_LAT_DEG.contains(&lon) {
        return true;
    }
    file.is_some_and(|file| {
        let (given_m, other_m) = (file.distance_m([lon, lat]), file.distance_m([lat, lon]));
        let limit_m = file.limit_m(NEAR_M);
        given_m > limit_m && other_m <= limit_m && other_m * NEARER < given_m
    })
}

fn swapped_finding(station: &Station) -> Finding {
    let [lon, lat] = coordinates(station);
    let message = format!(
        "the coordinates are {lon}, {lat}, far from where stations are, and {lat}, {lon} is \
         among them; the order is longitude, latitude"
    );
    Finding::new(IssueCode::LikelySwapped, message)
}

fn coordinates(station: &Station) -> Pair {
    [station.position.lon(), station.position.lat()]
}

fn km(metres: f64) -> String {
    format!("{:.1} km", metres / 1_000.0)
}

impl Place {
    /// Where these are, by some of them if they are very many; `None` if they are too few.
    fn of(stations: &[Station], group: &[StationIdx]) -> Option<Self> {
        if group.len() < FEWEST_IN_GROUP {
            return None;
        }
        let some = group.iter().step_by(group.len().div_ceil(MOST_MEASURED));
        let pairs = some.map(|row| coordinates(&stations[row.row()]));
        let degrees = |axis: usize| median(pairs.clone().map(|pair| pair[axis]));
        let middle = [degrees(0)?, degrees(1)?];
        let mut place = Self {
            middle,
            lon_degree_m: METRES_A_DEGREE * middle[1].to_radians().cos(),
            spread_m: 0.0,
        };
        place.spread_m = median(pairs.map(|pair| place.distance_m(pair)))?;
        Some(place)
    }

    /// How far from the middle is far off, metres, where `near_m` is not.
    const fn limit_m(&self, near_m: f64) -> f64 {
        (self.spread_m * SPREADS).max(near_m)
    }

    /// Metres east and north of the middle.
    fn offset_m(&self, [lon, lat]: Pair) -> Pair {
        let east_deg = match lon - self.middle[0] {
            degrees if degrees > 180.0 => degrees - 360.0,
            degrees if degrees < -180.0 => degrees + 360.0,
            degrees => degrees,
        };
        [
            east_deg * self.lon_degree_m,
            (lat - self.middle[1]) * METRES_A_DEGREE,
        ]
    }

    fn distance_m(&self, pair: Pair) -> f64 {
        let [east_m, north_m] = self.offset_m(pair);
        (east_m * east_m + north_m * north_m).sqrt()
    }

    /// The same on the ellipsoid.
    fn geodesic_m(&self, position: Position) -> f64 {
        let [lon, lat] = self.middle;
        Position::new(lon, lat).map_or(0.0, |middle| geodesic_m(middle, position))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "nothing is 40 million metres from the middle"
    )]
    fn square(&self, pair: Pair) -> Square {
        self.offset_m(pair).map(|m| (m / SQUARE_M).floor() as i64)
    }
}

/// The middle one of some numbers, the lower of two.
fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    let middle = numbers.len().checked_sub(1)? / 2;
    let (_, median, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}
