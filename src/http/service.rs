//! The state that all requests share: the set being served, and how it is asked.
//!
//! The set is swapped whole; a request takes it once and keeps it to its end. What a set
//! remembers of those before it is the history of its feed.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;

use super::base_url::BaseUrl;
use super::batch::MAX_BATCHES_AT_ONCE;
use super::coverage::MAX_COVERAGE_JOBS_AT_ONCE;
use super::guard::{Guard, Limits, Turns};
use super::observe::Observation;
use super::params::Context;
use super::problem::Problem;
use super::served::Served;
use super::web::Site;
use crate::clock::{Instant, Zone};
use crate::datum::Datum;
use crate::network::Network;
use crate::query::Streets;
use crate::snapshot::Snapshot;
use crate::travel::Paces;

/// Feeds that are written for one request (filters, a moment) at a time; each is a text of its
/// own, as large as the file. Some others wait their turn.
pub(super) const MAX_FEEDS_WRITTEN_AT_ONCE: usize = 4;

/// Searches along streets at a time, each on a thread of its own and with four bytes of memory
/// a node. Some others wait their turn: more at a time would not be done sooner.
pub(super) const MAX_STREET_SEARCHES_AT_ONCE: usize = 8;

/// What all handlers share.
pub struct Service {
    zone: Zone,
    paces: Paces,
    /// What links begin with; `None` is the host that the request names.
    public_url: Option<BaseUrl>,
    site: Site,
    /// Read once; sets of stations come and go.
    network: OnceLock<Network>,
    /// `None` until the first set is loaded.
    current: ArcSwapOption<Served>,
    last_reload: RwLock<Option<Reload>>,
    /// Turns for feeds that are written for one request.
    feed_turns: Turns,
    /// Turns for searches along streets.
    street_turns: Turns,
    /// Turns for batches; a batch keeps its turn when its client has gone.
    batch_turns: Turns,
    /// Turns for coverage jobs; a job keeps its turn when its client has gone.
    coverage_turns: Turns,
    /// How much is asked of it at a time.
    guard: Arc<Guard>,
    /// What is counted and logged of all this.
    pub(super) observation: Observation,
}

/// How the last attempt to load the files again ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reload {
    /// When it ended.
    pub at: Instant,
    /// What is served since.
    pub outcome: ReloadOutcome,
    /// A sentence for everybody: it names no folder of the machine.
    pub message: String,
}

/// What is served after an attempt to load the files again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadOutcome {
    /// The new set.
    Swapped,
    /// The old set: the files are the same.
    Unchanged,
    /// The old set: the files cannot be used.
    Kept,
}

impl ReloadOutcome {
    /// The name in answers and logs.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::Unchanged => "unchanged",
            Self::Kept => "kept",
        }
    }
}

impl Service {
    /// A service that has no stations yet.
    pub fn new(zone: Zone, paces: Paces) -> Self {
        Self {
            zone,
            paces,
            public_url: None,
            site: Site { basemap: None },
            network: OnceLock::new(),
            current: ArcSwapOption::empty(),
            last_reload: RwLock::new(None),
            feed_turns: Turns::new(MAX_FEEDS_WRITTEN_AT_ONCE),
            street_turns: Turns::new(MAX_STREET_SEARCHES_AT_ONCE),
            batch_turns: Turns::new(MAX_BATCHES_AT_ONCE),
            coverage_turns: Turns::new(MAX_COVERAGE_JOBS_AT_ONCE),
            guard: Arc::new(Guard::new(Limits::default())),
            observation: Observation::default(),
        }
    }

    /// The same service, reached by its clients under an address of its own.
    #[must_use]
    pub fn with_public_url(self, public_url: Option<BaseUrl>) -> Self {
        Self { public_url, ..self }
    }

    /// The same with what the operator decided about the page.
    #[must_use]
    pub fn with_site(self, site: Site) -> Self {
        Self { site, ..self }
    }

