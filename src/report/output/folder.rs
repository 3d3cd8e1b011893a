//! A folder of results that changes only once all of them are complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder cannot be created or written to.
    #[error("cannot write into the folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A file cannot be written, renamed or removed.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

/// A folder and its new files.
pub(super) struct Folder {
    path: PathBuf,
    staged: Vec<(PathBuf, NamedTempFile)>,
    stale: Vec<PathBuf>,
}

impl Folder {
    /// Creates the folder if necessary.
    pub(super) fn open(path: &Path) -> Result<Self, OutputError> {
        fs::create_dir_all(path).map_err(|source| OutputError::Folder {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            staged: Vec::new(),
            stale: Vec::new(),
        })
    }

    /// Writes a file under a temporary name.
    pub(super) fn stage(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let path = self.path.join(name);
        let temporary = self.written(name, write).map_err(fault(&path))?;
        self.staged.push((path, temporary));
        Ok(())
    }

    /// Marks a file of an older run for removal.
    pub(super) fn drop_stale(&mut self, name: &str) {
        self.stale.push(self.path.join(name));
    }

    /// Renames every file to its final name and removes marked ones.
    pub(super) fn commit(self) -> Result<Vec<PathBuf>, OutputError> {
        for path in self.stale {
            match fs::remove_file(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(OutputError::File { path, source });
                }
                _ => {}
            }
        }
        self.staged
            .into_iter()
            .map(|(path, temporary)| match temporary.persist(&path) {
                Ok(_) => Ok(path),
                Err(refused) => Err(fault(&path)(refused.error)),
            })
            .collect()
    }

    /// A complete file on disk, removed unless it is renamed.
    fn written(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<NamedTempFile> {
        let prefix = format!(".{name}.");
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(".part");
        // With the permissions of any new file; temporary files can be read by their owner only.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut out = BufWriter::new(builder.tempfile_in(&self.path)?);
        write(&mut out)?;
        let temporary = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    }
}

fn fault(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    |source| OutputError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_file_leaves_the_older_ones_and_nothing_beside_them() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "old").unwrap();
        let mut folder = Folder::open(dir.path()).unwrap();
        folder.stage("a", |out| out.write_all(b"new")).unwrap();
        let full = |_: &mut dyn Write| Err(io::Error::from(io::ErrorKind::StorageFull));
        let error = folder.stage("b", full).unwrap_err().to_string();
        assert!(error.contains("b: "), "{error}");
        drop(folder);
        assert_eq!(fs::read_to_string(dir.path().join("a")).unwrap(), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_get_their_names_and_stale_ones_go() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("stale"), "old").unwrap();
        let mut folder = Folder::open(&dir.path().join("new/deep")).unwrap();
        folder.stage("a", |out| out.write_all(b"1")).unwrap();
        folder.drop_stale("stale");
        let written = folder.commit().unwrap();
        assert_eq!(written, [dir.path().join("new/deep/a")]);
        assert_eq!(fs::read_to_string(&written[0]).unwrap(), "1");
        let mut again = Folder::open(dir.path()).unwrap();
        again.drop_stale("stale");
        again.commit().unwrap();
        assert!(!dir.path().join("stale").exists());
    }
}
