//! What an operator watches: what is counted, and its families for Prometheus.
//!
//! What a request adds to is plain atomics of its route. All else is read off the service when
//! somebody asks. No label comes from a client: routes are templates, methods are known ones.

mod durations;
mod empty_answers;
mod family;
mod log;
mod process;
mod reloads;
mod requests;
mod set;

use prometheus::proto::MetricFamily;

pub use log::LostLines;
pub use requests::{Requests, RouteRequests, method_name};

use self::empty_answers::EmptyAnswers;
use self::log::Log;
use self::process::{Process, build_info};
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;
use crate::state::CurrentSet;

/// Everything that is counted while the service runs.
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

    /// Counts so many empty answers to a question.
    pub fn add_empty_answers(&self, set: &Snapshot, query: &NearestQuery, answers: usize) {
        if answers > 0 {
            let answers = u64::try_from(answers).unwrap_or(u64::MAX);
            self.empty_answers.add(set, query, answers);
        }
    }

    /// Asks the log at each scrape how many lines it has lost. The first that is given stays.
    pub fn watch_log(&self, lost: LostLines) {
        self.log.lost.get_or_init(|| lost);
    }

    /// Counts a log line that is not written, for there are too many like it.
    pub fn hold_line_back(&self) {
        self.log.hold_back();
    }

    /// Everything that is counted, read off now.
    pub fn families(&self, current: &CurrentSet) -> Vec<MetricFamily> {
        let served = current.get();
        let mut families = self.requests.families();
        if let Some(served) = &served {
            self.empty_answers.keep_known(served.snapshot());
        }
        families.push(self.empty_answers.family());
        families.extend(set::families(served.as_deref()));
        families.extend(reloads::families(&current.reload_counts()));
        families.push(self.log.family());
        families.push(build_info());
        let mut families: Vec<MetricFamily> = families.into_iter().flatten().collect();
        families.extend(self.process.families());
        families
    }
}
