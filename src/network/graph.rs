//! The streets of one mode as a graph for searching and matching.

use super::arcs::{Arc, Arcs};
pub use super::edge::Edge;
use super::edge_tree::EdgeTree;
use super::selection::{MIN_COMPONENT_M, Piece, Selection};
use super::streets::Streets;
use crate::position::Position;
use crate::travel::Mode;

/// A street graph. Nodes are numbered along a Hilbert curve, so that a search that spreads in space
/// accesses contiguous memory. Lengths are whole millimetres.
pub struct Graph {
    mode: Mode,
    positions: Vec<Position>,
    components: Vec<u32>,
    n_components: usize,
    n_small_components: usize,
    edges: Vec<Edge>,
    longest_mm: u32,
    /// Along the direction of travel.
    onward: Arcs,
    /// Against it; `None` if every street goes both ways.
    backward: Option<Arcs>,
    tree: EdgeTree,
}

/// Whether a search follows the direction of travel or goes against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the user to the places within reach.
    Outward,
    /// To a place from the users that can reach it.
    Inward,
}

impl Graph {
    /// The graph of one mode; some hundred nanoseconds a segment.
    pub fn build(streets: &Streets, mode: Mode) -> Self {
        Self::build_keeping(streets, mode, MIN_COMPONENT_M)
    }

    /// The same, keeping connected components with at least `min_component_m` of street.
    pub fn build_keeping(streets: &Streets, mode: Mode, min_component_m: f64) -> Self {
        let selection = Selection::of(streets, mode, min_component_m);
        let order = Order::along_hilbert_curve(streets, &selection);
        let positions: Vec<Position> = order
            .rows
            .iter()
            .map(|row| streets.nodes[selection.sources[*row as usize] as usize].position)
            .collect();
        let mut edges: Vec<Edge> = selection
            .pieces
            .iter()
            .map(|piece| order.edge(piece))
            .collect();
        edges.sort_unstable_by_key(|edge| (edge.from, edge.to, edge.length_mm, edge.forward));
        let one_way = edges.iter().any(|edge| !(edge.forward && edge.backward));
        Self {
            mode,
            components: order
                .rows
                .iter()
                .map(|row| selection.components[*row as usize])
                .collect(),
            n_components: selection.n_components as usize,
            n_small_components: selection.n_small_components as usize,
            onward: arcs(positions.len(), &edges, Direction::Outward),
            backward: one_way.then(|| arcs(positions.len(), &edges, Direction::Inward)),
            tree: EdgeTree::build(&positions, &edges),
            longest_mm: edges.iter().map(|edge| edge.length_mm).max().unwrap_or(0),
            positions,
            edges,
        }
    }

    /// The mode that uses it.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The position of each node.
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// Every edge.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges whose straight lines come within a radius of a place, found while they are taken;
    /// some tenths of a microsecond each. A line runs below the ground: by an eighth of its length's
    /// square divided by the Earth's radius, 2 m in the middle of 10 km.
    pub fn edges_near(&self, place: Position, radius_m: f64) -> impl Iterator<Item = &Edge> {
        let rows = self.tree.near(place.earth_centred_m(), radius_m);
        rows.map(|row| &self.edges[row as usize])
    }

    /// The length of the longest edge, metres.
    pub fn longest_edge_m(&self) -> f64 {
        super::to_m(self.longest_mm)
    }

    /// The number of connected components.
    pub const fn n_components(&self) -> usize {
        self.n_components
    }

    /// How many components were too small to keep.
    pub const fn n_small_components(&self) -> usize {
        self.n_small_components
    }

    /// The component of a node.
    pub fn component(&self, node: u32) -> u32 {
        self.components[node as usize]
    }

    pub(super) fn arcs(&self, direction: Direction) -> &Arcs {
        match direction {
            Direction::Outward => &self.onward,
            Direction::Inward => self.backward.as_ref().unwrap_or(&self.onward),
        }
    }

    pub(super) const fn tree(&self) -> &EdgeTree {
        &self.tree
    }

    /// The memory of the graph without the tree of edges, bytes.
    pub fn bytes(&self) -> usize {
        let arcs = self.onward.len() + self.backward.as_ref().map_or(0, Arcs::len);
        size_of_val(&*self.positions)
            + size_of_val(&*self.edges)
            + size_of_val(&*self.components)
            + arcs * size_of::<Arc>()
            + self.positions.len() * size_of::<u32>()
    }
}

fn arcs(n_nodes: usize, edges: &[Edge], direction: Direction) -> Arcs {
    let outward = direction == Direction::Outward;
    let there = move |edge: &Edge| {
        let head = edge.to;
        let length_mm = edge.length_mm;
        (edge.from, Arc { head, length_mm })
    };
    let back = move |edge: &Edge| {
        let head = edge.from;
        let length_mm = edge.length_mm;
        (edge.to, Arc { head, length_mm })
    };
    let arcs = edges.iter().flat_map(move |edge| {
        let goes_there = if outward { edge.forward } else { edge.backward };
        let goes_back = if outward { edge.backward } else { edge.forward };
        let there = goes_there.then(|| there(edge));
        there.into_iter().chain(goes_back.then(|| back(edge)))
    });
    Arcs::build(n_nodes, arcs)
}

/// The numbering of nodes along the curve.
struct Order {
    /// The row of the selection at each place of the order.
    rows: Vec<u32>,
    /// The place of each row.
    places: Vec<u32>,
}

impl Order {
    fn along_hilbert_curve(streets: &Streets, selection: &Selection) -> Self {
        let mut keyed: Vec<(u64, u32)> = (0_u32..)
            .zip(&selection.sources)
            .map(|(row, source)| {
                let position = streets.nodes[*source as usize].position;
                (position.hilbert_key(), row)
            })
            .collect();
        keyed.sort_unstable();
        let rows: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        let mut places = vec![0; rows.len()];
        for (place, row) in (0_u32..).zip(&rows) {
            places[*row as usize] = place;
        }
        Self { rows, places }
    }

    fn edge(&self, piece: &Piece) -> Edge {
        Edge {
            from: self.places[piece.from as usize],
            to: self.places[piece.to as usize],
            length_mm: piece.length_mm,
            forward: piece.forward,
            backward: piece.backward,
            class: piece.class,
        }
    }
}
