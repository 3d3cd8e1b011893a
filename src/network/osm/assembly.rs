//! Assembly: from ways that name nodes, and positions of nodes, to streets.

use rayon::prelude::*;

use super::LeftOut;
use super::places::{FoundPlaces, Slot};
use super::ways::WayBatch;
use crate::network::streets::{Segment, StreetNode, Streets};

/// The row of a node in no segment; valid rows are far below.
const UNUSED: u32 = u32::MAX;
/// The row of a node in some segment, until it is numbered.
const USED: u32 = 0;

/// The street segments of one block; their ends are rows of the places.
#[derive(Default)]
struct Pieces {
    segments: Vec<Segment>,
    outside: usize,
    to_themselves: usize,
}

/// Joins the streets with their positions.
///
/// Nodes come out in the order of their ids, segments in the order of the file.
pub(super) fn assemble(batches: Vec<WayBatch>, places: FoundPlaces) -> (Streets, LeftOut) {
    let mut left_out = LeftOut {
        nodes_repeated: places.repeated,
        nodes_out_of_range: places.out_of_range(),
        ..LeftOut::default()
    };
    for batch in &batches {
        left_out.ways_of_nobody += batch.of_nobody;
        left_out.ways_too_short += batch.too_short;
        left_out.ferries += batch.ferries;
    }
    let pieces: Vec<Pieces> = batches
        .into_par_iter()
        .map(|batch| pieces_of(&batch, &places))
        .collect();
    let mut segments = Vec::with_capacity(pieces.iter().map(|one| one.segments.len()).sum());
    for mut block in pieces {
        left_out.segments_outside += block.outside;
        left_out.segments_to_themselves += block.to_themselves;
        segments.append(&mut block.segments);
    }
    let nodes = keep_used(places.slots, &mut segments);
    (Streets { nodes, segments }, left_out)
}

fn pieces_of(batch: &WayBatch, places: &FoundPlaces) -> Pieces {
    let mut pieces = Pieces::default();
    let mut rest = batch.node_ids.as_slice();
    for street in &batch.streets {
        let (ids, after) = rest.split_at(street.n_nodes);
        rest = after;
        let rows: Vec<Option<u32>> = ids.iter().map(|id| places.row(*id)).collect();
        for (at, pair) in ids.windows(2).enumerate() {
            if pair[0] == pair[1] {
                pieces.to_themselves += 1;
            } else if let (Some(from), Some(to)) = (rows[at], rows[at + 1]) {
                pieces.segments.push(Segment {
                    from,
                    to,
                    forward: street.access.forward,
                    backward: street.access.backward,
                    class: street.class,
                });
            } else {
                pieces.outside += 1;
            }
        }
    }
    pieces
}

/// The nodes of the segments, whose ends become rows of them.
///
/// Nodes reuse the memory of the slots, which are many.
fn keep_used(slots: Vec<Slot>, segments: &mut [Segment]) -> Vec<StreetNode> {
    let mut new_rows = vec![UNUSED; slots.len()];
    for segment in segments.iter() {
        new_rows[segment.from as usize] = USED;
        new_rows[segment.to as usize] = USED;
    }
    let mut next_row = 0;
    let nodes = slots
        .into_iter()
        .enumerate()
        .filter_map(|(row, slot)| {
            let position = slot.position()?;
            if new_rows[row] == UNUSED {
                return None;
            }
            new_rows[row] = next_row;
            next_row += 1;
            Some(StreetNode {
                position,
                blocked: slot.blocked,
            })
        })
        .collect();
    for segment in segments {
        segment.from = new_rows[segment.from as usize];
        segment.to = new_rows[segment.to as usize];
    }
    nodes
}
