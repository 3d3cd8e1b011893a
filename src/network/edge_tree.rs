//! The R-tree of a graph's edges.
//!
//! Edges are straight lines between earth-centred points, which lie at most L²/8R below the
//! ground: 0.2 mm in the middle of an edge of 100 m. So no map projection is needed.

use rstar::{PointDistance, RTree, RTreeObject};

use super::edge::Edge;
use super::hull::{Hull, Line};
use crate::position::Position;

/// The edges by where they are.
pub(super) struct EdgeTree(RTree<Leaf>);

/// An edge, and its point that is nearest.
pub(super) struct NearestEdge {
    /// Row of the edge.
    pub(super) edge: u32,
    /// How far along the edge the point is, 0 to 1.
    pub(super) share: f64,
    /// To that point in a straight line.
    pub(super) distance_m: f64,
}

struct Leaf {
    edge: u32,
    line: Line,
}

impl EdgeTree {
    pub(super) fn build(positions: &[Position], edges: &[Edge]) -> Self {
        let point_m = |node: u32| positions[node as usize].earth_centred_m();
        let leaves = (0_u32..)
            .zip(edges)
            .map(|(row, edge)| Leaf {
                edge: row,
                line: Line {
                    from_m: point_m(edge.from),
                    to_m: point_m(edge.to),
                },
            })
            .collect();
        Self(RTree::bulk_load(leaves))
    }

    /// The rows of the edges that come this near to an earth-centred point, found while they are
    /// taken.
    pub(super) fn near(&self, point_m: [f64; 3], radius_m: f64) -> impl Iterator<Item = u32> {
        let leaves = self.0.locate_within_distance(point_m, radius_m * radius_m);
        leaves.map(|leaf| leaf.edge)
    }

    /// The edges that come this near to an earth-centred point, measured, in no order.
    pub(super) fn measured(
        &self,
        point_m: [f64; 3],
        radius_m: f64,
    ) -> impl Iterator<Item = NearestEdge> {
        let leaves = self.0.locate_within_distance(point_m, radius_m * radius_m);
        leaves.map(move |leaf| NearestEdge {
            edge: leaf.edge,
            share: leaf.line.share_along(point_m),
            distance_m: leaf.line.distance_squared(point_m).sqrt(),
        })
    }

    /// The edge nearest to an earth-centred point; `None` without edges.
    pub(super) fn nearest(&self, point_m: [f64; 3]) -> Option<NearestEdge> {
        let leaf = self.0.nearest_neighbor(point_m)?;
        Some(NearestEdge {
            edge: leaf.edge,
            share: leaf.line.share_along(point_m),
            distance_m: leaf.line.distance_squared(point_m).sqrt(),
        })
    }
}

impl RTreeObject for Leaf {
    type Envelope = Hull;

    fn envelope(&self) -> Self::Envelope {
        Hull::of(self.line)
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point_m: &[f64; 3]) -> f64 {
        #[cfg(test)]
        tests::count_measured();
        self.line.distance_squared(*point_m)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::network::streets::StreetClass;

    thread_local! {
        static MEASURED: Cell<usize> = const { Cell::new(0) };
    }

    /// Counts an edge whose distance is computed.
    pub(super) fn count_measured() {
        MEASURED.set(MEASURED.get() + 1);
    }

    /// A tree over a street of some 66 km for each number: `ends` gives its two ends, degrees.
    fn bundle(n_edges: u32, ends: impl Fn(f64) -> [[f64; 2]; 2]) -> (EdgeTree, Vec<Line>) {
        let mut positions = Vec::new();
        for number in 0..n_edges {
            let ends = ends(f64::from(number));
            positions.extend(ends.map(|[lon, lat]| Position::new(lon, lat).unwrap()));
        }
        let edges: Vec<Edge> = (0..n_edges)
            .map(|number| Edge {
                from: 2 * number,
                to: 2 * number + 1,
                length_mm: 66_000_000,
                forward: true,
                backward: true,
                class: StreetClass::Street,
            })
            .collect();
        let lines = positions.chunks(2).map(|ends| Line {
            from_m: ends[0].earth_centred_m(),
            to_m: ends[1].earth_centred_m(),
        });
        (EdgeTree::build(&positions, &edges), lines.collect())
    }

    /// Asks around the streets, compares with all of them, and counts those that were measured.
    fn measured_a_question((tree, lines): &(EdgeTree, Vec<Line>)) -> usize {
        const QUESTIONS: usize = 100;
        let mut random = fastrand::Rng::with_seed(14);
        let before = MEASURED.get();
        for _ in 0..QUESTIONS {
            let (lon, lat) = (116.0 + random.f64() * 1e-2, 39.7 + random.f64() * 0.6);
            let point_m = Position::new(lon, lat).unwrap().earth_centred_m();
            let found = tree.nearest(point_m).unwrap();
            let all = lines.iter().map(|line| line.distance_squared(point_m));
            let nearest_m = all.fold(f64::INFINITY, f64::min).sqrt();
            assert!((found.distance_m - nearest_m).abs() < 1e-9, "{lon} {lat}");
        }
        (MEASURED.get() - before) / QUESTIONS
    }

    #[test]
    fn of_long_streets_side_by_side_only_those_near_a_place_are_measured() {
        let parallel = bundle(20_000, |number| {
            let lon = 116.0 + number * 1e-7;
            [[lon, 39.7], [lon, 40.3]]
        });
        let measured = measured_a_question(&parallel);
        assert!(measured < 200, "{measured} of 20,000 parallel streets");
    }

    #[test]
    fn of_a_zigzag_of_long_pieces_only_those_near_a_place_are_measured() {
        let zigzag = bundle(20_000, |number| {
            let [south, north] = [number, number + 1.0].map(|ends| (ends / 2.0).floor());
            let lon = |step: f64| 116.0 + step * 2e-7;
            [[lon(south), 39.7], [lon(north), 40.3]]
        });
        let measured = measured_a_question(&zigzag);
        assert!(measured < 200, "{measured} of 20,000 pieces");
    }

    #[test]
    fn short_streets_in_all_directions_are_found_as_by_measuring_all() {
        let mut random = fastrand::Rng::with_seed(15);
        let turns: Vec<[f64; 4]> = (0..5_000)
            .map(|_| std::array::from_fn(|_| random.f64()))
            .collect();
        let mixed = bundle(5_000, |number| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a row"
            )]
            let [a, b, c, d] = turns[number as usize];
            let from = [116.0 + a * 1e-2, 39.7 + b * 0.6];
            [
                from,
                [from[0] + (c - 0.5) * 2e-3, from[1] + (d - 0.5) * 2e-3],
            ]
        });
        let measured = measured_a_question(&mixed);
        assert!(measured < 200, "{measured} of 5,000 short streets");
    }
}
