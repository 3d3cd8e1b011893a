//! The street network: what can be reached along streets, and at what distance.
//!
//! A street map is read once for all modes; each mode has a graph of its own. Places are matched to
//! the nearest point of a street, and the distance to it counts. All lengths are whole millimetres,
//! so limits are compared exactly.

mod arcs;
pub mod area;
pub mod calibration;
pub mod catchment;
mod edge;
mod edge_tree;
pub mod graph;
mod hull;
pub mod modes;
pub mod nearest;
pub mod osm;
pub mod places;
mod route_labels;
mod route_match;
mod route_stops;
mod search;
mod selection;
pub mod snap;
pub mod streets;

pub use catchment::{Catchments, InReach};
pub use graph::{Direction, Graph};
pub use modes::Network;
pub use nearest::{NearestPlace, NearestPlaces};
pub use places::Places;
pub use route_match::{StreetLeg, match_route};
pub use route_stops::{StopSearch, StreetStop};
pub use search::{Reached, Search, SearchMemory};
pub use selection::MIN_COMPONENT_M;
pub use snap::Snap;

/// Millimetres in a metre.
const MM_A_METRE: f64 = 1_000.0;
/// The longest way that is distinguished from no way at all, millimetres (4,294 km).
pub const MAX_WAY_MM: u32 = u32::MAX - 1;

/// Metres as the nearest whole millimetres; `None` if negative, no number, or longer than
/// [`MAX_WAY_MM`].
pub fn to_mm(metres: f64) -> Option<u32> {
    let mm = (metres * MM_A_METRE).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was looked at"
    )]
    (0.0..=f64::from(MAX_WAY_MM))
        .contains(&mm)
        .then_some(mm as u32)
}

/// Millimetres as metres.
pub fn to_m(mm: u32) -> f64 {
    f64::from(mm) / MM_A_METRE
}
