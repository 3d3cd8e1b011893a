//! The plain feed of a loaded set: its bytes in each datum and encoding, made once.
//!
//! WGS-84 is there from the beginning. Another datum is serialised when it is first asked
//! for. Compression takes seconds and keeps nobody waiting: until it is done the bytes are
//! sent as they are.

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
    /// Whether somebody has begun to compress it.
    is_begun: AtomicBool,
}

impl PlainFeeds {
    /// The first of the wanted encodings that is ready, or the feed as it is; `None` if nobody
    /// has asked for this datum yet. Copies no byte of it.
    pub fn best(&self, crs: Datum, wanted: &[Encoding]) -> Option<Encoded> {
        let feed = self.of(crs);
        wanted
            .iter()
            .find_map(|encoding| Some((Some(*encoding), feed.slot(*encoding).get()?.clone())))
            .or_else(|| Some((None, feed.identity.get()?.clone())))
    }

    /// The feed in a datum as it is, made by `serialise` if it is not there yet.
    pub fn identity(&self, crs: Datum, serialise: impl FnOnce() -> Bytes) -> Bytes {
        self.of(crs).identity.get_or_init(serialise).clone()
    }

    /// Whether the caller is the first to ask, and is thus to call [`PlainFeeds::compress`].
    pub fn begin_to_compress(&self, crs: Datum) -> bool {
        !self.of(crs).is_begun.swap(true, Ordering::Relaxed)
    }

    /// Compresses the feed of a datum, for the most clients first; seconds for 200,000
    /// stations. Nothing to do if it was never serialised.
    pub fn compress(&self, crs: Datum) {
        self.compress_while(crs, || true);
    }

    /// The same, as long as somebody wants it; that is asked before each encoding.
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
                // Whoever else has done the same work meanwhile has the same bytes.
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
