//! Street maps: OpenStreetMap's PBF files as streets, on all cores.
//!
//! A file is read twice: for the ways, which tell the modes that may use a street and the nodes it
//! has (the rules are in [`access`]), and for the positions of just those nodes. One that has squares
//! as multipolygons is read once more between, for their outlines. The result is the
//! same in every run. Ways are not in an order suited to searches; the graph sorts them.
//!
//! # What is deliberately absent
//! - Turn restrictions, which are for cars.
//! - Ferries, and the inside of squares: people walk along the outline.
//! - Conditions (`access:conditional`): a street is open or closed at all hours.
//! - Surface, slope and traffic lights: a mode has one speed.
//! - The header's box, and the relation of a file to its updates.

pub mod access;
mod assembly;
mod blob;
mod error;
mod frames;
mod names;
mod outlines;
mod places;
mod reading;
mod squares;
mod strings;
mod tags;
mod ways;
mod wire;

use std::path::Path;

use self::places::{FoundPlaces, Places};
use self::reading::{Pass, Reading};
use self::ways::{ReferenceCount, WayBatch};
use super::streets::Streets;
use crate::dataset::bytes::in_hex;

pub use error::OsmError;
pub use names::{MAX_NAMES, MAX_NAMES_PBF_BYTES, MapName, NameKind, read_names};
pub use tags::Tags;

/// The largest file, bytes (4 GiB; all of China takes 1.4 GB).
pub const MAX_PBF_BYTES: u64 = 4 << 30;
/// How many nodes the streets of a file may have.
pub const MAX_STREET_NODES: usize = 100_000_000;
/// How often the streets of a file may name a node; a crossing is named by each of its streets.
pub const MAX_WAY_REFERENCES: usize = 250_000_000;

/// The streets of a file, and their source.
#[derive(Clone, Debug, PartialEq)]
pub struct OsmFile {
    /// The name of the file, without its folder.
    pub name: String,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its streets: nodes ordered by their ids, segments in the order of the ways in the file.
    pub streets: Streets,
    /// What was left out.
    pub left_out: LeftOut,
}

/// How much of a file was left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Ways with `highway` that no mode may use: motorways, private roads, plans.
    pub ways_of_nobody: usize,
    /// Streets with fewer than two nodes.
    pub ways_too_short: usize,
    /// Ferries: islands without a bridge are not connected.
    pub ferries: usize,
    /// Street segments with an end whose position is not in the file, as at the border of an
    /// extract.
    pub segments_outside: usize,
    /// Street segments from a node to the same node.
    pub segments_to_themselves: usize,
    /// How often a node of a street was repeated in the file; the first counts.
    pub nodes_repeated: usize,
    /// Nodes of streets with a longitude or latitude that does not exist; their street segments are
    /// counted as outside.
    pub nodes_out_of_range: usize,
}

/// Reads the streets of a file.
///
/// `progress` is told the bytes done and the bytes in all, twice those of the file, in rising order
/// and from any thread. Blobs are decoded on the threads of the current pool: some 30 s of one core
/// for a file of 1 GB. Memory: some 70 bytes for each node of a street at the peak, half of them in
/// the result, and a few megabytes a thread.
pub fn read(path: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<OsmFile, OsmError> {
    let reading = Reading::open(path)?;
    let references = ReferenceCount::default();
    let mut ways = read_ways(&reading, &references, progress)?;
    let outlines = outlines::read_outlines(&reading, &ways, &references)?;
    ways.results.extend(outlines);
    let places = read_places(&reading, &ways, progress)?;
    let highways = ways.results.iter().map(|batch| batch.highways).sum();
    let (streets, left_out) = assembly::assemble(ways.results, places);
    if streets.segments.is_empty() {
        return Err(OsmError::NoStreet {
            highways,
            segments_outside: left_out.segments_outside,
        });
    }
    let name = path.file_name().unwrap_or_default();
    Ok(OsmFile {
        name: name.to_string_lossy().into_owned(),
        sha256: in_hex(&ways.sha256),
        bytes: reading.bytes,
        streets,
        left_out,
    })
}

/// The first pass.
fn read_ways(
    reading: &Reading,
    references: &ReferenceCount,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Pass<WayBatch>, OsmError> {
    reading.pass(
        |done| progress(done, 2 * reading.bytes),
        |frame| ways::read(frame, references),
    )
}

/// The second pass, over the blobs that have nodes.
fn read_places(
    reading: &Reading,
    ways: &Pass<WayBatch>,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<FoundPlaces, OsmError> {
    let places = Places::new(named_nodes(&ways.results)).map_err(|fault| fault.at(0))?;
    let have_nodes: Vec<usize> = ways
        .results
        .iter()
        .filter(|batch| batch.has_nodes)
        .map(|batch| batch.ordinal)
        .collect();
    let pass = reading.pass(
        |done| progress(reading.bytes + done, 2 * reading.bytes),
        |frame| match have_nodes.binary_search(&frame.ordinal) {
            Ok(_) => places.read(frame),
            Err(_) => Ok(()),
        },
    )?;
    if pass.sha256 != ways.sha256 {
        return Err(OsmError::Changed);
    }
    Ok(places.finish())
}

/// The ids of all nodes in streets, with repetitions.
fn named_nodes(batches: &[WayBatch]) -> Vec<i64> {
    let n_ids = batches.iter().map(|batch| batch.node_ids.len()).sum();
    let mut ids = Vec::with_capacity(n_ids);
    for batch in batches {
        ids.extend(&batch.node_ids);
    }
    ids
}
