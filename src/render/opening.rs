//! The state of a station as members of its feature.

use super::json::write_word;
use crate::clock::{UnixTime, Zone};
use crate::query::opening::Opening;

/// The value of `opening_search` where the next change was not looked for to its end.
pub(super) const SEARCH_STOPPED: &str = "stopped";

/// State, reason, and until or from when, each after a comma.
pub fn write_opening(out: &mut String, zone: Zone, opening: &Opening) {
    write_state(out, opening);
    write_word(out, r#","open_reason":""#, opening.reason.key());
    write_instant(out, r#","open_until":"#, zone, opening.open_until);
    write_instant(out, r#","opens_at":"#, zone, opening.opens_at);
    write_search(out, opening.is_search_stopped);
}

/// The member `opening_search`, only if a search was stopped.
pub(super) fn write_search(out: &mut String, is_stopped: bool) {
    if is_stopped {
        write_word(out, r#","opening_search":""#, SEARCH_STOPPED);
    }
}

pub(super) fn write_state(out: &mut String, opening: &Opening) {
    write_word(out, r#","open_state":""#, opening.state.key());
}

pub(super) fn write_instant(out: &mut String, name: &str, zone: Zone, instant: Option<UnixTime>) {
    out.push_str(name);
    match instant {
        Some(instant) => {
            out.push('"');
            zone.write_instant(out, instant);
            out.push('"');
        }
        None => out.push_str("null"),
    }
}
