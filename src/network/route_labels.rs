//! What the searches for stops of a route know of the nodes, and how far they go.

use super::graph::Graph;
use super::{MAX_WAY_MM, to_mm};
use crate::distance::chord_squared;

/// Lengths of edges are rounded to the millimetre and lie on the ground, chords below it: a way is at
/// least this share of the chord between its ends.
const CHORD_SHARE: f64 = 0.999;

/// What a search knows of the nodes; untouched ones take no memory.
pub(super) struct Labels {
    /// One more than the shortest way known, or than what it costs; 0 is none.
    way_mm: Vec<u32>,
    /// The last place of the route that the way follows, or the one where it joins.
    place: Vec<u32>,
    pub(super) touched: Vec<u32>,
    /// Of equal ways, whether the one with the later place is kept.
    keeps_later: bool,
}

/// How far a search outwards may go.
pub(super) struct OutwardLimit {
    pub(super) target_m: [f64; 3],
    /// The length of the route to the last place that may be joined.
    pub(super) route_mm: u32,
    pub(super) max_mm: u32,
}

impl Labels {
    pub(super) fn of(n_nodes: usize, keeps_later: bool) -> Self {
        Self {
            way_mm: vec![0; n_nodes],
            place: vec![0; n_nodes],
            touched: Vec::new(),
            keeps_later,
        }
    }

    pub(super) fn forget(&mut self) {
        for node in self.touched.drain(..) {
            self.way_mm[node as usize] = 0;
        }
    }

    pub(super) fn get(&self, node: u32) -> Option<(u32, usize)> {
        let way_mm = self.way_mm[node as usize].checked_sub(1)?;
        Some((way_mm, self.place[node as usize] as usize))
    }

    /// Notes a shorter way, and says whether it is one.
    pub(super) fn offer(&mut self, node: u32, way_mm: u32, place: usize) -> bool {
        let row = node as usize;
        let known = self.way_mm[row];
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        if known == way_mm.saturating_add(1) {
            let held = self.place[row];
            self.place[row] = if self.keeps_later {
                held.max(place)
            } else {
                held.min(place)
            };
            return false;
        }
        if known != 0 && known <= way_mm {
            return false;
        }
        if known == 0 {
            self.touched.push(node);
        }
        self.way_mm[row] = way_mm.saturating_add(1);
        self.place[row] = place;
        true
    }
}

impl OutwardLimit {
    /// Whether a stop beyond a node may still cost little enough. Of all places that may be joined,
    /// the last bounds it least: the route between is no shorter than its chord.
    pub(super) fn admits(&self, graph: &Graph, node: u32, way_mm: u32) -> bool {
        let node_m = graph.positions()[node as usize].earth_centred_m();
        let left_m = chord_squared(node_m, self.target_m).sqrt() * CHORD_SHARE;
        let whole_mm = u64::from(way_mm) + u64::from(to_mm(left_m).unwrap_or(MAX_WAY_MM));
        // A metre for the rounding of a route's many lengths.
        whole_mm <= u64::from(self.route_mm) + u64::from(self.max_mm) + 1_000
    }
}
