//! Which stations each cell reaches, for questions that choose among them.

use rayon::prelude::*;

use super::departure::Departure;
use super::eligible::Eligible;
use super::plan::Plan;
use super::straight::{self, Blocks, Candidates, InReach};
use super::street_reach::{Matched, StreetReach};
use super::week::Week;
use super::{Clock, HOURS_A_WEEK, Progress, Question, ROUNDED_WAY, StreetNetwork};
use crate::clock::UnixTime;
use crate::demand::Demand;
use crate::hours::OpenState;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// A station that a cell reaches, at whatever hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// Its row.
    pub station: StationIdx,
    /// Metres: along the streets if there is a network, else of geodesic.
    pub distance_m: f64,
    /// How long the way takes, whole seconds, rounded up.
    pub travel_time_s: i64,
}

/// The hours of a week at which a cell is covered, Monday 0 first.
pub type HoursOfWeek = [bool; HOURS_A_WEEK];

/// How far a question looks, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distances {
    /// The limit; it is within.
    pub limit_m: f64,
    /// How far the nearest station of an uncovered cell is looked for.
    pub farthest_m: f64,
    /// Seconds for each metre.
    pub seconds_a_metre: f64,
}

/// What [`week_reach`] finds.
#[derive(Clone, Debug)]
pub struct WeekReach {
    /// Of each cell, in the order of the demand: every eligible station in reach, the nearest first.
    pub reached: Vec<Vec<Reached>>,
    /// Of each cell: the hours at which a station in reach is open on arrival.
    pub covered: Vec<HoursOfWeek>,
    /// Of each station, by row: whether its hours are known at every hour of the week.
    pub is_known: Vec<bool>,
}

/// How far a question looks, along streets or in straight lines.
pub fn distances(question: &Question, along_streets: bool) -> Distances {
    let plan = Plan::of(question, along_streets);
    Distances {
        limit_m: plan.measure.limit_m,
        farthest_m: plan.farthest.limit_m,
        seconds_a_metre: plan.measure.travel_time_s(1.0),
    }
}

/// The eligible stations within the question's limit of each cell, at whatever hour, in the order of
/// the demand; of each the nearest first.
///
/// Costs what [`super::cover`] does, and memory for each pair: see [`super::has_pairs_within`].
pub fn reach(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    network: Option<&StreetNetwork<'_>>,
    progress: &Progress<'_>,
) -> Vec<Vec<Reached>> {
    let eligible = Eligible::of(snapshot, None, question.amenities, question.clock);
    let plan = Plan::of(question, network.is_some());
    let departure = Departure::timeless(&eligible);
    let limit_m = plan.measure.limit_m;
    let positions: Vec<Position> = demand.cells.iter().map(|cell| cell.position).collect();
    let blocks = Blocks::of(&positions, limit_m);
    let reached = |found: &InReach| Reached {
        station: found.station,
        distance_m: found.distance_m,
        travel_time_s: whole_seconds(plan.measure.travel_time_s(found.distance_m)),
    };
    let Some(network) = network else {
        let mut cells = vec![Vec::new(); positions.len()];
        for (row, found) in in_straight_lines(snapshot, &eligible, &positions, &blocks, limit_m) {
            cells[row as usize] = found.iter().map(reached).collect();
        }
        return cells;
    };
    let matched = Matched::of(network, snapshot, &positions);
    let near_m = limit_m * ROUNDED_WAY + 1.0;
    let near = straight::stations_near(snapshot, &eligible, &blocks, near_m);
    let along = StreetReach::search(&matched, &eligible, &departure, &near, limit_m, progress);
    (0..u32::try_from(positions.len()).unwrap_or(u32::MAX))
        .into_par_iter()
        .map_init(Vec::new, |in_reach, cell| {
            along.within(cell, in_reach);
            let near = in_reach
                .iter()
                .take_while(|found| found.distance_m <= limit_m);
            near.map(reached).collect()
        })
        .collect()
}

fn in_straight_lines(
    snapshot: &Snapshot,
    eligible: &Eligible,
    positions: &[Position],
    blocks: &Blocks,
    limit_m: f64,
) -> Vec<(u32, Vec<InReach>)> {
    let of_task = blocks.par_tasks().flat_map_iter(|task| {
        let mut candidates = Candidates::new(snapshot, eligible, limit_m);
        let mut cells = Vec::new();
        for block in task {
            candidates.gather(block.points_m);
            for (row, point_m) in block.rows.iter().zip(block.points_m) {
                let mut found = Vec::new();
                candidates.within(positions[*row as usize], *point_m, &mut found);
                cells.push((*row, found));
            }
        }
        cells
    });
    of_task.collect()
}

/// The same for the week that an instant lies in, with the hours at which each cell is covered.
pub fn week_reach(
    snapshot: &Snapshot,
    demand: &Demand,
    question: &Question,
    at: UnixTime,
    network: Option<&StreetNetwork<'_>>,
    progress: &Progress<'_>,
) -> WeekReach {
    let question = Question {
        clock: Clock::Week(at),
        ..*question
    };
    let rolled = snapshot.rolled_to(super::week::monday_of(question.zone, at));
    let snapshot = &rolled;
    let eligible = Eligible::of(snapshot, None, question.amenities, question.clock);
    let plan = Plan::of(&question, network.is_some());
    let window_s = plan.window_s(plan.measure.limit_m);
    let week = Week::of(snapshot, None, &eligible, question.zone, at, window_s);
    let masks = week.masks(&eligible);
    let reached = reach(snapshot, demand, &question, network, progress);
    let covered = reached.iter().map(|found| {
        let in_reach: Vec<InReach> = found
            .iter()
            .map(|found| InReach {
                station: found.station,
                distance_m: found.distance_m,
            })
            .collect();
        let (open, _) = masks.covered(&plan.measure, &in_reach);
        let mut is_open = vec![false; masks.len()];
        for moment in open.iter() {
            is_open[moment] = true;
        }
        std::array::from_fn(|hour| is_open[week.moment_of_hour(hour)])
    });
    let covered = covered.collect();
    WeekReach {
        reached,
        covered,
        is_known: is_known(&week, &eligible),
    }
}

fn is_known(week: &Week, eligible: &Eligible) -> Vec<bool> {
    let mut of_group = vec![true; eligible.groups().len()];
    for moment in week.moments() {
        for (known, state) in of_group.iter_mut().zip(moment.states_at_start()) {
            *known &= state != OpenState::Unknown;
        }
    }
    let known = |station| {
        eligible
            .group(station)
            .is_some_and(|group| of_group[group.row()])
    };
    eligible.rows().map(known).collect()
}

/// Whole seconds, rounded up: arrivals are judged by these.
fn whole_seconds(travel_time_s: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "limits and paces have caps, far below 2^53 seconds"
    )]
    let whole_s = travel_time_s.ceil() as i64;
    whole_s
}
