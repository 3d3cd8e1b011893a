//! The WGS-84 feed as one text, serialised once per loaded set.
//!
//! Every answer about stations is cut from it: whole features, or an id and the properties with
//! what a question adds written around them. Every standard property is there, null if unknown; a
//! file's own properties follow unchanged, then what goes on there, if anything, and then, for
//! programs that drop lists, the lists as texts. The loader has removed own properties whose names answers need.

mod properties;

use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;

use self::properties::{KeysAsJson, write_list_texts, write_properties};
use super::collection_head::{FEATURE_BYTES, close_collection, open_collection};
use super::json::append_string;
use super::programme::write_programme;
use super::write_point;
use crate::clock::Zone;
use crate::datum::Datum;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx};

/// The static JSON of all stations of a set: a FeatureCollection and where its parts are.
pub struct StationJson {
    collection: Collection,
    features: Vec<FeatureSpan>,
    /// Of the few stations at which something goes on, by rows: where the members begin that say it.
    programmes: Vec<(usize, u32)>,
}

/// The text, shared with the answers that send it whole.
#[derive(Clone)]
struct Collection(Arc<String>);

/// Where a feature is in the text, and its parts in the feature, bytes.
struct FeatureSpan {
    start: usize,
    /// Where the id ends; it begins after [`FEATURE_START`].
    id_end: u32,
    /// Where the members of the properties begin.
    properties: u32,
    /// Where the members of the station and its file end, and the lists as texts begin.
    properties_end: u32,
    /// Where these end; [`FEATURE_END`] closes the feature. The limits of the loader keep a feature
    /// far below the range of 32 bits.
    texts_end: u32,
}

/// What every feature begins with; its id follows.
pub(super) const FEATURE_START: &str = r#"{"type":"Feature","id":"#;
/// What every feature ends with.
pub(super) const FEATURE_END: &str = "}}";

/// The number of stations that are written as one chunk.
const STATIONS_PER_CHUNK: usize = 64;
/// The number of chunks that are written together, while those before them are joined.
const CHUNKS_PER_BATCH: usize = 32;

/// The features of some stations, separated by commas; the spans are relative to the chunk.
struct Chunk {
    text: String,
    features: Vec<FeatureSpan>,
    programmes: Vec<(usize, u32)>,
}

/// The text so far.
struct Joining {
    text: String,
    features: Vec<FeatureSpan>,
    programmes: Vec<(usize, u32)>,
}

impl StationJson {
    /// Serialises all stations on all cores; about half a microsecond each.
    pub fn build(snapshot: &Snapshot) -> Self {
        let stations = snapshot.stations();
        let keys = KeysAsJson::of(snapshot.amenity_keys());
        let zone = snapshot.zone();
        let mut text = String::new();
        open_collection(&mut text, snapshot, Datum::Wgs84);
        let mut joined = Joining {
            text,
            features: Vec::with_capacity(stations.len()),
            programmes: Vec::new(),
        };
        let mut written: Vec<Chunk> = Vec::new();
        for batch in stations.chunks(STATIONS_PER_CHUNK * CHUNKS_PER_BATCH) {
            let write = || {
                let chunks = batch.par_chunks(STATIONS_PER_CHUNK);
                chunks.map(|chunk| Chunk::of(chunk, &keys, zone)).collect()
            };
            let ((), next) = rayon::join(|| joined.append(written), write);
            written = next;
        }
        joined.append(written);
        joined.finish()
    }

    /// The whole feed in WGS-84, not copied.
    pub fn collection(&self) -> Bytes {
        Bytes::from_owner(self.collection.clone())
    }

    /// The whole Feature in WGS-84.
    pub fn feature(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        let text = &self.collection.0[span.start..];
        &text[..span.texts_end as usize + FEATURE_END.len()]
    }

    /// The same up to where members may follow, without the lists as texts.
    pub fn open_feature(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        &self.collection.0[span.start..][..span.properties_end as usize]
    }

    /// The members `activities` and `offers` after a comma, with which [`Self::open_feature`] and
    /// [`Self::properties`] end; mostly there are none.
    pub fn programme(&self, station: StationIdx) -> &str {
        let known = self
            .programmes
            .binary_search_by_key(&station.row(), |of| of.0);
        let start = known.map_or(0, |nth| self.programmes[nth].1 as usize);
        let feature = self.open_feature(station);
        &feature[if start == 0 { feature.len() } else { start }..]
    }

