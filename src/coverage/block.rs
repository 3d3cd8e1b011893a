//! Blocks of neighbouring cells: the unit of work of one core.

use std::collections::BTreeMap;

use super::departure::Departure;
use super::eligible::Eligible;
use super::judge::{Judged, Measure};
use super::outcome::{CellOutcome, CellStatus, NearestStation};
use super::people::People;
use super::plan::Plan;
use super::straight::{Block, Candidates, InReach, nearest};
use super::street_reach::{Access, StreetReach, nearest_that_counts};
use super::totals::{CoveredTotals, HourTotals, StationTotals};
use super::week::WeekMasks;
use crate::demand::Cell;
use crate::hours::OpenState;
use crate::network::{Search, Snap};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// Everything needed to evaluate cells.
pub(super) struct Judge<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) cells: &'a [Cell],
    pub(super) eligible: &'a Eligible,
    pub(super) along: Option<&'a StreetReach<'a>>,
    /// How far stations are looked for.
    pub(super) plan: &'a Plan,
    pub(super) moment: &'a Departure,
    pub(super) week: Option<&'a WeekMasks<'a>>,
}

/// The results of the cells of some blocks.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) cells: Vec<(u32, CellOutcome)>,
    pub(super) covered: CoveredTotals,
    pub(super) circle: CoveredTotals,
    pub(super) disc_1km: CoveredTotals,
    /// By distinct moment of the week.
    pub(super) week: Vec<HourTotals>,
    pub(super) stations: BTreeMap<StationIdx, StationTotals>,
}

impl Judge<'_> {
    /// Evaluates the cells of some blocks, one block after another.
    pub(super) fn judge_blocks<'b>(
        &self,
        blocks: impl Iterator<Item = Block<'b>>,
        mut search: Option<&mut Search<'_>>,
    ) -> Tally {
        let mut tally = Tally {
            week: vec![HourTotals::default(); self.n_moments()],
            ..Tally::default()
        };
        let radius_m = self.plan.straight_m();
        let mut candidates = Candidates::new(self.snapshot, self.eligible, radius_m);
        let (mut straight, mut along) = (Vec::new(), Vec::new());
        let mut guess = None;
        for block in blocks {
            candidates.gather(block.points_m);
            for (row, point_m) in block.rows.iter().zip(block.points_m) {
                let cell = self.cell(*row);
                let people = People::of(cell.people);
                candidates.within(cell.position, *point_m, &mut straight);
                let circle = self.judge(&self.plan.circle, &straight);
                tally.circle.add(&circle, people);
                let disc = self.judge(&self.plan.disc_1km, &straight);
                tally.disc_1km.add(&disc, people);
                let in_reach = match self.along {
                    Some(streets) => {
                        streets.within(*row, &mut along);
                        &along
                    }
                    None => &straight,
                };
                let judged = self.count(in_reach, people, &mut tally);
                self.count_week(in_reach, people, &mut tally);
                let outcome = self.outcome(*row, &judged, guess, search.as_deref_mut());
                guess = outcome.nearest.map(|nearest| nearest.station).or(guess);
                tally.cells.push((*row, outcome));
            }
        }
        tally
    }

    fn cell(&self, row: u32) -> &Cell {
        &self.cells[row as usize]
    }

    fn judge(&self, measure: &Measure, in_reach: &[InReach]) -> Judged {
        measure.judge(in_reach, self.eligible, self.moment, |_| {})
    }

    fn count(&self, in_reach: &[InReach], people: People, tally: &mut Tally) -> Judged {
        let stations = &mut tally.stations;
        let judged = self
            .plan
            .measure
            .judge(in_reach, self.eligible, self.moment, |found| {
                stations.entry(found.station).or_default().in_reach += people;
            });
        if let (1, Some(only)) = (judged.open, judged.nearest) {
            stations.entry(only.station).or_default().only_here += people;
        }
        tally.covered.add(&judged, people);
        judged
    }

    fn count_week(&self, in_reach: &[InReach], people: People, tally: &mut Tally) {
        let Some(week) = self.week else {
            return;
        };
        let (covered, if_unknown_open) = week.covered(&self.plan.measure, in_reach);
        for row in covered.iter() {
            tally.week[row].covered += people;
        }
        for row in if_unknown_open.iter() {
            tally.week[row].if_unknown_open += people;
        }
    }

    /// The number of distinct moments of a week; 0 if no week was asked for.
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
            Some(Access::Nearest(_, ever)) if self.counts(&ever) => Some(ever),
            Some(Access::Nearest(snap, _)) => self.nearest_open_along(&snap, search),
            Some(Access::Unsnapped | Access::Unreachable) => None,
        });
        let found = found.filter(|found| found.distance_m <= self.plan.farthest.limit_m);
        CellOutcome {
            status,
            nearest: found.map(|found| self.nearest_station(found)),
            stations_in_reach: judged.open,
        }
    }

    /// The nearest along streets that is open on arrival: among those that stay open all the time,
    /// or nearer, among those that open or close.
    fn nearest_open_along(&self, snap: &Snap, search: Option<&mut Search<'_>>) -> Option<InReach> {
        let along = self.along?;
        let steady = along.nearest_steady(snap);
        let limit_m = steady.map_or(self.plan.farthest.limit_m, |found| found.distance_m);
        let changing = search.filter(|_| along.has_changing()).and_then(|search| {
            let limit_m = limit_m.min(self.plan.farthest.limit_m);
            nearest_that_counts(search, snap, limit_m, |found| self.counts(found))
        });
        changing.or(steady)
    }

    fn nearest_straight(&self, row: u32, guess: Option<StationIdx>) -> Option<InReach> {
        nearest(
            self.snapshot,
            self.eligible,
            self.cell(row).position,
            self.plan.farthest.limit_m,
            guess,
            |found| self.counts(found),
        )
    }

    fn counts(&self, found: &InReach) -> bool {
        let travel_time_s = self.plan.measure.travel_time_s(found.distance_m);
        self.moment
            .state(self.eligible, found.station, travel_time_s)
            == OpenState::Open
    }

    fn nearest_station(&self, found: InReach) -> NearestStation {
        NearestStation {
            station: found.station,
            distance_m: found.distance_m,
            travel_time_s: self.plan.measure.travel_time_s(found.distance_m),
        }
    }
}
