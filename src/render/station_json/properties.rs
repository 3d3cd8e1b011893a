//! The standard properties of a station as JSON members, in their fixed order.

use std::fmt::Display;

use crate::amenity::{AmenityKeys, AmenitySet};
use crate::render::json::{append, append_string, json_string, to_json};
use crate::station::{Access, LIST_SEPARATOR, Station, Status};

/// The amenity keys of a set as JSON strings, by their numbers.
pub(super) struct KeysAsJson(Vec<String>);

impl KeysAsJson {
    pub(super) fn of(keys: &AmenityKeys) -> Self {
        let json = keys.iter().map(|amenity| json_string(keys.key(amenity)));
        Self(json.collect())
    }
}

/// Writes all standard properties, null where nothing is known.
pub(super) fn write_properties(out: &mut String, station: &Station, keys: &KeysAsJson) {
    let more = station.more();
    out.push_str(r#""station_id":"#);
    append_string(out, &station.id.0);
    write_text(out, r#","name":"#, Some(&station.name));
    write_text(out, r#","name_en":"#, more.name_en.as_deref());
    write_text(out, r#","kind":"#, station.kind.as_deref());
    write_text(out, r#","address":"#, station.address.as_deref());
    write_text(out, r#","city":"#, station.city.as_deref());
    write_text(out, r#","district":"#, station.district.as_deref());
    write_text(out, r#","operator":"#, more.operator.as_deref());
    write_text(out, r#","phone":"#, more.phone.as_deref());
    write_text(
        out,
        r#","opening_hours":"#,
        station.opening_hours.as_deref(),
    );
    write_amenities(out, station.offered, keys);
    write_text(out, r#","access":"#, station.access.map(Access::key));
    write_plain(out, r#","star":"#, station.star, "");
    write_honours(out, &more.honours);
    let status = Some(station.status).filter(|status| *status != Status::Unknown);
    write_text(out, r#","status":"#, status.map(Status::key));
    write_plain(out, r#","status_until":"#, station.status_until, "\"");
    let moved_to = more.moved_to.as_ref().map(|id| &*id.0);
    write_text(out, r#","moved_to":"#, moved_to);
    let part_of = more.part_of.as_ref().map(|id| &*id.0);
    write_text(out, r#","part_of":"#, part_of);
    write_plain(out, r#","verified_on":"#, station.verified_on, "\"");
    let accuracy = more.position_accuracy_m.map(|metres| to_json(&metres));
    write_plain(out, r#","position_accuracy_m":"#, accuracy, "");
    write_text(out, r#","source":"#, more.source.as_deref());
}

/// Writes the lists as texts, after a comma, for programs that do not support lists. A station
/// without any has an empty text, so that a column keeps its type.
pub(super) fn write_list_texts(out: &mut String, station: &Station, keys: &KeysAsJson) {
    out.push_str(r#","amenities_text":""#);
    for (n, amenity) in station.offered.iter().enumerate() {
        if n > 0 {
            out.push_str(LIST_SEPARATOR);
        }
        out.push_str(keys.0[amenity.number()].trim_matches('"'));
    }
    out.push_str(r#"","honours_text":"#);
    append_string(out, &station.more().honours.join(LIST_SEPARATOR));
}

#[inline]
fn write_text(out: &mut String, name: &str, text: Option<&str>) {
    out.push_str(name);
    match text {
        Some(text) => append_string(out, text),
        None => out.push_str("null"),
    }
}

/// Writes a text that needs no escapes, with or without quotes.
#[inline]
fn write_plain(out: &mut String, name: &str, value: Option<impl Display>, quote: &str) {
    out.push_str(name);
    match value {
        Some(value) => append(out, format_args!("{quote}{value}{quote}")),
        None => out.push_str("null"),
    }
}

fn write_amenities(out: &mut String, offered: AmenitySet, keys: &KeysAsJson) {
    out.push_str(r#","amenities":["#);
    for (n, amenity) in offered.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(&keys.0[amenity.number()]);
    }
    out.push(']');
}

fn write_honours(out: &mut String, honours: &[Box<str>]) {
    out.push_str(r#","honours":["#);
    for (n, honour) in honours.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        append_string(out, honour);
    }
    out.push(']');
}
