//! The three datums that Chinese map data comes in, and the way to and from WGS-84.
//!
//! A datum is always declared, by a file or a request, and never guessed. GCJ-02 is what phones and
//! map services of the mainland give; BD-09 is Baidu's shift on top of it. The formulas are public
//! and the same in every package; the constants are those of the Krasovsky 1940 ellipsoid.
//! `tests/data/datum` holds reference vectors.

use std::f64::consts::PI;
use std::ops::RangeInclusive;

use crate::position::{Position, PositionError};

/// The datum of a pair of coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Datum {
    /// What GPS gives and GeoJSON prescribes.
    #[default]
    Wgs84,
    /// The mainland's shifted datum (AMap, Tencent, phones).
    Gcj02,
    /// Baidu's own datum.
    Bd09,
}

/// Why a pair of coordinates cannot be read in its datum.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum DatumError {
    /// Not a place on Earth in any datum.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// A place where the declared datum does not exist.
    #[error(
        "{lon}, {lat} is outside the area of {datum} (lon 73 to 136, lat 3 to 54); \
         outside it, and in Hong Kong, Macau and Taiwan, give wgs84",
        datum = .datum.key()
    )]
    OutsideArea {
        /// The declared datum.
        datum: Datum,
        /// Degrees as given.
        lon: f64,
        /// Degrees as given.
        lat: f64,
    },
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid, metres.
const KRASOVSKY_AXIS_M: f64 = 6_378_245.0;
/// Squared eccentricity of the Krasovsky 1940 ellipsoid.
const KRASOVSKY_ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Baidu's angular constant.
const BAIDU_ANGLE: f64 = PI * 3_000.0 / 180.0;
/// The inverse is iterated until a step is smaller than this.
const INVERSE_TOLERANCE_DEG: f64 = 1e-10;
/// Inside the area the fixed point is reached in at most five steps; more is a safety margin.
const MAX_INVERSE_STEPS: usize = 20;

/// Where GCJ-02 and BD-09 are accepted as input.
const AREA_LON_DEG: RangeInclusive<f64> = 73.0..=136.0;
const AREA_LAT_DEG: RangeInclusive<f64> = 3.0..=54.0;
/// How far around that area places are shifted too, so that neighbours across its border stay
/// neighbours: farther than any circle reaches.
const MARGIN_DEG: f64 = 2.0;

impl Datum {
    /// Every datum, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// The name in files and requests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// The datum of that name, in any letter case.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|datum| datum.key().eq_ignore_ascii_case(key))
    }

    /// The WGS-84 position of a pair given in this datum, to 1e-9 degrees.
    pub fn to_position(self, lon: f64, lat: f64) -> Result<Position, DatumError> {
        let checked = Position::new(lon, lat)?;
        if self == Self::Wgs84 {
            return Ok(checked);
        }
        if !AREA_LON_DEG.contains(&lon) || !AREA_LAT_DEG.contains(&lat) {
            return Err(DatumError::OutsideArea {
                datum: self,
                lon,
                lat,
            });
        }
        let gcj = if self == Self::Bd09 {
            invert(gcj02_to_bd09, [lon, lat])
        } else {
            [lon, lat]
        };
        let [lon, lat] = invert(wgs84_to_gcj02, gcj);
        Ok(Position::new(lon, lat)?)
    }

    /// Longitude and latitude of a position in this datum, degrees.
    ///
    /// Far from where the datum exists its formula is meaningless, and it has no value at the
    /// poles, so positions there are not shifted.
    pub fn coordinates(self, position: Position) -> [f64; 2] {
        let wgs = [position.lon(), position.lat()];
        match self {
            Self::Wgs84 => wgs,
            _ if !is_near_area(wgs) => wgs,
            Self::Gcj02 => wgs84_to_gcj02(wgs),
            Self::Bd09 => gcj02_to_bd09(wgs84_to_gcj02(wgs)),
        }
    }
}

fn is_near_area([lon, lat]: [f64; 2]) -> bool {
    let is_near = |area: RangeInclusive<f64>, degrees: f64| {
        (area.start() - MARGIN_DEG..=area.end() + MARGIN_DEG).contains(&degrees)
    };
    is_near(AREA_LON_DEG, lon) && is_near(AREA_LAT_DEG, lat)
}

/// Finds the point whose image under `forward` is `target`, by fixed-point iteration.
fn invert(forward: impl Fn([f64; 2]) -> [f64; 2], target: [f64; 2]) -> [f64; 2] {
    let mut guess = target;
    for _ in 0..MAX_INVERSE_STEPS {
        let image = forward(guess);
        let step = [target[0] - image[0], target[1] - image[1]];
        guess = [guess[0] + step[0], guess[1] + step[1]];
        if step[0].abs() < INVERSE_TOLERANCE_DEG && step[1].abs() < INVERSE_TOLERANCE_DEG {
            break;
        }
    }
    guess
}

fn wgs84_to_gcj02([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let (east, north) = (shift_east(x, y), shift_north(x, y));
    let sin_lat = lat.to_radians().sin();
    let magic = 1.0 - KRASOVSKY_ECCENTRICITY_SQUARED * sin_lat * sin_lat;
    let meridian_m =
        KRASOVSKY_AXIS_M * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED) / (magic * magic.sqrt());
    let parallel_m = KRASOVSKY_AXIS_M / magic.sqrt() * lat.to_radians().cos();
    [
        lon + (east / parallel_m).to_degrees(),
        lat + (north / meridian_m).to_degrees(),
    ]
}

/// The part of the shift that is common to both axes, metres.
fn ripple(x: f64) -> f64 {
    (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
}

/// The eastward shift in metres at `x`, `y` degrees from 105 E, 35 N.
fn shift_east(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + ripple(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0
}

/// The northward shift in metres at `x`, `y` degrees from 105 E, 35 N.
fn shift_north(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + ripple(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0
}

fn gcj02_to_bd09([lon, lat]: [f64; 2]) -> [f64; 2] {
    let radius = lon.hypot(lat) + 0.000_02 * (lat * BAIDU_ANGLE).sin();
    let theta = lat.atan2(lon) + 0.000_003 * (lon * BAIDU_ANGLE).cos();
    [radius * theta.cos() + 0.0065, radius * theta.sin() + 0.006]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_on_earth_has_coordinates_on_earth_in_each_datum() {
        for lon in -180..=180 {
            for lat in -90..=90 {
                let place = Position::new(f64::from(lon), f64::from(lat)).unwrap();
                for datum in Datum::ALL {
                    let [east, north] = datum.coordinates(place);
                    assert!(Position::new(east, north).is_ok(), "{place:?} {datum:?}");
                    let moved_deg = (east - place.lon()).hypot(north - place.lat());
                    assert!(moved_deg < 0.1, "{place:?} {datum:?}: {moved_deg}");
                }
            }
        }
    }

    #[test]
    fn places_are_shifted_somewhat_beyond_the_area_and_not_far_from_it() {
        for (lon, lat, is_shifted) in [
            (73.0, 30.0, true),
            (71.1, 30.0, true),
            (70.9, 30.0, false),
            (110.0, 55.9, true),
            (110.0, 56.1, false),
            (-0.019, 51.492, false),
        ] {
            let place = Position::new(lon, lat).unwrap();
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let [east, north] = datum.coordinates(place);
                let moved_deg = (east - lon).hypot(north - lat);
                assert_eq!(moved_deg > 0.0, is_shifted, "{place:?} {datum:?}");
            }
        }
    }
}
