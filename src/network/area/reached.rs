//! The street segments within the limit, cut where the way ends.

use std::ops::ControlFlow;

use super::super::graph::{Direction, Graph};
use super::super::places::ways_from;
use super::super::search::{Reached, Search};
use super::super::snap::Snap;
use crate::position::Position;

/// A straight segment: longitudes and latitudes relative to the user, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) from: [f64; 2],
    pub(super) to: [f64; 2],
}

/// Positions relative to the user, so that longitudes do not jump at the antimeridian.
#[derive(Clone, Copy)]
struct Frame {
    origin: Position,
}

/// Everything within `limit_mm`, beginning with the walk to the street; less if `goes_on` says no.
pub(super) fn pieces(
    graph: &Graph,
    search: &mut Search<'_>,
    origin: Position,
    start: &Snap,
    limit_mm: u32,
    goes_on: &dyn Fn() -> bool,
) -> Vec<Piece> {
    let frame = Frame { origin };
    let mut pieces = vec![frame.steps(graph, start, limit_mm)];
    pieces.extend(frame.first_street(graph, start, limit_mm));
    let mut reached: Vec<(u32, u32)> = Vec::new();
    search.from(start, limit_mm, |found, way_mm| {
        if let Reached::Node(node) = found {
            reached.push((node, way_mm));
        }
        if goes_on() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    // Most segments are reached whole, and from both of their ends.
    let mut whole: Vec<(u32, u32)> = Vec::new();
    for (node, way_mm) in reached {
        let left_mm = limit_mm - way_mm;
        for arc in graph.arcs(Direction::Outward).of(node) {
            if arc.length_mm <= left_mm {
                whole.push((node.min(arc.head), node.max(arc.head)));
            } else {
                let [from, to] = [node, arc.head].map(|node| frame.of_node(graph, node));
                pieces.push(part(from, to, left_mm, arc.length_mm));
            }
        }
    }
    whole.sort_unstable();
    whole.dedup();
    pieces.extend(whole.into_iter().map(|(from, to)| Piece {
        from: frame.of_node(graph, from),
        to: frame.of_node(graph, to),
    }));
    pieces
}

impl Frame {
    fn relative(self, position: Position) -> [f64; 2] {
        let lon = position.lon() - self.origin.lon();
        let turns = (lon / 360.0).round();
        [lon - 360.0 * turns, position.lat() - self.origin.lat()]
    }

    fn of_node(self, graph: &Graph, node: u32) -> [f64; 2] {
        self.relative(graph.positions()[node as usize])
    }

    /// From the user to the street, or as far as the limit allows.
    fn steps(self, graph: &Graph, start: &Snap, limit_mm: u32) -> Piece {
        let street = self.relative(graph.snapped_position(start));
        part([0.0, 0.0], street, limit_mm, start.leg_mm)
    }

    /// The user's street, in the directions of travel that it allows.
    fn first_street(
        self,
        graph: &Graph,
        start: &Snap,
        limit_mm: u32,
    ) -> impl Iterator<Item = Piece> {
        let at = self.relative(graph.snapped_position(start));
        let left_mm = limit_mm.checked_sub(start.leg_mm);
        ways_from(graph, start, Direction::Outward).filter_map(move |way| {
            let end = self.of_node(graph, way.node);
            Some(part(at, end, left_mm?, way.length_mm - start.leg_mm))
        })
    }
}

/// The first `left_mm` of a segment of some length.
fn part(from: [f64; 2], to: [f64; 2], left_mm: u32, length_mm: u32) -> Piece {
    if left_mm >= length_mm {
        return Piece { from, to };
    }
    let share = f64::from(left_mm) / f64::from(length_mm);
    Piece {
        from,
        to: std::array::from_fn(|axis| from[axis] + share * (to[axis] - from[axis])),
    }
}
