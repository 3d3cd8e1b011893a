//! One run: match, search, evaluate every block, add up.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::block::{Judge, Tally};
use super::departure::Departure;
use super::eligible::Eligible;
use super::outcome::{Covered, Disc, Outcome, StationCounts, StationOutcome, StatusCount};
use super::plan::Plan;
use super::straight::{self, Blocks};
use super::street_reach::{Matched, StreetReach};
use super::sum::Sum;
use super::totals::Totals;
use super::week::{Week, monday_of};
use super::{Clock, DISC_1KM_M, Progress, Question, ROUNDED_WAY, Stage, StreetNetwork};
use crate::clock::{LocalMinute, MINUTES_A_DAY};
use crate::demand::Demand;
use crate::hours::OpenState;
use crate::notices::Truth;
use crate::position::Position;
use crate::query::opening::EffectiveHours;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// Minutes in a week.
const MINUTES_A_WEEK: i64 = 7 * MINUTES_A_DAY;

/// Answers a question for every cell of the demand.
///
/// Straight lines: about a microsecond a cell and core. Streets: a bounded search a station, some
/// hundred nanoseconds a cell, and a search for each remaining cell.
pub fn cover(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    network: Option<&StreetNetwork<'_>>,
    progress: &Progress<'_>,
) -> Outcome {
    cover_told(snapshot, None, demand, question, network, progress)
}

/// The same with what people say about the stations, which counts where hours are evaluated.
pub fn cover_told(
    snapshot: &Snapshot,
    truth: Option<&Truth>,
    demand: &Demand,
    question: &Question,
    network: Option<&StreetNetwork<'_>>,
    progress: &Progress<'_>,
) -> Outcome {
    // Hours are looked up fastest in the days that they are compiled for.
    let rolled = question
        .clock
        .instant()
        .map(|at| snapshot.rolled_to(monday_of(question.zone, at)));
    let snapshot = rolled.as_ref().unwrap_or(snapshot);
    let eligible = Eligible::of(snapshot, truth, question.amenities, question.clock);
    let plan = Plan::of(question, network.is_some());
    let moments = Moments::of(snapshot, truth, &eligible, question, &plan);
    let positions: Vec<Position> = demand.cells.iter().map(|cell| cell.position).collect();
    let matched = network.map(|network| Matched::of(network, snapshot, &positions));
    let blocks = Blocks::of(&positions, plan.straight_m());
    let along = matched.as_ref().map(|matched| {
        let limit_m = plan.measure.limit_m;
        let near_m = limit_m * ROUNDED_WAY + 1.0;
        let near = straight::stations_near(snapshot, &eligible, &blocks, near_m);
        StreetReach::search(matched, &eligible, &moments.start, &near, limit_m, progress)
    });
    let masks = moments.week.as_ref().map(|week| week.masks(&eligible));
    let judge = Judge {
        snapshot,
        cells: &demand.cells,
        eligible: &eligible,
        along: along.as_ref(),
        plan: &plan,
        moment: &moments.start,
        week: masks.as_ref(),
    };
    let judged = judge_all(&judge, &blocks, matched.as_ref(), progress);
    let mut sum = Sum::new(demand, judge.n_moments());
    for block in &judged {
        sum.add(block);
    }
    let (cells, totals) = sum.finish(demand, moments.week.as_ref());
    let counts = moments.station_counts(&eligible, matched.as_ref());
    let mut outcome = without_people(snapshot, &eligible, question, &plan, &moments, counts);
    outcome.take(cells, totals);
    outcome
}

/// What adding up people needs to know beside them: the same whatever the demand is.
///
/// `along_streets` tells whether ways go along streets. Linear in the stations.
pub fn stations_alone(snapshot: &Snapshot, question: &Question, along_streets: bool) -> Outcome {
    let rolled = question
        .clock
        .instant()
        .map(|at| snapshot.rolled_to(monday_of(question.zone, at)));
    let snapshot = rolled.as_ref().unwrap_or(snapshot);
    let eligible = Eligible::of(snapshot, None, question.amenities, question.clock);
    let plan = Plan::of(question, along_streets);
    let moments = Moments::of(snapshot, None, &eligible, question, &plan);
    let counts = moments.station_counts(&eligible, None);
    without_people(snapshot, &eligible, question, &plan, &moments, counts)
}

