//! The state that all requests share: the set being served, and the limits on requests.

use std::sync::Arc;

use super::base_url::BaseUrl;
use super::frame::{Admission, Limits, RequestLines, Shared};
use super::handlers::tiles::TileCache;
use super::metrics::{LostLines, Metrics};
use super::problem::Problem;
use super::site::Site;
use super::work_queue::WorkQueues;
use crate::clock::{UnixTime, Zone};
use crate::live::Live;
use crate::network::Network;
use crate::position::Position;
use crate::query::{NearestQuery, Streets};
use crate::request::Context;
use crate::snapshot::Snapshot;
use crate::state::{CurrentSet, ServedSet};
use crate::travel::Paces;

/// The shared state of all handlers.
pub struct AppState {
    /// The set being served, shared with its reloader.
    set: Arc<CurrentSet>,
    paces: Paces,
    /// The base of absolute links; `None` is the host that the request names.
    public_url: Option<BaseUrl>,
    site: Site,
    /// The queues for expensive work.
    queues: WorkQueues,
    /// Vector tiles that were made.
    tiles: TileCache,
    /// What people say beside the files; `None` if it is not kept.
    live: Option<Arc<Live>>,
    /// Shared by the layers of all routes: admission, metrics and logging.
    frame: Shared,
}

impl AppState {
    /// A service without stations yet.
    pub fn new(zone: Zone, paces: Paces) -> Self {
        Self {
            set: Arc::new(CurrentSet::empty(zone)),
            paces,
            public_url: None,
            site: Site { basemap: None },
            queues: WorkQueues::default(),
            tiles: TileCache::default(),
            live: None,
            frame: Shared {
                admission: Arc::new(Admission::new(Limits::default())),
                metrics: Arc::default(),
                request_lines: Arc::default(),
            },
        }
    }

    /// Sets the public address of the service.
    #[must_use]
    pub fn with_public_url(self, public_url: Option<BaseUrl>) -> Self {
        Self { public_url, ..self }
    }

    /// Sets the operator's options for the page.
    #[must_use]
    pub fn with_site(self, site: Site) -> Self {
        Self { site, ..self }
    }

    /// Sets the operator's limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.frame.admission = Arc::new(Admission::new(limits));
        self
    }

    /// Keeps notices and reports.
    #[must_use]
    pub fn with_live(self, live: Option<Arc<Live>>) -> Self {
        Self { live, ..self }
    }

    /// Notices and reports; `None` if they are not kept.
    pub const fn live(&self) -> Option<&Arc<Live>> {
        self.live.as_ref()
    }

    /// Admission control and its limits.
    pub const fn admission(&self) -> &Arc<Admission> {
        &self.frame.admission
    }

    /// What the layers of all routes share.
    pub const fn frame(&self) -> &Shared {
        &self.frame
    }

    /// The set being served, with its replacement.
    pub const fn set(&self) -> &Arc<CurrentSet> {
        &self.set
    }

    /// The streets, if there are any.
    pub fn network(&self) -> Option<&Network> {
        self.set.network()
    }

    /// The streets with the stations of a set on them, if there are any.
    pub fn streets<'a>(&'a self, served: &'a ServedSet) -> Option<Streets<'a>> {
        self.set.streets(served)
    }

    /// The queues for expensive work.
    pub const fn queues(&self) -> &WorkQueues {
        &self.queues
    }

    /// Vector tiles that were made.
    pub const fn tiles(&self) -> &TileCache {
        &self.tiles
    }

    /// The operator's options for the page.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The set being served, or the problem that none is loaded yet.
    pub fn current(&self) -> Result<Arc<ServedSet>, Problem> {
        self.set.get().ok_or_else(Problem::not_ready)
    }

    /// Reads the set being served without counting a reference, which all cores would write to.
    pub fn look_at_current<T>(&self, look: impl FnOnce(&ServedSet) -> T) -> Result<T, Problem> {
        self.set.look(look).ok_or_else(Problem::not_ready)
    }

    /// The clock zone.
    pub fn zone(&self) -> Zone {
        self.set.zone()
    }

    /// The paces of the modes.
    pub const fn paces(&self) -> &Paces {
        &self.paces
    }

    /// The public address that the operator set.
    pub const fn public_url(&self) -> Option<&BaseUrl> {
        self.public_url.as_ref()
    }

    /// The context in which parameters are parsed.
    pub fn context<'a>(&'a self, snapshot: &'a Snapshot) -> Context<'a> {
        Context {
            snapshot,
            zone: self.zone(),
            paces: &self.paces,
            now: self.now(),
        }
    }

    /// The moment of a request; each looks once.
    pub fn now(&self) -> UnixTime {
        UnixTime::now()
    }

    /// Logs a line per request at `info` (otherwise at `debug`), and reports the lines that the log
    /// has lost.
    #[must_use]
    pub fn with_log(mut self, are_requests_at_info: bool, lost_lines: LostLines) -> Self {
        self.frame.metrics.watch_log(lost_lines);
        self.frame.request_lines = Arc::new(RequestLines::new(are_requests_at_info));
        self
    }

    /// Counts a question that found nothing at some places: for the metrics without the places, for
    /// planners by what is about a kilometre, if that is kept.
    pub fn note_unmet(&self, set: &Snapshot, query: &NearestQuery, origins: &[Position]) {
        if origins.is_empty() {
            return;
        }
        self.metrics().add_empty_answers(set, query, origins.len());
        if let Some(live) = &self.live {
            live.count_unmet(set, query, origins);
        }
    }

    /// The metrics.
    pub fn metrics(&self) -> &Metrics {
        &self.frame.metrics
    }
}
