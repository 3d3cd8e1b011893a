//! Stations that may be one place: the same name, address or plate within [`NEAR_M`].
//!
//! Space is cut into cubes around earth-centred coordinates; only those that a station's hundred
//! metres touch are looked at, and only for stations with the same words.

use hashbrown::HashMap;

use super::criteria::extra;
use crate::distance::{Cube, Cubes, geodesic_m};
use crate::station::{Station, StationIdx};
use crate::vocabulary::{fold, kinds};

/// Up to this distance two stations may be one, metres.
pub const NEAR_M: f64 = 100.0;
/// A station is compared with those of the eight cubes around it.
const CUBES: Cubes = Cubes { side_m: 100.0 };
/// How many stations with the same words one cube keeps for comparison: a pile of thousands at one
/// place costs no more than so many looks a station.
const MAX_A_CUBE: usize = 16;
/// Properties of a list's own that hold the number on the plate.
const PLATE_PROPERTIES: [&str; 6] = ["plate", "code", "牌号", "编号", "站点编码", "編號"];
/// A name without its kind that is shorter says nothing: 驿站 alone.
const FEWEST_CHARACTERS: usize = 2;

/// What two stations have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sameness {
    /// The number on the plate.
    Plate,
    /// The name, without the word for its kind: one place may bear two plates.
    Name,
    /// The address.
    Address,
}

/// Two stations that may be one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The earlier of them.
    pub first: StationIdx,
    /// The later.
    pub second: StationIdx,
    /// What they have in common.
    pub same: Sameness,
    /// How far apart they are, metres.
    pub distance_m: f64,
}

impl Sameness {
    const ALL: [Self; 3] = [Self::Plate, Self::Name, Self::Address];

    /// The word in `audit.csv`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plate => "plate",
            Self::Name => "name",
            Self::Address => "address",
        }
    }
}

/// Each station that an earlier one is like, with that; by the rows of the later.
///
/// Cost: near-linear, also if all stations share a name.
pub(super) fn pairs(stations: &[Station]) -> Vec<Pair> {
    let kinds = kind_words();
    let mut cubes: HashMap<(Sameness, String, Cube), Vec<StationIdx>> = HashMap::new();
    let mut found = Vec::new();
    for (row, station) in (0..).map(StationIdx).zip(stations) {
        let centre = station.position.earth_centred_m();
        let words = Sameness::ALL.map(|same| Some((same, words(same, station, &kinds)?)));
        let mut pair = None;
        for (same, words) in words.into_iter().flatten() {
            let mut key = (same, words, [0; 3]);
            for cube in CUBES.within(centre, NEAR_M) {
                key.2 = cube;
                let earlier = cubes.get(&key).into_iter().flatten();
                pair = pair.or_else(|| near(row, same, earlier, stations));
            }
            key.2 = CUBES.around(centre);
            let of_cube = cubes.entry(key).or_default();
            if of_cube.len() < MAX_A_CUBE {
                of_cube.push(row);
            }
        }
        found.extend(pair);
    }
    found
}

/// The first of some stations that is near.
fn near<'r>(
    row: StationIdx,
    same: Sameness,
    mut earlier: impl Iterator<Item = &'r StationIdx>,
    stations: &[Station],
) -> Option<Pair> {
    let here = stations[row.row()].position;
    earlier.find_map(|first| {
        let distance_m = geodesic_m(here, stations[first.row()].position);
        (distance_m <= NEAR_M).then_some(Pair {
            first: *first,
            second: row,
            same,
            distance_m,
        })
    })
}

/// What is compared; `None` if the station does not have it.
fn words(same: Sameness, station: &Station, kinds: &[String]) -> Option<String> {
    let text = match same {
        Sameness::Plate => PLATE_PROPERTIES
            .iter()
            .find_map(|name| extra(&station.more().extra_members, name)),
        Sameness::Address => station.address.as_deref().map(str::to_owned),
        Sameness::Name if *station.name == *station.id.0 => None,
        Sameness::Name => return Some(without_kind(&solid(&station.name), kinds)),
    };
    text.map(|text| solid(&text))
        .filter(|text| !text.is_empty())
}

/// Letters and digits alone, folded.
fn solid(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name without the word for its kind, unless nothing much is left.
fn without_kind(name: &str, kinds: &[String]) -> String {
    let rest = kinds.iter().find_map(|kind| {
        let rest = name.strip_suffix(&**kind)?;
        (rest.chars().count() >= FEWEST_CHARACTERS).then_some(rest)
    });
    rest.unwrap_or(name).to_owned()
}

/// The words of the vocabulary for kinds, the longest first.
fn kind_words() -> Vec<String> {
    let words = kinds().words().filter(|word| !word.is_ascii());
    let mut words: Vec<String> = words.map(solid).collect();
    words.push("驿站".to_owned());
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.clone()));
    words
}
