//! The files of a siting run.
//!
//! | file | holds |
//! |---|---|
//! | `siting.csv` | what was chosen, in the order in which to build |
//! | `siting.geojson` | the same for a map |
//! | `summary.json` | how good the choice is, the alternatives, and all that is needed to repeat the run |

mod points;
mod summary;
mod table;

use std::path::{Path, PathBuf};

use super::folder::{Folder, OutputError};
use crate::siting::run::SitingRun;

/// Writes all files of a run into a folder, which is created if necessary: all of them, or none.
/// Returns the paths written.
pub fn write_siting(dir: &Path, run: &SitingRun<'_>) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    folder.stage("summary.json", |out| {
        out.write_all(summary::text(run).as_bytes())
    })?;
    folder.stage("siting.csv", |out| table::write(out, run))?;
    folder.stage("siting.geojson", |out| points::write(out, run))?;
    folder.commit()
}
