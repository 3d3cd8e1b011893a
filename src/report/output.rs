//! The planner's files: everything that a run leaves in a folder.
//!
//! | file | holds |
//! |---|---|
//! | `summary.json` | the figures, and all that is needed to repeat the run |
//! | `cells.csv` | every cell of the demand, in its order |
//! | `cells.parquet` | the same in columns, if they were asked for |
//! | `gaps.geojson` | the uncovered cells, the most people first |
//! | `stations.csv` | every station, in the order of the files |
//! | `week.csv` | the 168 hours of a week, if they were asked for |
//! | `sums.json` | what was counted, exactly, to be added up with other parts of the same run |
//! | `report.html` | one page to share |
//! | `change.json` | what is different from an earlier run, if it was compared with one |
//! | `change.csv` | the cells of which something else is known now |
//! | `change.html` | the difference as a page to share |
//!
//! Files are UTF-8 without a byte order mark; CSV follows RFC 4180 with line feeds. In CSV
//! a text of a file, an id too, that a spreadsheet would take for a formula (it begins with `=`,
//! `+`, `-`, `@`, a tab or a carriage return and is no number) gets an apostrophe before it.
//! GeoJSON and JSON have every text as it was read.

mod cells;
mod change;
mod columns;
mod csv_text;
mod folder;
mod gaps;
mod siting;
mod stations;
mod summary;
mod week;

use std::path::{Path, PathBuf};

pub(crate) use self::cells::CELL_COLUMNS;
pub(crate) use self::csv_text::{plain, unplain};
pub(crate) use self::folder::Folder;
use super::cover::Cover;
use super::page::{change_html, report_html};
use super::sums::{self, SUMS_FILE};
use crate::coverage::difference::Difference;
use crate::coverage::run::Run;

pub use columns::write_stream;
pub use folder::OutputError;
pub use siting::write_siting;
pub use summary::summary_json;

/// The hours of the week; absent unless they were asked for.
const WEEK_FILE: &str = "week.csv";

/// The cells in columns; absent unless they were asked for.
const PARQUET_FILE: &str = "cells.parquet";

/// What is different from an earlier run; absent unless one was compared with.
const CHANGE_FILES: [&str; 3] = ["change.json", "change.csv", "change.html"];

/// Writes all files of a run into a folder, which is created if necessary.
///
/// All are written completely under temporary names before the first is renamed, and older files
/// come back if one cannot be renamed: whatever fails, the files of an older run are as they were.
/// The `week.csv`, the `cells.parquet` and the difference of an older run are removed if this one has
/// none. Returns the
/// paths written.
pub fn write_all(dir: &Path, run: &Run<'_>, cover: &Cover) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    stage_run(&mut folder, run, cover)?;
    for name in CHANGE_FILES {
        folder.drop_stale(name);
    }
    folder.commit()
}

/// The same, with what is different from an earlier run.
pub fn write_difference(
    dir: &Path,
    difference: &Difference<'_>,
    cover: &Cover,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    stage_run(&mut folder, &difference.run, cover)?;
    let [json, csv, html] = CHANGE_FILES;
    folder.stage(json, |out| {
        out.write_all(change::json(difference).as_bytes())
    })?;
    folder.stage(csv, |out| change::write(out, difference))?;
    folder.stage(html, |out| {
        out.write_all(change_html(difference, cover).as_bytes())
    })?;
    folder.commit()
}

fn stage_run(folder: &mut Folder, run: &Run<'_>, cover: &Cover) -> Result<(), OutputError> {
    folder.stage("summary.json", |out| {
        out.write_all(summary_json(run).as_bytes())
    })?;
    folder.stage("cells.csv", |out| cells::write(out, run))?;
    if run.wants_parquet {
        folder.stage(PARQUET_FILE, |out| columns::write_parquet(out, run))?;
    } else {
        folder.drop_stale(PARQUET_FILE);
    }
    folder.stage("gaps.geojson", |out| gaps::write(out, run))?;
    folder.stage("stations.csv", |out| stations::write(out, run))?;
    if run.outcome.week.is_empty() {
        folder.drop_stale(WEEK_FILE);
    } else {
        folder.stage(WEEK_FILE, |out| week::write(out, run))?;
    }
    folder.stage(SUMS_FILE, |out| sums::write(out, run))?;
    folder.stage("report.html", |out| {
        out.write_all(report_html(run, cover).as_bytes())
    })
}
