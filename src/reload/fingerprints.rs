//! Detects whether a file has changed, without reading it.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Refusal;

/// The fingerprints of some files at one moment.
pub(super) type Fingerprints = BTreeMap<PathBuf, Fingerprint>;

/// The metadata of a file; links are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fingerprint {
    /// It does not exist or is not accessible.
    Absent,
    /// A pipe or a device: its content cannot be compared, and is consumed by reading.
    Stream,
    There {
        bytes: u64,
        modified: Option<SystemTime>,
        identity: Identity,
    },
}

/// Identifies the file among others of the same name, size and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    /// When its contents, name or permissions changed last: a date that programs cannot set.
    changed: (i64, i64),
}

impl Fingerprint {
    pub(super) fn of(path: &Path) -> Self {
        match std::fs::metadata(path) {
            Err(_) => Self::Absent,
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => Self::Stream,
            Ok(metadata) => Self::There {
                bytes: metadata.len(),
                modified: metadata.modified().ok(),
                identity: Identity::of(&metadata),
            },
        }
    }
}

/// Rejects pipes and devices: their content is consumed by reading, and opening a pipe may wait for
/// a writer forever.
pub fn refuse_streams(files: impl IntoIterator<Item = PathBuf>) -> Result<(), Refusal> {
    let is_stream = |file: &PathBuf| Fingerprint::of(file) == Fingerprint::Stream;
    let Some(file) = files.into_iter().find(is_stream) else {
        return Ok(());
    };
    let name = file.file_name().unwrap_or(file.as_os_str());
    let why = |name: &Path| {
        let name = name.display();
        format!("{name} is a pipe or a device, and only an ordinary file can be read again")
    };
    Err(Refusal {
        log: why(&file),
        public: why(name.as_ref()),
    })
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
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn another_file_of_the_same_size_and_date_is_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
        assert_eq!(Fingerprint::of(&path), Fingerprint::Absent);
        fs::write(&path, "12").unwrap();
        let before = Fingerprint::of(&path);
        assert_eq!(Fingerprint::of(&path), before);
        fs::read(&path).unwrap();
        assert_eq!(Fingerprint::of(&path), before, "reading changes nothing");
        fs::write(&other, "34").unwrap();
        let date = fs::metadata(&path).unwrap().modified().unwrap();
        let file = fs::File::options().write(true).open(&other).unwrap();
        file.set_modified(date).unwrap();
        fs::rename(&other, &path).unwrap();
        assert_ne!(Fingerprint::of(&path), before);
        fs::write(&path, "123").unwrap();
        assert_ne!(Fingerprint::of(&path), before);
    }

    #[test]
    fn a_device_never_changes_and_a_folder_is_not_absent() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Fingerprint::of(Path::new("/dev/null")), Fingerprint::Stream);
        assert!(matches!(
            Fingerprint::of(folder.path()),
            Fingerprint::There { .. }
        ));
    }
}
