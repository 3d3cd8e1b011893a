//! The files of a siting run.
//!
//! | file | holds |
//! |---|---|
//! | `siting.csv` | what was chosen, in the order in which to build |
//! | `siting.geojson` | the same for a map |
//! | `report.html` | the coverage of today, with the chosen places or hours; of a matrix the choice alone |
//! | `summary.json` | how good the choice is, the alternatives, and all that is needed to repeat the run |

mod points;
mod summary;
mod table;

use std::path::{Path, PathBuf};

use super::folder::{Folder, OutputError};
use crate::siting::run::SitingRun;

/// Writes all files of a run into a folder, which is created if necessary: all of them, or none.
/// Returns the paths written.
///
/// `page` is the report for people, if there is one.
pub fn write_siting(
    dir: &Path,
    run: &SitingRun<'_>,
    page: Option<&str>,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    folder.stage("summary.json", |out| {
        out.write_all(summary::text(run).as_bytes())
    })?;
    folder.stage("siting.csv", |out| table::write(out, run))?;
    folder.stage("siting.geojson", |out| points::write(out, run))?;
    if let Some(page) = page {
        folder.stage("report.html", |out| out.write_all(page.as_bytes()))?;
    }
    folder.commit()
}
