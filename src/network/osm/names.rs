//! Names: what a map calls its streets and districts, for people that read a report.
//!
//! Searches need no names, so they are read apart, in two more passes over the file: for named
//! streets and districts, and for the places of these streets. Of a street there is the middle of
//! each of its ways: its middle node, or the point between the two middle nodes.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use osmpbf::{PrimitiveBlock, Way};

use super::blob::Block;
use super::error::OsmError;
use super::frames::Frame;
use super::reading::Reading;
use crate::position::Position;

/// Names of larger files are not read: that would take as long again as their streets.
pub const MAX_NAMES_PBF_BYTES: u64 = 256 << 20;
/// At most as many names are kept: districts first, then streets, each the first of the file.
pub const MAX_NAMES: usize = 200_000;
/// Longer names are cut, characters.
const MAX_NAME_CHARACTERS: usize = 60;
/// Degrees of the file's unit.
const NANO_DEGREES: f64 = 1e9;

/// A name of the map and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct MapName {
    /// The name as the map has it, at most 60 characters; a text of a file.
    pub text: String,
    /// What has the name.
    pub kind: NameKind,
    /// Where it is: of a street, the middle of one of its ways.
    pub position: Position,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// A part of a city, or a town or village.
    District,
    /// A street of more than local traffic.
    MainStreet,
    /// Any other street.
    Street,
}

/// A named way, until its place is known.
struct NamedWay {
    text: String,
    kind: NameKind,
    /// The two middle nodes; the same one twice if their number is odd.
    middle: [i64; 2],
}

/// The names in one block.
#[derive(Default)]
struct Found {
    ways: Vec<NamedWay>,
    districts: Vec<MapName>,
}

/// Reads the names of a file, in its order, districts first; `None` of a file that is larger than
/// [`MAX_NAMES_PBF_BYTES`]. Some seconds of one core for the largest.
pub fn read_names(path: &Path) -> Result<Option<Vec<MapName>>, OsmError> {
    let reading = Reading::open(path)?;
    if !has_names_read(reading.bytes) {
        return Ok(None);
    }
    let found = reading.pass(
        |_| (),
        |frame| Block::open(frame)?.decode(|block| Ok(find_names(block))),
    )?;
    let (mut names, ways) = first_of(found.results, MAX_NAMES);
    let places = places_of(&reading, &ways)?;
    names.extend(ways.into_iter().filter_map(|way| {
        let [before, after] = way.middle.map(|node| places.get(&node).copied());
        Some(MapName {
            position: between(before?, after?),
            text: way.text,
            kind: way.kind,
        })
    }));
    Ok(Some(names))
}

/// Whether the names of a file of this size are read.
const fn has_names_read(bytes: u64) -> bool {
    bytes <= MAX_NAMES_PBF_BYTES
}

/// The first of all districts, and then of all streets, `most` together.
fn first_of(blocks: Vec<Found>, most: usize) -> (Vec<MapName>, Vec<NamedWay>) {
    let (mut names, mut ways) = (Vec::new(), Vec::new());
    for block in blocks {
        names.extend(block.districts);
        ways.extend(block.ways);
        // A street gives way to a district of a later block, never to a street.
        ways.truncate(most);
    }
    names.truncate(most);
    ways.truncate(most - names.len());
    (names, ways)
}

/// The point between two near ones; ways of a map do not cross the antimeridian.
fn between(a: Position, b: Position) -> Position {
    let (lon, lat) = (a.lon().midpoint(b.lon()), a.lat().midpoint(b.lat()));
    Position::new(lon, lat).unwrap_or(a)
}

/// The places of the nodes that ways are named at.
fn places_of(reading: &Reading, ways: &[NamedWay]) -> Result<HashMap<i64, Position>, OsmError> {
    let wanted: HashSet<i64> = ways.iter().flat_map(|way| way.middle).collect();
    let look = |frame: &Frame| {
        let block = Block::open(frame)?;
        if !block.has_nodes {
            return Ok(Vec::new());
        }
        block.decode(|block| Ok(find_places(block, &wanted)))
    };
    let pass = reading.pass(|_| (), look)?;
    Ok(pass.results.into_iter().flatten().collect())
}

