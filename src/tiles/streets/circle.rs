//! A circle on the ground around a tile and its margin, in which its streets are looked for.

use super::clip::MARGIN;
use crate::datum::Datum;
use crate::distance::chord_squared;
use crate::position::Position;
use crate::tiles::grid::{EXTENT, Tile};

/// By how much a datum of the mainland stretches what is in a tile, at most; both stretch by less
/// than a hundredth.
const STRETCH: f64 = 1.02;
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
            let [corner_lon, lat] = tile.degrees_at(corner);
            // A margin beyond the antimeridian is as far away on either side.
            let lon = corner_lon.clamp(-180.0, 180.0);
            let beyond = (corner_lon - lon).abs();
            let place = Position::new(lon - beyond * lon.signum(), lat).ok()?;
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
