//! Some neighbouring cells, judged: the unit of work of one core.

use std::collections::BTreeMap;

use super::along::{Access, Along, nearest_that_counts};
use super::demand::Cell;
use super::eligible::Eligible;
use super::judge::{Judged, Measure};
use super::moment::Moment;
use super::outcome::{CellOutcome, CellStatus, Covered, NearestStation};
use super::straight::{Candidates, InReach, nearest};
use super::week::{HourPeople, WeekMasks};
use crate::hours::OpenState;
use crate::network::Search;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// All that cells are judged by.
pub(super) struct Judge<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) cells: &'a [Cell],
    pub(super) eligible: &'a Eligible,
    pub(super) along: Option<&'a Along<'a>>,
    /// The limit that was asked for, in metres of the streets or of the straight line.
    pub(super) measure: Measure,
    /// The straight-line circle of that limit, and the disc of a kilometre.
    pub(super) circle: Measure,
    pub(super) disc_1km: Measure,
    /// How far the nearest station of an uncovered cell is looked for.
    pub(super) farthest_m: f64,
    pub(super) moment: &'a Moment,
    pub(super) week: Option<&'a WeekMasks<'a>>,
}

/// What some cells came to.
#[derive(Default)]
pub(super) struct BlockOutcome {
    pub(super) cells: Vec<(u32, CellOutcome)>,
    pub(super) covered: Covered,
    pub(super) circle: Covered,
    pub(super) disc_1km: Covered,
    /// By distinct moment of the week.
    pub(super) week: Vec<HourPeople>,
    /// People in reach of a station, and those whom only it covers.
    pub(super) stations: BTreeMap<StationIdx, [f64; 2]>,
}

impl Judge<'_> {
    /// Judges cells that lie together.
    pub(super) fn block(&self, rows: &[u32], mut search: Option<&mut Search<'_>>) -> BlockOutcome {
        let mut out = BlockOutcome {
            week: vec![HourPeople::default(); self.n_moments()],
            ..BlockOutcome::default()
        };
        let points_m: Vec<[f64; 3]> = rows
            .iter()
            .map(|row| self.cell(*row).position.earth_centred_m())
            .collect();
        let radius_m = self.circle.limit_m.max(self.disc_1km.limit_m);
        let candidates = Candidates::around(self.snapshot, self.eligible, &points_m, radius_m);
        let (mut straight, mut along) = (Vec::new(), Vec::new());
        let mut guess = None;
        for (row, point_m) in rows.iter().zip(points_m) {
            let cell = self.cell(*row);
            candidates.within(cell.position, point_m, &mut straight);
            out.circle.add(
                &self.circle.judge(&straight, self.moment, |_| {}),
                cell.people,
            );
            out.disc_1km.add(
                &self.disc_1km.judge(&straight, self.moment, |_| {}),
                cell.people,
            );
            let in_reach = match self.along {
                Some(streets) => {
                    streets.within(*row, &mut along);
                    &along
                }
                None => &straight,
            };
            let judged = self.count(in_reach, cell, &mut out);
            self.count_week(in_reach, cell, &mut out);
            let outcome = self.outcome(*row, &judged, guess, search.as_deref_mut());
            guess = outcome.nearest.map(|nearest| nearest.station).or(guess);
            out.cells.push((*row, outcome));
        }
        out
    }

    fn cell(&self, row: u32) -> &Cell {
        &self.cells[row as usize]
    }

    fn count(&self, in_reach: &[InReach], cell: &Cell, out: &mut BlockOutcome) -> Judged {
        let stations = &mut out.stations;
        let judged = self.measure.judge(in_reach, self.moment, |found| {
            stations.entry(found.station).or_default()[0] += cell.people;
        });
        if let (1, Some(only)) = (judged.open, judged.nearest) {
            stations.entry(only.station).or_default()[1] += cell.people;
        }
        out.covered.add(&judged, cell.people);
        judged
    }

    fn count_week(&self, in_reach: &[InReach], cell: &Cell, out: &mut BlockOutcome) {
        let Some(week) = self.week else {
            return;
        };
        let (covered, if_unknown_open) = week.covered(&self.measure, in_reach);
        for row in covered.iter() {
            out.week[row].covered += cell.people;
        }
        for row in if_unknown_open.iter() {
            out.week[row].if_unknown_open += cell.people;
        }
    }

    /// How many distinct moments a week has; none if it is not asked for.
    pub(super) fn n_moments(&self) -> usize {
        self.week.map_or(0, WeekMasks::len)
    }

    fn outcome(
        &self,
        row: u32,
        judged: &Judged,
        guess: Option<StationIdx>,
        search: Option<&mut Search<'_>>,
    ) -> CellOutcome {
        let access = self.along.map(|along| along.access(row));
        let status = match access {
            _ if judged.open > 0 => CellStatus::Covered,
            Some(Access::Unsnapped) => CellStatus::Unsnapped,
            Some(Access::Unreachable) => CellStatus::Unreachable,
            Some(Access::Nearest(..)) | None => CellStatus::Uncovered,
        };
        let found = judged.nearest.or_else(|| match access {
            None => self.nearest_straight(row, guess),
            Some(Access::Nearest(snap, ever)) => {
                // Whoever counts is no nearer than whoever is nearest whatever the clock says.
                let in_range = ever.distance_m <= self.farthest_m;
                match search {
                    _ if !in_range => None,
                    _ if self.counts(&ever) => Some(ever),
                    Some(search) => nearest_that_counts(search, &snap, self.farthest_m, |found| {
                        self.counts(found)
                    }),
                    None => None,
                }
            }
            Some(Access::Unsnapped | Access::Unreachable) => None,
        });
        CellOutcome {
            status,
            nearest: found.map(|found| self.nearest_station(found)),
            stations_in_reach: judged.open,
        }
    }

    fn nearest_straight(&self, row: u32, guess: Option<StationIdx>) -> Option<InReach> {
        nearest(
            self.snapshot,
            self.eligible,
            self.cell(row).position,
            self.farthest_m,
            guess,
            |found| self.counts(found),
        )
    }

    fn counts(&self, found: &InReach) -> bool {
        let travel_time_s = self.measure.travel_time_s(found.distance_m);
        self.moment.state(found.station, travel_time_s) == OpenState::Open
    }

    fn nearest_station(&self, found: InReach) -> NearestStation {
        NearestStation {
            station: found.station,
            distance_m: found.distance_m,
            travel_time_s: self.measure.travel_time_s(found.distance_m),
        }
    }
}