fn find_places(block: &PrimitiveBlock, wanted: &HashSet<i64>) -> Vec<(i64, Position)> {
    let mut found = Vec::new();
    for group in block.groups() {
        let dense = group.dense_nodes();
        let dense = dense.map(|node| (node.id(), [node.nano_lon(), node.nano_lat()]));
        let plain = group.nodes();
        let plain = plain.map(|node| (node.id(), [node.nano_lon(), node.nano_lat()]));
        let places = dense
            .chain(plain)
            .filter(|(id, _)| wanted.contains(id))
            .filter_map(|(id, place)| Some((id, position(place)?)));
        found.extend(places);
    }
    found
}

fn find_names(block: &PrimitiveBlock) -> Found {
    let mut found = Found::default();
    for group in block.groups() {
        for node in group.dense_nodes() {
            let place = [node.nano_lon(), node.nano_lat()];
            found.districts.extend(district(node.tags(), place));
        }
        for node in group.nodes() {
            let place = [node.nano_lon(), node.nano_lat()];
            found.districts.extend(district(node.tags(), place));
        }
        found
            .ways
            .extend(group.ways().filter_map(|way| named_way(&way)));
    }
    found
}

fn district<'a>(
    tags: impl Iterator<Item = (&'a str, &'a str)>,
    nano_degrees: [i64; 2],
) -> Option<MapName> {
    let mut name = None;
    let mut is_district = false;
    for (key, value) in tags {
        match key {
            "name" => name = Some(shortened(value)),
            "place" => is_district = is_district_word(value),
            _ => {}
        }
    }
    Some(MapName {
        text: name.filter(|_| is_district)?,
        kind: NameKind::District,
        position: position(nano_degrees)?,
    })
}

fn named_way(way: &Way) -> Option<NamedWay> {
    let mut name = None;
    let mut kind = None;
    for (key, value) in way.tags() {
        match key {
            "name" => name = Some(shortened(value)),
            "highway" => kind = Some(kind_of(value)),
            _ => {}
        }
    }
    let n_nodes = way.raw_refs().len();
    let mut nodes = way.refs().skip(n_nodes.saturating_sub(1) / 2);
    let before = nodes.next()?;
    let after = if n_nodes.is_multiple_of(2) {
        nodes.next()?
    } else {
        before
    };
    Some(NamedWay {
        text: name?,
        kind: kind?,
        middle: [before, after],
    })
}

fn is_district_word(place: &str) -> bool {
    matches!(
        place,
        "suburb" | "quarter" | "neighbourhood" | "borough" | "town" | "village"
    )
}

fn kind_of(highway: &str) -> NameKind {
    match highway {
        "motorway" | "trunk" | "primary" | "secondary" => NameKind::MainStreet,
        _ => NameKind::Street,
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(MAX_NAME_CHARACTERS).collect()
}

fn position(nano_degrees: [i64; 2]) -> Option<Position> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "degrees on Earth are below 2^53 of these; others are refused anyway"
    )]
    let [lon, lat] = nano_degrees.map(|number| number as f64 / NANO_DEGREES);
    Position::new(lon, lat).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let long = "大".repeat(MAX_NAME_CHARACTERS + 1);
        assert_eq!(shortened(&long).chars().count(), MAX_NAME_CHARACTERS);
        assert_eq!(shortened("Rua A"), "Rua A");
    }

    #[test]
    fn names_are_read_of_files_up_to_the_cap_and_of_no_larger_one() {
        assert!(has_names_read(MAX_NAMES_PBF_BYTES));
        assert!(!has_names_read(MAX_NAMES_PBF_BYTES + 1));
    }

    #[test]
    fn as_many_names_as_the_cap_are_kept_and_of_more_the_districts_before_the_streets() {
        let block = |n_districts: usize, n_streets: usize| Found {
            districts: (0..n_districts)
                .map(|row| MapName {
                    text: format!("district {row}"),
                    kind: NameKind::District,
                    position: Position::new(0.0, 0.0).unwrap(),
                })
                .collect(),
            ways: (0..n_streets)
                .map(|row| NamedWay {
                    text: format!("street {row}"),
                    kind: NameKind::Street,
                    middle: [0, 1],
                })
                .collect(),
        };
        let kept = |most: usize| {
            let (districts, streets) = first_of(vec![block(1, 3), block(2, 4)], most);
            (districts.len(), streets.len())
        };
        assert_eq!([10, 9, 4, 2].map(kept), [(3, 7), (3, 6), (3, 1), (2, 0)]);
    }
}
