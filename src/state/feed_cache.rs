//! The plain feed of a loaded set: its bytes in each datum and encoding, made once.
//!
//! WGS-84 exists from the beginning. Another datum is serialised when it is first requested.
//! Compression takes seconds, and requests do not wait for it: until it is done the feed is sent
//! uncompressed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;

use super::Encoded;
use super::encoding::{Effort, Encoding};
use crate::datum::Datum;

/// The plain feed in all datums.
#[derive(Default)]
pub struct PlainFeeds([PlainFeed; Datum::ALL.len()]);

/// The plain feed in one datum.
#[derive(Default)]
struct PlainFeed {
    identity: OnceLock<Bytes>,
    /// By [`Encoding::ALL`].
    compressed: [OnceLock<Bytes>; Encoding::ALL.len()],
    /// Whether its compression has begun.
    is_begun: AtomicBool,
}

impl PlainFeeds {
    /// The first of the wanted encodings that is ready, or the feed uncompressed; `None` if this
    /// datum was never requested. Copies no bytes.
    pub fn best(&self, crs: Datum, wanted: &[Encoding]) -> Option<Encoded> {
        let feed = self.of(crs);
        wanted
            .iter()
            .find_map(|encoding| Some((Some(*encoding), feed.slot(*encoding).get()?.clone())))
            .or_else(|| Some((None, feed.identity.get()?.clone())))
    }

    /// The uncompressed feed in a datum, made by `serialise` if necessary.
    pub fn identity(&self, crs: Datum, serialise: impl FnOnce() -> Bytes) -> Bytes {
        self.of(crs).identity.get_or_init(serialise).clone()
    }

    /// Whether this is the first call, and the caller must thus call [`PlainFeeds::compress`].
    pub fn begin_to_compress(&self, crs: Datum) -> bool {
        !self.of(crs).is_begun.swap(true, Ordering::Relaxed)
    }

    /// Compresses the feed of a datum, the encoding of most clients first; seconds for 200,000
    /// stations. Does nothing if it was never serialised.
    pub fn compress(&self, crs: Datum) {
        self.compress_while(crs, || true);
    }

    /// The same, as long as the predicate holds; it is asked before each encoding.
    pub fn compress_while(&self, crs: Datum, is_wanted: impl Fn() -> bool) {
        let feed = self.of(crs);
        let Some(identity) = feed.identity.get() else {
            return;
        };
        for encoding in Encoding::ALL.into_iter().rev() {
            let slot = feed.slot(encoding);
            if slot.get().is_none()
                && is_wanted()
                && let Some(bytes) = encoding.compress(identity, Effort::Thorough)
            {
                // If another thread has done the same work meanwhile, it has the same bytes.
                let _ = slot.set(bytes);
            }
        }
    }

    const fn of(&self, crs: Datum) -> &PlainFeed {
        &self.0[crs as usize]
    }
}

impl PlainFeed {
    const fn slot(&self, encoding: Encoding) -> &OnceLock<Bytes> {
        &self.compressed[encoding as usize]
    }
}
