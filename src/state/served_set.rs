//! A set as it is served: the snapshot, its stations as JSON, its feeds and its history.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::NaiveDate;

use super::{History, PlainFeeds};
use crate::datum::Datum;
use crate::low_priority;
use crate::network::Network;
use crate::notices::Truth;
use crate::query::opening::OpeningSearch;
use crate::query::{StreetStations, WorkBudget};
use crate::render::Source;
use crate::render::StationJson;
use crate::render::feed::plain_feed;
use crate::search::SearchTexts;
use crate::snapshot::Snapshot;
use crate::tiles::TileOrder;

/// A snapshot and its serialised stations.
#[derive(Clone)]
pub struct ServedSet {
    snapshot: Arc<Snapshot>,
    /// What people say about its stations, if that is kept.
    truth: Option<Arc<Truth>>,
    station_json: Arc<StationJson>,
    feeds: Arc<PlainFeeds>,
    /// Their texts to search, made when they are first asked for.
    search_texts: Arc<OnceLock<SearchTexts>>,
    /// The stations in the order of map tiles, by [`Datum::ALL`]; each when it is first asked for.
    tile_orders: Arc<[OnceLock<TileOrder>; Datum::ALL.len()]>,
    history: Arc<History>,
    /// The stations matched to the streets, if there are streets.
    on_streets: Option<Arc<StreetStations>>,
    /// Seconds of reading, checking and indexing.
    load_time_s: f64,
}

impl ServedSet {
    /// Serialises the stations of a snapshot.
    pub fn new(snapshot: Snapshot, load_time_s: f64) -> Self {
        let station_json = StationJson::build(&snapshot);
        let feeds = PlainFeeds::default();
        feeds.identity(Datum::Wgs84, || station_json.collection());
        Self {
            history: Arc::new(History::begin(&snapshot)),
            feeds: Arc::new(feeds),
            search_texts: Arc::default(),
            tile_orders: Arc::default(),
            station_json: Arc::new(station_json),
            snapshot: Arc::new(snapshot),
            truth: None,
            on_streets: None,
            load_time_s,
        }
    }

    /// The same with its stations matched to streets.
    #[must_use]
    pub fn matched_to(self, network: &Network) -> Self {
        let matched = StreetStations::match_to(network, &self.snapshot);
        Self {
            on_streets: Some(Arc::new(matched)),
            ..self
        }
    }

    /// This set as the successor of another.
    #[must_use]
    pub fn following(self, before: &Self) -> Self {
        let history = before.history.continued(before.source(), self.source());
        Self {
            history: Arc::new(history),
            ..self
        }
    }

    /// This set with what people say about its stations; all else is shared.
    #[must_use]
    pub fn told(&self, truth: Option<Arc<Truth>>) -> Self {
        Self {
            truth,
            ..self.clone()
        }
    }

    /// Whether two sets hold the same stations, loaded at the same time.
    pub fn is_same_load(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.station_json, &other.station_json)
    }

    /// What people say about its stations, if that is kept.
    pub const fn truth(&self) -> Option<&Arc<Truth>> {
        self.truth.as_ref()
    }

    /// For a question about opening hours, with what people say.
    pub fn openings<'a>(&'a self, budget: WorkBudget<'a>) -> OpeningSearch<'a> {
        OpeningSearch::new(&self.snapshot, budget).told(self.truth.as_deref())
    }

    /// The set.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What answers are written from.
    pub fn source(&self) -> Source<'_> {
        Source {
            snapshot: &self.snapshot,
            station_json: &self.station_json,
            truth: self.truth.as_deref(),
        }
    }

    /// The stations matched to the streets, if there are streets.
    pub fn on_streets(&self) -> Option<&StreetStations> {
        self.on_streets.as_deref()
    }

    /// Seconds of reading, checking and indexing.
    pub const fn load_time_s(&self) -> f64 {
        self.load_time_s
    }

    /// Which stations changed since which version.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The plain feeds that were made so far.
    pub fn plain_feeds(&self) -> &PlainFeeds {
        &self.feeds
    }

    /// The plain feed in a datum, serialised on the first request.
    pub fn serialise_feed(&self, crs: Datum) -> Bytes {
        self.feeds
            .identity(crs, || Bytes::from(plain_feed(self.source(), crs)))
    }

    /// The texts to search, made on the first request.
    pub fn search_texts(&self) -> &SearchTexts {
        self.search_texts
            .get_or_init(|| SearchTexts::build(&self.snapshot))
    }

    /// The stations in the order of the tiles of a datum's map, made on the first request.
    pub fn tile_order(&self, crs: Datum) -> &TileOrder {
        self.tile_orders[crs as usize].get_or_init(|| TileOrder::build(&self.snapshot, crs))
    }

    /// Compresses the plain feed of a datum, once, on a low-priority thread of its own.
    ///
    /// The thread keeps only the bytes of the feed, and ends early when it is their last owner: the
    /// set has been replaced.
    pub fn compress_feed_aside(&self, crs: Datum) {
        if !self.feeds.begin_to_compress(crs) {
            return;
        }
        let feeds = Arc::clone(&self.feeds);
        let begun = low_priority::spawn("feed-compression", move || {
            feeds.compress_while(crs, || Arc::strong_count(&feeds) > 1);
        });
        if let Err(error) = begun {
            tracing::error!(%error, "the feed is sent uncompressed");
        }
    }

    /// The same set with its hours compiled around another day.
    #[must_use]
    pub fn rolled_to(&self, today: NaiveDate) -> Self {
        Self {
            snapshot: Arc::new(self.snapshot.rolled_to(today)),
            ..self.clone()
        }
    }
}
