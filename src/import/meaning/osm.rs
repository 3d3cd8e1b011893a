//! Tags of OpenStreetMap: kinds, facilities and access by the table of words.

use super::amenities::{Amenities, Answer, answer};
use crate::import::cell::Row;
use crate::import::columns::Columns;
use crate::import::vocabulary::{Sort, known_amenity, known_kind, words};

/// What the tags of an element say beside its facilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Tags {
    /// The key of its kind.
    pub(in crate::import) kind: Option<&'static str>,
    /// Whether the public may not use it (`access=no` or `private`).
    pub(in crate::import) is_private: bool,
}

/// Reads the tags of a row; each column is one.
pub(in crate::import) fn read(row: &Row, columns: &Columns, amenities: &mut Amenities) -> Tags {
    let mut tags = Tags::default();
    let mut wheelchair = None;
    for (at, cell) in &row.cells {
        let Some(column) = columns.of_cell(*at) else {
            continue;
        };
        let value = cell.as_text();
        match (&*column.header, &*value) {
            ("access", "no" | "private") => tags.is_private = true,
            ("wheelchair", _) => wheelchair = Some(answer(cell)),
            _ => {}
        }
        let tag = format!("{}={value}", column.header);
        if let Some(means) = words().find_plain(Sort::Osm, &tag) {
            take(means, &mut tags, amenities);
        }
    }
    // A wheelchair gets into a toilet, or into a building that has one.
    if tags.kind == Some("public_toilet")
        && !amenities.has("accessible_toilet")
        && let Some(answer) = wheelchair
    {
        amenities.add(&["accessible_toilet"], answer);
    }
    tags
}

/// Takes what a tag means: `kind:KEY`, `amenity:KEY`, `limited:KEY` and `no:KEY`.
fn take(means: &str, tags: &mut Tags, amenities: &mut Amenities) {
    for meaning in means.split(';') {
        let Some((sort, key)) = meaning.split_once(':') else {
            continue;
        };
        if sort == "kind" {
            tags.kind = tags.kind.or_else(|| known_kind(key));
            continue;
        }
        let answer = match sort {
            "amenity" => Answer::Yes,
            "limited" => Answer::Limited,
            _ => Answer::No,
        };
        if let Some(key) = known_amenity(key) {
            amenities.add(&[key], answer);
        }
    }
}
