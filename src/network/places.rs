//! Places on a street graph: positions of people, or of stations.

use rayon::prelude::*;

use super::arcs::{Arc, Arcs};
use super::graph::{Direction, Edge, Graph};
use super::snap::Snap;
use crate::position::Position;

/// Places matched to the streets of one graph, in the order in which they were given.
pub struct Places {
    snaps: Vec<Option<Snap>>,
    /// From each node to the places that a search reaches from it.
    by_node: Arcs,
    /// Matched places by their edges: (edge, place), sorted.
    by_edge: Vec<(u32, u32)>,
}

/// An end of an edge and how far it is from a place on it, millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) node: u32,
    pub(super) length_mm: u32,
}

impl Places {
    /// Matches places to the streets, to be found by searches in `direction`: stations by
    /// [outward](Direction::Outward) searches from people, people by inward searches from stations.
    pub fn match_to(
        graph: &Graph,
        positions: &[Position],
        limit_m: f64,
        direction: Direction,
    ) -> Self {
        let snaps: Vec<Option<Snap>> = positions
            .par_iter()
            .map(|position| graph.snap(*position, limit_m))
            .collect();
        Self::of_snaps(graph, snaps, direction)
    }

    /// The same for places that are matched already.
    pub fn of_snaps(graph: &Graph, snaps: Vec<Option<Snap>>, direction: Direction) -> Self {
        let matched = || {
            (0_u32..)
                .zip(&snaps)
                .filter_map(|(place, snap)| Some((place, snap.as_ref()?)))
        };
        let ways = matched().flat_map(|(place, snap)| {
            ways_to(graph, snap, direction).map(move |way| {
                let length_mm = way.length_mm;
                let head = place;
                (way.node, Arc { head, length_mm })
            })
        });
        let by_node = Arcs::build(graph.positions().len(), ways);
        let mut by_edge: Vec<(u32, u32)> =
            matched().map(|(place, snap)| (snap.edge, place)).collect();
        by_edge.sort_unstable();
        Self {
            snaps,
            by_node,
            by_edge,
        }
    }

    /// The matches, one a place; `None` is too far from any street.
    pub fn snaps(&self) -> &[Option<Snap>] {
        &self.snaps
    }

    /// The places that a search reaches from a node, as arcs to them.
    pub(super) fn reached_from(&self, node: u32) -> &[Arc] {
        self.by_node.of(node)
    }

    /// The places on an edge.
    pub(super) fn on_edge(&self, edge: u32) -> impl Iterator<Item = u32> + '_ {
        let begin = self.by_edge.partition_point(|held| held.0 < edge);
        self.by_edge[begin..]
            .iter()
            .take_while(move |held| held.0 == edge)
            .map(|held| held.1)
    }
}

/// The ends of its edge that a search in `direction` reaches from a place.
pub(super) fn ways_from(
    graph: &Graph,
    snap: &Snap,
    direction: Direction,
) -> impl Iterator<Item = Way> + Clone + use<> {
    let edge = graph.edges()[snap.edge as usize];
    let (to_end, to_begin) = directions(&edge, direction);
    ways(edge, *snap, to_begin, to_end)
}

/// The ends of its edge from which a search in `direction` reaches a place.
pub(super) fn ways_to(
    graph: &Graph,
    snap: &Snap,
    direction: Direction,
) -> impl Iterator<Item = Way> + Clone + use<> {
    let edge = graph.edges()[snap.edge as usize];
    let (from_begin, from_end) = directions(&edge, direction);
    ways(edge, *snap, from_begin, from_end)
}

/// Whether a search may move from the edge's beginning to its end, and the other way.
const fn directions(edge: &Edge, direction: Direction) -> (bool, bool) {
    match direction {
        Direction::Outward => (edge.forward, edge.backward),
        Direction::Inward => (edge.backward, edge.forward),
    }
}

fn ways(
    edge: Edge,
    snap: Snap,
    begin: bool,
    end: bool,
) -> impl Iterator<Item = Way> + Clone + use<> {
    let way = |node, along_mm: u32| Way {
        node,
        length_mm: snap.leg_mm.saturating_add(along_mm),
    };
    let rest_mm = edge.length_mm - snap.along_mm;
    // A place at an end of an edge is at its node, whatever the direction of this street.
    let begin = (begin || snap.along_mm == 0).then(|| way(edge.from, snap.along_mm));
    let end = (end || rest_mm == 0).then(|| way(edge.to, rest_mm));
    begin.into_iter().chain(end)
}

/// The way between two places on one edge, with the distances of both to it; `None` if the search
/// may not move so.
pub(super) fn way_along_edge(
    edge: &Edge,
    start: &Snap,
    end: &Snap,
    direction: Direction,
) -> Option<u32> {
    let (towards_end, towards_begin) = directions(edge, direction);
    let may = if end.along_mm >= start.along_mm {
        towards_end || end.along_mm == start.along_mm
    } else {
        towards_begin
    };
    may.then(|| {
        end.along_mm
            .abs_diff(start.along_mm)
            .saturating_add(start.leg_mm)
            .saturating_add(end.leg_mm)
    })
}
