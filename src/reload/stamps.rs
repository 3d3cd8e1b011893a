//! What tells whether a file has changed, without reading it.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The stamps of some files at one moment.
pub(super) type Stamps = BTreeMap<PathBuf, Stamp>;

/// What can be seen of a file from outside; links are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    /// There is nothing, or it may not be looked at.
    Absent,
    There {
        bytes: u64,
        modified: Option<SystemTime>,
        identity: Identity,
    },
}

/// What makes it this file and no other of the same name, size and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    /// When its contents, name or rights changed last: a date that no program sets.
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Self {
        match std::fs::metadata(path) {
            Err(_) => Self::Absent,
            Ok(metadata) => Self::There {
                bytes: metadata.len(),
                modified: metadata.modified().ok(),
                identity: Identity::of(&metadata),
            },
        }
    }
}

impl Identity {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self {
            device: 0,
            inode: 0,
            changed: (0, 0),
        }
    }

    /// Which folder stands at a path, whatever happens in it; `None` if there is none.
    pub(super) fn of_folder(path: &Path) -> Option<(u64, u64)> {
        let metadata = std::fs::metadata(path).ok()?;
        let identity = Self::of(&metadata);
        metadata
            .is_dir()
            .then_some((identity.device, identity.inode))
    }
}
