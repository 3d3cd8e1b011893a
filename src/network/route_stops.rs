//! The least detours from a route to places along streets.
//!
//! A stop at X between the places i and j of the route costs way(i, X) + way(X, j) - way(i, j). From
//! one i, a search outwards gives way(i, ·); a second, inwards from all j at once, is Dijkstra's over
//! lengths reduced by way(i, ·), in which everything at a distance d costs d: it ends at the longest
//! detour. Another i' matters only for the j whose shortest way from i leaves the route before i': for
//! all others i costs no more, because way(i, j) = way(i, i') + way(i', j). So a route that is a
//! shortest way takes one pair of searches, and any other one for each place at which it could be
//! shortened.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashMap;

use super::MAX_WAY_MM;
use super::graph::{Direction, Graph};
use super::places::{Places, Way, way_along_edge, ways_from, ways_to};
use super::route_labels::{Labels, OutwardLimit};
use super::route_match::StreetLeg;
use super::search::{NODES_A_QUESTION, pack, unpack};
use super::snap::Snap;

/// A stop on a leg of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreetStop {
    /// The row of the place.
    pub place: u32,
    /// What it costs, millimetres of way.
    pub detour_mm: u32,
    /// Where the leg is left, millimetres from its beginning.
    pub leave_mm: u32,
    /// Where it is joined again.
    pub join_mm: u32,
    /// From where it is left to the place.
    pub way_there_mm: u32,
}

/// Searches for the stops of one leg.
pub struct StopSearch<'g> {
    graph: &'g Graph,
    /// Matched for outward searches.
    places: &'g Places,
    leg: &'g StreetLeg,
    max_mm: u32,
    outward: Labels,
    inward: Labels,
    pending: BinaryHeap<Reverse<u64>>,
    n_settled: usize,
}

/// The place of the route that is searched from, and what is known of the others.
struct Origin {
    from: usize,
    /// The places that may be joined from here, ascending.
    joins: Vec<usize>,
    /// The way to the end of the leg, and the last place that it follows.
    end: Option<(u32, usize)>,
}

impl<'g> StopSearch<'g> {
    /// A search for detours of at most `max_mm` to places that were matched for outward searches.
    pub fn new(graph: &'g Graph, places: &'g Places, leg: &'g StreetLeg, max_mm: u32) -> Self {
        let n_nodes = graph.positions().len();
        Self {
            graph,
            places,
            leg,
            max_mm: max_mm.min(MAX_WAY_MM / 4),
            outward: Labels::of(n_nodes, true),
            inward: Labels::of(n_nodes, false),
            pending: BinaryHeap::new(),
            n_settled: 0,
        }
    }

    /// Passes the stops within the longest detour; one place may come several times, with what it
    /// costs from different places of the route. Ends when `goes_on` says no, which is asked every
    /// few thousand nodes. Gives the number of nodes that were settled.
    pub fn run(
        mut self,
        mut goes_on: impl FnMut() -> bool,
        mut found: impl FnMut(StreetStop),
    ) -> usize {
        let last = self.leg.nodes.len() + 1;
        // The first place that none before it has dealt with, for each that may be joined.
        let mut open_from = vec![0; last + 1];
        let next = self.next_occurrences();
        // From the last there is nothing to ride, and from any other the next costs no more than itself.
        for (from, next) in next.into_iter().enumerate().take(last) {
            let end = if next == 0 { last + 1 } else { next };
            let joins = from + 1..end;
            let joins: Vec<usize> = joins.filter(|join| open_from[*join] <= from).collect();
            if joins.is_empty() {
                continue;
            }
            let origin = self.search_outward(from, joins, &mut goes_on);
            for join in &origin.joins {
                let followed = self.reached(&origin, *join);
                open_from[*join] = followed.map_or(from, |(_, place)| place) + 1;
            }
            self.search_inward(&origin);
            if !goes_on() {
                break;
            }
            self.pass(&origin, &mut found);
        }
        self.n_settled
    }

    /// For each place of the leg, the next at the same node; 0 is none.
    fn next_occurrences(&self) -> Vec<usize> {
        let mut next = vec![0; self.leg.nodes.len() + 2];
        let mut seen: HashMap<u32, usize> = HashMap::new();
        for (row, node) in self.leg.nodes.iter().enumerate().rev() {
            next[row + 1] = seen.insert(*node, row + 1).unwrap_or(0);
        }
        next
    }

    /// Millimetres from the beginning of the leg to a place.
    fn at_mm(&self, place: usize) -> u32 {
        match place {
            0 => 0,
            _ => (self.leg.at_mm.get(place - 1).copied()).unwrap_or(self.leg.length_mm()),
        }
    }