    /// The members that hold the lists as texts, after a comma.
    pub fn list_texts(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        let text = &self.collection.0[span.start..];
        &text[span.properties_end as usize..span.texts_end as usize]
    }

    /// The id as a JSON string, quotes included.
    pub fn id(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        &self.collection.0[span.start..][FEATURE_START.len()..span.id_end as usize]
    }

    /// The members of `properties` without braces, and without the lists as texts.
    pub fn properties(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        let text = &self.collection.0[span.start..];
        &text[span.properties as usize..span.properties_end as usize]
    }
}

impl AsRef<[u8]> for Collection {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Chunk {
    fn of(stations: &[Station], keys: &KeysAsJson, zone: Zone) -> Self {
        let mut chunk = Self {
            text: String::with_capacity(stations.len() * FEATURE_BYTES),
            features: Vec::with_capacity(stations.len()),
            programmes: Vec::new(),
        };
        for (row, station) in stations.iter().enumerate() {
            if row > 0 {
                chunk.text.push(',');
            }
            let (feature, programme) = write_feature(&mut chunk.text, station, keys, zone);
            if programme < feature.properties_end {
                chunk.programmes.push((row, programme));
            }
            chunk.features.push(feature);
        }
        chunk
    }
}

impl Joining {
    fn append(&mut self, chunks: Vec<Chunk>) {
        for Chunk {
            text,
            features,
            programmes,
        } in chunks
        {
            if !self.features.is_empty() {
                self.text.push(',');
            }
            self.reserve(text.len(), features.len());
            let (offset, row) = (self.text.len(), self.features.len());
            self.text.push_str(&text);
            let moved = |span: FeatureSpan| FeatureSpan {
                start: span.start + offset,
                ..span
            };
            self.features.extend(features.into_iter().map(moved));
            let of_all = programmes.into_iter().map(|(nth, at)| (row + nth, at));
            self.programmes.extend(of_all);
        }
    }

    /// Reserves memory for all features, unless they are much longer than the average so far.
    ///
    /// Reserved memory that is never written costs nothing, but a text that outgrows it is copied,
    /// and is in memory twice meanwhile.
    fn reserve(&mut self, bytes: usize, n_features: usize) {
        if self.text.capacity() - self.text.len() < bytes {
            let n_left = self.features.capacity() - self.features.len();
            let n_known = self.features.len() + n_features;
            let mean_bytes = (self.text.len() + bytes).div_ceil(n_known);
            let left = n_left * (mean_bytes + mean_bytes / 4);
            self.text.reserve_exact(left.max(bytes));
        }
    }

    fn finish(mut self) -> StationJson {
        close_collection(&mut self.text);
        self.text.shrink_to_fit();
        StationJson {
            collection: Collection(Arc::new(self.text)),
            features: self.features,
            programmes: self.programmes,
        }
    }
}

/// Writes a feature; returns where its parts are, and where what goes on there begins.
fn write_feature(
    out: &mut String,
    station: &Station,
    keys: &KeysAsJson,
    zone: Zone,
) -> (FeatureSpan, u32) {
    let start = out.len();
    let offset = |out: &String| u32::try_from(out.len() - start).unwrap_or(u32::MAX);
    out.push_str(FEATURE_START);
    append_string(out, &station.id.0);
    let id_end = offset(out);
    out.push_str(r#","geometry":"#);
    write_point(out, station.position, Datum::Wgs84);
    out.push_str(r#","properties":{"#);
    let properties = offset(out);
    write_properties(out, station, keys);
    let extra = &station.more().extra_members;
    if !extra.is_empty() {
        out.push(',');
        out.push_str(extra);
    }
    let programme = offset(out);
    write_programme(out, station, zone);
    let properties_end = offset(out);
    write_list_texts(out, station, keys);
    let texts_end = offset(out);
    out.push_str(FEATURE_END);
    let span = FeatureSpan {
        start,
        id_end,
        properties,
        properties_end,
        texts_end,
    };
    (span, programme)
}
