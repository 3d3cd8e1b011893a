//! What people would call a place: by the nearest named street, else from the nearest station.

use super::words::{metres, short};
use crate::coverage::run::Run;
use crate::distance::geodesic_m;
use crate::network::osm::{MapName, NameKind};
use crate::position::Position;
use crate::station::Station;

/// A street names a place up to this far from it, metres.
const MAX_STREET_M: f64 = 500.0;
/// A main street may be so many times farther than another that names a place: more people know it.
const KNOWN_BETTER: f64 = 2.5;
/// Metres of one degree of latitude, as exact as choosing the nearest name needs.
const METRES_A_DEGREE: f64 = 111_195.0;
/// Directions from the east, against the clock, an eighth of a circle each.
const DIRECTIONS: [(&str, &str); 8] = [
    ("以东", "east"),
    ("东北", "north-east"),
    ("以北", "north"),
    ("西北", "north-west"),
    ("以西", "west"),
    ("西南", "south-west"),
    ("以南", "south"),
    ("东南", "south-east"),
];

/// The names that places are called by.
pub(super) struct PlaceNames<'a> {
    streets: Vec<&'a MapName>,
    stations: &'a [Station],
}

/// What a place is called, in both languages. A text of a file.
pub(super) struct PlaceText {
    pub(super) zh: String,
    pub(super) en: String,
}

impl<'a> PlaceNames<'a> {
    pub(super) fn of_run(run: &Run<'a>) -> Self {
        let streets = run.names.iter();
        Self {
            streets: streets
                .filter(|name| name.kind != NameKind::District)
                .collect(),
            stations: run.snapshot.stations(),
        }
    }

    /// The name of a place; linear in the names.
    pub(super) fn of(&self, place: Position) -> PlaceText {
        let streets = self.streets.iter();
        let nearest = streets
            .map(|name| (name, offset_m(place, name.position)))
            .map(|(name, [east, north])| (name, east.hypot(north)))
            .filter(|(_, distance_m)| *distance_m <= MAX_STREET_M)
            .min_by(|a, b| strangeness(a.0, a.1).total_cmp(&strangeness(b.0, b.1)));
        match nearest {
            Some((name, _)) => PlaceText {
                zh: format!("{} 一带", name.text),
                en: format!("around {}", name.text),
            },
            None => self.by_station(place),
        }
    }

    /// "2 km south of the station", or the coordinates where there is none.
    fn by_station(&self, place: Position) -> PlaceText {
        let stations = self.stations.iter();
        let nearest = stations
            .map(|station| (station, geodesic_m(place, station.position)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((station, distance_m)) = nearest else {
            let at = format!("{:.4}, {:.4}", place.lat(), place.lon());
            return PlaceText {
                zh: at.clone(),
                en: at,
            };
        };
        let (zh, en) = direction(offset_m(station.position, place));
        let (far_zh, far_en) = far(distance_m);
        PlaceText {
            zh: format!("{}{zh} {far_zh}", station.name),
            en: format!("{far_en} {en} of {}", station.name),
        }
    }
}

/// The distance of a name, longer for one that fewer people know.
fn strangeness(name: &MapName, distance_m: f64) -> f64 {
    match name.kind {
        NameKind::Street => distance_m * KNOWN_BETTER,
        NameKind::MainStreet | NameKind::District => distance_m,
    }
}

fn far(distance_m: f64) -> (String, String) {
    if distance_m < 1_000.0 {
        let metres = metres((distance_m / 10.0).round() * 10.0);
        return (format!("{metres} 米"), format!("{metres} m"));
    }
    let km = short(distance_m / 1_000.0);
    (format!("{km} 公里"), format!("{km} km"))
}

/// The direction of an offset.
fn direction([east, north]: [f64; 2]) -> (&'static str, &'static str) {
    let eighth = std::f64::consts::FRAC_PI_4;
    let turn = north.atan2(east).rem_euclid(std::f64::consts::TAU);
    let nearest = (turn / eighth).round();
    DIRECTIONS
        .into_iter()
        .zip(0..)
        .find(|(_, number)| f64::from(*number) >= nearest)
        .map_or(DIRECTIONS[0], |(words, _)| words)
}

/// Metres east and north from one place to another.
fn offset_m(from: Position, to: Position) -> [f64; 2] {
    let across = to.lon() - from.lon();
    // The shorter way around the Earth.
    let across = across - (across / 360.0).round() * 360.0;
    let a_degree_lon = METRES_A_DEGREE * from.lat().to_radians().cos();
    [
        across * a_degree_lon,
        (to.lat() - from.lat()) * METRES_A_DEGREE,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_go_around_from_the_east() {
        for (offset, en) in [
            ([1.0, 0.0], "east"),
            ([1.0, 1.0], "north-east"),
            ([0.0, 1.0], "north"),
            ([-1.0, 0.1], "west"),
            ([0.1, -1.0], "south"),
            ([1.0, -0.9], "south-east"),
            ([1.0, -0.1], "east"),
        ] {
            assert_eq!(direction(offset).1, en);
        }
    }

    #[test]
    fn distances_are_round() {
        assert_eq!(far(994.0).1, "990 m");
        assert_eq!(far(2_030.0).0, "2 公里");
    }
}
