//! The state of a station as members of its feature.

use super::Source;
use super::json::{json_string, write_word};
use crate::clock::{UnixTime, Zone};
use crate::query::opening::Opening;
use crate::request::{Field, Fields};
use crate::station::StationIdx;

/// The value of `opening_search` where the next change was not looked for to its end.
pub(super) const SEARCH_STOPPED: &str = "stopped";

const OPEN_STATE: Field = Field::named("open_state");
const OPEN_REASON: Field = Field::named("open_reason");
const OPEN_UNTIL: Field = Field::named("open_until");
const OPENS_AT: Field = Field::named("opens_at");
const SEARCH: Field = Field::named("opening_search");
const NOTICE: Field = Field::named("notice");
const NOTICE_EN: Field = Field::named("notice_en");

/// State, reason, until or from when, and what keepers say, as far as they are asked for, each
/// after a comma.
pub fn write_opening(
    out: &mut String,
    source: Source<'_>,
    zone: Zone,
    idx: StationIdx,
    opening: &Opening,
    fields: Fields,
) {
    if fields.contains(OPEN_STATE) {
        write_state(out, opening);
    }
    if fields.contains(OPEN_REASON) {
        write_word(out, r#","open_reason":""#, opening.reason.key());
    }
    if fields.contains(OPEN_UNTIL) {
        write_instant(out, r#","open_until":"#, zone, opening.open_until);
    }
    if fields.contains(OPENS_AT) {
        write_instant(out, r#","opens_at":"#, zone, opening.opens_at);
    }
    write_search(out, opening.is_search_stopped && fields.contains(SEARCH));
    write_notice(out, source, idx, opening, fields);
}

/// The members `notice` and `notice_en`, only where notices are kept.
fn write_notice(
    out: &mut String,
    source: Source<'_>,
    idx: StationIdx,
    opening: &Opening,
    fields: Fields,
) {
    let Some(truth) = source.truth else {
        return;
    };
    let told = truth.of(idx).zip(opening.notice);
    let notice = told.map(|(told, notice)| told.notice(notice));
    let english = notice.and_then(|notice| notice.text_en.as_deref());
    let text = notice.and_then(|notice| notice.text.as_deref());
    if fields.contains(NOTICE) {
        write_text(out, r#","notice":"#, text.or(english));
    }
    if fields.contains(NOTICE_EN) {
        write_text(out, r#","notice_en":"#, english);
    }
}

fn write_text(out: &mut String, name: &str, text: Option<&str>) {
    out.push_str(name);
    match text {
        Some(text) => out.push_str(&json_string(text)),
        None => out.push_str("null"),
    }
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
