//! Matching: the nearest point of any street, and the distance to it.

use super::graph::{Edge, Graph};
use crate::position::Position;

/// The default limit of the distance from a place to a street, metres.
pub const DEFAULT_SNAP_LIMIT_M: f64 = 300.0;
/// The largest snap limit that can be set, metres.
pub const MAX_SNAP_LIMIT_M: f64 = 5_000.0;

/// A place matched to a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snap {
    /// Row of the edge.
    pub edge: u32,
    /// From the edge's beginning to the matched point, millimetres.
    pub along_mm: u32,
    /// In a straight line from the place to the matched point, millimetres.
    pub leg_mm: u32,
}

impl Graph {
    /// The nearest point of a street, if it is within `limit_m`; some microseconds.
    pub fn snap(&self, position: Position, limit_m: f64) -> Option<Snap> {
        let point_m = position.earth_centred_m();
        let nearest = self.tree().nearest(point_m)?;
        if nearest.distance_m > limit_m {
            return None;
        }
        let edge = &self.edges()[nearest.edge as usize];
        Some(Snap {
            edge: nearest.edge,
            along_mm: super::to_mm(super::to_m(edge.length_mm) * nearest.share)?
                .min(edge.length_mm),
            leg_mm: super::to_mm(nearest.distance_m)?,
        })
    }

    /// The matched point itself.
    pub fn snapped_position(&self, snap: &Snap) -> Position {
        let edge = &self.edges()[snap.edge as usize];
        self.position_along(edge, snap.along_mm)
    }

    /// The point of an edge at this distance from its beginning.
    ///
    /// Degrees are interpolated, which on a street segment is exact to less than a millimetre; for
    /// a segment across the antimeridian its beginning is returned.
    pub(super) fn position_along(&self, edge: &Edge, along_mm: u32) -> Position {
        let from = self.positions()[edge.from as usize];
        let to = self.positions()[edge.to as usize];
        if edge.length_mm == 0 || (to.lon() - from.lon()).abs() > 180.0 {
            return from;
        }
        let share = f64::from(along_mm.min(edge.length_mm)) / f64::from(edge.length_mm);
        let lon = from.lon() + share * (to.lon() - from.lon());
        let lat = from.lat() + share * (to.lat() - from.lat());
        Position::new(lon, lat).unwrap_or(from)
    }
}
