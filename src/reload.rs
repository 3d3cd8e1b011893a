//! Keeping the served set current while the service runs: when files change, when a web server has
//! a new version, on request, and at midnight.
//!
//! A set is replaced whole or not at all. Whatever happens to the files, the old set is served
//! until a valid one is loaded; the reason is logged once and shown in `/v1/meta`.
//!
//! [`FileWatch`] and [`SighupListener`] make requests through [`ReloadTrigger`]; the one
//! [`Reloader`] handles them, polls the web servers, and alone replaces the set. Each attempt ends
//! in [`CurrentSet::note_reload`], whatever its outcome.

mod fetch;
mod fingerprints;
mod holidays;
mod netrc;
mod refusal;
mod reloader;
mod source;
mod trigger;
mod url;
mod watch;

use crate::clock::{UnixTime, Zone};
use crate::hours::Calendars;
use crate::snapshot::Snapshot;
use crate::state::CurrentSet;
use crate::state::{ReloadOutcome, ServedSet};

pub use fetch::{FetchSettings, MAX_REDIRECTS, Remote, USUAL_MAX_FETCHED_BYTES};
pub use fingerprints::refuse_streams;
pub use holidays::{lacking_tables, warn_of_lacking_tables};
pub use netrc::{MAX_NETRC_BYTES, Netrc, NetrcError};
pub use refusal::{Refusal, Shrinking};
pub use reloader::Reloader;
pub use source::{DEFAULT_FOLDER, Source, Sources};
pub use trigger::{ReloadTrigger, SighupListener};
pub use url::{MAX_SOURCE_URL_BYTES, SourceUrl, SourceUrlError};
pub use watch::{FileWatch, QUIET_TIME};

/// The date on the service's wall clock.
pub fn today(zone: Zone) -> chrono::NaiveDate {
    zone.local_minute(UnixTime::now()).date()
}

/// Loads again and serves the new set if it is valid and different.
pub fn reload(
    current: &CurrentSet,
    shrinking: Shrinking,
    load: impl FnOnce() -> Result<ServedSet, Refusal>,
) -> ReloadOutcome {
    let loaded = load().and_then(|served| {
        let n_now = current.get().map_or(0, |now| count(&now));
        shrinking.check(n_now, count(&served)).map(|()| served)
    });
    match loaded {
        Err(refusal) => keep(current, &refusal),
        Ok(served) if is_served(current, served.snapshot()) => {
            note(current, ReloadOutcome::Unchanged, "the files are the same")
        }
        Ok(served) => {
            let version = served.snapshot().version();
            let message = format!("{} stations, version {version}", count(&served));
            current.replace(served);
            note(current, ReloadOutcome::Swapped, &message)
        }
    }
}

fn count(served: &ServedSet) -> usize {
    served.snapshot().stations().len()
}

/// Whether the set being served has the same files and the same days off.
fn is_served(current: &CurrentSet, next: &Snapshot) -> bool {
    current.get().is_some_and(|served| {
        let now = served.snapshot();
        now.version() == next.version() && calendars(now) == calendars(next)
    })
}

fn calendars(snapshot: &Snapshot) -> &Calendars {
    &snapshot.timetable().schedules().settings().calendars
}

fn keep(current: &CurrentSet, refusal: &Refusal) -> ReloadOutcome {
    // The status before the log line, so that a reader of the line finds the status.
    current.note_reload(ReloadOutcome::Kept, refusal.public.clone());
    tracing::error!("the stations stay as they were: {}", refusal.log);
    ReloadOutcome::Kept
}

fn note(current: &CurrentSet, outcome: ReloadOutcome, message: &str) -> ReloadOutcome {
    current.note_reload(outcome, message.to_owned());
    tracing::info!(outcome = outcome.key(), "loaded again: {message}");
    outcome
}
