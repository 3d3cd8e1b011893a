//! Barriers: the modes that a node stops.

use super::{Word, mode_set, vehicles, word};
use crate::network::osm::tags::Tags;
use crate::network::streets::ModeSet;

/// The modes that a node with these tags stops; none if it has no barrier.
pub fn blocked(tags: &Tags) -> ModeSet {
    let Some(barrier) = tags.get("barrier") else {
        return ModeSet::EMPTY;
    };
    let is_locked = tags.get("locked") == Some("yes");
    let stops_all = is_locked
        || matches!(
            barrier,
            "wall" | "city_wall" | "retaining_wall" | "fence" | "hedge"
        );
    let stops_cycles = matches!(
        barrier,
        "stile" | "kissing_gate" | "turnstile" | "full-height_turnstile"
    );
    let walk = match word(tags, "foot") {
        Word::Silent => stops_all || word(tags, "access") == Word::Closes,
        own => own == Word::Closes,
    };
    let bike = match word(tags, "bicycle") {
        Word::Silent if tags.get("bicycle") == Some("dismount") => walk,
        Word::Silent => stops_all || stops_cycles || vehicles(tags) == Word::Closes,
        own => own == Word::Closes,
    };
    let ebike = match word(tags, "electric_bicycle") {
        Word::Silent => bike,
        own => own == Word::Closes,
    };
    mode_set([walk, bike, ebike])
}
