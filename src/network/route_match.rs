//! Matching a route to the streets: the way along the streets that it follows.
//!
//! Each point of the route may lie on any of the nearest streets around it. Of all sequences of such
//! places the one is taken that lies nearest to the route and whose ways are as long as the route
//! between its points (the sum of both differences is least), found point by point (Viterbi). Streets
//! are followed in the direction of travel, so of the two carriageways of a divided road the one that
//! leads onwards is taken.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashMap;

use super::graph::{Direction, Graph};
use super::places::{way_along_edge, ways_from, ways_to};
use super::search::{NODES_A_QUESTION, pack, unpack};
use super::snap::Snap;
use super::{to_m, to_mm};
use crate::distance::geodesic_m;
use crate::position::Position;

/// Streets that a point of a route may lie on.
const MAX_CANDIDATES: usize = 4;
/// How much farther than the nearest street another may be, metres: about the width of a divided
/// road.
const CANDIDATE_SPREAD_M: f64 = 25.0;
/// A point this near to an end of a street is at it, millimetres: polylines are rounded to a metre.
const AT_NODE_MM: u32 = 500;
/// How much longer than the route between two points the way may be: a share of it, and metres.
const LONGER_SHARE: f64 = 1.0;
const LONGER_M: f64 = 150.0;

/// A part of a route between two places that must be passed, along streets.
#[derive(Clone, Debug)]
pub struct StreetLeg {
    /// Where it begins, on a street.
    pub(super) begin: Snap,
    /// Where it ends.
    pub(super) end: Snap,
    /// The nodes that it passes, in order.
    pub(super) nodes: Vec<u32>,
    /// Millimetres from its beginning to each node.
    pub(super) at_mm: Vec<u32>,
    /// Millimetres from its beginning to each point of the route, the first and last included.
    pub(super) points_mm: Vec<u32>,
}

/// A way between two places: its length and its nodes, with the way to each.
struct Way {
    length_mm: u32,
    nodes: Vec<(u32, u32)>,
}

/// A place that a point of the route may be at.
struct Candidate {
    snap: Snap,
    distance_m: f64,
    /// The least cost of all up to here, and how it is reached from the point before.
    cost: f64,
    before: Option<(usize, Way)>,
}

impl StreetLeg {
    /// Its length along streets, millimetres.
    pub fn length_mm(&self) -> u32 {
        self.points_mm.last().copied().unwrap_or(0)
    }

    /// Millimetres from its beginning to each point of the route, the first and last included.
    pub fn points_mm(&self) -> &[u32] {
        &self.points_mm
    }

    /// The nodes that it passes, in order.
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    /// The line that it follows on the streets of the graph that it was matched to: where it begins,
    /// every node, and where it ends.
    pub fn line(&self, graph: &Graph) -> Vec<Position> {
        let [begin, end] = [&self.begin, &self.end].map(|snap| graph.snapped_position(snap));
        let nodes = self.nodes.iter();
        let nodes = nodes.map(|node| graph.positions()[*node as usize]);
        let mut line: Vec<Position> = std::iter::once(begin).chain(nodes).collect();
        line.push(end);
        line.dedup();
        line
    }
}

/// Matches a route through `points` that has to pass the points at the rows `stops`, which begin with
/// the first and end with the last; `None` if a point is farther than `limit_m` from any street, or no
/// way leads on, or `goes_on` says no, which is asked at each point and every few thousand nodes. Some
/// microseconds a point.
pub fn match_route(
    graph: &Graph,
    points: &[Position],
    stops: &[usize],
    limit_m: f64,
    goes_on: impl Fn() -> bool,
) -> Option<Vec<StreetLeg>> {
    let mut by_point: Vec<Vec<Candidate>> = Vec::with_capacity(points.len());
    for (row, point) in points.iter().enumerate() {
        if !goes_on() {
            return None;
        }
        let mut candidates = candidates(graph, *point, limit_m)?;
        if let Some(before) = by_point.last() {
            let route_m = geodesic_m(points[row - 1], *point);
            reach(graph, before, &mut candidates, route_m, &goes_on);
            candidates.retain(|candidate| candidate.before.is_some());
        }
        if candidates.is_empty() {
            return None;
        }
        by_point.push(candidates);
    }
    Some(legs(&best_ways(by_point)?, stops))
}

