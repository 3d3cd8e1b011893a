//! A folder of results that changes only once all of them are complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempPath};

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
pub(crate) struct Folder {
    path: PathBuf,
    staged: Vec<(PathBuf, NamedTempFile)>,
    stale: Vec<PathBuf>,
}

impl Folder {
    /// Creates the folder if necessary.
    pub(crate) fn open(path: &Path) -> Result<Self, OutputError> {
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
    pub(crate) fn stage(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
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

    /// Renames every file to its final name and removes marked ones, or changes nothing.
    pub(crate) fn commit(self) -> Result<Vec<PathBuf>, OutputError> {
        let names = self.staged.iter().map(|(path, _)| path);
        for path in names.chain(&self.stale) {
            refuse_folder(path).map_err(fault(path))?;
        }
        let mut replacing = Replacing::default();
        for path in &self.stale {
            replacing.set_aside(path).map_err(fault(path))?;
        }
        for (path, temporary) in self.staged {
            replacing.replace(&path, temporary).map_err(fault(&path))?;
        }
        Ok(replacing.finish())
    }

    /// A complete file on disk, removed unless it is renamed.
    fn written(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
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

/// Files that take the places of older ones. Unless it is finished, the older ones come back.
#[derive(Default)]
struct Replacing {
    /// Final names that new files have.
    placed: Vec<PathBuf>,
    /// Older files: their names, and where they are now.
    older: Vec<(PathBuf, TempPath)>,
}

impl Replacing {
    /// Gives an older file a hidden name, if there is one.
    fn set_aside(&mut self, path: &Path) -> io::Result<()> {
        if path
            .symlink_metadata()
            .is_err_and(|error| is_absent(&error))
        {
            return Ok(());
        }
        let hidden = hidden_name(path)?;
        fs::rename(path, &hidden)?;
        self.older.push((path.to_owned(), hidden));
        Ok(())
    }

    fn replace(&mut self, path: &Path, new: NamedTempFile) -> io::Result<()> {
        self.set_aside(path)?;
        new.persist(path).map_err(|refused| refused.error)?;
        self.placed.push(path.to_owned());
        Ok(())
    }

    /// Removes the older files and names the new ones.
    fn finish(mut self) -> Vec<PathBuf> {
        // Dropping a temporary path removes its file.
        self.older.clear();
        std::mem::take(&mut self.placed)
    }
}

impl Drop for Replacing {
    fn drop(&mut self) {
        for path in &self.placed {
            // Nothing is left to do about what cannot be taken back.
            let _ = fs::remove_file(path);
        }
        for (path, hidden) in self.older.drain(..) {
            if let Err(refused) = hidden.persist(&path) {
                // An older file under a hidden name is better than none.
                let _ = refused.path.keep();
            }
        }
    }
}

/// A name beside a file that no other has; what is renamed to it is removed with the value.
fn hidden_name(path: &Path) -> io::Result<TempPath> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let prefix = format!(".{}.", path.file_name().unwrap_or_default().display());
    let mut builder = Builder::new();
    let file = builder.prefix(&prefix).suffix(".old").tempfile_in(folder)?;
    Ok(file.into_temp_path())
}

/// Nothing can be renamed to the name of a folder.
fn refuse_folder(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
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
        let full = |_: &mut (dyn Write + Send)| Err(io::Error::from(io::ErrorKind::StorageFull));
        let error = folder.stage("b", full).unwrap_err().to_string();
        assert!(error.contains("b: "), "{error}");
        drop(folder);
        assert_eq!(fs::read_to_string(dir.path().join("a")).unwrap(), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    /// The names and texts of the files in a folder, ordered.
    fn texts(dir: &Path) -> Vec<(String, String)> {
        let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
        let files = files.filter(|entry| !entry.file_type().unwrap().is_dir());
        let text = |entry: &fs::DirEntry| fs::read_to_string(entry.path()).unwrap();
        let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut texts: Vec<_> = files.map(|entry| (name(&entry), text(&entry))).collect();
        texts.sort();
        texts
    }

    #[test]
    fn a_name_that_cannot_be_taken_leaves_all_files_as_they_were() {
        for taken in ["a", "c", "stale"] {
            let dir = tempfile::tempdir().unwrap();
            for name in ["a", "c", "stale"] {
                fs::write(dir.path().join(name), "old").unwrap();
            }
            fs::remove_file(dir.path().join(taken)).unwrap();
            fs::create_dir(dir.path().join(taken)).unwrap();
            let before = texts(dir.path());
            let mut folder = Folder::open(dir.path()).unwrap();
            for name in ["a", "b", "c"] {
                folder.stage(name, |out| out.write_all(b"new")).unwrap();
            }
            folder.drop_stale("stale");
            let error = folder.commit().unwrap_err().to_string();
            assert!(error.contains(taken), "{error}");
            assert_eq!(texts(dir.path()), before, "{taken}");
        }
    }

    #[test]
    fn what_was_replaced_before_a_failure_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "stale"] {
            fs::write(dir.path().join(name), "old").unwrap();
        }
        let before = texts(dir.path());
        let new = || {
            let mut file = NamedTempFile::new_in(dir.path()).unwrap();
            file.write_all(b"new").unwrap();
            file
        };
        let mut replacing = Replacing::default();
        replacing.set_aside(&dir.path().join("stale")).unwrap();
        replacing.replace(&dir.path().join("a"), new()).unwrap();
        replacing.replace(&dir.path().join("b"), new()).unwrap();
        let nowhere = dir.path().join("no/folder");
        replacing.replace(&nowhere, new()).unwrap_err();
        drop(replacing);
        assert_eq!(texts(dir.path()), before);
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
