//! Hours of the day in Chinese: 上午七時, 晚上10点半, 17:30.
//!
//! Invariant: a time is read only if it can mean one minute; the part of the day is that of the
//! time itself, or for an end that of its start.

use std::ops::Range;

/// Minutes in an hour.
const HOUR_MIN: u16 = 60;
/// 12:00.
const NOON_MIN: u16 = 12 * HOUR_MIN;
/// 24:00.
pub(in crate::hours) const DAY_MIN: u16 = 24 * HOUR_MIN;
/// Hours of a 12-hour clock that, without a part of the day, may be in the afternoon.
const DOUBTFUL_HOURS: std::ops::RangeInclusive<u16> = 1..=5;

/// Parts of the day, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::hours) enum Period {
    /// 凌晨
    SmallHours,
    /// 早上
    Early,
    /// 上午
    Morning,
    /// 中午
    Noon,
    /// 下午, 傍晚
    Afternoon,
    /// 晚上, 夜间, 深夜
    Evening,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hours) enum Form {
    /// 17:30
    Colon,
    /// 5点半
    Hour,
    /// 7, with its unit after the end of the span
    Bare,
}

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hours) struct ClockTime {
    pub(in crate::hours) period: Option<Period>,
    pub(in crate::hours) hour: u16,
    pub(in crate::hours) minute: u16,
    pub(in crate::hours) form: Form,
    /// Whether the hour has a leading zero, as on a 24-hour clock.
    pub(in crate::hours) is_padded: bool,
    /// 次日: on the next day.
    pub(in crate::hours) is_next_day: bool,
}

/// The minutes from `start` to `end`; the end may lie after midnight.
pub(in crate::hours) fn span(start: ClockTime, end: ClockTime) -> Result<Range<u16>, String> {
    let doubtful = || "hours that can be read in two ways".to_owned();
    let is_bare_to_the_end = end.form == Form::Bare;
    if is_bare_to_the_end || start.is_next_day {
        return Err(doubtful());
    }
    let start_min = start_minute(start, end).ok_or_else(doubtful)?;
    let end_min = end_minute(start, start_min, end).ok_or_else(doubtful)?;
    if end.is_next_day {
        // 晚上12点至次日6点 begins at midnight, of one day or the other.
        let end_min = end_min + DAY_MIN;
        let is_longer_than_a_day = end_min - start_min > DAY_MIN;
        return (!is_longer_than_a_day)
            .then_some(start_min..end_min)
            .ok_or_else(doubtful);
    }
    if end_min == start_min {
        return Err(doubtful());
    }
    Ok(start_min..end_min)
}

/// A minute of the day as a time on a 24-hour clock.
pub(super) fn at(minute: u16) -> ClockTime {
    ClockTime {
        period: None,
        hour: minute / HOUR_MIN,
        minute: minute % HOUR_MIN,
        form: Form::Colon,
        is_padded: true,
        is_next_day: false,
    }
}

/// `HH:MM`, to 48:00.
pub(in crate::hours) fn written(minute: u16) -> String {
    format!("{:02}:{:02}", minute / HOUR_MIN, minute % HOUR_MIN)
}

fn start_minute(start: ClockTime, end: ClockTime) -> Option<u16> {
    if let Some(period) = start.period {
        // 上午12时至下午2时 begins at noon or at midnight.
        let is_twelve = period == Period::Morning && start.hour == 12;
        if is_twelve && end.period.is_none_or(|period| period >= Period::Noon) {
            return None;
        }
        return start.minute_in(period).map(|minute| minute % DAY_MIN);
    }
    // A colon or an hour past noon shows a 24-hour clock.
    let is_24_hours = start.form == Form::Colon || end.period.is_none() && end.hour > 12;
    if !is_24_hours && DOUBTFUL_HOURS.contains(&start.hour) {
        return None;
    }
    start.literal_minute().map(|minute| minute % DAY_MIN)
}

fn end_minute(start: ClockTime, start_min: u16, end: ClockTime) -> Option<u16> {
    let minute = match (end.period, start.period) {
        // 上午9時至上午12時 may mean noon as well as midnight.
        (Some(Period::Morning), _) if end.hour == 12 => return None,
        (Some(period), _) => {
            let minute = end_of_day(end.minute_in(period)?);
            let is_backwards = minute < start_min && end.period == start.period;
            return (!is_backwards || end.is_next_day).then_some(minute);
        }
        (None, Some(_)) if end.hour > 12 || end.is_next_day => end.literal_minute()?,
        // 上午9至12时 ends at noon.
        (None, Some(Period::Early | Period::Morning)) if end.hour == 12 => end.literal_minute()?,
        (None, Some(period)) => end.minute_in(period)?,
        (None, None) => end.literal_minute()?,
    };
    let minute = end_of_day(minute);
    // 9:00-5:00 may be on a 12-hour clock, 18:00-2:00 and 9:00-02:00 are not.
    let is_24_hours =
        start.hour > 12 || end.form == Form::Colon && (end.is_padded || end.hour >= 10);
    let is_24_hours = start.period.is_none() && is_24_hours;
    (minute > start_min || is_24_hours || end.is_next_day).then_some(minute)
}

/// Midnight at the end of a span is 24:00.
fn end_of_day(minute: u16) -> u16 {
    if minute == 0 { DAY_MIN } else { minute }
}

impl ClockTime {
    /// Whether it may be on a 12-hour clock, in the afternoon.
    pub(super) fn may_be_afternoon(self) -> bool {
        self.period.is_none() && !self.is_padded && DOUBTFUL_HOURS.contains(&self.hour)
    }

    /// The minute on a 24-hour clock.
    fn literal_minute(self) -> Option<u16> {
        let minute = self.hour * HOUR_MIN + self.minute;
        (self.minute < HOUR_MIN && minute <= DAY_MIN).then_some(minute)
    }

    /// The minute in a part of the day; 0 is midnight.
    fn minute_in(self, period: Period) -> Option<u16> {
        let literal = self.literal_minute()?;
        let (noon_or_midnight, after_noon) = (literal % NOON_MIN, literal % NOON_MIN + NOON_MIN);
        match (period, self.hour) {
            (Period::SmallHours | Period::Evening, 12) | (Period::Evening, 0) => {
                Some(noon_or_midnight)
            }
            (Period::Morning, 12) => (self.minute == 0).then_some(0),
            (Period::SmallHours, 0..=6)
            | (Period::Early | Period::Morning, 4..=11)
            | (Period::Morning, 0)
            | (Period::Noon, 11..=14)
            | (Period::Afternoon, 12..=23) => Some(literal),
            (Period::Evening, 17..=24) => Some(literal % DAY_MIN),
            (Period::Noon, 1..=2) | (Period::Afternoon, 1..=11) | (Period::Evening, 5..=11) => {
                Some(after_noon)
            }
            _ => None,
        }
    }
}
