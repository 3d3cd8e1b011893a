//! Metres between places: the geodesic on the WGS-84 ellipsoid, and the straight chord
//! that bounds it.
//!
//! The chord is a true lower bound of the geodesic, and [`max_geodesic_of_chord_m`] bounds
//! it from above, so an index may prune by chords and stay exact.

mod cubes;

use geo::{Destination, Distance, Geodesic, InterpolatePoint, Point};

use crate::position::Position;

pub use cubes::{Cube, Cubes};

/// The smallest radius of curvature of the ellipsoid, metres: b² / a, along the meridian
/// at the equator.
const MIN_CURVATURE_RADIUS_M: f64 = 6_335_439.0;
/// Half the Earth's circumference along a meridian, rounded up: no geodesic is longer, metres.
pub const MAX_GEODESIC_M: f64 = 20_003_932.0;

/// The length of the shortest path on the ellipsoid, metres (Karney 2013, to nanometres).
pub fn geodesic_m(a: Position, b: Position) -> f64 {
    let (a, b) = (point(a), point(b));
    if a == b {
        // Identical positions are exactly 0 apart, not some nanometres.
        return 0.0;
    }
    Geodesic.distance(a, b)
}

/// The place `distance_m` from `origin` towards `bearing_deg` (clockwise from north).
///
/// `None` only if the computation leaves the Earth, which rounding alone could do.
pub fn destination(origin: Position, bearing_deg: f64, distance_m: f64) -> Option<Position> {
    let end = Geodesic.destination(point(origin), bearing_deg, distance_m);
    Position::new(end.x(), end.y()).ok()
}

/// The place on the geodesic from `a` to `b` at this share of its length, 0 to 1.
///
/// `None` only if the computation leaves the Earth, which rounding alone could do.
pub fn place_between(a: Position, b: Position, share: f64) -> Option<Position> {
    let place = Geodesic.point_at_ratio_between(point(a), point(b), share);
    Position::new(place.x(), place.y()).ok()
}

/// The square of the straight line through the Earth between two earth-centred points, m².
pub fn chord_squared(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [dx, dy, dz] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    dx * dx + dy * dy + dz * dz
}

/// Whether two earth-centred points are exactly the same, as those of equal positions are.
#[expect(
    clippy::float_cmp,
    reason = "stations that are merely near each other are measured"
)]
pub fn is_same_point(a_m: [f64; 3], b_m: [f64; 3]) -> bool {
    a_m == b_m
}

/// The longest geodesic that a chord of this length can have, metres.
///
/// A curve that bends nowhere more than a circle of radius R, and is no longer than half
/// of it, has a chord at least as long as that circle's for the same length (Schur's
/// comparison theorem); geodesics bend at most as 1 / `MIN_CURVATURE_RADIUS_M`. Up to
/// 20 km the two differ by less than a centimetre.
pub fn max_geodesic_of_chord_m(chord_m: f64) -> f64 {
    /// One part in 10^12 for the rounding of coordinates and roots, far above what occurs.
    const ROUNDING: f64 = 1.0 + 1e-12;
    /// How far rounding may move an earth-centred coordinate, metres.
    const ROUNDING_M: f64 = 1e-7;
    let ratio = chord_m / (2.0 * MIN_CURVATURE_RADIUS_M);
    // The theorem ends near the antipode, so nothing is pruned there.
    if ratio >= 0.99 {
        return MAX_GEODESIC_M;
    }
    2.0 * MIN_CURVATURE_RADIUS_M * ratio.asin() * ROUNDING + ROUNDING_M
}

/// Up to this chord length, geodesics are computed by [`short_geodesic_m`], metres.
pub const SHORT_CHORD_M: f64 = 50_000.0;
/// The largest error of [`short_geodesic_m`], metres.
pub const SHORT_GEODESIC_ERROR_M: f64 = 1e-6;
/// Squares of the semi-axes of the ellipsoid, m².
const EQUATORIAL_AXIS_M2: f64 = 6_378_137.0 * 6_378_137.0;
const POLAR_AXIS_M2: f64 = EQUATORIAL_AXIS_M2 * (1.0 - FLATTENING) * (1.0 - FLATTENING);
/// Flattening of WGS-84.
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// The geodesic between two earth-centred points on the ellipsoid whose chord is at most
/// 50 km, metres, to a micrometre; `None` if the chord is longer. Some 20 ns.
///
/// The arc's series over the chord c, c (1 + h / 24 + 3 h² / 640) with h = c² / R², where R
/// is the radius of curvature of the ellipsoid below the chord's middle M, in the chord's
/// direction d. For the ellipsoid xᵀAx = 1 that is c² |AM| / dᵀAd, with M moved out to the
/// surface: by √(MᵀAM), which is √(1 - dᵀAd / 4) since both ends lie on it. No sine is taken.
///
/// What is left out: the series' next term, 5 h³ c / 7,168, is 0.01 nm at 50 km. R changes along
/// the way, by at most e² per radian; around the middle the first order cancels, and the second,
/// like the geodesic's own bend out of the plane, adds some e² h² c / 100, 13 nm at 50 km. The
/// rounding of coordinates adds some nanometres. A test holds the bound for pairs at all latitudes
/// and in all directions.
pub fn short_geodesic_m(a_m: [f64; 3], b_m: [f64; 3]) -> Option<f64> {
    let chord_m2 = chord_squared(a_m, b_m);
    if chord_m2 > SHORT_CHORD_M * SHORT_CHORD_M {
        return None;
    }
    let [dx, dy, dz] = [a_m[0] - b_m[0], a_m[1] - b_m[1], a_m[2] - b_m[2]];
    let bend = (dx * dx + dy * dy) / EQUATORIAL_AXIS_M2 + dz * dz / POLAR_AXIS_M2;
    let middle = |axis: usize, axis_m2: f64| (a_m[axis] + b_m[axis]) * (0.5 / axis_m2);
    let gradient_2 = middle(0, EQUATORIAL_AXIS_M2).powi(2)
        + middle(1, EQUATORIAL_AXIS_M2).powi(2)
        + middle(2, POLAR_AXIS_M2).powi(2);
    let h = if chord_m2 > 0.0 {
        bend * bend * (1.0 - bend / 4.0) / (gradient_2 * chord_m2)
    } else {
        0.0
    };
    Some(chord_m2.sqrt() * (1.0 + h * (1.0 / 24.0 + h * (3.0 / 640.0))))
}

