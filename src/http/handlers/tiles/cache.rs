//! Tiles that were made, for the next who ask.

use std::sync::Arc;

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::amenity::AmenitySet;
use crate::dataset::bytes::sha256_in_hex;
use crate::datum::Datum;
use crate::http::problem::Problem;
use crate::index::KindIdx;
use crate::request::TileRequest;
use crate::state::{Effort, Encoding, ServedSet};
use crate::tiles::{StreetLines, Tile};

/// The most bytes of all tiles that are kept.
const MAX_BYTES: u64 = 32 << 20;
/// The most bytes of the streets of all tiles that are kept.
const MAX_STREET_BYTES: u64 = 32 << 20;
/// About how many tiles that is.
const USUAL_TILES: usize = 4_096;
/// Bytes that a tile takes beside its own.
const TILE_OVERHEAD_BYTES: u64 = 256;
/// Digits of a tile's digest that make its tag.
const TAG_LENGTH: usize = 16;
/// Smaller tiles are sent as they are.
const MIN_COMPRESSED_BYTES: usize = 256;

/// The tiles that were asked for last. The streets of a tile are the same at each moment and for
/// each filter, so they are kept beside it.
pub struct TileCache {
    made: Cache<Key, Arc<Made>, ByBytes>,
    streets: Cache<(Tile, Datum), Arc<StreetLines>, ByBytes>,
}

/// What a tile depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    version: Box<str>,
    /// The tables of days off may be replaced while the stations stay.
    loaded_at_s: i64,
    /// The version of what people say that tiles show, if stations are asked for.
    said: Option<u64>,
    tile: Tile,
    crs: Datum,
    has_streets: bool,
    /// Moment and filter of the stations, if they are asked for: streets are the same for all.
    stations: Option<(i64, AmenitySet, Option<Vec<KindIdx>>)>,
}

/// A tile in the forms in which it is sent.
#[derive(Debug)]
pub struct Made {
    /// A weak tag of its bytes.
    pub etag: String,
    /// Its bytes.
    pub identity: Bytes,
    /// The same with gzip, if that is shorter.
    pub gzip: Option<Bytes>,
}

/// Counts tiles by their bytes.
#[derive(Clone)]
struct ByBytes;

impl Default for TileCache {
    fn default() -> Self {
        Self {
            made: Cache::with_weighter(USUAL_TILES, MAX_BYTES, ByBytes),
            streets: Cache::with_weighter(USUAL_TILES, MAX_STREET_BYTES, ByBytes),
        }
    }
}

impl TileCache {
    /// The tile of a key: as it is kept, or as it is made now. Others who ask for it meanwhile wait;
    /// if it cannot be made, the next of them tries.
    pub async fn get_or_make(
        &self,
        key: &Key,
        make: impl Future<Output = Result<Arc<Made>, Problem>>,
    ) -> Result<Arc<Made>, Problem> {
        self.made.get_or_insert_async(key, make).await
    }

    /// The streets of a tile: as they are kept, or as they are found now. `None` if they cannot be
    /// found. Two that ask for the same at one time both find them.
    pub fn streets(
        &self,
        tile: Tile,
        crs: Datum,
        find: impl FnOnce() -> Option<StreetLines>,
    ) -> Option<Arc<StreetLines>> {
        if let Some(kept) = self.streets.get(&(tile, crs)) {
            return Some(kept);
        }
        let found = Arc::new(find()?);
        self.streets.insert((tile, crs), Arc::clone(&found));
        Some(found)
    }
}

impl Key {
    /// The key of a tile of a set.
    pub fn of(served: &ServedSet, tile: Tile, request: &TileRequest) -> Self {
        let snapshot = served.snapshot();
        let filter = &request.filter;
        let stations = || {
            (
                request.shown_at().unix_s,
                filter.amenities,
                filter.kinds.clone(),
            )
        };
        Self {
            version: snapshot.version().into(),
            loaded_at_s: snapshot.loaded_at().unix_s,
            said: served
                .truth()
                .filter(|_| request.layers.stations)
                .map(|truth| truth.bearing_version()),
            tile,
            crs: request.crs,
            has_streets: request.layers.streets,
            stations: request.layers.stations.then(stations),
        }
    }
}

impl Made {
    /// Compresses and tags the bytes of a tile.
    pub fn of(bytes: Vec<u8>) -> Self {
        let digest = sha256_in_hex(&bytes);
        let gzip = (bytes.len() >= MIN_COMPRESSED_BYTES)
            .then(|| Encoding::Gzip.compress(&bytes, Effort::Light))
            .flatten()
            .filter(|gzip| gzip.len() < bytes.len());
        Self {
            etag: format!("W/\"{}\"", &digest[..TAG_LENGTH]),
            identity: Bytes::from(bytes),
            gzip,
        }
    }
}

impl Weighter<(Tile, Datum), Arc<StreetLines>> for ByBytes {
    fn weight(&self, _: &(Tile, Datum), streets: &Arc<StreetLines>) -> u64 {
        streets.n_bytes() as u64 + TILE_OVERHEAD_BYTES
    }
}

impl Weighter<Key, Arc<Made>> for ByBytes {
    fn weight(&self, _: &Key, made: &Arc<Made>) -> u64 {
        let gzip = made.gzip.as_ref().map_or(0, Bytes::len);
        (made.identity.len() + gzip) as u64 + TILE_OVERHEAD_BYTES
    }
}
