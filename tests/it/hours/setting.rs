//! What the tests of opening hours share: a place, a date, a short form of a day.

use yizhan::clock::Zone;
use yizhan::hours::{Calendars, Compiled, Day, HoursContext, OpenState, Reason, Rules, compile};
use yizhan::position::Position;

/// Beijing on 2026-11-22, a Sunday, with the bundled calendar of that name.
pub(crate) fn context(calendar: &str) -> HoursContext {
    HoursContext {
        calendar: Calendars::bundled().get(calendar),
        place: Position::new(116.4, 39.9).unwrap(),
        zone: Zone::default(),
        today: "2026-11-22".parse().unwrap(),
    }
}

/// What a text becomes on the mainland.
pub(crate) fn compiled(text: &str) -> Compiled {
    compile(text, &context("cn"))
}

/// The rules of a text that must be understood.
pub(crate) fn rules_in(calendar: &str, text: &str) -> Rules {
    let Compiled { rules, issues } = compile(text, &context(calendar));
    rules.unwrap_or_else(|| panic!("{text}: {issues:?}"))
}

/// A day such as `c 09:00 o 12:00 u(arranged)`: states, where they change, and why
/// unless by the plain hours.
pub(crate) fn shown(day: &Day) -> String {
    let mut text = String::new();
    for span in day.spans() {
        if span.start_min > 0 {
            let (hour, minute) = (span.start_min / 60, span.start_min % 60);
            text.extend([format!(" {hour:02}:{minute:02} ")]);
        }
        text += match span.state {
            OpenState::Closed => "c",
            OpenState::Open => "o",
            OpenState::Unknown => "u",
        };
        text += match span.reason {
            Reason::Hours => "",
            Reason::Always => "(always)",
            Reason::Holiday => "(holiday)",
            Reason::MakeUpWorkday => "(make-up)",
            Reason::ByArrangement => "(arranged)",
        };
    }
    text
}
