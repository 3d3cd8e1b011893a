//! The nearest place of every node at once: one search that starts from all places.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{Direction, Graph};
use super::places::{Places, way_along_edge, ways_from};
use super::search::{pack, unpack};
use super::snap::Snap;

/// For every node of a graph, the nearest of some places.
pub struct NearestPlaces<'g> {
    graph: &'g Graph,
    places: &'g Places,
    /// Places that are included, by row.
    takes_part: Vec<bool>,
    way_mm: Vec<u32>,
    place: Vec<u32>,
}

/// The nearest of some places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearestPlace {
    /// Its row among the places.
    pub place: u32,
    /// The distance to it along streets, millimetres.
    pub way_mm: u32,
}

/// No way leads to any place.
const NO_WAY: u32 = u32::MAX;

impl<'g> NearestPlaces<'g> {
    /// Searches from all included places against the direction of travel, as far as `limit_mm`;
    /// about 0.1 us a node.
    pub fn search(
        graph: &'g Graph,
        places: &'g Places,
        takes_part: Vec<bool>,
        limit_mm: u32,
    ) -> Self {
        let n_nodes = graph.positions().len();
        let mut nearest = Self {
            graph,
            places,
            takes_part,
            way_mm: vec![NO_WAY; n_nodes],
            place: vec![NO_WAY; n_nodes],
        };
        let mut pending = nearest.set_out(limit_mm);
        while let Some(Reverse(packed)) = pending.pop() {
            let (way_mm, node) = unpack(packed);
            if way_mm > nearest.way_mm[node as usize] {
                continue;
            }
            let place = nearest.place[node as usize];
            for arc in graph.arcs(Direction::Inward).of(node) {
                let longer_mm = way_mm.saturating_add(arc.length_mm);
                if longer_mm <= limit_mm && nearest.improve(arc.head, longer_mm, place) {
                    pending.push(Reverse(pack(longer_mm, arc.head)));
                }
            }
        }
        nearest
    }

    fn set_out(&mut self, limit_mm: u32) -> BinaryHeap<Reverse<u64>> {
        let mut pending = BinaryHeap::new();
        let (graph, places) = (self.graph, self.places);
        for (place, snap) in (0_u32..).zip(places.snaps()) {
            let Some(snap) = snap.filter(|_| self.takes_part[place as usize]) else {
                continue;
            };
            for way in ways_from(graph, &snap, Direction::Inward) {
                if way.length_mm <= limit_mm && self.improve(way.node, way.length_mm, place) {
                    pending.push(Reverse(pack(way.length_mm, way.node)));
                }
            }
        }
        pending
    }

    fn improve(&mut self, node: u32, way_mm: u32, place: u32) -> bool {
        let node = node as usize;
        let is_shorter = way_mm < self.way_mm[node];
        if is_shorter {
            self.way_mm[node] = way_mm;
            self.place[node] = place;
        }
        is_shorter
    }

    /// The nearest place of a node, if there is one within the limit.
    pub fn of_node(&self, node: u32) -> Option<NearestPlace> {
        let way_mm = self.way_mm[node as usize];
        (way_mm != NO_WAY).then(|| NearestPlace {
            place: self.place[node as usize],
            way_mm,
        })
    }

    /// The nearest place from a point on a street, including the distance to the street and places
    /// on the same street; it may be slightly farther than the limit.
    pub fn of_snap(&self, snap: &Snap) -> Option<NearestPlace> {
        let by_nodes = ways_from(self.graph, snap, Direction::Outward).filter_map(|way| {
            let nearest = self.of_node(way.node)?;
            Some(NearestPlace {
                way_mm: nearest.way_mm.saturating_add(way.length_mm),
                ..nearest
            })
        });
        by_nodes
            .chain(self.along_edge(snap))
            .min_by_key(|nearest| (nearest.way_mm, nearest.place))
    }

    fn along_edge(&self, snap: &Snap) -> impl Iterator<Item = NearestPlace> {
        let edge = self.graph.edges()[snap.edge as usize];
        self.places
            .on_edge(snap.edge)
            .filter(|place| self.takes_part[*place as usize])
            .filter_map(move |place| {
                let end = self.places.snaps()[place as usize]?;
                let way_mm = way_along_edge(&edge, snap, &end, Direction::Outward)?;
                Some(NearestPlace { place, way_mm })
            })
    }
}
