//! Hours as plain data: rules that are judged minute by minute as the contract's table says of
//! make-up workdays, and written as a text. Shares nothing with the crate's evaluation.

use chrono::{Datelike, NaiveDate};
use yizhan::hours::{Calendar, OpenState};

/// Make-up workdays, two of them in a row.
pub(crate) const MAKE_UP_WORKDAYS: [&str; 8] = [
    "2022-10-08",
    "2022-10-09",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
];

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Joiner {
    Overrides,
    Adds,
    FallsBack,
}

/// A part of the year, as dates within it.
#[derive(Clone, Copy)]
pub(crate) enum Season {
    Months(u32, u32),
    /// From a month and day to another.
    Dates([u32; 2], [u32; 2]),
    Year(i32),
    Date(i32, u32, u32),
    Weeks(u32, u32),
}

#[derive(Clone, Default)]
pub(crate) struct Selector {
    pub(crate) season: Option<Season>,
    /// From one weekday to another, round the week; numbers from Monday, 0.
    pub(crate) weekdays: Vec<(usize, usize)>,
    /// A weekday by its number in the month, from the end if negative.
    pub(crate) nth: Option<(usize, i32)>,
    pub(crate) days_off: bool,
}

#[derive(Clone)]
pub(crate) struct Rule {
    pub(crate) joiner: Joiner,
    pub(crate) days: Selector,
    /// Minutes since midnight; the end may lie past it.
    pub(crate) spans: Vec<(u32, u32)>,
    pub(crate) state: OpenState,
}

impl Season {
    fn has(self, date: NaiveDate) -> bool {
        match self {
            Self::Months(first, last) => (first..=last).contains(&date.month()),
            Self::Dates(first, last) => (first..=last).contains(&[date.month(), date.day()]),
            Self::Year(year) => date.year() == year,
            Self::Date(year, month, day) => {
                date == NaiveDate::from_ymd_opt(year, month, day).unwrap()
            }
            Self::Weeks(first, last) => (first..=last).contains(&date.iso_week().week()),
        }
    }

    fn text(self) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = |number: u32| MONTHS[number as usize - 1];
        match self {
            Self::Months(first, last) if first == last => month(first).to_owned(),
            Self::Months(first, last) => format!("{}-{}", month(first), month(last)),
            Self::Dates([m, d], [n, e]) => format!("{} {d}-{} {e}", month(m), month(n)),
            Self::Year(year) => year.to_string(),
            Self::Date(year, m, day) => format!("{year} {} {day}", month(m)),
            Self::Weeks(first, last) => format!("week {first}-{last}"),
        }
    }
}

impl Selector {
    pub(crate) fn is_empty(&self) -> bool {
        self.season.is_none() && !self.names_weekdays()
    }

    fn names_weekdays(&self) -> bool {
        !self.weekdays.is_empty() || self.nth.is_some() || self.days_off
    }

    /// Whether a date matches were it such a weekday.
    fn has(&self, date: NaiveDate, weekday: usize, cn: &Calendar) -> bool {
        if self.season.is_some_and(|season| !season.has(date)) {
            return false;
        }
        let in_range =
            |(first, last): &(usize, usize)| (weekday + 7 - first) % 7 <= (last + 7 - first) % 7;
        let day = i32::try_from(date.day()).unwrap();
        let n_days = i32::from(date.num_days_in_month());
        let (from_start, from_end) = ((day - 1) / 7 + 1, (day - n_days) / 7 - 1);
        let is_nth =
            |(other, n): (usize, i32)| weekday == other && [from_start, from_end].contains(&n);
        !self.names_weekdays()
            || self.weekdays.iter().any(in_range)
            || self.nth.is_some_and(is_nth)
            || self.days_off && cn.is_day_off(date)
    }

