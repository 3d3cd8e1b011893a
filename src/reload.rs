//! Keeping the served set current while the service runs: at midnight, and on request.
//!
//! A set is swapped whole or not at all. Whatever happens to the files, what is served stays
//! until something sound is there; why it stayed is logged once and shown in `/v1/meta`.
//! Nothing here watches files: whoever changes them says when they are done.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Instant, Zone};
use crate::hours::Calendars;
use crate::http::{ReloadOutcome, Served, Service};
use crate::snapshot::Snapshot;

/// How often the wall clock is looked at. A clock that is set or a machine that slept is
/// noticed within this time; answers are exact all the while.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Why the files cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the log: everything.
    pub log: String,
    /// For everybody: without the machine's folders.
    pub public: String,
}

/// Requests to load again: SIGHUP, where there is such a thing.
pub struct Hangups {
    #[cfg(unix)]
    signals: tokio::signal::unix::Signal,
}

/// Compiles the hours anew when a day begins; runs until it is dropped.
pub async fn roll_over_at_midnight(service: Arc<Service>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let today = today(service.zone());
        let service = Arc::clone(&service);
        let rolled = tokio::task::spawn_blocking(move || service.roll_to(today));
        if rolled.await.is_err() {
            tracing::error!(
                "compiling the hours of the new day failed; they are evaluated instead"
            );
        }
    }
}

/// The date on the service's wall clock.
pub fn today(zone: Zone) -> chrono::NaiveDate {
    zone.local_minute(Instant::now()).date()
}

/// Loads again whenever that is requested; runs until it is dropped.
///
/// One load at a time: requests that come during a load are answered by one more.
pub async fn reload_on_hangup<L>(mut hangups: Hangups, service: Arc<Service>, load: L)
where
    L: Fn() -> Result<Served, Refusal> + Send + Sync + 'static,
{
    let load = Arc::new(load);
    loop {
        hangups.next().await;
        tracing::info!("loading the files again");
        let (loading, load) = (Arc::clone(&service), Arc::clone(&load));
        let ended = tokio::task::spawn_blocking(move || reload(&loading, || load()));
        if ended.await.is_err() {
            let refusal = Refusal::from_text("loading failed by a fault of the program");
            keep(&service, &refusal);
        }
    }
}

/// Loads again and serves the new set if it is sound and different.
pub fn reload(service: &Service, load: impl FnOnce() -> Result<Served, Refusal>) -> ReloadOutcome {
    match load() {
        Err(refusal) => keep(service, &refusal),
        Ok(served) if is_served(service, served.snapshot()) => {
            note(service, ReloadOutcome::Unchanged, "the files are the same")
        }
        Ok(served) => {
            let snapshot = served.snapshot();
            let message = format!(
                "{} stations, version {}",
                snapshot.stations().len(),
                snapshot.version()
            );
            service.replace(served);
            note(service, ReloadOutcome::Swapped, &message)
        }
    }
}

/// Whether the set being served is from the same files and knows the same days off.
fn is_served(service: &Service, next: &Snapshot) -> bool {
    service.current().is_ok_and(|served| {
        let now = served.snapshot();
        now.version() == next.version() && calendars(now) == calendars(next)
    })
}

fn calendars(snapshot: &Snapshot) -> &Calendars {
    &snapshot.timetable().schedules().settings().calendars
}

fn keep(service: &Service, refusal: &Refusal) -> ReloadOutcome {
    tracing::error!("the stations stay as they were: {}", refusal.log);
    service.note_reload(ReloadOutcome::Kept, refusal.public.clone());
    ReloadOutcome::Kept
}

fn note(service: &Service, outcome: ReloadOutcome, message: &str) -> ReloadOutcome {
    tracing::info!(outcome = outcome.key(), "loaded again: {message}");
    service.note_reload(outcome, message.to_owned());
    outcome
}

impl Refusal {
    /// A reason that may be read by everybody as it is.
    pub fn from_text(text: &str) -> Self {
        Self {
            log: text.to_owned(),
            public: text.to_owned(),
        }
    }
}

impl Hangups {
    /// Takes requests from now on; those before a load is possible are not lost, and do not
    /// end the process.
    pub fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                signals: signal(SignalKind::hangup())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if self.signals.recv().await.is_some() {
            return;
        }
        std::future::pending::<()>().await;
    }
}
