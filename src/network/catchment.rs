//! Catchments: the stations that each place reaches within a limit, and their distances.
//!
//! One bounded search from every station against the direction of travel, on all cores. Any
//! question of amenity and hour is then a scan of a place's short list, exactly.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::graph::{Direction, Graph};
use super::places::Places;
use super::search::{Reached, Search};
use super::snap::Snap;

/// A station within reach of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InReach {
    /// Along the streets, with the distances to them, millimetres.
    pub way_mm: u32,
    /// Its row among the stations.
    pub station: u32,
}

/// The stations within reach of each place; eight bytes each.
pub struct Catchments {
    /// Where the list of each place begins, and at the end where the last one ends.
    starts: Vec<usize>,
    in_reach: Vec<InReach>,
}

/// Stations that one thread searches from before it takes the next batch: each thread's memory for
/// searches is allocated once per batch.
const STATIONS_A_TURN: usize = 32;

impl Catchments {
    /// Searches from every station that is matched to a street; `people` must have been matched for
    /// [inward](Direction::Inward) searches. `progress` is told how many stations are done, of how
    /// many.
    ///
    /// Some 50 us a station on foot for fifteen minutes, and a millisecond on an e-bike.
    pub fn search(
        graph: &Graph,
        people: &Places,
        stations: &[Option<Snap>],
        limit_mm: u32,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Self {
        let done = AtomicU64::new(0);
        let total = stations.len() as u64;
        let by_station: Vec<Vec<(u32, u32)>> = stations
            .par_iter()
            .with_min_len(STATIONS_A_TURN)
            .map_init(
                || Search::new(graph, people, Direction::Inward),
                |search, snap| {
                    let found = snap
                        .as_ref()
                        .map_or_else(Vec::new, |snap| places_within(search, snap, limit_mm));
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
                    found
                },
            )
            .collect();
        Self::by_place(people.snaps().len(), &by_station)
    }

    /// Inverts lists of places by station into lists of stations by place.
    fn by_place(n_places: usize, by_station: &[Vec<(u32, u32)>]) -> Self {
        let mut starts = vec![0_usize; n_places + 1];
        for (place, _) in by_station.iter().flatten() {
            starts[*place as usize + 1] += 1;
        }
        for row in 0..n_places {
            starts[row + 1] += starts[row];
        }
        let nothing = InReach {
            way_mm: 0,
            station: 0,
        };
        let mut in_reach = vec![nothing; starts[n_places]];
        let mut next = starts.clone();
        for (station, found) in (0_u32..).zip(by_station) {
            for (place, way_mm) in found {
                let row = &mut next[*place as usize];
                in_reach[*row] = InReach {
                    way_mm: *way_mm,
                    station,
                };
                *row += 1;
            }
        }
        Self { starts, in_reach }
    }

    /// The stations within reach of a place, by their rows.
    pub fn of(&self, place: usize) -> &[InReach] {
        &self.in_reach[self.starts[place]..self.starts[place + 1]]
    }

    /// How many pairs of a place and a station there are.
    pub fn len(&self) -> usize {
        self.in_reach.len()
    }

    /// Whether no place reaches any station.
    pub fn is_empty(&self) -> bool {
        self.in_reach.is_empty()
    }
}

fn places_within(search: &mut Search<'_>, start: &Snap, limit_mm: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    search.from(start, limit_mm, |reached, way_mm| {
        if let Reached::Place(place) = reached {
            found.push((place, way_mm));
        }
        ControlFlow::Continue(())
    });
    found
}