    fn text(&self) -> String {
        const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
        let mut parts = Vec::new();
        for (first, last) in &self.weekdays {
            parts.push(if first == last {
                NAMES[*first].to_owned()
            } else {
                format!("{}-{}", NAMES[*first], NAMES[*last])
            });
        }
        parts.extend(
            self.nth
                .map(|(weekday, n)| format!("{}[{n}]", NAMES[weekday])),
        );
        parts.extend(self.days_off.then(|| "PH".to_owned()));
        let season = self.season.map(Season::text);
        let days = (!parts.is_empty()).then(|| parts.join(","));
        season
            .into_iter()
            .chain(days)
            .map(|part| part + " ")
            .collect()
    }
}

impl Rule {
    fn covers(&self, minute: u32) -> bool {
        self.spans
            .iter()
            .any(|(start, end)| (*start..*end).contains(&minute))
    }

    fn text(&self) -> String {
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let spans = self.spans.iter().map(|(start, end)| {
            let end = if *end > 1_440 { end - 1_440 } else { *end };
            format!("{}-{}", clock(*start), clock(end))
        });
        let spans = spans.collect::<Vec<_>>().join(",");
        let hours = match self.state {
            OpenState::Open => spans,
            OpenState::Closed => "off".to_owned(),
            OpenState::Unknown => spans + " unknown",
        };
        self.days.text() + &hours
    }
}

pub(crate) fn text_of(rules: &[Rule]) -> String {
    let joined = rules.iter().enumerate().map(|(row, rule)| {
        let joiner = match (row, rule.joiner) {
            (0, _) => "",
            (_, Joiner::Overrides) => "; ",
            (_, Joiner::Adds) => ", ",
            (_, Joiner::FallsBack) => " || ",
        };
        joiner.to_owned() + &rule.text()
    });
    joined.collect()
}

/// The state at a minute of a date, were it and the day before such weekdays.
fn as_weekdays(
    rules: &[Rule],
    on: NaiveDate,
    [day_before, day]: [usize; 2],
    minute: u32,
    cn: &Calendar,
) -> OpenState {
    let mut state = OpenState::Closed;
    let paint = |state: OpenState, rule: &Rule| match (rule.joiner, state) {
        (Joiner::FallsBack, OpenState::Open | OpenState::Unknown) => state,
        _ => rule.state,
    };
    for rule in rules {
        if rule.days.has(on, day, cn) {
            let overrides = rule.joiner == Joiner::Overrides && rule.state != OpenState::Closed;
            if overrides && !rule.days.is_empty() {
                state = OpenState::Closed;
            }
            if rule.covers(minute) {
                state = paint(state, rule);
            }
        }
        if rule.covers(minute + 1_440) && rule.days.has(on.pred_opt().unwrap(), day_before, cn) {
            state = paint(state, rule);
        }
    }
    state
}

/// What follows from the states of a date as each weekday, if it is a make-up workday.
fn follow(on: NaiveDate, as_weekday: impl Fn(usize) -> OpenState) -> OpenState {
    let own = as_weekday(on.weekday().num_days_from_monday() as usize);
    if !MAKE_UP_WORKDAYS.map(date).contains(&on) {
        return own;
    }
    let workdays: Vec<OpenState> = (0..5).map(as_weekday).collect();
    let n_of = |state| workdays.iter().filter(|workday| **workday == state).count();
    match (n_of(OpenState::Open), n_of(OpenState::Closed), own) {
        (5, _, _) | (1.., _, OpenState::Open) => OpenState::Open,
        (_, 5, OpenState::Closed) => OpenState::Closed,
        _ => OpenState::Unknown,
    }
}

/// The state at a minute of a date; what lasts past midnight is of the day before.
pub(crate) fn expected(rules: &[Rule], on: NaiveDate, minute: u32, cn: &Calendar) -> OpenState {
    follow(on, |day| {
        follow(on.pred_opt().unwrap(), |day_before| {
            as_weekdays(rules, on, [day_before, day], minute, cn)
        })
    })
}
