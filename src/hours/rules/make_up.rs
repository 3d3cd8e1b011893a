//! Make-up workdays (调休): their states are derived from the states of other days.
//!
//! Minute by minute, from the states that the text gives an ordinary Monday, Tuesday, Wednesday,
//! Thursday and Friday and the date's own weekday:
//!
//! | the workdays are | own weekday open | own weekday closed |
//! |---|---|---|
//! | all open | open | open |
//! | all closed | unknown | closed |
//! | mixed | open | unknown |
//!
//! Invariant: if one of them is unknown, the state is open or closed only if it would be the same
//! for every value of the unknown one.

use chrono::Weekday;

use crate::hours::OpenState;
use crate::hours::day::{Day, DaySpan, Reason};

/// Monday to Friday.
pub(super) const WORKDAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];
/// All days of the week.
pub(super) const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The day derived from one date as each of the workdays and as its own weekday.
pub(super) fn follow(workdays: &[Day], own: &Day) -> Day {
    let days = || workdays.iter().chain([own]);
    let mut starts: Vec<u16> = days()
        .flat_map(|day| day.spans().iter().map(|span| span.start_min))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    let spans = starts.into_iter().map(|start_min| {
        let own = own.at(start_min);
        let workdays = workdays.iter().map(|day| day.at(start_min).state);
        let state = state(workdays, own.state);
        let reason = if state == own.state {
            own.reason
        } else {
            Reason::MakeUpWorkday
        };
        DaySpan {
            start_min,
            state,
            reason,
        }
    });
    let mut spans: Vec<DaySpan> = spans.collect();
    give_openings_one_reason(&mut spans);
    Day::from_spans(spans)
}

/// Hours that extend those of the weekday are one opening, with one reason.
fn give_openings_one_reason(spans: &mut [DaySpan]) {
    for opening in spans.chunk_by_mut(|span, next| span.state == next.state) {
        let is_made_up = opening
            .iter()
            .any(|span| span.reason == Reason::MakeUpWorkday);
        for span in opening {
            if is_made_up && span.state == OpenState::Open {
                span.reason = Reason::MakeUpWorkday;
            }
        }
    }
}

/// Whether the derived day is unknown somewhere because it is a make-up workday.
pub(super) fn is_unknown_by(workdays: &[Day], own: &Day) -> bool {
    let is_so =
        |span: &DaySpan| span.state == OpenState::Unknown && span.reason == Reason::MakeUpWorkday;
    follow(workdays, own).spans().iter().any(is_so)
}

/// The table above.
fn state(mut workdays: impl Iterator<Item = OpenState> + Clone, own: OpenState) -> OpenState {
    use OpenState::{Closed, Open, Unknown};
    let all_are = |state| workdays.clone().all(|workday| workday == state);
    match own {
        _ if all_are(Open) => Open,
        Closed if all_are(Closed) => Closed,
        Open if workdays.any(|workday| workday == Open) => Open,
        _ => Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_workdays_decide_nothing() {
        // Workdays, then the result for an own weekday that is open, closed, unknown.
        let table = [
            ("ooooo", "ooo"),
            ("ccccc", "ucu"),
            ("ooooc", "ouu"),
            ("cccco", "ouu"),
            ("uuuuu", "uuu"),
            ("oooou", "ouu"),
            ("ccccu", "uuu"),
            ("occcu", "ouu"),
        ];
        let read = |letter| match letter {
            'o' => OpenState::Open,
            'c' => OpenState::Closed,
            _ => OpenState::Unknown,
        };
        for (workdays, expected) in table {
            for (own, expected) in "ocu".chars().zip(expected.chars()) {
                let found = state(workdays.chars().map(read), read(own));
                assert_eq!(found, read(expected), "{workdays} {own}");
            }
        }
    }
}