/// The nearest streets around a point.
fn candidates(graph: &Graph, point: Position, limit_m: f64) -> Option<Vec<Candidate>> {
    let point_m = point.earth_centred_m();
    let nearest = graph.tree().nearest(point_m)?;
    if nearest.distance_m > limit_m {
        return None;
    }
    let radius_m = (nearest.distance_m + CANDIDATE_SPREAD_M).min(limit_m);
    let near = graph.tree().measured(point_m, radius_m);
    let mut found: Vec<Candidate> = Vec::new();
    for near in near {
        let edge = &graph.edges()[near.edge as usize];
        let along_mm = to_mm(to_m(edge.length_mm) * near.share)?.min(edge.length_mm);
        let along_mm = match (along_mm, edge.length_mm - along_mm) {
            (0..=AT_NODE_MM, _) => 0,
            (_, 0..=AT_NODE_MM) => edge.length_mm,
            _ => along_mm,
        };
        found.push(Candidate {
            snap: Snap {
                edge: near.edge,
                along_mm,
                leg_mm: 0,
            },
            distance_m: near.distance_m,
            cost: near.distance_m,
            before: None,
        });
    }
    found.sort_by(|a, b| {
        let by_distance = a.distance_m.total_cmp(&b.distance_m);
        by_distance.then(a.snap.edge.cmp(&b.snap.edge))
    });
    let mut nodes = Vec::new();
    found.retain(|candidate| {
        let node = node_at(graph, &candidate.snap);
        let is_new = node.is_none_or(|node| !nodes.contains(&node));
        nodes.extend(node);
        is_new
    });
    found.truncate(MAX_CANDIDATES);
    Some(found)
}

/// The node that a place is at, if it is at an end of its street.
fn node_at(graph: &Graph, snap: &Snap) -> Option<u32> {
    let edge = &graph.edges()[snap.edge as usize];
    if snap.along_mm == 0 {
        Some(edge.from)
    } else if snap.along_mm == edge.length_mm {
        Some(edge.to)
    } else {
        None
    }
}

/// The best way to each candidate from those of the point before.
fn reach(
    graph: &Graph,
    before: &[Candidate],
    candidates: &mut [Candidate],
    route_m: f64,
    goes_on: &impl Fn() -> bool,
) {
    let limit_m = route_m * (1.0 + LONGER_SHARE) + LONGER_M;
    let ends: Vec<Snap> = candidates.iter().map(|candidate| candidate.snap).collect();
    for (row, start) in before.iter().enumerate() {
        let ways = ways_between(graph, &start.snap, &ends, limit_m, goes_on);
        for (candidate, way) in candidates.iter_mut().zip(ways) {
            let Some(way) = way else { continue };
            let differs_m = (to_m(way.length_mm) - route_m).abs();
            let cost = start.cost + differs_m + candidate.distance_m;
            if candidate.before.is_none() || cost < candidate.cost {
                candidate.cost = cost;
                candidate.before = Some((row, way));
            }
        }
    }
}

/// The shortest way from a place to each of some others, if it is within the limit.
fn ways_between(
    graph: &Graph,
    start: &Snap,
    ends: &[Snap],
    limit_m: f64,
    goes_on: &impl Fn() -> bool,
) -> Vec<Option<Way>> {
    let limit_mm = to_mm(limit_m).unwrap_or(super::MAX_WAY_MM);
    let mut ways: Vec<Option<Way>> = ends.iter().map(|end| directly(graph, start, end)).collect();
    let mut labels: HashMap<u32, (u32, u32)> = HashMap::new();
    let mut pending = BinaryHeap::new();
    let offer = |labels: &mut HashMap<u32, (u32, u32)>, node, way_mm: u32, from| {
        let is_shorter = labels.get(&node).is_none_or(|held| way_mm < held.0);
        if way_mm <= limit_mm && is_shorter {
            labels.insert(node, (way_mm, from));
            return Some(Reverse(pack(way_mm, node)));
        }
        None
    };
    match node_at(graph, start) {
        Some(node) => pending.extend(offer(&mut labels, node, 0, node)),
        None => {
            for way in ways_from(graph, start, Direction::Outward) {
                pending.extend(offer(&mut labels, way.node, way.length_mm, way.node));
            }
        }
    }
    let arrivals: Vec<Vec<(u32, u32)>> = ends.iter().map(|end| arrivals_at(graph, end)).collect();
    let mut n_settled = 0_usize;
    while let Some(Reverse(packed)) = pending.pop() {
        let (way_mm, node) = unpack(packed);
        if labels[&node].0 < way_mm {
            continue;
        }
        n_settled += 1;
        if n_settled.is_multiple_of(NODES_A_QUESTION) && !goes_on() {
            break;
        }
        for (way, arrivals) in ways.iter_mut().zip(&arrivals) {
            for (_, rest_mm) in arrivals.iter().filter(|(last, _)| *last == node) {
                let length_mm = way_mm.saturating_add(*rest_mm);
                if way.as_ref().is_none_or(|way| length_mm < way.length_mm) {
                    *way = Some(Way {
                        length_mm,
                        nodes: path(&labels, node),
                    });
                }
            }
        }
        if ways
            .iter()
            .all(|way| way.as_ref().is_some_and(|way| way.length_mm <= way_mm))
        {
            break;
        }
        for arc in graph.arcs(Direction::Outward).of(node) {
            let longer_mm = way_mm.saturating_add(arc.length_mm);
            pending.extend(offer(&mut labels, arc.head, longer_mm, node));
        }
    }
    for way in &mut ways {
        let is_within = |way: &Way| way.length_mm <= limit_mm;
        *way = way.take().filter(is_within);
    }
    ways
}

