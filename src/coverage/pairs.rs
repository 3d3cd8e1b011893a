//! How much work a question takes, estimated beforehand.

use super::Question;
use super::eligible::Eligible;
use super::plan::Plan;
use super::straight::{Blocks, Candidates};
use crate::demand::Demand;
use crate::position::Position;
use crate::snapshot::Snapshot;

/// Whether at most `most` pairs of a cell and a station have to be measured: all within reach, and
/// some slightly farther.
///
/// Visits at most `most` pairs, some nanoseconds each.
pub fn has_pairs_within(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    along_streets: bool,
    most: usize,
) -> bool {
    let eligible = Eligible::of(snapshot, None, question.amenities, question.clock);
    let radius_m = Plan::of(question, along_streets).widest_m();
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
