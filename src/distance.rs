//! Metres between places: the geodesic on the WGS-84 ellipsoid, and the straight chord
//! that bounds it.
//!
//! The chord is a true lower bound of the geodesic, and [`max_geodesic_of_chord_m`] bounds
//! it from above, so an index may prune by chords and stay exact.

use geo::{Destination, Distance, Geodesic, Point};

use crate::position::Position;

/// The smallest radius of curvature of the ellipsoid, metres: b² / a, along the meridian
/// at the equator.
const MIN_CURVATURE_RADIUS_M: f64 = 6_335_439.0;
/// Half the Earth's circumference along a meridian, rounded up: no geodesic is longer, metres.
pub const MAX_GEODESIC_M: f64 = 20_003_932.0;

/// The length of the shortest path on the ellipsoid, metres (Karney 2013, to nanometres).
pub fn geodesic_m(a: Position, b: Position) -> f64 {
    Geodesic.distance(point(a), point(b))
}

/// The place `distance_m` from `origin` towards `bearing_deg` (clockwise from north).
///
/// `None` only if the computation leaves the Earth, which rounding alone could do.
pub fn destination(origin: Position, bearing_deg: f64, distance_m: f64) -> Option<Position> {
    let end = Geodesic.destination(point(origin), bearing_deg, distance_m);
    Position::new(end.x(), end.y()).ok()
}

/// The square of the straight line through the Earth between two earth-centred points, m².
pub fn chord_squared(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [dx, dy, dz] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    dx * dx + dy * dy + dz * dz
}

/// The longest geodesic that a chord of this length can have, metres.
///
/// A curve that bends nowhere more than a circle of radius R, and is no longer than half
/// of it, has a chord at least as long as that circle's for the same length (Schur's
/// comparison theorem); geodesics bend at most as 1 / `MIN_CURVATURE_RADIUS_M`. Up to
/// 20 km the two differ by less than a centimetre.
pub fn max_geodesic_of_chord_m(chord_m: f64) -> f64 {
    /// One part in 10^12: the rounding of coordinates and roots, far above what occurs.
    const ROUNDING: f64 = 1.0 + 1e-12;
    /// Metres that rounding may move an earth-centred coordinate.
    const ROUNDING_M: f64 = 1e-7;
    let ratio = chord_m / (2.0 * MIN_CURVATURE_RADIUS_M);
    // Near the antipode the theorem's half circle ends; nothing is pruned there.
    if ratio >= 0.99 {
        return MAX_GEODESIC_M;
    }
    2.0 * MIN_CURVATURE_RADIUS_M * ratio.asin() * ROUNDING + ROUNDING_M
}

/// Chords up to this length are turned into geodesics without measuring, metres.
const SHORT_CHORD_M: f64 = 5_000.0;
/// Halfway between the smallest and the largest radius of curvature, metres.
const MEAN_CURVATURE_RADIUS_M: f64 = 6_367_500.0;

/// The geodesic of a chord of at most 5 km, metres, to 2 micrometres; `None` if it is longer.
///
/// The first term of the arc's series, c + c³ / 24 R². The radius differs by 0.5 % over the
/// Earth and its directions, which at 5 km is 1 % of 0.13 mm.
pub fn geodesic_of_chord_m(chord_m: f64) -> Option<f64> {
    let bend = chord_m / MEAN_CURVATURE_RADIUS_M;
    (chord_m <= SHORT_CHORD_M).then_some(chord_m * (1.0 + bend * bend / 24.0))
}

fn point(position: Position) -> Point {
    Point::new(position.lon(), position.lat())
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
                if let Some(short_m) = geodesic_of_chord_m(chord_m(a, b)) {
                    prop_assert!((short_m - geodesic_m(a, b)).abs() < 3e-6);
                }
                if geodesic_m(a, b) < 20_000.0 {
                    prop_assert!(max_geodesic_of_chord_m(chord_m(a, b)) - chord_m(a, b) < 0.01);
                }
            }
        }
    }

    #[test]
    fn five_kilometres_are_the_longest_short_chord() {
        assert!(geodesic_of_chord_m(SHORT_CHORD_M).is_some());
        assert_eq!(geodesic_of_chord_m(SHORT_CHORD_M.next_up()), None);
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
