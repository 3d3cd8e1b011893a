//! Notices of the system that something happened in a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::stamps::Identity;

/// Folders that the system watches for us.
pub(super) struct Notices {
    /// `None` if the system does not watch at all.
    watcher: Option<RecommendedWatcher>,
    /// Which folder is watched under which path.
    watched: BTreeMap<PathBuf, (u64, u64)>,
    has_complained: bool,
}

impl Notices {
    /// Watches nothing yet; `wake` will get something whenever something happens.
    pub(super) fn new(wake: SyncSender<()>) -> Self {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.map_or(true, |event| is_of_interest(event.kind)) {
                // It is full if somebody is called already, and closed if nobody listens.
                let _ = wake.try_send(());
            }
        });
        let mut notices = Self {
            watcher: None,
            watched: BTreeMap::new(),
            has_complained: false,
        };
        match watcher {
            Ok(watcher) => notices.watcher = Some(watcher),
            Err(error) => notices.complain(&error),
        }
        notices
    }

    /// Watches these folders and no others, from now on. Answers whether all are watched: one
    /// that is not there is not.
    pub(super) fn follow(&mut self, folders: impl IntoIterator<Item = PathBuf>) -> bool {
        let wanted: BTreeMap<PathBuf, Option<(u64, u64)>> = folders
            .into_iter()
            .map(|folder| {
                let identity = Identity::of_folder(&folder);
                (folder, identity)
            })
            .collect();
        self.leave_others(&wanted);
        let mut are_all_watched = true;
        for (folder, identity) in wanted {
            are_all_watched &= match identity {
                Some(identity) => self.watch(folder, identity),
                None => false,
            };
        }
        are_all_watched
    }

    fn leave_others(&mut self, wanted: &BTreeMap<PathBuf, Option<(u64, u64)>>) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        self.watched.retain(|folder, identity| {
            let stays = wanted.get(folder) == Some(&Some(*identity));
            if !stays {
                // A folder that is gone is not watched any more anyway.
                let _ = watcher.unwatch(folder);
            }
            stays
        });
    }

    fn watch(&mut self, folder: PathBuf, identity: (u64, u64)) -> bool {
        if self.watched.contains_key(&folder) {
            return true;
        }
        let Some(watcher) = &mut self.watcher else {
            return false;
        };
        match watcher.watch(&folder, RecursiveMode::NonRecursive) {
            Ok(()) => {
                self.watched.insert(folder, identity);
                true
            }
            Err(error) => {
                self.complain(&error);
                false
            }
        }
    }

    fn complain(&mut self, error: &notify::Error) {
        if !std::mem::replace(&mut self.has_complained, true) {
            tracing::warn!(
                "the system does not watch the station files ({error}); they are looked at \
                 every few seconds instead"
            );
        }
    }
}

/// Whether it may have changed a file; reading one does not.
const fn is_of_interest(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}
