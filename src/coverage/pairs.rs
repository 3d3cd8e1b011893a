//! How much work a question is, before it is begun.

use super::eligible::Eligible;
use super::straight::{Blocks, Candidates};
use super::{Question, cover};
use crate::demand::Demand;
use crate::position::Position;
use crate::snapshot::Snapshot;

/// Whether there are at most `most` pairs of a cell and a station that has to be measured for
/// it; those are all within reach and some a little farther.
///
/// Looks at no more than `most` pairs, some nanoseconds each.
pub fn has_pairs_within(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    along_streets: bool,
    most: usize,
) -> bool {
    let eligible = Eligible::of(snapshot, question.amenities, question.clock);
    let radius_m = cover::widest_m(question, along_streets);
    let positions: Vec<Position> = demand.cells.iter().map(|cell| cell.position).collect();
    let blocks = Blocks::of(&positions, radius_m);
    let mut candidates = Candidates::new(snapshot, &eligible, radius_m);
    let mut n_pairs = 0_usize;
    blocks.iter().all(|block| {
        candidates.gather(block.points_m);
        n_pairs = n_pairs.saturating_add(candidates.len() * block.rows.len());
        n_pairs <= most
    })
}
