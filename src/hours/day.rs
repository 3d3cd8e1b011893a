//! One local date as spans of state.
//!
//! Invariant: the spans cover 00:00 to 24:00 without gap or overlap, and neighbours differ. Which
//! rule sets what is decided in `rules`, not here.

use std::ops::Range;

use super::OpenState;

/// Minutes in a day; the end of the last span.
pub(super) const DAY_END_MIN: u16 = 1_440;

/// The reason of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The hours as written for such a day.
    Hours,
    /// The hours never close.
    Always,
    /// A rule for days off applies, and only because the date is one.
    Holiday,
    /// The date is a weekend day worked in exchange, and for that reason the state, or a part of
    /// the opening, differs from that of its weekday.
    MakeUpWorkday,
    /// The text itself is uncertain: a comment, an open end, "unknown".
    ByArrangement,
}

/// A span of one state; it lasts to the start of the next, or to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpan {
    /// Minutes since midnight, 0 to 1,439.
    pub start_min: u16,
    /// The state from there on.
    pub state: OpenState,
    /// The reason.
    pub reason: Reason,
}

/// The states of one local date, from 00:00 to 24:00.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day(Vec<DaySpan>);

/// A state for part of a day.
#[derive(Clone, Copy)]
pub(super) struct Fill {
    pub(super) state: OpenState,
    pub(super) reason: Reason,
    /// Changes only what is closed.
    pub(super) only_over_closed: bool,
}

impl Day {
    /// The same state from 00:00 to 24:00.
    pub(super) fn uniform(state: OpenState, reason: Reason) -> Self {
        Self(vec![DaySpan {
            start_min: 0,
            state,
            reason,
        }])
    }

    /// A day from spans in order, the first starting at 0; equal neighbours are merged.
    pub(super) fn from_spans(spans: impl IntoIterator<Item = DaySpan>) -> Self {
        let mut spans: Vec<DaySpan> = spans.into_iter().collect();
        spans.dedup_by(|next, span| (next.state, next.reason) == (span.state, span.reason));
        Self(spans)
    }

    /// The spans in order; the first starts at 0, neighbours differ in state or reason.
    pub fn spans(&self) -> &[DaySpan] {
        &self.0
    }

    /// The span that contains `minute_of_day`; minutes past the end count as the last.
    pub fn at(&self, minute_of_day: u16) -> DaySpan {
        let after = self
            .0
            .partition_point(|span| span.start_min <= minute_of_day);
        self.0[after.saturating_sub(1)]
    }

    /// Sets the state of a range of minutes, clipped to the day. Costs the spans in the range, not
    /// those of the day.
    pub(super) fn fill(&mut self, range: Range<u16>, fill: Fill) {
        if range.is_empty() || range.start >= DAY_END_MIN {
            return;
        }
        let n_before = |minute| self.0.partition_point(|span| span.start_min < minute);
        let (first, end) = (n_before(range.start + 1) - 1, n_before(range.end));
        // With a neighbour on each side, which a changed span may continue.
        let (from, to) = (first.saturating_sub(1), self.0.len().min(end + 1));
        let mut changed = Self(Vec::with_capacity(2 * (to - from) + 2));
        for i in from..to {
            let span = self.0[i];
            let end_min = self.0.get(i + 1).map_or(DAY_END_MIN, |next| next.start_min);
            let from_min = range.start.clamp(span.start_min, end_min);
            let to_min = range.end.clamp(span.start_min, end_min);
            let covered = if fill.only_over_closed && span.state != OpenState::Closed {
                (span.state, span.reason)
            } else {
                (fill.state, fill.reason)
            };
            changed.append(span.start_min..from_min, (span.state, span.reason));
            changed.append(from_min..to_min, covered);
            changed.append(to_min..end_min, (span.state, span.reason));
        }
        self.0.splice(from..to, changed.0);
    }

    fn append(&mut self, range: Range<u16>, (state, reason): (OpenState, Reason)) {
        let continues = self
            .0
            .last()
            .is_some_and(|last| (last.state, last.reason) == (state, reason));
        if !range.is_empty() && !continues {
            self.0.push(DaySpan {
                start_min: range.start,
                state,
                reason,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(strokes: &[(Range<u16>, OpenState, bool)]) -> Vec<(u16, OpenState)> {
        let mut day = Day::uniform(OpenState::Closed, Reason::Hours);
        for (range, state, only_over_closed) in strokes.iter().cloned() {
            day.fill(
                range,
                Fill {
                    state,
                    reason: Reason::Hours,
                    only_over_closed,
                },
            );
        }
        day.spans().iter().map(|s| (s.start_min, s.state)).collect()
    }

    #[test]
    fn later_states_replace_earlier_ones_and_equal_neighbours_merge() {
        use OpenState::{Closed, Open, Unknown};
        assert_eq!(
            filled(&[(60..120, Open, false), (120..180, Open, false)]),
            [(0, Closed), (60, Open), (180, Closed)]
        );
        assert_eq!(
            filled(&[(60..180, Open, false), (90..120, Closed, false)]),
            [
                (0, Closed),
                (60, Open),
                (90, Closed),
                (120, Open),
                (180, Closed)
            ]
        );
        assert_eq!(
            filled(&[(60..120, Open, false), (0..1_440, Unknown, true)]),
            [(0, Unknown), (60, Open), (120, Unknown)]
        );
    }

    #[test]
    fn fill_beyond_the_day_is_clipped() {
        use OpenState::{Closed, Open};
        assert_eq!(
            filled(&[(1_380..1_500, Open, false)]),
            [(0, Closed), (1_380, Open)]
        );
        assert_eq!(filled(&[(1_440..1_500, Open, false)]), [(0, Closed)]);
        assert_eq!(filled(&[(0..1_440, Open, false)]), [(0, Open)]);
    }

    #[test]
    fn a_minute_is_in_the_span_that_starts_at_or_before_it() {
        let mut day = Day::uniform(OpenState::Closed, Reason::Hours);
        let fill = Fill {
            state: OpenState::Open,
            reason: Reason::Hours,
            only_over_closed: false,
        };
        day.fill(60..120, fill);
        let states = [59, 60, 119, 120, 1_439, u16::MAX].map(|minute| day.at(minute).start_min);
        assert_eq!(states, [0, 60, 60, 120, 120, 120]);
    }
}
