//! Watching station files and tables of days off, so that a change needs no request.
//!
//! The files are checked every half second by size, date and identity. So it does not matter how a
//! file was replaced (in place, by a rename, by changing a link that leads to it), nor on which
//! file system it is. Notifications from the system (`notify`) would save the checks, but come late
//! or never on network file systems and for folders that do not exist yet.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::fingerprints::{Fingerprint, Fingerprints};
use super::source::Sources;
use super::trigger::ReloadTrigger;

/// How often the files are checked.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long files must stay unchanged to count as complete: for two checks.
pub const QUIET_TIME: Duration = Duration::from_millis(500);

/// How long changes are waited for to end. Files that change oftener than every [`QUIET_TIME`],
/// such as hundreds that are renewed one by one, are then loaded as they are: a set that is refused
/// for it is loaded again at the next change.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The watched files.
pub struct FileWatch {
    sources: Arc<Sources>,
    /// Tables of days off.
    tables: Vec<PathBuf>,
    seen: Fingerprints,
}

impl FileWatch {
    /// Notes the present state of the files; to be called before they are loaded.
    pub fn begin(sources: Arc<Sources>, tables: Vec<PathBuf>) -> Self {
        let mut watch = Self {
            sources,
            tables,
            seen: Fingerprints::new(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Whether there are files on this machine to watch.
    pub fn is_of_use(&self) -> bool {
        self.sources.folder().is_some() || self.files().next().is_some()
    }

    /// Requests a load whenever the files have changed and are complete; runs until the reloader
    /// has ended.
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

    /// The state of the files once it has been the same for a while, or has changed for too long.
    fn finished(&self, mut last: Fingerprints) -> Fingerprints {
        let deadline = Instant::now() + LONGEST_WAIT;
        loop {
            std::thread::sleep(QUIET_TIME);
            let now = self.look();
            if now == last {
                return now;
            }
            if Instant::now() >= deadline {
                tracing::warn!(
                    waited = ?LONGEST_WAIT,
                    "the files do not stop changing; they are loaded as they are"
                );
                return now;
            }
            last = now;
        }
    }

    fn look(&self) -> Fingerprints {
        self.files()
            .map(|path| {
                let fingerprint = Fingerprint::of(&path);
                (path, fingerprint)
            })
            .collect()
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.sources.files().into_iter().chain(self.tables.clone())
    }
}