fn without_people(
    snapshot: &Snapshot,
    eligible: &Eligible,
    question: &Question,
    plan: &Plan,
    moments: &Moments,
    station_counts: StationCounts,
) -> Outcome {
    let disc = |radius_m| Disc {
        radius_m,
        covered: Covered::default(),
    };
    Outcome {
        cells: Vec::new(),
        stations: eligible
            .rows()
            .map(|row| StationOutcome {
                counts: eligible.contains(row),
                ..StationOutcome::default()
            })
            .collect(),
        people_total: 0.0,
        covered: Covered::default(),
        by_status: [StatusCount::default(); 4],
        by_district: Vec::new(),
        circle: disc(plan.circle.limit_m),
        disc_1km: disc(DISC_1KM_M),
        station_counts,
        week: moments
            .week
            .as_ref()
            .map(Week::outcomes)
            .unwrap_or_default(),
        lacks_holiday_data: lacks_holiday_data(snapshot, eligible, question, plan),
        totals: Totals::default(),
    }
}

/// The departures of a question.
struct Moments {
    start: Departure,
    week: Option<Week>,
}

impl Moments {
    fn of(
        snapshot: &Snapshot,
        truth: Option<&Truth>,
        eligible: &Eligible,
        question: &Question,
        plan: &Plan,
    ) -> Self {
        let zone = question.zone;
        let start = match question.clock.instant() {
            None => Departure::timeless(eligible),
            Some(at) => {
                let window_s = plan.window_s(plan.farthest.limit_m);
                Departure::at(snapshot, truth, eligible, zone, at, window_s)
            }
        };
        let week = match question.clock {
            Clock::Week(at) => {
                let window_s = plan.window_s(plan.measure.limit_m);
                Some(Week::of(snapshot, truth, eligible, zone, at, window_s))
            }
            Clock::Ignored | Clock::At(_) => None,
        };
        Self { start, week }
    }

    fn station_counts(&self, eligible: &Eligible, matched: Option<&Matched<'_>>) -> StationCounts {
        let mut counts = StationCounts {
            total: eligible.rows().count(),
            ..StationCounts::default()
        };
        for (group, state) in eligible.groups().iter().zip(self.start.states_at_start()) {
            counts.eligible += group.size;
            match state {
                OpenState::Open => counts.open += group.size,
                OpenState::Closed => counts.closed += group.size,
                OpenState::Unknown => counts.unknown += group.size,
            }
        }
        let is_off = |row: &StationIdx| {
            eligible.contains(*row) && matched.is_some_and(|matched| !matched.is_matched(*row))
        };
        counts.unsnapped = eligible.rows().filter(is_off).count();
        counts
    }
}

fn judge_all(
    judge: &Judge<'_>,
    blocks: &Blocks,
    matched: Option<&Matched<'_>>,
    progress: &Progress<'_>,
) -> Vec<Tally> {
    let done = AtomicU64::new(0);
    let total = judge.cells.len() as u64;
    blocks
        .par_tasks()
        .map_init(
            || matched.map(Matched::search_outward),
            |search, blocks| {
                let tally = judge.judge_blocks(blocks, search.as_mut());
                let now = tally.cells.len() as u64;
                let before = done.fetch_add(now, Ordering::Relaxed);
                progress(Stage::Cells, before + now, total);
                tally
            },
        )
        .collect()
}

/// Whether any eligible station was judged in a year without holiday data.
fn lacks_holiday_data(
    snapshot: &Snapshot,
    eligible: &Eligible,
    question: &Question,
    plan: &Plan,
) -> bool {
    let window_s = plan.window_s(plan.farthest.limit_m);
    let zone = question.zone;
    let (from, to) = match question.clock {
        Clock::Ignored => return false,
        Clock::At(at) => (zone.local_minute(at), at),
        Clock::Week(at) => {
            let monday = LocalMinute::midnight(monday_of(zone, at));
            (monday, zone.instant(LocalMinute(monday.0 + MINUTES_A_WEEK)))
        }
    };
    let to = zone.local_minute(to.plus_seconds(window_s));
    eligible.groups().iter().any(|group| {
        let hours = EffectiveHours::new(snapshot, group.station, question.amenities);
        hours.lacks_holiday_data(from, to)
    })
}
