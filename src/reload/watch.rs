//! Looking after station files and tables of days off: who changes them need not say so.
//!
//! The system's notices make it quick; size, date and identity of the files decide. So it
//! does not matter how a file was replaced (in place, by a rename, by swapping a link that
//! leads to it), and where notices do not come (network file systems, folders that are not
//! there yet) a change is only seen a few seconds later.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::links::folders_that_decide;
use super::notices::Notices;
use super::request::Requests;
use super::source::Sources;
use super::stamps::{Stamp, Stamps};

/// How long nothing may change before files count as finished: they are looked at twice.
pub const QUIET_TIME: Duration = Duration::from_millis(500);
/// How soon after the first notice the files are looked at; what comes meanwhile is one.
const GATHER_TIME: Duration = Duration::from_millis(50);
/// How often the files are looked at where the system gives notice.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How often the files are looked at where it does not.
const LOOK_ALONE_EVERY: Duration = Duration::from_secs(2);

/// Files that are looked after.
pub struct Watch {
    sources: Arc<Sources>,
    /// Tables of days off.
    tables: Vec<PathBuf>,
    seen: Stamps,
}

impl Watch {
    /// Remembers how the files are now: to be called before they are loaded.
    pub fn begin(sources: Arc<Sources>, tables: Vec<PathBuf>) -> Self {
        let mut watch = Self {
            sources,
            tables,
            seen: Stamps::new(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Whether there is anything on this machine to look after.
    pub fn is_of_use(&self) -> bool {
        self.sources.folder().is_some() || self.files().next().is_some()
    }

    /// Requests a load whenever the files have changed and are finished; runs until nobody
    /// takes requests any more.
    pub fn run(mut self, requests: &Requests) {
        let (wake, woken) = sync_channel(1);
        let mut notices = Notices::new(wake.clone());
        loop {
            // First the notices, then the look: nothing falls between the two.
            let is_given_notice = notices.follow(self.folders());
            let now = self.look();
            if now != self.seen {
                self.seen = self.finished(now);
                if !requests.send() {
                    return;
                }
                continue;
            }
            let patience = if is_given_notice {
                LOOK_EVERY
            } else {
                LOOK_ALONE_EVERY
            };
            if woken.recv_timeout(patience).is_ok() {
                std::thread::sleep(GATHER_TIME);
                // What was said meanwhile is about what is looked at now.
                let _ = woken.try_recv();
            }
        }
    }

    /// How the files are once they have been the same for a while.
    fn finished(&self, mut last: Stamps) -> Stamps {
        loop {
            std::thread::sleep(QUIET_TIME);
            let now = self.look();
            if now == last {
                return now;
            }
            last = now;
        }
    }

    fn look(&self) -> Stamps {
        self.files()
            .map(|path| {
                let stamp = Stamp::of(&path);
                (path, stamp)
            })
            .collect()
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.sources.files().into_iter().chain(self.tables.clone())
    }

    /// The folders in which something happens if one of the files changes.
    fn folders(&self) -> BTreeSet<PathBuf> {
        let new_files = self.sources.folder().map(|folder| folder.join("new"));
        self.files()
            .chain(new_files)
            .flat_map(|path| folders_that_decide(Path::new(&path)))
            .collect()
    }
}
