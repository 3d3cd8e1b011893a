//! Time spans of a rule: clock times and sun events, resolved to minutes of a date.
//!
//! Invariant: a resolved span starts within its date and ends at most 24 hours after that date's
//! midnight. Points in time are rejected.

use std::ops::Range;

use opening_hours_syntax::rules::time::{Time, TimeEvent, TimeSpan};

use super::day::DAY_END_MIN;
use super::sun::Sun;

/// The end of the next day: 48:00.
const TWO_DAYS_MIN: u16 = 2 * DAY_END_MIN;
/// Open ends from this minute on (17:00) are assumed to last [`EVENING_TAIL_MIN`].
const EVENING_MIN: u16 = 17 * 60;
/// How long an open end of the evening stays unknown.
const EVENING_TAIL_MIN: u16 = 10 * 60;
/// Open ends from this minute on (22:00) are assumed to last [`NIGHT_TAIL_MIN`].
const NIGHT_MIN: u16 = 22 * 60;
/// How long an open end of the night stays unknown.
const NIGHT_TAIL_MIN: u16 = 8 * 60;

/// One end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// Minutes since midnight, to 2,880.
    Clock(u16),
    /// A sun event and an offset in minutes.
    Sun(TimeEvent, i16),
}

/// A span of a rule, relative to the sun if the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: Edge,
    end: Edge,
    has_open_end: bool,
}

/// Minutes of a date, up to 48:00, that a span covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) minutes: Range<u16>,
    /// Whether the state in them is stated; that of an open end is not.
    pub(super) is_known: bool,
}

impl Span {
    /// A parsed span, unless it means points in time.
    pub(super) fn new(span: &TimeSpan) -> Result<Self, String> {
        if span.repeats.is_some() {
            return Err(format!(
                "'{span}' means points in time; expected a span such as 09:00-17:00"
            ));
        }
        let edge = |time: &Time| match time {
            Time::Fixed(clock) => Edge::Clock(clock.mins_from_midnight()),
            Time::Variable(sun) => Edge::Sun(sun.event, sun.offset),
        };
        Ok(Self {
            start: edge(&span.range.start),
            end: edge(&span.range.end),
            has_open_end: span.open_end,
        })
    }

    /// Whether it is written as or means 00:00-24:00.
    pub(super) fn is_whole_day(self) -> bool {
        let whole = self.start == Edge::Clock(0) && self.end == Edge::Clock(DAY_END_MIN);
        whole && !self.has_open_end
    }

    /// Whether it has an open end (`+`).
    pub(super) fn has_open_end(self) -> bool {
        self.has_open_end
    }

    /// Whether it needs the sun.
    pub(super) fn names_the_sun(self) -> bool {
        matches!(self.start, Edge::Sun(..)) || matches!(self.end, Edge::Sun(..))
    }

    /// Whether it may last past midnight, or depends on the date.
    pub(super) fn can_leave_the_day(self) -> bool {
        let ends_within = |span: Self| match (span.start, span.end) {
            (Edge::Clock(start), Edge::Clock(end)) => start < end && end <= DAY_END_MIN,
            _ => false,
        };
        self.has_open_end || !ends_within(self)
    }

    /// The minutes covered: the known part, then the open end. If the sun has no such event, or it
    /// is outside the date, the whole date is unknown.
    pub(super) fn stretches(self, sun: &Sun) -> [Stretch; 2] {
        let Some(known) = self.resolve(sun) else {
            return [Stretch::unknown(0..DAY_END_MIN), Stretch::unknown(0..0)];
        };
        if !self.has_open_end {
            return [Stretch::known(known), Stretch::unknown(0..0)];
        }
        // The parser writes `10:00+` as 10:00-24:00 with an open end.
        let (known, open_from) = match self.end {
            Edge::Clock(DAY_END_MIN) => (0..0, known.start),
            _ => (known.clone(), known.end),
        };
        let tail = open_from..open_end_min(open_from);
        [Stretch::known(known), Stretch::unknown(tail)]
    }

    /// Whether a span that does not end after its start on some date ends on the next one: so it
    /// does if that is the order of its usual minutes. None if the order is unclear.
    fn lasts_past_midnight(self) -> Option<bool> {
        let is_one_event = matches!(
            (self.start, self.end),
            (Edge::Sun(start, _), Edge::Sun(end, _)) if start == end
        );
        let (start_min, end_min) = (usual_minute(self.start), usual_minute(self.end));
        if is_one_event && start_min == end_min {
            return None;
        }
        Some(end_min < start_min || !self.names_the_sun())
    }

    fn resolve(self, sun: &Sun) -> Option<Range<u16>> {
        let day_min = i32::from(DAY_END_MIN);
        let start_min = minute(self.start, sun).filter(|m| (0..day_min).contains(m))?;
        let end_min = minute(self.end, sun).filter(|m| (0..=2 * day_min).contains(m))?;
        let end_min = if end_min > start_min {
            end_min
        } else if self.lasts_past_midnight()? {
            end_min + day_min
        } else {
            // `17:00-sunset` after sunset.
            start_min
        };
        Some(u16::try_from(start_min).ok()?..u16::try_from(end_min).ok()?)
    }
}

impl Stretch {
    fn known(minutes: Range<u16>) -> Self {
        Self {
            minutes,
            is_known: true,
        }
    }

    fn unknown(minutes: Range<u16>) -> Self {
        Self {
            minutes,
            is_known: false,
        }
    }

    /// The part on the date itself.
    pub(super) fn on_the_day(&self) -> Range<u16> {
        self.minutes.start..self.minutes.end.min(DAY_END_MIN)
    }

    /// The part after midnight, in minutes of the next date.
    pub(super) fn on_the_next_day(&self) -> Range<u16> {
        let past = |minute: u16| minute.saturating_sub(DAY_END_MIN);
        past(self.minutes.start)..past(self.minutes.end)
    }
}

fn minute(edge: Edge, sun: &Sun) -> Option<i32> {
    match edge {
        Edge::Clock(minute) => Some(i32::from(minute)),
        Edge::Sun(event, offset_min) => Some(sun.minute_of(event)? + i32::from(offset_min)),
    }
}

/// The minute that decides the order of a span: sun events as OSM's specification assumes them for
/// a day of twelve hours.
fn usual_minute(edge: Edge) -> i32 {
    match edge {
        Edge::Clock(minute) => i32::from(minute),
        Edge::Sun(event, offset_min) => {
            let event_min = match event {
                TimeEvent::Dawn => 5 * 60 + 30,
                TimeEvent::Sunrise => 6 * 60,
                TimeEvent::Sunset => 18 * 60,
                TimeEvent::Dusk => 18 * 60 + 30,
            };
            event_min + i32::from(offset_min)
        }
    }
}

/// When the unknown part of an open end is over; the figures are those of `opening_hours.js`.
pub(super) fn open_end_min(from_min: u16) -> u16 {
    let end_min = match from_min {
        NIGHT_MIN.. => from_min + NIGHT_TAIL_MIN,
        EVENING_MIN.. => from_min + EVENING_TAIL_MIN,
        _ => DAY_END_MIN,
    };
    end_min.min(TWO_DAYS_MIN)
}
