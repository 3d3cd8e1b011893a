//! `GET /metrics`: what an operator watches, in the text format of Prometheus.
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

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use prometheus::TextEncoder;
use prometheus::proto::MetricFamily;

pub use log::LostLines;
pub(super) use requests::{Requests, RouteRequests, method_name};

use self::empty_answers::EmptyAnswers;
use self::log::Log;
use self::process::{Process, build_info};
use self::reloads::Reloads;
use super::params::Params;
use super::problem::Problem;
use super::reply;
use super::service::{ReloadOutcome, Service};
use crate::clock::Instant;
use crate::query::NearestQuery;
use crate::snapshot::Snapshot;

/// Media type of version 0.0.4 of the text format.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that is counted while the service runs.
#[derive(Default)]
pub(super) struct Metrics {
    requests: Requests,
    empty_answers: EmptyAnswers,
    reloads: Reloads,
    log: Log,
    process: Process,
}

impl Metrics {
    /// The requests of all routes.
    pub(super) const fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Counts so many empty answers to a question.
    pub(super) fn add_empty_answers(&self, set: &Snapshot, query: &NearestQuery, answers: usize) {
        if answers > 0 {
            let answers = u64::try_from(answers).unwrap_or(u64::MAX);
            self.empty_answers.add(set, query, answers);
        }
    }

    /// Forgets the words that only a set before this one had.
    pub(super) fn keep_words_of(&self, set: &Snapshot) {
        self.empty_answers.keep_known(set);
    }

    /// Counts an attempt to load the files again.
    pub(super) fn add_reload(&self, outcome: ReloadOutcome, at: Instant) {
        self.reloads.add(outcome, at);
    }

    /// Asks the log at each scrape how many lines it has lost. The first that is given stays.
    pub(super) fn watch_log(&self, lost: LostLines) {
        self.log.lost.get_or_init(|| lost);
    }

    /// Counts a log line that is not written, for there are too many like it.
    pub(super) fn hold_line_back(&self) {
        self.log.hold_back();
    }

    fn families(&self, service: &Service) -> Vec<MetricFamily> {
        let served = service.current().ok();
        let mut families = self.requests.families();
        families.push(self.empty_answers.family());
        families.extend(set::families(served.as_deref()));
        families.extend(self.reloads.families());
        families.push(self.log.family());
        families.push(build_info());
        let mut families: Vec<MetricFamily> = families.into_iter().flatten().collect();
        families.extend(self.process.families());
        families
    }
}

/// `GET /metrics`.
pub(super) async fn get_metrics(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Params::from_query(query.as_deref().unwrap_or_default(), &[])?;
    let families = service.metrics().families(&service);
    let text = TextEncoder::new().encode_to_string(&families);
    let text = text.map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        Problem::internal()
    })?;
    Ok(reply(PROMETHEUS_TEXT, text))
}

/// An instant as the format counts time.
fn unix_seconds(at: Instant) -> f64 {
    family::to_f64(u64::try_from(at.unix_s).unwrap_or_default())
}
