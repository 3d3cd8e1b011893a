//! A tile as bytes: one layer of points (Mapbox Vector Tile 2.1).
//!
//! The crate of the format writes it; the order of its properties is what repeats least.

use fast_mvt::{MvtError, MvtGeomType, MvtLayerBuilder};

use super::marks::{Counts, Mark, Question};
use crate::hours::OpenState;
use crate::query::opening::OpeningSearch;
use crate::station::StationIdx;

/// The name of the layer.
pub const LAYER: &str = "stations";
/// The most bytes of a tile.
pub const MAX_TILE_BYTES: usize = 64 << 10;
/// The most bytes of a name in a tile; a longer one is cut at a character.
pub const MAX_NAME_BYTES: usize = 120;
/// The most bytes that a mark takes without the texts of its station.
const MAX_MARK_BYTES: usize = 56;
/// The most bytes that the names of layer and properties take.
const MAX_HEAD_BYTES: usize = 256;

/// The bytes of a tile; none if it shows nothing. A station whose id and name would make the tile
/// too large is shown as a cluster of one; English names are told as far as they fit beside those.
///
/// # Errors
///
/// None of these marks has a place or a text that the format cannot hold.
pub fn encode(
    question: &Question<'_>,
    search: &OpeningSearch<'_>,
    marks: &[Mark],
) -> Result<Vec<u8>, MvtError> {
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let shown = fitting(question, search, marks);
    let mut layer = MvtLayerBuilder::new(LAYER)?;
    for (mark, station) in marks.iter().zip(shown) {
        let mut feature = layer.feature_of(MvtGeomType::Point);
        let [column, row] = mark
            .place
            .map(|along| i32::try_from(along).unwrap_or_default());
        feature.points([(column, row).into()])?;
        let counts = mark.counts;
        for (name, count) in [
            ("count", counts.all()),
            ("open", counts.open),
            ("unknown", counts.unknown),
            ("closed", counts.closed),
        ] {
            feature.tag_uint(name, u64::from(count))?;
        }
        for (name, text) in station.iter().flat_map(Shown::texts) {
            feature.tag_string(name, text)?;
        }
        layer = feature.end();
    }
    Ok(layer.encode())
}

/// What is told of each mark's station, as far as it fits: of all first what a map needs, then the
/// English names.
fn fitting<'a>(
    question: &Question<'a>,
    search: &OpeningSearch<'_>,
    marks: &[Mark],
) -> Vec<Option<Shown<'a>>> {
    let mut left = MAX_TILE_BYTES.saturating_sub(MAX_HEAD_BYTES + marks.len() * MAX_MARK_BYTES);
    let mut takes = |n_bytes: usize| {
        let rest = left.checked_sub(n_bytes);
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    let shown = marks.iter().map(|mark| {
        let shown = Shown::of(question, search, mark.station?, mark.counts);
        takes(shown.n_bytes()).then_some(shown)
    });
    let mut shown: Vec<_> = shown.collect();
    for (mark, station) in marks.iter().zip(&mut shown) {
        if let Some((idx, station)) = mark.station.zip(station.as_mut()) {
            let name = english_name(question, idx);
            station.name_en = name.filter(|name| takes(n_text_bytes(name)));
        }
    }
    shown
}

/// The English name of a station, where it has one beside its name.
fn english_name<'a>(question: &Question<'a>, idx: StationIdx) -> Option<&'a str> {
    let name = question.snapshot.station(idx).more().name_en.as_deref()?;
    (!name.trim().is_empty()).then(|| cut(name))
}

/// A name as far as it is told.
fn cut(name: &str) -> &str {
    &name[..name.floor_char_boundary(MAX_NAME_BYTES)]
}

/// The most bytes of a text: it is a value of its own, with its length and its kind before it.
const fn n_text_bytes(text: &str) -> usize {
    text.len() + 10
}

/// What is told of a single station.
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
    state: OpenState,
    closes_at: Option<String>,
}

impl<'a> Shown<'a> {
    fn of(
        question: &Question<'a>,
        search: &OpeningSearch<'_>,
        idx: StationIdx,
        counts: Counts,
    ) -> Self {
        let station = question.snapshot.station(idx);
        let state = match counts {
            Counts { open: 1, .. } => OpenState::Open,
            Counts { unknown: 1, .. } => OpenState::Unknown,
            _ => OpenState::Closed,
        };
        let zone = question.zone;
        let closes_at = (state == OpenState::Open).then(|| {
            let wanted = question.filter.amenities;
            let opening = search.describe(idx, wanted, zone, question.at);
            opening.open_until.map(|until| zone.format_instant(until))
        });
        Self {
            id: &station.id.0,
            name: cut(&station.name),
            name_en: None,
            state,
            closes_at: closes_at.flatten(),
        }
    }

    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let always = [
            ("station_id", self.id),
            ("name", self.name),
            ("open_state", self.state.key()),
        ];
        let closes_at = self.closes_at.as_deref().map(|until| ("closes_at", until));
        let name_en = self.name_en.map(|name| ("name_en", name));
        always.into_iter().chain(closes_at).chain(name_en)
    }

    fn n_bytes(&self) -> usize {
        self.texts().map(|(_, text)| n_text_bytes(text)).sum()
    }
}