    fn node(&self, place: usize) -> Option<u32> {
        self.leg.nodes.get(place.checked_sub(1)?).copied()
    }

    /// The last place of the route that a way follows which goes on from a node to another.
    fn followed(&self, place: usize, node: Option<u32>, to: Option<u32>, length_mm: u32) -> usize {
        let is_next = self.node(place) == node
            && self.node(place + 1) == to
            && place <= self.leg.nodes.len()
            && self.at_mm(place).checked_add(length_mm) == Some(self.at_mm(place + 1));
        place + usize::from(is_next)
    }

    fn search_outward(
        &mut self,
        from: usize,
        joins: Vec<usize>,
        goes_on: &mut impl FnMut() -> bool,
    ) -> Origin {
        self.outward.forget();
        self.pending.clear();
        let last = self.leg.nodes.len() + 1;
        let farthest = joins.last().copied().unwrap_or(last);
        let target = match self.node(farthest) {
            Some(node) => self.graph.positions()[node as usize],
            None => self.graph.snapped_position(&self.leg.end),
        };
        let limit = OutwardLimit {
            target_m: target.earth_centred_m(),
            route_mm: self.at_mm(farthest) - self.at_mm(from),
            max_mm: self.max_mm,
        };
        self.set_out(from, &limit);
        while let Some(Reverse(packed)) = self.pending.pop() {
            let (way_mm, node) = unpack(packed);
            let Some((known_mm, place)) = self.outward.get(node) else {
                continue;
            };
            if known_mm < way_mm {
                continue;
            }
            self.n_settled += 1;
            if self.n_settled.is_multiple_of(NODES_A_QUESTION) && !goes_on() {
                break;
            }
            for arc in self.graph.arcs(Direction::Outward).of(node) {
                let longer_mm = way_mm.saturating_add(arc.length_mm);
                let place = self.followed(place, Some(node), Some(arc.head), arc.length_mm);
                self.offer_outward(&limit, arc.head, longer_mm, place);
            }
        }
        Origin {
            from,
            joins,
            end: self.way_to_end(from),
        }
    }

    fn set_out(&mut self, from: usize, limit: &OutwardLimit) {
        if let Some(node) = self.node(from) {
            self.offer_outward(limit, node, 0, from);
            return;
        }
        for way in ways_from(self.graph, &self.leg.begin, Direction::Outward) {
            let Way { node, length_mm } = way;
            let place = self.followed(from, None, Some(node), length_mm);
            self.offer_outward(limit, node, length_mm, place);
        }
    }

    fn offer_outward(&mut self, limit: &OutwardLimit, node: u32, way_mm: u32, place: usize) {
        let known = self.outward.get(node);
        if known.is_none() && !limit.admits(self.graph, node, way_mm) {
            return;
        }
        if self.outward.offer(node, way_mm, place) {
            self.pending.push(Reverse(pack(way_mm, node)));
        }
    }

    /// The way from the origin to the end of the leg.
    fn way_to_end(&self, from: usize) -> Option<(u32, usize)> {
        let by_node = ways_to(self.graph, &self.leg.end, Direction::Outward).filter_map(|way| {
            let (way_mm, place) = self.outward.get(way.node)?;
            let place = self.followed(place, Some(way.node), None, way.length_mm);
            Some((way_mm.saturating_add(way.length_mm), place))
        });
        let directly = (from == 0).then(|| self.along_edge(&self.leg.begin, &self.leg.end));
        let directly = directly.flatten().map(|way_mm| {
            let place = self.followed(0, None, None, way_mm);
            (way_mm, place)
        });
        let ways = by_node.chain(directly);
        ways.min_by_key(|(way_mm, place)| (*way_mm, Reverse(*place)))
    }

    fn along_edge(&self, start: &Snap, end: &Snap) -> Option<u32> {
        let edge = &self.graph.edges()[start.edge as usize];
        let is_one = start.edge == end.edge;
        is_one
            .then(|| way_along_edge(edge, start, end, Direction::Outward))
            .flatten()
    }

    /// The way from the origin to a place of the route, and the last place that it follows.
    fn reached(&self, origin: &Origin, place: usize) -> Option<(u32, usize)> {
        match self.node(place) {
            Some(node) => self.outward.get(node),
            None => origin.end,
        }
    }

