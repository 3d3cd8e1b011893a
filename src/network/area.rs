//! The area within reach along streets, as a polygon.
//!
//! # Method
//! The streets are followed as far as the limit minus the width of a corridor; everything within
//! the corridor around them is within reach too. So each point of the area is connected to the user
//! by a way and a walk beside it that together are within the limit: the area contains nothing
//! beyond it, and it grows with the limit. What the walk crosses is not known; the corridor is only
//! [`CORRIDOR_S`] of travel wide.
//!
//! The distance to the reached streets is stored on a lattice of a quarter of the corridor, and the
//! area is where it is at most three quarters (marching squares between the lattice's points).
//! Every point of it is within 0.71 steps of a lattice point that is inside, so within 0.75 + 0.71
//! / 4 = 0.93 of the corridor of a street; the rest allows for cells that are wider nearer the
//! equator, and for rounding. The lattice does not depend on the limit, and has the same number of
//! points for the same minutes at any speed.

mod lattice;
mod outline;
mod reached;

use self::lattice::Lattice;
use super::graph::Graph;
use super::search::Search;
use super::snap::Snap;
use super::to_mm;
use crate::position::Position;
use crate::travel::Pace;

/// Half the width of the corridor, as seconds of travel: 25 m on foot, 94 m on an e-bike.
pub const CORRIDOR_S: f64 = 20.0;
/// Nearer to a pole than this latitude degrees are too unequal for a lattice.
pub const MAX_LAT: f64 = 85.0;

/// A closed ring of longitudes and latitudes, WGS-84 degrees.
pub type Ring = Vec<[f64; 2]>;

/// The limits of an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The longest way, including the distance to streets, metres.
    pub limit_m: f64,
    /// The distance from a street within which everything counts as reached, metres.
    pub corridor_m: f64,
}

impl Reach {
    /// The area within reach in some minutes at a pace.
    pub fn within(minutes: f64, pace: Pace) -> Self {
        let limit_m = pace.way_m(minutes);
        Self {
            limit_m,
            corridor_m: (CORRIDOR_S * pace.speed_m_s).min(limit_m / 2.0),
        }
    }
}

/// The polygons of the area around a matched place: of each the outer ring, which is
/// counter-clockwise, then its holes, which are clockwise. One polygon unless the antimeridian cuts
/// it.
///
/// `search` must be outward. `None` beyond [`MAX_LAT`], or once `goes_on` says no, which is asked
/// again and again.
pub fn reached_area(
    graph: &Graph,
    search: &mut Search<'_>,
    origin: Position,
    start: &Snap,
    reach: Reach,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Vec<Ring>>> {
    if origin.lat().abs() > MAX_LAT {
        return None;
    }
    let limit_mm = to_mm(reach.limit_m - reach.corridor_m)?;
    let pieces = reached::pieces(graph, search, origin, start, limit_mm, goes_on);
    let lattice = Lattice::around(origin, &pieces, reach.corridor_m, goes_on);
    goes_on().then(|| outline::polygons(&lattice))
}
