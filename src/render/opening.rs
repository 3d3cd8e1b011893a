//! The state of a station as members of its feature.

use super::json::write_word;
use crate::clock::{UnixTime, Zone};
use crate::query::opening::Opening;

/// State, reason, and until or from when, each after a comma.
pub fn write_opening(out: &mut String, zone: Zone, opening: &Opening) {
    write_state(out, opening);
    write_word(out, r#","open_reason":""#, opening.reason.key());
    write_instant(out, r#","open_until":"#, zone, opening.open_until);
    write_instant(out, r#","opens_at":"#, zone, opening.opens_at);
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
