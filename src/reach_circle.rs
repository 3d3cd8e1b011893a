//! The circle around a point as a polygon that map clients draw.
//!
//! Its corners lie on the geodesic circle, so the polygon is inside it: at most
//! 1 - cos(pi / corners) of the radius is lost between them, 0.12 % with 64.

use crate::distance::destination;
use crate::position::Position;

/// Corners of a circle; the last point repeats the first.
pub const CIRCLE_CORNERS: u16 = 64;

/// Rings of a polygon or of several: one, or two where the antimeridian cuts it.
///
/// Each ring is closed, counter-clockwise, as RFC 7946 asks, in WGS-84 degrees.
pub fn circle(centre: Position, radius_m: f64) -> Vec<Vec<[f64; 2]>> {
    let corners: Vec<[f64; 2]> = (0..CIRCLE_CORNERS)
        .filter_map(|corner| {
            let bearing_deg = -360.0 * f64::from(corner) / f64::from(CIRCLE_CORNERS);
            destination(centre, bearing_deg, radius_m)
        })
        .map(|position| [position.lon(), position.lat()])
        .collect();
    let mut unrolled = unroll(&corners);
    if let (Some(first), Some(last)) = (unrolled.first().copied(), unrolled.last().copied()) {
        let turn = nearest_turn(first[0], last[0]) - first[0];
        if turn.abs() > 180.0 {
            close_over_pole(&mut unrolled, first, turn, centre.lat());
        }
    }
    split_at_antimeridian(&unrolled)
        .into_iter()
        .map(close)
        .collect()
}

/// Longitudes without jumps: each within 180 degrees of the one before.
fn unroll(corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut unrolled: Vec<[f64; 2]> = Vec::with_capacity(corners.len());
    for [lon, lat] in corners.iter().copied() {
        let lon = unrolled
            .last()
            .map_or(lon, |before| nearest_turn(lon, before[0]));
        unrolled.push([lon, lat]);
    }
    unrolled
}

/// `lon` plus the multiple of 360 degrees that brings it nearest to `near`.
fn nearest_turn(lon: f64, near: f64) -> f64 {
    lon + 360.0 * ((near - lon) / 360.0).round()
}

/// A circle around a pole is closed along the pole itself.
fn close_over_pole(ring: &mut Vec<[f64; 2]>, first: [f64; 2], turn: f64, centre_lat: f64) {
    let pole_lat = 90.0_f64.copysign(centre_lat);
    ring.push([first[0] + turn, first[1]]);
    ring.push([first[0] + turn, pole_lat]);
    ring.push([first[0], pole_lat]);
}

/// Cuts a ring with unrolled longitudes into parts that lie within -180 and 180.
fn split_at_antimeridian(ring: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
    [-360.0, 0.0, 360.0]
        .into_iter()
        .map(|turn| {
            let shifted: Vec<[f64; 2]> = ring.iter().map(|[lon, lat]| [lon + turn, *lat]).collect();
            clip(&clip(&shifted, 180.0, true), -180.0, false)
        })
        .filter(|part| part.len() >= 3)
        .collect()
}

/// The part of a ring on one side of a meridian (Sutherland and Hodgman).
fn clip(ring: &[[f64; 2]], meridian: f64, keep_west: bool) -> Vec<[f64; 2]> {
    let is_inside = |point: [f64; 2]| {
        if keep_west {
            point[0] <= meridian
        } else {
            point[0] >= meridian
        }
    };
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (row, end) in ring.iter().copied().enumerate() {
        let start = ring[(row + ring.len() - 1) % ring.len()];
        if is_inside(start) != is_inside(end) {
            let share = (meridian - start[0]) / (end[0] - start[0]);
            kept.push([meridian, start[1] + share * (end[1] - start[1])]);
        }
        if is_inside(end) {
            kept.push(end);
        }
    }
    kept
}

fn close(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    if let Some(first) = ring.first().copied() {
        ring.push(first);
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distance::geodesic_m;

    fn position(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    fn signed_area(ring: &[[f64; 2]]) -> f64 {
        ring.windows(2)
            .map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1])
            .sum::<f64>()
            / 2.0
    }

    #[test]
    fn corners_lie_at_the_radius_and_the_ring_turns_left() {
        let centre = position(114.1694, 22.3193);
        let rings = circle(centre, 865.4);
        assert_eq!(rings.len(), 1);
        assert_eq!(rings[0].len(), usize::from(CIRCLE_CORNERS) + 1);
        assert!(signed_area(&rings[0]) > 0.0);
        for [lon, lat] in &rings[0] {
            assert!((geodesic_m(centre, position(*lon, *lat)) - 865.4).abs() < 1e-6);
        }
    }

    #[test]
    fn a_circle_over_the_antimeridian_becomes_two_parts_within_range() {
        for lon in [179.999, -179.999, 180.0] {
            let rings = circle(position(lon, 10.0), 10_000.0);
            assert_eq!(rings.len(), 2, "{lon}");
            for ring in &rings {
                assert!(signed_area(ring) > 0.0);
                assert!(ring.iter().all(|[lon, _]| (-180.0..=180.0).contains(lon)));
            }
        }
    }

    #[test]
    fn a_circle_around_a_pole_reaches_the_pole_and_all_longitudes() {
        for lat in [89.99, -89.99, 90.0] {
            let rings = circle(position(30.0, lat), 50_000.0);
            let points: Vec<[f64; 2]> = rings.concat();
            let lons = || points.iter().map(|point| point[0]);
            assert!((lons().fold(f64::INFINITY, f64::min) + 180.0).abs() < 1e-9);
            assert!((lons().fold(f64::NEG_INFINITY, f64::max) - 180.0).abs() < 1e-9);
            let pole = 90.0_f64.copysign(lat);
            assert!(points.iter().any(|point| (point[1] - pole).abs() < 1e-9));
            let area: f64 = rings.iter().map(|ring| signed_area(ring)).sum();
            assert!(area > 100.0, "{lat}: {area}");
        }
    }
}
