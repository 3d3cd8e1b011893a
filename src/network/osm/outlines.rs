//! The outlines of squares that are multipolygons, as streets.
//!
//! Relations stand after the ways in a file, so a file that has such squares is read once more, for
//! the ways of their outlines.

use std::collections::HashMap;

use super::access::WayAccess;
use super::blob::Block;
use super::error::{Fault, OsmError};
use super::frames::Frame;
use super::reading::{Pass, Reading};
use super::strings::Strings;
use super::ways::{ReferenceCount, WayBatch};

/// The outlines of all squares, as more batches of ways; one more pass over the blobs that have
/// ways, and none if there is no square.
pub(super) fn read_outlines(
    reading: &Reading,
    ways: &Pass<WayBatch>,
    references: &ReferenceCount,
) -> Result<Vec<WayBatch>, OsmError> {
    let outlines = outlines(&ways.results);
    if outlines.is_empty() {
        return Ok(Vec::new());
    }
    let have_ways: Vec<usize> = ways
        .results
        .iter()
        .filter(|batch| batch.has_ways)
        .map(|batch| batch.ordinal)
        .collect();
    let pass = reading.pass(
        |_| (),
        |frame| match have_ways.binary_search(&frame.ordinal) {
            Ok(_) => read_block(frame, &outlines, references),
            Err(_) => Ok(WayBatch::default()),
        },
    )?;
    if pass.sha256 != ways.sha256 {
        return Err(OsmError::Changed);
    }
    Ok(pass.results)
}

/// The modes that may use each way of an outline, by its id.
fn outlines(batches: &[WayBatch]) -> HashMap<i64, WayAccess> {
    let mut outlines: HashMap<i64, WayAccess> = HashMap::new();
    for square in batches.iter().flat_map(|batch| &batch.squares) {
        for way in &square.outline {
            let access = outlines.entry(*way).or_default();
            access.forward = access.forward.union(square.access.forward);
            access.backward = access.backward.union(square.access.backward);
        }
    }
    outlines
}

fn read_block(
    frame: &Frame,
    outlines: &HashMap<i64, WayAccess>,
    references: &ReferenceCount,
) -> Result<WayBatch, Fault> {
    let batch = Block::open(frame)?.decode(|block| {
        let strings = Strings::new(block.raw_stringtable());
        let mut batch = WayBatch::default();
        for way in block.groups().flat_map(|group| group.ways()) {
            if let Some(access) = outlines.get(&way.id()) {
                batch.add_outline(&way, *access, &strings)?;
            }
        }
        Ok(batch)
    })?;
    references.add(batch.node_ids.len())?;
    Ok(batch)
}
