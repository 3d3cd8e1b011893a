//! The hours of a week, each computed once for all hours at which the same stations are open.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::{Datelike, Days, NaiveDate};

use super::eligible::Eligible;
use super::moment::Moment;
use super::outcome::HourOutcome;
use crate::clock::{Instant, LocalMinute, Zone};
use crate::hours::OpenState;
use crate::snapshot::Snapshot;

/// Hours in a week.
pub const HOURS_A_WEEK: usize = 168;
/// Minutes in an hour.
const MINUTES_AN_HOUR: i64 = 60;

/// The hours of a week and the distinct moments among them.
pub(super) struct Week {
    monday: NaiveDate,
    /// The row of each hour's moment.
    moment_of_hour: Vec<usize>,
    moments: Vec<Rc<Moment>>,
    stations_open: Vec<usize>,
}

/// People covered at a moment, and if unknown hours were open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HourPeople {
    pub(super) covered: f64,
    pub(super) if_unknown_open: f64,
}

/// The Monday of the week that an instant lies in.
pub(super) fn monday_of(zone: Zone, at: Instant) -> NaiveDate {
    let date = zone.local_minute(at).date();
    let since_monday = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since_monday))
        .unwrap_or(date)
}

impl Week {
    /// Looks at every full hour; nobody is longer on the way than `window_s`.
    pub(super) fn of(
        snapshot: &Snapshot,
        eligible: &Eligible,
        zone: Zone,
        at: Instant,
        window_s: i64,
    ) -> Self {
        let monday = monday_of(zone, at);
        let mut week = Self {
            monday,
            moment_of_hour: Vec::with_capacity(HOURS_A_WEEK),
            moments: Vec::new(),
            stations_open: Vec::new(),
        };
        let mut known: HashMap<Rc<Moment>, usize> = HashMap::new();
        let mut minute = LocalMinute::midnight(monday);
        for _ in 0..HOURS_A_WEEK {
            let moment = Moment::at(snapshot, eligible, zone, zone.instant(minute), window_s);
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
    pub(super) fn moments(&self) -> Vec<&Moment> {
        self.moments.iter().map(|moment| &**moment).collect()
    }

    /// The hours, from the people of each distinct moment.
    pub(super) fn outcomes(&self, people: &[HourPeople]) -> Vec<HourOutcome> {
        let mut minute = LocalMinute::midnight(self.monday);
        let mut hours = Vec::with_capacity(HOURS_A_WEEK);
        for row in &self.moment_of_hour {
            let hour = minute.minute_of_day() / MINUTES_AN_HOUR;
            hours.push(HourOutcome {
                date: minute.date(),
                hour: u32::try_from(hour).unwrap_or_default(),
                stations_open: self.stations_open[*row],
                people_covered: people[*row].covered,
                people_if_unknown_open: people[*row].if_unknown_open,
            });
            minute = LocalMinute(minute.0 + MINUTES_AN_HOUR);
        }
        hours
    }
}

fn n_open(moment: &Moment, eligible: &Eligible) -> usize {
    eligible
        .rows()
        .filter(|row| moment.state_at_start(*row) == OpenState::Open)
        .count()
}
