//! Where station files come from: named files, a folder, web servers.

use std::path::{Path, PathBuf};

use super::fetch::{FetchSettings, Remote};
use super::url::{SourceUrl, SourceUrlError};
use crate::dataset::{
    self, FaultKind, LoadError, LoadSettings, Loaded, bytes, load_each, load_with_progress,
};

/// The default folder of station files.
pub const DEFAULT_FOLDER: &str = "data/stations";
/// The suffix of station files in that folder; names that begin with a dot are ignored, as in a
/// shell, for editors use them for temporary files.
const ENDING: &str = "geojson";

/// The configured station files.
pub enum Sources {
    /// All station files in the folder.
    Folder(PathBuf),
    /// These files, in this order.
    Named(Vec<Source>),
}

/// One station file.
pub enum Source {
    /// On this machine.
    File(PathBuf),
    /// On a web server.
    Remote(Box<Remote>),
}

impl Sources {
    /// Parses the names; none means the default folder. Nothing is read or fetched yet.
    pub fn parse(names: &[PathBuf], settings: &FetchSettings) -> Result<Self, SourceUrlError> {
        if names.is_empty() {
            return Ok(Self::Folder(PathBuf::from(DEFAULT_FOLDER)));
        }
        let sources: Result<_, _> = names
            .iter()
            .map(|name| Source::parse(name, settings))
            .collect();
        Ok(Self::Named(sources?))
    }

    /// Reads or fetches all files and checks them as one set.
    ///
    /// All are tried even if one fails, so that the error names every failure. `on_progress` is
    /// called with how many bytes of how many are done, if no web server is among them.
    pub fn load(
        &self,
        settings: impl Into<LoadSettings>,
        on_progress: &dataset::OnProgress<'_>,
    ) -> Result<Loaded, LoadError> {
        match self {
            Self::Named(sources) if self.has_remote() => {
                load_each(sources.iter().map(Source::read), settings)
            }
            _ => load_with_progress(&self.files(), settings, on_progress),
        }
    }

    /// The files on this machine, those of a folder in the order of their names; none if the folder
    /// cannot be listed.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Folder(folder) => station_files(folder),
            Self::Named(sources) => {
                let files = sources.iter().filter_map(|source| match source {
                    Source::File(path) => Some(path.clone()),
                    Source::Remote(_) => None,
                });
                files.collect()
            }
        }
    }

    /// The default folder, if no file was named.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Named(_) => None,
        }
    }

    /// Whether a web server is among them.
    pub fn has_remote(&self) -> bool {
        self.remotes().next().is_some()
    }

    /// Polls every web server for a new version; true if one has one, or fails.
    pub(super) fn have_changed(&self) -> bool {
        // All are polled, though one would do: what a server sends is kept until it is read.
        self.remotes().filter(|remote| remote.has_changed()).count() > 0
    }

    /// Notes whether the versions that were fetched last are served.
    pub fn settle(&self, are_taken: bool) {
        for remote in self.remotes() {
            remote.settle(are_taken);
        }
    }

    fn remotes(&self) -> impl Iterator<Item = &Remote> {
        let sources = match self {
            Self::Folder(_) => &[],
            Self::Named(sources) => sources.as_slice(),
        };
        sources.iter().filter_map(|source| match source {
            Source::File(_) => None,
            Source::Remote(remote) => Some(&**remote),
        })
    }
}

impl Source {
    fn parse(name: &Path, settings: &FetchSettings) -> Result<Self, SourceUrlError> {
        match name.to_str().and_then(SourceUrl::parse) {
            Some(url) => Ok(Self::Remote(Box::new(Remote::new(url?, settings)))),
            None => Ok(Self::File(name.to_owned())),
        }
    }

    /// Its name and its bytes.
    fn read(&self) -> (String, Result<Vec<u8>, FaultKind>) {
        match self {
            Self::File(path) => (path.display().to_string(), bytes::read(path)),
            Self::Remote(remote) => {
                let read = remote.read().map_err(FaultKind::Unreadable);
                (remote.url().to_string(), read)
            }
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

fn station_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .filter(|path| !is_hidden(path))
        .collect();
    found.sort();
    found
}
