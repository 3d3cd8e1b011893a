//! Looking after station files and tables of days off: a change needs no request.
//!
//! The files are looked at every half second; their size, date and identity decide. So it does
//! not matter how a file was replaced (in place, by a rename, by swapping a link that leads to
//! it), nor on which file system it is. The system's notices (`notify`) would save the looks, and
//! come late or never on network file systems and for folders that are not there yet.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::fingerprints::{Fingerprint, Fingerprints};
use super::source::Sources;
use super::trigger::ReloadTrigger;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long nothing may change before files count as finished: they are looked at twice.
pub const QUIET_TIME: Duration = Duration::from_millis(500);

/// Files that are looked after.
pub struct FileWatch {
    sources: Arc<Sources>,
    /// Tables of days off.
    tables: Vec<PathBuf>,
    seen: Fingerprints,
}

impl FileWatch {
    /// Remembers how the files are now: to be called before they are loaded.
    pub fn begin(sources: Arc<Sources>, tables: Vec<PathBuf>) -> Self {
        let mut watch = Self {
            sources,
            tables,
            seen: Fingerprints::new(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Whether there is anything on this machine to look after.
    pub fn is_of_use(&self) -> bool {
        self.sources.folder().is_some() || self.files().next().is_some()
    }

    /// Requests a load whenever the files have changed and are finished; runs until requests
    /// are no longer taken.
    pub fn run(mut self, requests: &ReloadTrigger) {
        loop {
            std::thread::sleep(LOOK_EVERY);
            let now = self.look();
            if now != self.seen {
                self.seen = self.finished(now);
                if !requests.send() {
                    return;
                }
            }
        }
    }

    /// How the files are once they have been the same for a while.
    fn finished(&self, mut last: Fingerprints) -> Fingerprints {
        loop {
            std::thread::sleep(QUIET_TIME);
            let now = self.look();
            if now == last {
                return now;
            }
            last = now;
        }
    }

    fn look(&self) -> Fingerprints {
        self.files()
            .map(|path| {
                let stamp = Fingerprint::of(&path);
                (path, stamp)
            })
            .collect()
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.sources.files().into_iter().chain(self.tables.clone())
    }
}
