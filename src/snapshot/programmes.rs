//! The stations at which something goes on, as a tree of their own: most stations have nothing.

use std::cmp::Ordering;

use crate::index::{Index, Placed};
use crate::station::{Station, StationIdx};
use crate::vocabulary::activities;

/// What goes on at the stations of a set.
#[derive(Default)]
pub struct Programmes {
    index: Option<Index>,
    rows: Vec<StationIdx>,
    n_activities: usize,
    /// How many stations have activities of each category, in the order of the vocabulary.
    by_category: Vec<usize>,
}

impl Programmes {
    /// Of these stations, each with its entry of the tree; stations on one point are in the order
    /// of `compare`, which is given rows.
    pub(super) fn of(
        stations: &[Station],
        placed: &[Placed],
        compare: impl Fn(usize, usize) -> Ordering + Sync,
    ) -> Self {
        let mut programmes = Self {
            by_category: vec![0; activities().terms().len()],
            ..Self::default()
        };
        let mut with_activities: Vec<Placed> = Vec::new();
        for (station, placed) in stations.iter().zip(placed) {
            if !station.activities().is_empty() {
                with_activities.push(*placed);
                programmes.add(station, placed.entry.station);
            }
        }
        let row = |nth: usize| with_activities[nth].entry.station.row();
        programmes.index = (!with_activities.is_empty())
            .then(|| Index::build_in_order(&with_activities, |a, b| compare(row(a), row(b))));
        programmes
    }

    fn add(&mut self, station: &Station, row: StationIdx) {
        self.rows.push(row);
        self.n_activities += station.activities().len();
        for (term, count) in activities().terms().iter().zip(&mut self.by_category) {
            let mut of_station = station.activities().iter();
            let has_it = of_station.any(|activity| *activity.category == *term.key);
            *count += usize::from(has_it);
        }
    }

    /// The tree of the stations that have activities; `None` if there are none.
    pub const fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// The stations that have activities, in the order of their rows.
    pub fn rows(&self) -> &[StationIdx] {
        &self.rows
    }

    /// How many activities there are, those that are over included.
    pub const fn n_activities(&self) -> usize {
        self.n_activities
    }

    /// How many stations have activities of the category at a place of the vocabulary.
    pub fn stations_of(&self, category: usize) -> usize {
        self.by_category.get(category).copied().unwrap_or(0)
    }
}
