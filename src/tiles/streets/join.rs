//! Edges joined to lines from junction to junction.

use super::Kind;
use super::edges::Edges;

/// A line along nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    pub(super) kind: Kind,
    pub(super) nodes: Vec<u32>,
}

/// No edge.
const NONE: u32 = u32::MAX;

/// The first two edges of a node, and how many it has.
#[derive(Clone, Copy)]
struct Meeting {
    edges: [u32; 2],
    n_edges: u32,
}

struct Joining<'a> {
    edges: &'a Edges,
    meetings: Vec<Meeting>,
    is_used: Vec<bool>,
}

/// All edges, each in one line; a line goes on where two edges of one kind meet and no other.
pub(super) fn joined(edges: &Edges) -> Vec<Joined> {
    let mut joining = Joining::of(edges);
    let mut lines = Vec::new();
    for (row, (ends, kind)) in (0_u32..).zip(&edges.edges) {
        if std::mem::replace(&mut joining.is_used[row as usize], true) {
            continue;
        }
        let mut nodes = joining.beyond(row, ends[0]);
        nodes.reverse();
        nodes.extend(*ends);
        nodes.append(&mut joining.beyond(row, ends[1]));
        lines.push(Joined { kind: *kind, nodes });
    }
    lines
}

impl<'a> Joining<'a> {
    fn of(edges: &'a Edges) -> Self {
        let nothing = Meeting {
            edges: [NONE; 2],
            n_edges: 0,
        };
        let mut meetings = vec![nothing; edges.places.len()];
        for (row, (ends, _)) in (0_u32..).zip(&edges.edges) {
            for node in ends {
                let meeting = &mut meetings[*node as usize];
                if let Some(place) = meeting.edges.get_mut(meeting.n_edges as usize) {
                    *place = row;
                }
                meeting.n_edges += 1;
            }
        }
        Self {
            edges,
            meetings,
            is_used: vec![false; edges.edges.len()],
        }
    }

    /// The nodes of a line after it has come along an edge to one of its ends.
    fn beyond(&mut self, mut edge: u32, mut node: u32) -> Vec<u32> {
        let mut nodes = Vec::new();
        while let Some(next) = self.next(edge, node) {
            if std::mem::replace(&mut self.is_used[next as usize], true) {
                break;
            }
            let ends = self.edges.edges[next as usize].0;
            node = if ends[0] == node { ends[1] } else { ends[0] };
            nodes.push(node);
            edge = next;
        }
        nodes
    }

    fn next(&self, edge: u32, node: u32) -> Option<u32> {
        let meeting = self.meetings[node as usize];
        let [a, b] = meeting.edges;
        let next = if a == edge { b } else { a };
        let kind = |row: u32| self.edges.edges[row as usize].1;
        (meeting.n_edges == 2 && kind(next) == kind(edge)).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::streets::{ModeSet, StreetClass};

    const STREET: Kind = Kind {
        class: StreetClass::Street,
        modes: ModeSet::EMPTY,
    };
    const PATH: Kind = Kind {
        class: StreetClass::Path,
        ..STREET
    };

    fn lines(edges: &[([u32; 2], Kind)]) -> Vec<Vec<u32>> {
        let edges = Edges {
            places: vec![[0.0; 2]; 9],
            edges: edges.to_vec(),
        };
        joined(&edges).into_iter().map(|line| line.nodes).collect()
    }

    #[test]
    fn a_line_ends_at_junctions_and_where_its_kind_changes() {
        let bend = [([1, 2], STREET), ([0, 1], STREET), ([2, 3], STREET)];
        assert_eq!(lines(&bend), [[0, 1, 2, 3]]);
        let junction = [([0, 1], STREET), ([1, 2], STREET), ([1, 3], STREET)];
        assert_eq!(lines(&junction), [[0, 1], [1, 2], [1, 3]]);
        let change = [([0, 1], STREET), ([1, 2], PATH)];
        assert_eq!(lines(&change), [[0, 1], [1, 2]]);
    }

    #[test]
    fn a_circle_is_one_closed_line() {
        let circle = [([0, 1], PATH), ([1, 2], PATH), ([0, 2], PATH)];
        assert_eq!(lines(&circle), [[1, 2, 0, 1]]);
    }
}