    /// The same with the bounds that the operator set.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        let guard = Arc::new(Guard::new(limits));
        Self { guard, ..self }
    }

    /// How much is asked of it at a time, and the bounds on that.
    pub const fn guard(&self) -> &Arc<Guard> {
        &self.guard
    }

    /// Answers along these streets from the next set of stations on. The first network that
    /// is given stays.
    pub fn use_network(&self, network: Network) {
        self.network.get_or_init(|| network);
    }

    /// The streets, if there are any.
    pub fn network(&self) -> Option<&Network> {
        self.network.get()
    }

    /// The streets with the stations of a set on them, if there are any.
    pub(super) fn streets<'a>(&'a self, served: &'a Served) -> Option<Streets<'a>> {
        Some(Streets {
            network: self.network()?,
            stations: served.on_streets()?,
        })
    }

    /// Turns for searches along streets.
    pub(super) const fn street_turns(&self) -> &Turns {
        &self.street_turns
    }

    /// Turns for feeds that are written for one request.
    pub(super) const fn feed_turns(&self) -> &Turns {
        &self.feed_turns
    }

    /// Turns for batches.
    pub(super) const fn batch_turns(&self) -> &Turns {
        &self.batch_turns
    }

    /// Turns for coverage jobs.
    pub(super) const fn coverage_turns(&self) -> &Turns {
        &self.coverage_turns
    }

    /// What the operator decided about the page.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The set being served, or the problem that there is none yet.
    pub fn current(&self) -> Result<Arc<Served>, Problem> {
        self.current.load_full().ok_or_else(Problem::not_ready)
    }

    /// Looks at the set being served for a moment, without counting a reference that all cores
    /// would write to.
    pub(super) fn look_at_current<T>(&self, look: impl FnOnce(&Served) -> T) -> Result<T, Problem> {
        let current = self.current.load();
        current.as_deref().map(look).ok_or_else(Problem::not_ready)
    }

    /// Serves this set from the next request on, and begins to compress its feed.
    ///
    /// To be called by one loader at a time: the history goes on from the set before.
    pub fn replace(&self, served: Served) {
        let served = match self.network() {
            Some(network) => served.matched_to(network),
            None => served,
        };
        let served = match self.current() {
            Ok(before) => served.following(&before),
            Err(_) => served,
        };
        let served = Arc::new(served);
        self.metrics().keep_words_of(served.snapshot());
        served.compress_feed_aside(Datum::Wgs84);
        self.current.store(Some(served));
    }

    /// How the last attempt to load the files again ended; `None` if there was none.
    pub fn last_reload(&self) -> Option<Reload> {
        self.last_reload
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Remembers how an attempt to load the files again ended.
    pub fn note_reload(&self, outcome: ReloadOutcome, message: String) {
        let at = Instant::now();
        self.metrics().add_reload(outcome, at);
        let mut last = self
            .last_reload
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(Reload {
            at,
            outcome,
            message,
        });
    }

    /// Compiles the hours around another day, if they are not yet.
    ///
    /// Answers are right before and after; they are only faster after.
    pub fn roll_to(&self, today: NaiveDate) {
        let Ok(before) = self.current() else {
            return;
        };
        if before.snapshot().timetable().today() == today {
            return;
        }
        let rolled = Arc::new(before.rolled_to(today));
        // A set that was loaded meanwhile is newer than the one rolled here.
        self.current.compare_and_swap(&Some(before), Some(rolled));
    }

    /// The clock zone.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The paces of the modes.
    pub const fn paces(&self) -> &Paces {
        &self.paces
    }

    /// The address that the operator gave for links.
    pub const fn public_url(&self) -> Option<&BaseUrl> {
        self.public_url.as_ref()
    }

    /// What parameters of a request are read against.
    pub fn context<'a>(&'a self, snapshot: &'a Snapshot) -> Context<'a> {
        Context {
            snapshot,
            zone: self.zone,
            paces: &self.paces,
            now: Instant::now(),
        }
    }
}
