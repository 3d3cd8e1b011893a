//! Stations that stand at the same place under the same name.
//!
//! Space is cut into cubes around earth-centred coordinates, so that only the few cubes
//! that a station's metre touches are looked at, also if all stations share one name.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use rayon::prelude::*;

use crate::dataset::issue::{Finding, IssueCode};
use crate::distance::{Cube, Cubes, chord_squared, geodesic_m};
use crate::station::{Station, StationIdx};

/// Up to this distance two stations of one name are at the same place, metres.
const SAME_PLACE_M: f64 = 1.0;
/// Most metres touch one to four cubes of this size.
const CUBES: Cubes = Cubes { side_m: 4.0 };

/// The stations of one name in one cube.
type ByCube = HashMap<(u32, Cube), Vec<StationIdx>>;

/// A warning for each station that has an earlier one at its place under its name.
///
/// Cost: near-linear. A cube is searched from the newest station back, so a pile of
/// stations at one spot is found at once, and few spots a metre apart fit into a cube.
pub(super) fn co_located(stations: &[Station]) -> Vec<(StationIdx, Finding)> {
    let numbers = repeated_names(stations);
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut cubes = ByCube::new();
    let mut found = Vec::new();
    for (row, station) in (0..).map(StationIdx).zip(stations) {
        let Some(&name) = numbers.get(&*station.name) else {
            continue;
        };
        if let Some(earlier) = neighbour(station, name, &cubes, stations) {
            found.push((row, finding(station, earlier)));
        }
        let cube = CUBES.around(station.position.earth_centred_m());
        cubes.entry((name, cube)).or_default().push(row);
    }
    found
}

/// A number for each name that may be that of several stations; the others have none.
///
/// Names are told apart by hashes first, on all cores: most sets repeat few names or none.
fn repeated_names(stations: &[Station]) -> HashMap<&str, u32> {
    let by_name = DefaultHashBuilder::default();
    let hashes: Vec<u64> = stations
        .par_iter()
        .map(|station| by_name.hash_one(&station.name))
        .collect();
    let mut sorted = hashes.clone();
    sorted.par_sort_unstable();
    let repeated: HashSet<u64> = sorted
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    if repeated.is_empty() {
        return HashMap::new();
    }
    let mut numbers = HashMap::new();
    let mut next = 0..;
    for (station, hash) in stations.iter().zip(hashes) {
        if repeated.contains(&hash) {
            let number = numbers.entry(&*station.name);
            number.or_insert_with(|| next.next().unwrap_or(u32::MAX));
        }
    }
    numbers
}

/// A station of that name within [`SAME_PLACE_M`] among those already in the cubes.
fn neighbour<'a>(
    station: &Station,
    name: u32,
    cubes: &ByCube,
    stations: &'a [Station],
) -> Option<&'a Station> {
    let centre = station.position.earth_centred_m();
    // The chord is never longer than the geodesic, so it cannot hide a neighbour.
    let is_near = |other: &&Station| {
        chord_squared(centre, other.position.earth_centred_m()) <= SAME_PLACE_M * SAME_PLACE_M
            && geodesic_m(station.position, other.position) <= SAME_PLACE_M
    };
    CUBES
        .within(centre, SAME_PLACE_M)
        .filter_map(|cube| cubes.get(&(name, cube)))
        .flat_map(|rows| rows.iter().rev())
        .filter_map(|row| stations.get(row.row()))
        .find(is_near)
}

fn finding(station: &Station, earlier: &Station) -> Finding {
    let message = format!(
        "station '{}' of the same name is {:.1} m away; if they are one, keep one of them",
        earlier.id,
        geodesic_m(station.position, earlier.position),
    );
    Finding::new(IssueCode::CoLocated, message)
}
