//! A circle on the ground around a tile and its margin, in which its streets are looked for.

use super::clip::MARGIN;
use crate::datum::Datum;
use crate::distance::chord_squared;
use crate::position::Position;
use crate::tiles::grid::{EXTENT, Tile};

/// By how much a datum of the mainland stretches what is in a tile, at most; both stretch by less
/// than a twentieth.
const STRETCH: f64 = 1.05;
/// The longest way by which a datum moves a place, metres, with room to spare.
const MAX_SHIFT_M: f64 = 3_000.0;
/// The smallest radius of the Earth, metres, rounded down.
const EARTH_RADIUS_M: f64 = 6_300_000.0;

/// The circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Circle {
    pub(super) centre: Position,
    /// To the farthest corner, metres.
    radius_m: f64,
}

impl Circle {
    /// The circle around a tile of the map of a datum; `None` if it has no place on Earth.
    pub(super) fn around(tile: Tile, crs: Datum) -> Option<Self> {
        let side = EXTENT + MARGIN;
        let corners = [
            [-MARGIN, -MARGIN],
            [side, -MARGIN],
            [-MARGIN, side],
            [side; 2],
        ];
        let [lon, lat] = tile.degrees_at([EXTENT / 2.0; 2]);
        let unmoved = Position::new(lon, lat).ok()?;
        let centre_m = unmoved.earth_centred_m();
        let to_corner_m = |corner: [f64; 2]| {
            let [lon, lat] = tile.degrees_at(corner);
            // A margin may lie beyond the antimeridian.
            let lon = lon - 360.0 * (lon / 360.0).round();
            let place = Position::new(lon, lat).ok()?;
            Some(chord_squared(place.earth_centred_m(), centre_m).sqrt())
        };
        let radius_m = corners
            .into_iter()
            .filter_map(to_corner_m)
            .fold(0.0, f64::max);
        Some(match crs.to_position(lon, lat) {
            Ok(centre) => Self {
                centre,
                radius_m: radius_m * STRETCH,
            },
            // Near the border of its area a datum still moves places.
            Err(_) => Self {
                centre: unmoved,
                radius_m: radius_m * STRETCH + MAX_SHIFT_M,
            },
        })
    }

    /// The radius in which the straight lines of all edges come that are drawn on the tile, metres.
    ///
    /// A line of length L runs L² / 8R below the ground, and up to tan(latitude) times as far beside
    /// where the map draws it.
    pub(super) fn radius_for(&self, longest_edge_m: f64) -> f64 {
        let sag_m = longest_edge_m * longest_edge_m / (8.0 * EARTH_RADIUS_M);
        self.radius_m + sag_m * (1.0 + self.centre.lat().to_radians().tan().abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metres between two pairs of degrees.
    fn metres([a, b]: [[f64; 2]; 2]) -> f64 {
        let [a, b] = [a, b].map(|[lon, lat]| Position::new(lon, lat).unwrap().earth_centred_m());
        chord_squared(a, b).sqrt()
    }

    #[test]
    fn no_datum_moves_or_stretches_more_than_the_circle_allows_for() {
        let mut random = fastrand::Rng::with_seed(17);
        for _ in 0..20_000 {
            let place = [70.0 + random.f64() * 69.0, random.f64() * 57.0];
            let beside = [0, 1].map(|axis| place[axis] + random.f64() * 0.02 - 0.01);
            for crs in Datum::ALL {
                let [a, b] = [place, beside]
                    .map(|[lon, lat]| crs.coordinates(Position::new(lon, lat).unwrap()));
                let moved_m = metres([place, a]);
                assert!(moved_m < MAX_SHIFT_M, "{place:?} {crs:?} {moved_m}");
                // Elsewhere the circle is wider by the longest way.
                if crs.to_position(place[0], place[1]).is_ok() {
                    let (ground_m, map_m) = (metres([place, beside]), metres([a, b]));
                    let stretch = (map_m / ground_m).max(ground_m / map_m);
                    assert!(stretch < STRETCH, "{place:?} {crs:?} {stretch}");
                }
            }
        }
    }

    #[test]
    fn a_circle_reaches_the_corners_of_its_tile_on_both_sides_of_the_antimeridian() {
        for (zoom, x, y) in [(12, 0, 2_000), (12, 4_095, 2_000), (16, 53_551, 28_598)] {
            let tile = Tile::new(zoom, x, y).unwrap();
            let circle = Circle::around(tile, Datum::Wgs84).unwrap();
            let side_m = metres([[0.0, 0.0], [EXTENT, 0.0]].map(|at| tile.degrees_at(at)));
            let sides = circle.radius_for(0.0) / side_m;
            assert!((0.7..0.8).contains(&sides), "{sides} sides of {tile:?}");
            assert!(circle.radius_for(10_000.0) > circle.radius_for(0.0) + 1.9);
        }
    }
}