/// The nodes from which a place is reached, and how long the rest of the way is.
fn arrivals_at(graph: &Graph, end: &Snap) -> Vec<(u32, u32)> {
    if let Some(node) = node_at(graph, end) {
        return vec![(node, 0)];
    }
    let ways = ways_to(graph, end, Direction::Outward);
    ways.map(|way| (way.node, way.length_mm)).collect()
}

/// The way along one street, or without any.
fn directly(graph: &Graph, start: &Snap, end: &Snap) -> Option<Way> {
    if start.edge != end.edge {
        return None;
    }
    let edge = &graph.edges()[start.edge as usize];
    let length_mm = way_along_edge(edge, start, end, Direction::Outward)?;
    let ends = [start, end].map(|snap| node_at(graph, snap));
    let at_mm = [0, length_mm];
    let passed = ends.into_iter().zip(at_mm);
    Some(Way {
        length_mm,
        nodes: passed
            .filter_map(|(node, at_mm)| Some((node?, at_mm)))
            .collect(),
    })
}

/// The nodes of a way, back from its last.
fn path(labels: &HashMap<u32, (u32, u32)>, last: u32) -> Vec<(u32, u32)> {
    let mut nodes = Vec::new();
    let mut node = last;
    while let Some((way_mm, from)) = labels.get(&node) {
        nodes.push((node, *way_mm));
        if *from == node {
            break;
        }
        node = *from;
    }
    nodes.reverse();
    nodes
}

/// The places of the best sequence, and the way to each from the one before.
fn best_ways(mut by_point: Vec<Vec<Candidate>>) -> Option<Vec<(Snap, Way)>> {
    let last = by_point.last()?.iter().enumerate();
    let mut row = last.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))?.0;
    let mut ways = Vec::with_capacity(by_point.len());
    while let Some(mut candidates) = by_point.pop() {
        let candidate = candidates.swap_remove(row);
        let nothing = Way {
            length_mm: 0,
            nodes: Vec::new(),
        };
        let (before, way) = candidate.before.unwrap_or((0, nothing));
        ways.push((candidate.snap, way));
        row = before;
    }
    ways.reverse();
    Some(ways)
}

fn legs(ways: &[(Snap, Way)], stops: &[usize]) -> Vec<StreetLeg> {
    let leg = |stops: &[usize]| {
        let mut leg = StreetLeg {
            begin: ways[stops[0]].0,
            end: ways[stops[1]].0,
            nodes: Vec::new(),
            at_mm: Vec::new(),
            points_mm: vec![0],
        };
        let mut length_mm = 0_u32;
        for (_, way) in &ways[stops[0] + 1..=stops[1]] {
            for (node, way_mm) in &way.nodes {
                let at_mm = length_mm.saturating_add(*way_mm);
                let is_held = leg.nodes.last() == Some(node) && leg.at_mm.last() == Some(&at_mm);
                if !is_held {
                    leg.nodes.push(*node);
                    leg.at_mm.push(at_mm);
                }
            }
            length_mm = length_mm.saturating_add(way.length_mm);
            leg.points_mm.push(length_mm);
        }
        leg
    };
    stops.windows(2).map(leg).collect()
}
