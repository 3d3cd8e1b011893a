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
use crate::tiles::Tile;

/// The most bytes of all tiles that are kept.
const MAX_BYTES: u64 = 32 << 20;
/// About how many tiles that is.
const USUAL_TILES: usize = 4_096;
/// Bytes that a tile takes beside its own.
const TILE_OVERHEAD_BYTES: u64 = 256;
/// Digits of a tile's digest that make its tag.
const TAG_LENGTH: usize = 16;
/// Smaller tiles are sent as they are.
const MIN_COMPRESSED_BYTES: usize = 256;

/// The tiles that were asked for last.
pub struct TileCache(Cache<Key, Arc<Made>, ByBytes>);

/// What a tile depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    version: Box<str>,
    /// The tables of days off may be replaced while the stations stay.
    loaded_at_s: i64,
    tile: Tile,
    crs: Datum,
    at_s: i64,
    amenities: AmenitySet,
    kinds: Option<Vec<KindIdx>>,
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
        Self(Cache::with_weighter(USUAL_TILES, MAX_BYTES, ByBytes))
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
        self.0.get_or_insert_async(key, make).await
    }
}

impl Key {
    /// The key of a tile of a set.
    pub fn of(served: &ServedSet, tile: Tile, request: &TileRequest) -> Self {
        let snapshot = served.snapshot();
        Self {
            version: snapshot.version().into(),
            loaded_at_s: snapshot.loaded_at().unix_s,
            tile,
            crs: request.crs,
            at_s: request.at.unix_s,
            amenities: request.filter.amenities,
            kinds: request.filter.kinds.clone(),
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

impl Weighter<Key, Arc<Made>> for ByBytes {
    fn weight(&self, _: &Key, made: &Arc<Made>) -> u64 {
        let gzip = made.gzip.as_ref().map_or(0, Bytes::len);
        (made.identity.len() + gzip) as u64 + TILE_OVERHEAD_BYTES
    }
}
