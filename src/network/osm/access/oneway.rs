//! Directions: which way along a street a mode may move.

use super::{Word, word};
use crate::network::osm::tags::Tags;

/// Where cycle lanes and tracks are tagged: on either side, on both, on one.
pub(super) const CYCLEWAY_KEYS: [&str; 4] = [
    "cycleway",
    "cycleway:both",
    "cycleway:left",
    "cycleway:right",
];

/// Where the direction of a cycle lane or track is tagged.
const CYCLEWAY_ONEWAY_KEYS: [&str; 3] = [
    "cycleway:both:oneway",
    "cycleway:left:oneway",
    "cycleway:right:oneway",
];

/// Whether travel is allowed forward, and backward.
type Ways = [bool; 2];

const FORWARD: Ways = [true, false];
const BACKWARD: Ways = [false, true];
const BOTH: Ways = [true, true];
const NEITHER: Ways = [false, false];

/// The directions of pedestrians, if they may use the street at all.
pub(super) fn on_foot(tags: &Tags) -> Ways {
    let [forward, backward] = stated(tags, "oneway:foot").unwrap_or(BOTH);
    [
        forward && word(tags, "foot:forward") != Word::Closes,
        backward && word(tags, "foot:backward") != Word::Closes,
    ]
}

/// The directions of cycles, if they may use the street at all.
pub(super) fn riding(tags: &Tags) -> Ways {
    let [forward, backward] = stated(tags, "oneway:bicycle").unwrap_or_else(|| of_street(tags));
    [
        one_direction(forward, tags, "bicycle:forward", "vehicle:forward"),
        one_direction(backward, tags, "bicycle:backward", "vehicle:backward"),
    ]
}

fn one_direction(is_open: bool, tags: &Tags, own: &str, vehicles: &str) -> bool {
    match (word(tags, own), word(tags, vehicles)) {
        (Word::Opens, _) => true,
        (Word::Closes, _) | (Word::Silent, Word::Closes) => false,
        (Word::Silent, _) => is_open,
    }
}

/// The directions of the street, and exceptions for cycles against its own.
fn of_street(tags: &Tags) -> Ways {
    let is_roundabout = tags.is("junction", &["roundabout", "circular"]);
    let street = match stated(tags, "oneway") {
        Some(ways) => ways,
        None if is_roundabout => FORWARD,
        None => BOTH,
    };
    let is_one_way = street == FORWARD || street == BACKWARD;
    if is_one_way && has_contraflow(tags, street) {
        return BOTH;
    }
    street
}

/// Whether a cycle lane or track leads against a one-way street.
fn has_contraflow(tags: &Tags, street: Ways) -> bool {
    CYCLEWAY_KEYS.iter().any(|key| {
        tags.get(key)
            .is_some_and(|value| value.starts_with("opposite"))
    }) || CYCLEWAY_ONEWAY_KEYS
        .iter()
        .any(|key| stated(tags, key).is_some_and(|lane| lane != street && lane != NEITHER))
}

/// The value of a key of the family `oneway`, if it is known.
fn stated(tags: &Tags, key: &str) -> Option<Ways> {
    match tags.get(key)? {
        "yes" | "true" | "1" => Some(FORWARD),
        "-1" | "reverse" => Some(BACKWARD),
        "no" | "false" | "0" => Some(BOTH),
        "reversible" => Some(NEITHER),
        _ => None,
    }
}