    /// What everything costs that lies within the longest detour.
    fn search_inward(&mut self, origin: &Origin) {
        self.inward.forget();
        self.pending.clear();
        for join in &origin.joins {
            if let Some(node) = self.node(*join) {
                if self.outward.get(node).is_some() {
                    self.offer_inward(node, 0, *join);
                }
            } else if let Some((end_mm, _)) = origin.end {
                for way in ways_to(self.graph, &self.leg.end, Direction::Outward) {
                    if let Some((way_mm, _)) = self.outward.get(way.node) {
                        let costs_mm = way_mm.saturating_add(way.length_mm).checked_sub(end_mm);
                        self.offer_inward(way.node, costs_mm.unwrap_or(0), *join);
                    }
                }
            }
        }
        while let Some(Reverse(packed)) = self.pending.pop() {
            let (costs_mm, node) = unpack(packed);
            let (Some((known_mm, join)), Some((way_mm, _))) =
                (self.inward.get(node), self.outward.get(node))
            else {
                continue;
            };
            if known_mm < costs_mm {
                continue;
            }
            self.n_settled += 1;
            for arc in self.graph.arcs(Direction::Inward).of(node) {
                if let Some((before_mm, _)) = self.outward.get(arc.head) {
                    let longer_mm = u64::from(before_mm) + u64::from(arc.length_mm);
                    let more_mm = longer_mm.saturating_sub(u64::from(way_mm));
                    let costs_mm = u64::from(costs_mm) + more_mm;
                    self.offer_inward(arc.head, saturated(costs_mm), join);
                }
            }
        }
    }

    fn offer_inward(&mut self, node: u32, costs_mm: u32, join: usize) {
        if costs_mm <= self.max_mm && self.inward.offer(node, costs_mm, join) {
            self.pending.push(Reverse(pack(costs_mm, node)));
        }
    }

    /// The places that are reached from what lies within the longest detour.
    fn pass(&self, origin: &Origin, found: &mut impl FnMut(StreetStop)) {
        let mut there: HashMap<u32, (u32, usize)> = HashMap::new();
        let mut offer = |place: u32, way_mm: u32, leave: usize| {
            let held = there.entry(place).or_insert((way_mm, leave));
            if (way_mm, Reverse(leave)) < (held.0, Reverse(held.1)) {
                *held = (way_mm, leave);
            }
        };
        for node in &self.inward.touched {
            let Some((way_mm, leave)) = self.outward.get(*node) else {
                continue;
            };
            for arc in self.places.reached_from(*node) {
                offer(arc.head, way_mm.saturating_add(arc.length_mm), leave);
            }
        }
        if origin.from == 0 {
            let begin = &self.leg.begin;
            for place in self.places.on_edge(begin.edge) {
                let snap = self.places.snaps()[place as usize];
                if let Some(way_mm) = snap.and_then(|snap| self.along_edge(begin, &snap)) {
                    offer(place, way_mm, 0);
                }
            }
        }
        for (place, (way_mm, leave)) in there {
            if let Some(stop) = self.stop(origin, place, way_mm, leave) {
                found(stop);
            }
        }
    }

    fn stop(&self, origin: &Origin, place: u32, way_mm: u32, leave: usize) -> Option<StreetStop> {
        let snap = self.places.snaps()[place as usize]?;
        let by_node = ways_from(self.graph, &snap, Direction::Outward).filter_map(|back| {
            let (costs_mm, join) = self.inward.get(back.node)?;
            let (node_mm, _) = self.outward.get(back.node)?;
            let there_mm = u64::from(way_mm) + u64::from(back.length_mm);
            // Rounding aside, no way to a node is shorter than the shortest.
            let costs_mm = u64::from(costs_mm) + there_mm.saturating_sub(u64::from(node_mm));
            Some((costs_mm, join))
        });
        let last = self.leg.nodes.len() + 1;
        let to_end = self.along_edge(&snap, &self.leg.end).zip(origin.end);
        let to_end = to_end.filter(|_| origin.joins.last() == Some(&last));
        let to_end = to_end.map(|(back_mm, (end_mm, _))| {
            let there_mm = u64::from(way_mm) + u64::from(back_mm);
            (there_mm.saturating_sub(u64::from(end_mm)), last)
        });
        let (costs_mm, join) = by_node.chain(to_end).min()?;
        if costs_mm > u64::from(self.max_mm) {
            return None;
        }
        // A way that follows the route beyond where it joins it again leaves it there already.
        let leave = leave.min(join);
        let followed_mm = self.at_mm(leave) - self.at_mm(origin.from);
        Some(StreetStop {
            place,
            detour_mm: saturated(costs_mm),
            leave_mm: self.at_mm(leave),
            join_mm: self.at_mm(join),
            way_there_mm: way_mm.saturating_sub(followed_mm),
        })
    }
}

fn saturated(length_mm: u64) -> u32 {
    u32::try_from(length_mm).unwrap_or(MAX_WAY_MM)
}
