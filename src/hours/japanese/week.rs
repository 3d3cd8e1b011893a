//! What a Japanese text says: hours by weekday, holidays, and closed dates.

use std::ops::Range;

/// Every weekday; bit 0 is Monday.
pub(super) const ALL_WEEKDAYS: u8 = 0b111_1111;
/// Monday to Friday.
pub(super) const MONDAY_TO_FRIDAY: u8 = 0b001_1111;

/// Minutes of the day, in their order; the last may end on the next day.
pub(super) type Spans = Vec<Range<u16>>;

/// Month and day, the first and the last.
pub(super) type Dates = [(u8, u8); 2];

/// What holds on public holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum OnHolidays {
    /// The hours of the weekday.
    #[default]
    AsWeekday,
    /// Closed on all.
    Closed,
    /// Hours of their own.
    Hours(Spans),
    /// The text does not tell.
    Unsure,
}

/// The content of a text.
#[derive(Debug, Default)]
pub(super) struct Week {
    /// Monday first; closed if empty.
    pub(super) weekdays: [Spans; 7],
    pub(super) on_holidays: OnHolidays,
    /// Weekdays that are said to be closed; bit 0 is Monday.
    pub(super) closed_weekdays: u8,
    /// Whether it is closed around New Year, without dates.
    pub(super) closes_at_year_end: bool,
    pub(super) closed_dates: Vec<Dates>,
}

/// Days named so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what was named so far; each is asked by itself"
)]
pub(super) struct Named {
    pub(super) weekdays: u8,
    pub(super) holidays: bool,
    /// 休日
    pub(super) rest_days: bool,
    /// 平日: the weekdays, and no holidays
    pub(super) workdays: bool,
    pub(super) every_day: bool,
    pub(super) year_end: bool,
    pub(super) dates: Vec<Dates>,
}

/// Days with their hours.
#[derive(Debug)]
pub(super) struct Clause {
    /// Every day if `None`.
    pub(super) days: Option<Named>,
    pub(super) spans: Spans,
}

/// Days that are closed.
#[derive(Debug)]
pub(super) struct Closing {
    pub(super) days: Named,
    /// Whether it may concern only the hours beside it: 月～金（祝日を除く）9:00～17:00.
    pub(super) is_of_part: bool,
}

impl Named {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it names only days of the week and holidays.
    pub(super) fn is_plain(&self) -> bool {
        !self.year_end && self.dates.is_empty()
    }

    /// 休日 beside Sunday or 祝日 is another word for holidays; alone it may mean weekends too.
    fn settled(mut self) -> Result<Self, String> {
        const SUNDAY: u8 = 1 << 6;
        if self.rest_days && !self.holidays && self.weekdays & SUNDAY == 0 {
            return Err("'休日' may be holidays, or weekends too".to_owned());
        }
        self.holidays |= std::mem::take(&mut self.rest_days);
        Ok(self)
    }
}

/// The week of these clauses and closings; a closing prevails over hours.
pub(super) fn assembled(clauses: Vec<Clause>, closings: Vec<Closing>) -> Result<Week, String> {
    if clauses.is_empty() {
        return Err("says no hours".to_owned());
    }
    let mut week = Week::default();
    let n_clauses = clauses.len();
    let has_workdays = take_clauses(clauses, &mut week)?;
    if has_workdays && week.on_holidays == OnHolidays::AsWeekday {
        let is_of_workdays = week.weekdays[5].is_empty() && week.weekdays[6].is_empty();
        week.on_holidays = closed_or_unsure(is_of_workdays);
    }
    for Closing { days, is_of_part } in closings {
        let days = days.settled()?;
        week.closed_weekdays |= days.weekdays;
        for (place, spans) in week.weekdays.iter_mut().enumerate() {
            if days.weekdays >> place & 1 == 1 {
                spans.clear();
            }
        }
        if days.holidays {
            if matches!(week.on_holidays, OnHolidays::Hours(_)) {
                return Err("gives hours to holidays, and closes on them".to_owned());
            }
            week.on_holidays = closed_or_unsure(!is_of_part || n_clauses == 1);
        }
        week.closes_at_year_end |= days.year_end;
        week.closed_dates.extend(days.dates);
    }
    check_nights(&week)?;
    Ok(week)
}

fn closed_or_unsure(is_sure: bool) -> OnHolidays {
    if is_sure {
        OnHolidays::Closed
    } else {
        OnHolidays::Unsure
    }
}

/// Whether 平日 is among the days.
fn take_clauses(clauses: Vec<Clause>, week: &mut Week) -> Result<bool, String> {
    let mut has_workdays = false;
    let mut told = 0;
    for Clause { days, spans } in clauses {
        let Some(days) = days.filter(|days| !days.every_day) else {
            week.weekdays = std::array::from_fn(|_| spans.clone());
            continue;
        };
        let days = days.settled()?;
        if told & days.weekdays != 0 {
            return Err("gives a day two sets of hours".to_owned());
        }
        told |= days.weekdays;
        has_workdays |= days.workdays;
        for (place, of_day) in week.weekdays.iter_mut().enumerate() {
            if days.weekdays >> place & 1 == 1 {
                of_day.clone_from(&spans);
            }
        }
        if days.holidays {
            if week.on_holidays != OnHolidays::AsWeekday {
                return Err("gives holidays two sets of hours".to_owned());
            }
            week.on_holidays = OnHolidays::Hours(spans);
        }
    }
    Ok(has_workdays)
}

/// A closed day after a night could end its hours at midnight, or not.
fn check_nights(week: &Week) -> Result<(), String> {
    const MIDNIGHT: u16 = 1_440;
    let mut spans = week.weekdays.iter().flatten();
    let is_plain = week.on_holidays == OnHolidays::AsWeekday
        && !week.closes_at_year_end
        && week.closed_dates.is_empty();
    if !is_plain && spans.any(|span| span.end > MIDNIGHT) {
        return Err("hours past midnight beside days that are closed".to_owned());
    }
    Ok(())
}
