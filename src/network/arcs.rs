//! Adjacency of nodes in two flat arrays (compressed sparse rows).

/// An arc from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arc {
    pub(super) head: u32,
    pub(super) length_mm: u32,
}

/// The arcs of all nodes, those of each node contiguous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arcs {
    /// Where the arcs of each node begin, and at the end where the last ones end.
    starts: Vec<u32>,
    arcs: Vec<Arc>,
}

impl Arcs {
    /// Sorts arcs by their tails, keeping their order within one; linear.
    pub(super) fn build(n_nodes: usize, arcs: impl Iterator<Item = (u32, Arc)> + Clone) -> Self {
        let mut starts = vec![0_u32; n_nodes + 1];
        for (tail, _) in arcs.clone() {
            starts[tail as usize + 1] += 1;
        }
        for row in 0..n_nodes {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let nothing = Arc {
            head: 0,
            length_mm: 0,
        };
        let mut sorted = vec![nothing; starts[n_nodes] as usize];
        for (tail, arc) in arcs {
            let place = &mut next[tail as usize];
            sorted[*place as usize] = arc;
            *place += 1;
        }
        Self {
            starts,
            arcs: sorted,
        }
    }

    /// The arcs that begin at a node.
    pub(super) fn of(&self, node: u32) -> &[Arc] {
        let node = node as usize;
        &self.arcs[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// How many arcs there are.
    pub(super) fn len(&self) -> usize {
        self.arcs.len()
    }
}
