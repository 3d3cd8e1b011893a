//! Metrics for the operator, as Prometheus families.
//!
//! A request updates plain atomics of its route. Everything else is read from the service at each
//! scrape. No label value comes from a client: routes are templates, and unknown methods are
//! grouped.

mod durations;
mod empty_answers;
mod family;
mod live;
mod log;
mod process;
mod reloads;
mod requests;
mod set;
mod usage;

use prometheus::proto::MetricFamily;

pub use log::LostLines;
pub use requests::{Requests, RouteRequests, method_name};
pub use usage::Usage;

use self::empty_answers::EmptyAnswers;
use self::log::Log;
use self::process::{Process, build_info};
use crate::live::Status;
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;
use crate::state::CurrentSet;

/// All metrics of the service.
#[derive(Default)]
pub struct Metrics {
    requests: Requests,
    empty_answers: EmptyAnswers,
    log: Log,
    process: Process,
}

impl Metrics {
    /// The requests of all routes.
    pub const fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Counts empty answers to a query.
    pub fn add_empty_answers(&self, set: &Snapshot, query: &NearestQuery, answers: usize) {
        if answers > 0 {
            let answers = u64::try_from(answers).unwrap_or(u64::MAX);
            self.empty_answers.add(set, query, answers);
        }
    }

    /// Reads the number of lost log lines at each scrape. Only the first call has an effect.
    pub fn watch_log(&self, lost: LostLines) {
        self.log.lost.get_or_init(|| lost);
    }

    /// Counts a log line that was suppressed because there were too many.
    pub fn hold_line_back(&self) {
        self.log.hold_back();
    }

    /// The current values of all metrics.
    pub fn families(
        &self,
        current: &CurrentSet,
        live: Option<&Status>,
        usage: &Usage,
    ) -> Vec<MetricFamily> {
        let served = current.get();
        let mut families = self.requests.families();
        if let Some(served) = &served {
            self.empty_answers.keep_known(served.snapshot());
        }
        families.push(self.empty_answers.family());
        families.extend(set::families(served.as_deref()));
        families.extend(reloads::families(&current.reload_counts()));
        families.extend(live::families(live));
        families.extend(usage::families(usage));
        families.push(self.log.family());
        families.push(build_info());
        let mut families: Vec<MetricFamily> = families.into_iter().flatten().collect();
        families.extend(self.process.families());
        families
    }
}
