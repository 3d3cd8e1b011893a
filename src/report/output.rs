//! The planner's files: everything that a run leaves in a folder.
//!
//! | file | holds |
//! |---|---|
//! | `summary.json` | the figures, and all that is needed to repeat the run |
//! | `cells.csv` | every cell of the demand, in its order |
//! | `gaps.geojson` | the uncovered cells, the most people first |
//! | `stations.csv` | every station, in the order of the files |
//! | `week.csv` | the 168 hours of a week, if they were asked for |
//! | `report.html` | one page to share |
//!
//! Files are UTF-8 without a byte order mark; CSV follows RFC 4180 with line feeds. In CSV
//! a text of a file, an id too, that a spreadsheet would take for a formula (it begins with `=`,
//! `+`, `-`, `@`, a tab or a carriage return and is no number) gets an apostrophe before it.
//! GeoJSON and JSON have every text as it was read.

mod cells;
mod csv_text;
mod folder;
mod gaps;
mod siting;
mod stations;
mod summary;
mod week;

use std::path::{Path, PathBuf};

pub(crate) use self::csv_text::plain;
pub(crate) use self::folder::Folder;
use super::cover::Cover;
use super::page::report_html;
use crate::coverage::run::Run;

pub use folder::OutputError;
pub use siting::write_siting;
pub use summary::summary_json;

/// The hours of the week; absent unless they were asked for.
const WEEK_FILE: &str = "week.csv";

/// Writes all files of a run into a folder, which is created if necessary.
///
/// All are written completely under temporary names before the first is renamed, and older files
/// come back if one cannot be renamed: whatever fails, the files of an older run are as they were. A `week.csv` of an older run is removed if this one has
/// no week. Returns the paths written.
pub fn write_all(dir: &Path, run: &Run<'_>, cover: &Cover) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    folder.stage("summary.json", |out| {
        out.write_all(summary_json(run).as_bytes())
    })?;
    folder.stage("cells.csv", |out| cells::write(out, run))?;
    folder.stage("gaps.geojson", |out| gaps::write(out, run))?;
    folder.stage("stations.csv", |out| stations::write(out, run))?;
    if run.outcome.week.is_empty() {
        folder.drop_stale(WEEK_FILE);
    } else {
        folder.stage(WEEK_FILE, |out| week::write(out, run))?;
    }
    folder.stage("report.html", |out| {
        out.write_all(report_html(run, cover).as_bytes())
    })?;
    folder.commit()
}
