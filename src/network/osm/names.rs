//! Names: what a map calls its streets and districts, for people that read a report.
//!
//! Searches need no names, so they are read apart, in two more passes over the file: for named
//! streets and districts, and for the places of these streets. Of a street there is the node in
//! the middle of each of its ways.

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
/// At most as many names are kept, the first of the file.
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
    middle: i64,
}

/// The names in one block.
#[derive(Default)]
struct Found {
    ways: Vec<NamedWay>,
    districts: Vec<MapName>,
}

/// Reads the names of a file, in its order, districts first; none of a file that is larger than
/// [`MAX_NAMES_PBF_BYTES`]. Some seconds of one core for the largest.
pub fn read_names(path: &Path) -> Result<Vec<MapName>, OsmError> {
    let reading = Reading::open(path)?;
    if reading.bytes > MAX_NAMES_PBF_BYTES {
        return Ok(Vec::new());
    }
    let found = reading.pass(
        |_| (),
        |frame| Block::open(frame)?.decode(|block| Ok(find_names(block))),
    )?;
    let mut names = Vec::new();
    let mut ways = Vec::new();
    for block in found.results {
        names.extend(block.districts);
        ways.extend(block.ways);
    }
    names.truncate(MAX_NAMES);
    ways.truncate(MAX_NAMES - names.len());
    let places = places_of(&reading, &ways)?;
    names.extend(ways.into_iter().filter_map(|way| {
        Some(MapName {
            position: *places.get(&way.middle)?,
            text: way.text,
            kind: way.kind,
        })
    }));
    Ok(names)
}

/// The places of the nodes that ways are named at.
fn places_of(reading: &Reading, ways: &[NamedWay]) -> Result<HashMap<i64, Position>, OsmError> {
    let wanted: HashSet<i64> = ways.iter().map(|way| way.middle).collect();
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
    Some(NamedWay {
        text: name?,
        kind: kind?,
        middle: way.refs().nth(n_nodes / 2)?,
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
}
