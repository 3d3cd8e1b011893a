//! How long stations are open in an ordinary week.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate};
use hashbrown::HashMap;

use crate::dataset::Loaded;
use crate::hours::schedules::Hours;
use crate::hours::{Calendar, DaySpan, OpenState, Rules};
use crate::station::StationIdx;

/// How many weeks are looked at for one without days off.
const MAX_WEEKS: u64 = 12;
const DAY_MIN: u16 = 1_440;

/// One week of a station; what may be unknown comes beside what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Week {
    pub(super) open_min: u32,
    pub(super) unknown_min: u32,
    /// Days with some minutes open.
    pub(super) open_days: u32,
    /// Days with none open and some unknown.
    pub(super) unknown_days: u32,
}

/// The weeks of all stations.
pub(super) struct Weeks<'a> {
    loaded: &'a Loaded,
    by_schedule: HashMap<(usize, usize), Week>,
}

impl<'a> Weeks<'a> {
    /// Evaluates each distinct text once, in the first week from `date` on that has no days off and
    /// no make-up workday.
    pub(super) fn of(loaded: &'a Loaded, date: NaiveDate) -> Self {
        let calendars = &loaded.schedules.settings().calendars;
        let mondays: Vec<NaiveDate> = loaded
            .sources
            .iter()
            .map(|source| ordinary_monday(&calendars.get(&source.calendar), date))
            .collect();
        let mut by_schedule = HashMap::new();
        for (station, hours) in loaded.stations.iter().zip(&loaded.station_hours) {
            let source = usize::from(station.file.0);
            if let (Hours::Scheduled(schedule), Some(monday)) = (hours, mondays.get(source)) {
                let rules = &loaded.schedules.rules()[schedule.row()];
                by_schedule
                    .entry((source, schedule.row()))
                    .or_insert_with(|| week(rules, *monday));
            }
        }
        Self {
            loaded,
            by_schedule,
        }
    }

    /// `None` if the hours are not known.
    pub(super) fn of_station(&self, row: StationIdx) -> Option<Week> {
        let source = usize::from(self.loaded.stations[row.row()].file.0);
        match self.loaded.station_hours[row.row()] {
            Hours::Scheduled(schedule) => self.by_schedule.get(&(source, schedule.row())).copied(),
            Hours::Unparsed | Hours::None => None,
        }
    }
}

fn ordinary_monday(calendar: &Calendar, date: NaiveDate) -> NaiveDate {
    let days = Days::new(u64::from(date.weekday().num_days_from_monday()));
    let monday = date.checked_sub_days(days).unwrap_or(date);
    let is_ordinary = |monday: &NaiveDate| {
        let mut days = monday.iter_days().take(7);
        !days.any(|day| calendar.is_day_off(day) || calendar.is_make_up_workday(day))
    };
    let mondays = (0..MAX_WEEKS).filter_map(|n| monday.checked_add_days(Days::new(7 * n)));
    mondays.into_iter().find(is_ordinary).unwrap_or(monday)
}

fn week(rules: &Rules, monday: NaiveDate) -> Week {
    let mut week = Week::default();
    for date in monday.iter_days().take(7) {
        let day = rules.day(date);
        let minutes = |state| -> u32 {
            let spans = stretches(day.spans());
            let of_state = spans.filter(|(of, _)| *of == state);
            of_state
                .map(|(_, span)| u32::from(span.end - span.start))
                .sum()
        };
        let (open_min, unknown_min) = (minutes(OpenState::Open), minutes(OpenState::Unknown));
        week.open_min += open_min;
        week.unknown_min += unknown_min;
        week.open_days += u32::from(open_min > 0);
        week.unknown_days += u32::from(open_min == 0 && unknown_min > 0);
    }
    week
}

fn stretches(spans: &[DaySpan]) -> impl Iterator<Item = (OpenState, Range<u16>)> {
    let ends = spans.iter().skip(1).map(|span| span.start_min);
    let ends = ends.chain([DAY_MIN]);
    spans
        .iter()
        .zip(ends)
        .map(|(span, end)| (span.state, span.start_min..end))
}
