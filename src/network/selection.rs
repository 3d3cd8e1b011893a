//! The streets that one mode may use, as nodes and edges before they are numbered along the curve.
//!
//! A barrier cuts the streets that meet at its node: each then ends at a node of its own. Connected
//! components with at most [`MIN_COMPONENT_M`] of street are left out: they are stairs in a
//! courtyard or a mapping error, and a place matched to one could reach nothing.

use super::streets::{Segment, StreetClass, Streets};
use crate::distance::chord_squared;
use crate::travel::Mode;

/// Length of all streets below which a connected component is left out, metres. Inhabited islands
/// have more.
pub const MIN_COMPONENT_M: f64 = 1_000.0;

/// An edge between rows of [`Selection::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) length_mm: u32,
    pub(super) forward: bool,
    pub(super) backward: bool,
    pub(super) class: StreetClass,
}

/// The streets that a mode may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) pieces: Vec<Piece>,
    /// The street node that each node here stands for; several for one with a barrier.
    pub(super) sources: Vec<u32>,
    /// The component of each node, numbered from 0 in order of their first nodes.
    pub(super) components: Vec<u32>,
    /// How many components are kept.
    pub(super) n_components: u32,
    /// How many were too small.
    pub(super) n_small_components: u32,
}

impl Selection {
    /// Selects the streets that `mode` may use; about linear.
    pub(super) fn of(streets: &Streets, mode: Mode, min_component_m: f64) -> Self {
        let mut cut = Cut::new(streets, mode);
        let pieces: Vec<Piece> = streets
            .segments
            .iter()
            .filter_map(|segment| cut.piece(segment))
            .collect();
        let sources = cut.sources;
        let mut forest = Forest::new(sources.len());
        for piece in &pieces {
            forest.join(piece.from, piece.to);
        }
        keep_large(&pieces, &sources, &mut forest, min_component_m)
    }
}

/// Numbers nodes in the order of the segments, cutting at barriers.
struct Cut<'a> {
    streets: &'a Streets,
    mode: Mode,
    sources: Vec<u32>,
    row_of_source: Vec<u32>,
}

const NO_ROW: u32 = u32::MAX;

impl<'a> Cut<'a> {
    fn new(streets: &'a Streets, mode: Mode) -> Self {
        Self {
            streets,
            mode,
            sources: Vec::new(),
            row_of_source: vec![NO_ROW; streets.nodes.len()],
        }
    }

    fn piece(&mut self, segment: &Segment) -> Option<Piece> {
        let forward = segment.forward.contains(self.mode);
        let backward = segment.backward.contains(self.mode);
        if !forward && !backward {
            return None;
        }
        Some(Piece {
            length_mm: self.length_mm(segment)?,
            from: self.row(segment.from),
            to: self.row(segment.to),
            forward,
            backward,
            class: segment.class,
        })
    }

    fn row(&mut self, source: u32) -> u32 {
        let known = self.row_of_source[source as usize];
        if known != NO_ROW {
            return known;
        }
        // Nodes are counted in 32 bits by the streets, and each segment names two.
        let row = u32::try_from(self.sources.len()).unwrap_or(NO_ROW);
        self.sources.push(source);
        let node = &self.streets.nodes[source as usize];
        if !node.blocked.contains(self.mode) {
            self.row_of_source[source as usize] = row;
        }
        row
    }

    /// The chord, which up to 20 km is the geodesic to a centimetre; `None` beyond 4,294 km.
    fn length_mm(&self, segment: &Segment) -> Option<u32> {
        let point = |row: u32| self.streets.nodes[row as usize].position.earth_centred_m();
        let chord_m = chord_squared(point(segment.from), point(segment.to)).sqrt();
        super::to_mm(chord_m)
    }
}

/// The connected components, whatever the direction (union-find with path halving).
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    fn new(n_nodes: usize) -> Self {
        Self {
            parents: (0..u32::try_from(n_nodes).unwrap_or(u32::MAX)).collect(),
        }
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let parent = self.parents[node as usize];
            self.parents[node as usize] = self.parents[parent as usize];
            node = parent;
        }
        node
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller row becomes the root, so that the order of the unions does not matter.
        self.parents[a.max(b) as usize] = a.min(b);
    }
}

fn keep_large(
    pieces: &[Piece],
    sources: &[u32],
    forest: &mut Forest,
    min_component_m: f64,
) -> Selection {
    let mut length_m = vec![0.0; sources.len()];
    for piece in pieces {
        length_m[forest.root(piece.from) as usize] += super::to_m(piece.length_mm);
    }
    let mut kept = Selection::default();
    let mut component_of_root = vec![NO_ROW; sources.len()];
    let mut row_of_node = vec![NO_ROW; sources.len()];
    for (node, source) in (0_u32..).zip(sources) {
        let root = forest.root(node) as usize;
        if length_m[root] < min_component_m {
            kept.n_small_components += u32::from(root == node as usize);
            continue;
        }
        if component_of_root[root] == NO_ROW {
            component_of_root[root] = kept.n_components;
            kept.n_components += 1;
        }
        row_of_node[node as usize] = u32::try_from(kept.sources.len()).unwrap_or(NO_ROW);
        kept.sources.push(*source);
        kept.components.push(component_of_root[root]);
    }
    let is_kept = |piece: &&Piece| row_of_node[piece.from as usize] != NO_ROW;
    kept.pieces = pieces
        .iter()
        .filter(is_kept)
        .map(|piece| Piece {
            from: row_of_node[piece.from as usize],
            to: row_of_node[piece.to as usize],
            ..*piece
        })
        .collect();
    kept
}
