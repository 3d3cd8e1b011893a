//! The folded texts of all stations of a set, in blocks.

use std::ops::Range;

use memchr::memmem::Finder;
use rayon::prelude::*;

use super::fold::Folder;
use super::initials::append_initials;
use super::signature::{Signature, bits_of};
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx};

/// Stands between the texts of a station; folded texts have none.
const SEPARATOR: char = '\n';
/// Stations of a block.
const STATIONS_A_BLOCK: usize = 64;

/// What is searched; about as large as names and addresses are, twice.
pub struct SearchTexts {
    blocks: Vec<Block>,
}

/// The texts of some stations that follow each other.
struct Block {
    text: String,
    /// Where the text of each station ends.
    ends: Vec<u32>,
    signature: Signature,
}

impl SearchTexts {
    /// Folds the texts of all stations, on all cores; some microseconds each.
    pub fn build(snapshot: &Snapshot) -> Self {
        let blocks = snapshot.stations().par_chunks(STATIONS_A_BLOCK);
        let blocks = blocks.map_init(Folder::default, |folder, stations| {
            Block::of(stations, folder)
        });
        Self {
            blocks: blocks.collect(),
        }
    }

    /// The stations of whose texts one holds each of these folded words, in the order of the set;
    /// on all cores.
    pub(super) fn holding(&self, words: &[String]) -> Vec<StationIdx> {
        let bits: Vec<usize> = words.iter().flat_map(|word| bits_of(word)).collect();
        let finders: Vec<Finder<'_>> = words.iter().map(Finder::new).collect();
        let blocks = self.blocks.par_iter().enumerate();
        let blocks = blocks.filter(|(_, block)| block.signature.may_hold(&bits));
        let rows = blocks.flat_map_iter(|(n, block)| {
            let rows = block.holding(&finders);
            rows.map(move |row| n * STATIONS_A_BLOCK + row)
        });
        // Stations are counted in 32 bits.
        rows.filter_map(|row| u32::try_from(row).ok())
            .map(StationIdx)
            .collect()
    }
}

impl Block {
    fn of(stations: &[Station], folder: &mut Folder) -> Self {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(stations.len());
        for station in stations {
            append_texts(&mut text, station, folder);
            // The limits of the loader keep the texts of a block far below the range of 32 bits.
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        text.shrink_to_fit();
        Self {
            signature: Signature::of(&text, SEPARATOR),
            text,
            ends,
        }
    }

    /// The rows within this block of the stations that hold all words.
    fn holding<'a>(&'a self, words: &'a [Finder<'a>]) -> impl Iterator<Item = usize> + 'a {
        (0..self.ends.len()).filter(|row| {
            let text = &self.text.as_bytes()[self.range(*row)];
            words.iter().all(|word| word.find(text).is_some())
        })
    }

    fn range(&self, row: usize) -> Range<usize> {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[row] as usize
    }
}

/// Appends the folded texts of a station, and the first letters of the pinyin of its names and of
/// where it is, each after a separator.
fn append_texts(out: &mut String, station: &Station, folder: &mut Folder) {
    let more = station.more();
    let read_aloud = [
        Some(&*station.name),
        station.address.as_deref(),
        station.district.as_deref(),
        station.city.as_deref(),
    ];
    for text in read_aloud.into_iter().flatten() {
        let plain = folder.folded(text);
        out.push(SEPARATOR);
        out.push_str(&plain);
        append_initials(out, SEPARATOR, &plain);
    }
    for text in [more.name_en.as_deref(), Some(&*station.id.0)]
        .into_iter()
        .flatten()
    {
        out.push(SEPARATOR);
        folder.fold_into(out, text);
    }
}
