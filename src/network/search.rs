//! Bounded Dijkstra: everything within a distance along streets, the nearest first.
//!
//! Places are nodes of the search like those of the streets, numbered after them: they are settled
//! in order of distance, each once, whichever end of their street comes first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use super::graph::{Direction, Graph};
use super::places::{Places, way_along_edge, ways_from};
use super::snap::Snap;

/// Something that a search reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// A node of the streets.
    Node(u32),
    /// A place, by its row among the places.
    Place(u32),
}

/// A search of one graph and its places, reused by one thread.
pub struct Search<'g> {
    graph: &'g Graph,
    /// `None` finds nodes only.
    places: Option<&'g Places>,
    direction: Direction,
    memory: SearchMemory,
}

/// The memory of a search, four bytes a node and a place. It belongs to no graph: callers with many
/// questions keep it, because allocating it costs more than a short search.
#[derive(Debug, Default)]
pub struct SearchMemory {
    /// The shortest way known to each node, then to each place.
    way_mm: Vec<u32>,
    /// What has a distance, to be reset before the next search.
    touched: Vec<u32>,
    /// Distances and their ends, packed so that the shortest comes first.
    pending: BinaryHeap<Reverse<u64>>,
}

/// Nodes that are settled between two questions whether a search is still wanted.
pub(super) const NODES_A_QUESTION: usize = 4_096;

/// No way is known.
const NO_WAY: u32 = u32::MAX;

impl<'g> Search<'g> {
    /// A search with a memory of its own. The places must have been matched to this graph for this
    /// direction.
    pub fn new(graph: &'g Graph, places: &'g Places, direction: Direction) -> Self {
        Self::with_memory(graph, Some(places), direction, SearchMemory::default())
    }

    /// The same with the memory of earlier searches, of any graph; without places only nodes are
    /// found.
    pub fn with_memory(
        graph: &'g Graph,
        places: Option<&'g Places>,
        direction: Direction,
        mut memory: SearchMemory,
    ) -> Self {
        let n_places = places.map_or(0, |places| places.snaps().len());
        memory.forget();
        memory
            .way_mm
            .resize(graph.positions().len() + n_places, NO_WAY);
        Self {
            graph,
            places,
            direction,
            memory,
        }
    }

    /// The memory, for the next search.
    pub fn into_memory(self) -> SearchMemory {
        self.memory
    }

    /// Visits everything within `limit_mm` of a matched place, the nearest first, until `visit`
    /// breaks; a distance of exactly the limit is included.
    ///
    /// n log n in the number of visits, about 0.1 us each.
    pub fn from(
        &mut self,
        start: &Snap,
        limit_mm: u32,
        mut visit: impl FnMut(Reached, u32) -> ControlFlow<()>,
    ) {
        self.memory.forget();
        self.set_out(start, limit_mm);
        let n_nodes = u32::try_from(self.graph.positions().len()).unwrap_or(NO_WAY);
        while let Some(Reverse(packed)) = self.memory.pending.pop() {
            let (way_mm, row) = unpack(packed);
            if way_mm > self.memory.way_mm[row as usize] {
                continue;
            }
            let reached = if row < n_nodes {
                Reached::Node(row)
            } else {
                Reached::Place(row - n_nodes)
            };
            if visit(reached, way_mm).is_break() {
                break;
            }
            if row < n_nodes {
                self.spread(row, way_mm, limit_mm, n_nodes);
            }
        }
    }

    /// Both ends of the street of the start, and the places along it.
    fn set_out(&mut self, start: &Snap, limit_mm: u32) {
        for way in ways_from(self.graph, start, self.direction) {
            self.memory.offer(way.node, way.length_mm, limit_mm);
        }
        let edge = self.graph.edges()[start.edge as usize];
        let n_nodes = self.graph.positions().len();
        let Some(places) = self.places else { return };
        for place in places.on_edge(start.edge) {
            let way_mm = places.snaps()[place as usize]
                .and_then(|end| way_along_edge(&edge, start, &end, self.direction));
            // Rows of nodes and places together were counted when the memory was made.
            let row = u32::try_from(n_nodes + place as usize).unwrap_or(NO_WAY);
            if let Some(way_mm) = way_mm {
                self.memory.offer(row, way_mm, limit_mm);
            }
        }
    }

    fn spread(&mut self, node: u32, way_mm: u32, limit_mm: u32, n_nodes: u32) {
        let graph = self.graph;
        for arc in graph.arcs(self.direction).of(node) {
            let longer_mm = way_mm.saturating_add(arc.length_mm);
            self.memory.offer(arc.head, longer_mm, limit_mm);
        }
        let arcs = self
            .places
            .map_or(&[][..], |places| places.reached_from(node));
        for arc in arcs {
            let row = n_nodes + arc.head;
            let longer_mm = way_mm.saturating_add(arc.length_mm);
            self.memory.offer(row, longer_mm, limit_mm);
        }
    }
}

impl SearchMemory {
    fn forget(&mut self) {
        for row in self.touched.drain(..) {
            self.way_mm[row as usize] = NO_WAY;
        }
        self.pending.clear();
    }

    fn offer(&mut self, row: u32, way_mm: u32, limit_mm: u32) {
        let known = &mut self.way_mm[row as usize];
        if way_mm > limit_mm || way_mm >= *known {
            return;
        }
        if *known == NO_WAY {
            self.touched.push(row);
        }
        *known = way_mm;
        self.pending.push(Reverse(pack(way_mm, row)));
    }
}

pub(super) fn pack(way_mm: u32, row: u32) -> u64 {
    u64::from(way_mm) << 32 | u64::from(row)
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]
pub(super) const fn unpack(packed: u64) -> (u32, u32) {
    ((packed >> 32) as u32, packed as u32)
}