/// A pole is one point, whatever longitude it is given.
fn point(position: Position) -> Point {
    let lon = if position.is_pole() {
        0.0
    } else {
        position.lon()
    };
    Point::new(lon, position.lat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn position() -> impl Strategy<Value = Position> {
        (-180.0..=180.0, -90.0..=90.0).prop_map(|(lon, lat)| Position::new(lon, lat).unwrap())
    }

    fn chord_m(a: Position, b: Position) -> f64 {
        chord_squared(a.earth_centred_m(), b.earth_centred_m()).sqrt()
    }

    fn assert_bounded(a: Position, b: Position) {
        let (chord, geodesic) = (chord_m(a, b), geodesic_m(a, b));
        assert!(
            chord <= geodesic + 1e-7,
            "{a:?} {b:?}: {chord} > {geodesic}"
        );
        assert!(geodesic <= max_geodesic_of_chord_m(chord), "{a:?} {b:?}");
    }

    proptest! {
        #[test]
        fn the_chord_bounds_the_geodesic_from_both_sides(a in position(), b in position()) {
            assert_bounded(a, b);
        }

        #[test]
        fn the_bounds_hold_between_neighbours(
            a in position(), east in -0.1..0.1, north in -0.1..0.1,
        ) {
            if let Ok(b) = Position::new(a.lon() + east, a.lat() + north) {
                assert_bounded(a, b);
                if geodesic_m(a, b) < 20_000.0 {
                    prop_assert!(max_geodesic_of_chord_m(chord_m(a, b)) - chord_m(a, b) < 0.01);
                }
            }
        }
    }

    #[test]
    fn fifty_kilometres_are_the_longest_short_chord() {
        let apart = |x_m| short_geodesic_m([0.0, 0.0, 6.3e6], [x_m, 0.0, 6.3e6]);
        assert!(apart(SHORT_CHORD_M).is_some());
        assert_eq!(apart(SHORT_CHORD_M.next_up()), None);
    }

    #[test]
    fn a_short_geodesic_is_karneys_to_a_tenth_of_its_bound_everywhere() {
        let mut random = fastrand::Rng::with_seed(17);
        let mut worst_m = 0.0_f64;
        for _ in 0..200_000 {
            // As many near the poles and the equator as anywhere.
            let lat = match random.u32(0..4) {
                0 => 90.0 - random.f64(),
                1 => random.f64() - 0.5,
                2 => -90.0 + random.f64(),
                _ => random.f64() * 180.0 - 90.0,
            };
            let a = Position::new(random.f64() * 360.0 - 180.0, lat).unwrap();
            let length_m = SHORT_CHORD_M * random.f64().powi(random.i32(1..6));
            let b = destination(a, random.f64() * 360.0, length_m).unwrap();
            let short_m = short_geodesic_m(a.earth_centred_m(), b.earth_centred_m()).unwrap();
            worst_m = worst_m.max((short_m - geodesic_m(a, b)).abs());
        }
        assert!(worst_m < SHORT_GEODESIC_ERROR_M / 10.0, "{worst_m} m");
    }

    #[test]
    fn a_place_is_no_distance_from_itself() {
        let here = Position::new(114.1694, 22.3193).unwrap().earth_centred_m();
        assert_eq!(short_geodesic_m(here, here), Some(0.0));
        let full_precision = Position::new(116.411_044_676_324_11, 39.911_462_542_061_436).unwrap();
        assert!(geodesic_m(full_precision, full_precision) <= 0.0);
    }

    #[test]
    fn a_geodesic_equals_the_published_one() {
        // Vincenty's line Flinders Peak to Buninyong, on WGS-84 by GeographicLib.
        let a = Position::new(144.424_867_89, -37.951_033_42).unwrap();
        let b = Position::new(143.926_495_53, -37.652_821_14).unwrap();
        assert!((geodesic_m(a, b) - 54_972.271).abs() < 0.01);
    }

    #[test]
    fn a_destination_lies_at_its_distance() {
        let origin = Position::new(114.1694, 22.3193).unwrap();
        let end = destination(origin, 73.0, 865.4).unwrap();
        assert!((geodesic_m(origin, end) - 865.4).abs() < 1e-6);
    }
}
