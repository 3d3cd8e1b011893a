//! The hours of a week; those with the same open stations are computed once.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::{Datelike, Days, NaiveDate};

use super::departure::Departure;
use super::eligible::Eligible;
use super::judge::Measure;
use super::outcome::HourOutcome;
use super::straight::InReach;
use super::totals::HourTotals;
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::OpenState;
use crate::notices::Truth;
use crate::snapshot::Snapshot;

/// Hours in a week.
pub const HOURS_A_WEEK: usize = 168;
/// Minutes in an hour.
const MINUTES_AN_HOUR: i64 = 60;

/// The hours of a week and their distinct states.
pub(super) struct Week {
    monday: NaiveDate,
    /// The row of each hour's moment.
    moment_of_hour: Vec<usize>,
    moments: Vec<Rc<Departure>>,
    stations_open: Vec<usize>,
}

/// Some of the distinct moments of a week, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MomentSet([u64; MOMENT_WORDS]);

/// Words that hold a bit for each hour of a week.
const MOMENT_WORDS: usize = HOURS_A_WEEK.div_ceil(64);

/// At which moments of a week each group of stations is open, unknown, or changes during the trips:
/// most questions of a week are then answered for all its hours at once.
pub(super) struct WeekMasks<'a> {
    moments: Vec<&'a Departure>,
    eligible: &'a Eligible,
    groups: Vec<GroupMasks>,
}

/// The moments of one group of stations.
#[derive(Clone, Copy, Debug, Default)]
struct GroupMasks {
    open: MomentSet,
    unknown: MomentSet,
    changing: MomentSet,
}

/// The Monday of the week that an instant lies in.
pub(super) fn monday_of(zone: Zone, at: UnixTime) -> NaiveDate {
    let date = zone.local_minute(at).date();
    let since_monday = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since_monday))
        .unwrap_or(date)
}

/// The Sunday of that week.
pub(super) fn sunday_of(zone: Zone, at: UnixTime) -> NaiveDate {
    let monday = monday_of(zone, at);
    monday.checked_add_days(Days::new(6)).unwrap_or(monday)
}

impl Week {
    /// Evaluates every full hour; no trip is longer than `window_s`.
    pub(super) fn of(
        snapshot: &Snapshot,
        truth: Option<&Truth>,
        eligible: &Eligible,
        zone: Zone,
        at: UnixTime,
        window_s: i64,
    ) -> Self {
        let monday = monday_of(zone, at);
        let mut week = Self {
            monday,
            moment_of_hour: Vec::with_capacity(HOURS_A_WEEK),
            moments: Vec::new(),
            stations_open: Vec::new(),
        };
        let mut known: HashMap<Rc<Departure>, usize> = HashMap::new();
        let mut minute = LocalMinute::midnight(monday);
        for _ in 0..HOURS_A_WEEK {
            let at = zone.instant(minute);
            let moment = Departure::at(snapshot, truth, eligible, zone, at, window_s);
            let moment = Rc::new(moment);
            let row = *known.entry(Rc::clone(&moment)).or_insert_with(|| {
                week.stations_open.push(n_open(&moment, eligible));
                week.moments.push(moment);
                week.moments.len() - 1
            });
            week.moment_of_hour.push(row);
            minute = LocalMinute(minute.0 + MINUTES_AN_HOUR);
        }
        week
    }

    /// The distinct moments.
    pub(super) fn moments(&self) -> impl Iterator<Item = &Departure> {
        self.moments.iter().map(|moment| &**moment)
    }

    /// The row of the moment of an hour, Monday 0 first.
    pub(super) fn moment_of_hour(&self, hour: usize) -> usize {
        self.moment_of_hour[hour]
    }

    /// The distinct moments by group.
    pub(super) fn masks<'a>(&'a self, eligible: &'a Eligible) -> WeekMasks<'a> {
        let moments: Vec<&Departure> = self.moments().collect();
        let mut groups = vec![GroupMasks::default(); eligible.groups().len()];
        for (row, moment) in moments.iter().enumerate() {
            for (masks, state) in groups.iter_mut().zip(moment.steady_states()) {
                match state {
                    Some(OpenState::Open) => masks.open.insert(row),
                    Some(OpenState::Unknown) => masks.unknown.insert(row),
                    Some(OpenState::Closed) => {}
                    None => masks.changing.insert(row),
                }
            }
        }
        WeekMasks {
            moments,
            eligible,
            groups,
        }
    }

    /// The people of each hour, from those of each distinct moment.
    pub(super) fn totals(&self, people: &[HourTotals]) -> Vec<HourTotals> {
        let hours = self.moment_of_hour.iter();
        hours.map(|row| people[*row]).collect()
    }

    /// The hours, without any people.
    pub(super) fn outcomes(&self) -> Vec<HourOutcome> {
        let mut minute = LocalMinute::midnight(self.monday);
        let mut hours = Vec::with_capacity(HOURS_A_WEEK);
        for row in &self.moment_of_hour {
            let hour = minute.minute_of_day() / MINUTES_AN_HOUR;
            hours.push(HourOutcome {
                date: minute.date(),
                hour: u32::try_from(hour).unwrap_or_default(),
                stations_open: self.stations_open[*row],
                people_covered: 0.0,
                people_if_unknown_open: 0.0,
            });
            minute = LocalMinute(minute.0 + MINUTES_AN_HOUR);
        }
        hours
    }
}

impl WeekMasks<'_> {
    /// How many distinct moments there are.
    pub(super) fn len(&self) -> usize {
        self.moments.len()
    }

    /// The moments at which one of the stations in reach is open, and those at which one
    /// is open or unknown.
    pub(super) fn covered(
        &self,
        measure: &Measure,
        in_reach: &[InReach],
    ) -> (MomentSet, MomentSet) {
        let (mut open, mut unknown) = (MomentSet::default(), MomentSet::default());
        let within = |found: &&InReach| found.distance_m <= measure.limit_m;
        for found in in_reach.iter().take_while(within) {
            let Some(group) = self.eligible.group(found.station) else {
                continue;
            };
            let masks = &self.groups[group.row()];
            open.unite(masks.open);
            unknown.unite(masks.unknown);
            for row in masks.changing.without(open).iter() {
                let travel_time_s = measure.travel_time_s(found.distance_m);
                match self.moments[row].group_state(group, travel_time_s) {
                    OpenState::Open => open.insert(row),
                    OpenState::Unknown => unknown.insert(row),
                    OpenState::Closed => {}
                }
            }
        }
        unknown.unite(open);
        (open, unknown)
    }
}

impl MomentSet {
    fn insert(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    fn unite(&mut self, other: Self) {
        for (word, others) in self.0.iter_mut().zip(other.0) {
            *word |= others;
        }
    }

    fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & !other.0[word]))
    }

    /// The rows of the moments, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|bits| *bits != 0);
            std::iter::successors(Some(bits).filter(|bits| *bits != 0), rest)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }
}

fn n_open(moment: &Departure, eligible: &Eligible) -> usize {
    let open = |(_, state): &(_, OpenState)| *state == OpenState::Open;
    eligible
        .groups()
        .iter()
        .zip(moment.states_at_start())
        .filter(open)
        .map(|(group, _)| group.size)
        .sum()
}
