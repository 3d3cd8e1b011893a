//! The edges around a tile, of all modes at once.
//!
//! The graphs of the modes number their nodes differently and share most streets: an edge is known
//! by the places of its ends. No index is kept for tiles: those of the graphs find the edges.

use hashbrown::HashMap;

use super::Kind;
use super::circle::Circle;
use crate::datum::Datum;
use crate::network::Network;
use crate::network::graph::Edge;
use crate::network::streets::ModeSet;
use crate::position::Position;
use crate::tiles::grid::Tile;
use crate::travel::Mode;

/// The most edges, counted for each mode, that are looked at for a tile: about a second of a core.
/// A tile of zoom 12 has a fifth of it in the centre of a large city.
pub const MAX_STREET_EDGES: usize = 1 << 20;
/// Edges between two looks at whether the tile is still awaited.
const EDGES_BETWEEN_LOOKS: usize = 4_096;

/// Some edges of all modes, each once.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Where the nodes are: columns and rows.
    pub(super) places: Vec<[f64; 2]>,
    /// Two nodes and what the edge is.
    pub(super) edges: Vec<([u32; 2], Kind)>,
}

/// Why there are no edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// There are more than may be looked at.
    TooMany,
    /// The tile is no longer awaited.
    Abandoned,
}

/// The bits of a node's longitude and latitude.
type NodeKey = [u64; 2];

/// Edges as they are found.
struct Found<'a> {
    tile: Tile,
    crs: Datum,
    max_edges: usize,
    goes_on: &'a dyn Fn() -> bool,
    n_seen: usize,
    nodes: HashMap<NodeKey, u32>,
    rows: HashMap<[u32; 2], usize>,
    edges: Edges,
}

/// The edges in a circle around a tile and its margin.
pub(super) fn around(
    network: &Network,
    tile: Tile,
    crs: Datum,
    max_edges: usize,
    goes_on: &dyn Fn() -> bool,
) -> Result<Edges, Ended> {
    let mut found = Found {
        tile,
        crs,
        max_edges,
        goes_on,
        n_seen: 0,
        nodes: HashMap::new(),
        rows: HashMap::new(),
        edges: Edges::default(),
    };
    let Some(circle) = Circle::around(tile, crs) else {
        return Ok(found.edges);
    };
    for mode in Mode::ALL {
        let graph = network.of(mode);
        let radius_m = circle.radius_for(graph.longest_edge_m());
        for edge in graph.edges_near(circle.centre, radius_m) {
            found.count()?;
            found.add(graph.positions(), edge, mode);
        }
    }
    Ok(found.edges)
}

impl Found<'_> {
    fn count(&mut self) -> Result<(), Ended> {
        if self.n_seen == self.max_edges {
            return Err(Ended::TooMany);
        }
        if self.n_seen.is_multiple_of(EDGES_BETWEEN_LOOKS) && !(self.goes_on)() {
            return Err(Ended::Abandoned);
        }
        self.n_seen += 1;
        Ok(())
    }

    fn add(&mut self, positions: &[Position], edge: &Edge, mode: Mode) {
        let mut ends = [edge.from, edge.to].map(|node| self.node(positions[node as usize]));
        ends.sort_unstable();
        let modes = ModeSet::only(mode);
        let class = edge.class;
        let edges = &mut self.edges.edges;
        let row = *self.rows.entry(ends).or_insert(edges.len());
        match edges.get_mut(row) {
            // Streets one above the other are drawn as the more important.
            Some((_, kind)) => {
                kind.modes = kind.modes.union(modes);
                kind.class = kind.class.min(class);
            }
            None => edges.push((ends, Kind { class, modes })),
        }
    }

    fn node(&mut self, position: Position) -> u32 {
        let key = [position.lon().to_bits(), position.lat().to_bits()];
        let places = &mut self.edges.places;
        *self.nodes.entry(key).or_insert_with(|| {
            places.push(self.tile.place_of(self.crs.coordinates(position)));
            // Fewer than two for each of the edges, whose number is limited.
            u32::try_from(places.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::network::streets::{Segment, StreetClass, StreetNode, Streets};

    /// A street of 8 edges, 2 km in all, on foot.
    fn street() -> Network {
        let node = |n: u32| StreetNode {
            position: Position::new(114.0 + f64::from(n) * 2.5e-3, 22.3).unwrap(),
            blocked: ModeSet::EMPTY,
        };
        let walk = ModeSet::only(Mode::Walk);
        let segment = |from: u32| Segment {
            from,
            to: from + 1,
            forward: walk,
            backward: walk,
            class: StreetClass::Main,
        };
        let streets = Streets {
            nodes: (0..9).map(node).collect(),
            segments: (0..8).map(segment).collect(),
        };
        Network::build("a street", &streets, 50.0)
    }

    fn ended(max_edges: usize, goes_on: &dyn Fn() -> bool) -> Result<usize, Ended> {
        let tile = Tile::new(12, 3_345, 1_787).unwrap();
        let edges = around(&street(), tile, Datum::Wgs84, max_edges, goes_on);
        edges.map(|found| found.edges.len())
    }

    #[test]
    fn as_many_edges_as_may_be_are_looked_at_and_one_more_is_too_many() {
        assert_eq!(ended(8, &|| true), Ok(8));
        assert_eq!(ended(7, &|| true), Err(Ended::TooMany));
    }

    #[test]
    fn a_tile_that_is_not_awaited_ends_the_search() {
        let asked = Cell::new(0);
        let goes_on = || {
            asked.set(asked.get() + 1);
            false
        };
        assert_eq!(ended(8, &goes_on), Err(Ended::Abandoned));
        assert_eq!(asked.get(), 1);
    }
}
