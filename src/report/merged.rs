//! The parts of a run, read back from the folders that `coverage --out` wrote them to, and added up.

mod cells;
mod same;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::earlier::{EarlierError, MAX_TABLE_BYTES, bytes, foreign};
use super::sums::{SUMS_FILE, Sums};
use crate::clock::UnixTime;
use crate::coverage::HOURS_A_WEEK;
use crate::coverage::outcome::StationCounts;
use crate::coverage::run::{Given, InputFile, InputRole, StreetsInfo};
use crate::coverage::totals::Totals;
use crate::demand::{Demand, IssueCount, STANDARD_INPUT, digest};

pub use cells::{MAX_MERGED_CELLS, MergedCells};

/// All parts of a run, added up; their cells are in their folders still.
pub struct Merged {
    dirs: Vec<PathBuf>,
    sums: Sums,
    /// The sums of each part: their cells, and the districts of these.
    parts: Vec<PartCells>,
}

/// What is known of the cells of a part before they are read.
struct PartCells {
    dir: PathBuf,
    by_status: [usize; 4],
    districts: Vec<(Option<String>, usize)>,
}

/// The parts of a run and the stations that are read now for them.
pub struct StationsNow<'a> {
    /// The version of the stations.
    pub version: &'a str,
    /// The question, as figures have it.
    pub parameters: Value,
    /// The stations by their state, without streets.
    pub counts: StationCounts,
    /// The tables of days off.
    pub holidays: &'a [InputFile],
}

/// Reads the sums of all parts; an error if two of them do not belong together.
pub fn read(dirs: &[PathBuf]) -> Result<Merged, EarlierError> {
    let mut merged: Option<Merged> = None;
    for dir in dirs {
        let sums = sums(dir)?;
        match &mut merged {
            None => merged = Some(Merged::of(dir, sums)),
            Some(merged) => merged.add(dir, sums)?,
        }
    }
    merged.ok_or_else(|| foreign(Path::new(""), &"no folder is named"))
}

fn sums(dir: &Path) -> Result<Sums, EarlierError> {
    let path = dir.join(SUMS_FILE);
    let sums: Sums = serde_json::from_slice(&bytes(&path, MAX_TABLE_BYTES)?)
        .map_err(|error| foreign(&path, &error))?;
    let n_cells = n_cells(&sums.totals);
    let mut named = sums.districts.iter().map(|(_, n)| *n);
    let named = named.try_fold(0_usize, usize::checked_add);
    if named != Some(n_cells) {
        return Err(foreign(&path, &"its districts are not those of its cells"));
    }
    let totals = &sums.totals;
    let discs = [totals.circle.cells, totals.disc_1km.cells];
    let is_more = discs.into_iter().any(|cells| cells > n_cells);
    if is_more || totals.covered.cells != by_status(totals)[0] {
        return Err(foreign(&path, &"it covers other cells than it counts"));
    }
    let n_stations = sums.station_counts.total;
    let last = sums.totals.stations.last_key_value().map(|(row, _)| *row);
    if last.is_some_and(|row| usize::try_from(row).map_or(true, |row| row >= n_stations)) {
        return Err(foreign(
            &path,
            &"it counts people of a station that is none",
        ));
    }
    let has_week = sums.parameters["week"] == Value::Bool(true);
    if sums.totals.week.len() != if has_week { HOURS_A_WEEK } else { 0 } {
        return Err(foreign(&path, &"its week has not all hours"));
    }
    Ok(sums)
}

/// Cells by status; the covered ones are the first.
fn by_status(totals: &Totals) -> [usize; 4] {
    totals.by_status.map(|count| count.cells)
}

fn n_cells(totals: &Totals) -> usize {
    let cells = by_status(totals).into_iter();
    cells.fold(0, usize::saturating_add)
}

impl Merged {
    fn of(dir: &Path, sums: Sums) -> Self {
        let mut merged = Self {
            dirs: Vec::new(),
            parts: Vec::new(),
            sums,
        };
        let districts = std::mem::take(&mut merged.sums.districts);
        let by_status = by_status(&merged.sums.totals);
        merged.push(dir, by_status, districts);
        merged
    }

    fn push(&mut self, dir: &Path, by_status: [usize; 4], districts: Vec<(Option<String>, usize)>) {
        self.dirs.push(dir.to_owned());
        self.parts.push(PartCells {
            dir: dir.to_owned(),
            by_status,
            districts,
        });
    }

    fn add(&mut self, dir: &Path, other: Sums) -> Result<(), EarlierError> {
        let differences = same::differences(&self.sums, &other);
        if !differences.is_empty() {
            let (first, dir) = (self.dirs[0].clone(), dir.to_owned());
            return Err(EarlierError::Part {
                first,
                dir,
                differences,
            });
        }
        let sums = &mut self.sums;
        sums.totals.merge(&other.totals);
        sums.generated_at = sums.generated_at.max(other.generated_at);
        sums.lacks_holiday_data |= other.lacks_holiday_data;
        sums.demand_rows = sums.demand_rows.saturating_add(other.demand_rows);
        let left_out = other.demand_rows_left_out;
        sums.demand_rows_left_out = sums.demand_rows_left_out.saturating_add(left_out);
        sums.demand_issues = sums.demand_issues.saturating_add(other.demand_issues);
        for input in other.inputs {
            add_input(&mut sums.inputs, input);
        }
        if let (Some(ours), Some(theirs)) = (&mut sums.network, other.network) {
            ours.bounds = united(ours.bounds, theirs.bounds);
        }
        self.push(dir, by_status(&other.totals), other.districts);
        Ok(())
    }

    /// Refuses other stations, calendars or paces than those of the parts.
    pub fn check(&self, now: &StationsNow<'_>) -> Result<(), EarlierError> {
        let differences = same::differences_now(&self.sums, now);
        if differences.is_empty() {
            return Ok(());
        }
        Err(EarlierError::Other {
            dir: self.dirs[0].clone(),
            differences,
        })
    }

    /// The parameters that all parts were asked with.
    pub const fn parameters(&self) -> &Value {
        &self.sums.parameters
    }

    /// The options that named the stations.
    pub const fn given(&self) -> &Given {
        &self.sums.given
    }

    /// The datum of the demand, as files name it.
    pub fn demand_crs(&self) -> &str {
        &self.sums.demand_crs
    }

    /// The moment of the last part.
    pub const fn generated_at(&self) -> UnixTime {
        UnixTime {
            unix_s: self.sums.generated_at,
        }
    }

    /// The sums of all parts.
    pub const fn totals(&self) -> &Totals {
        &self.sums.totals
    }

    /// Whether any part lacked the days off of a year.
    pub const fn lacks_holiday_data(&self) -> bool {
        self.sums.lacks_holiday_data
    }

    /// The stations by their state.
    pub const fn station_counts(&self) -> StationCounts {
        self.sums.station_counts
    }

    /// The streets, if there were any.
    pub const fn network(&self) -> Option<&StreetsInfo> {
        self.sums.network.as_ref()
    }

    /// The files that the parts read: those of the demand in the place of its first.
    pub fn inputs(&self) -> Vec<InputFile> {
        let mut inputs = self.sums.inputs.clone();
        inputs.sort_by_key(|input| match input.role {
            InputRole::Stations => 0,
            InputRole::Demand => 1,
            _ => 2,
        });
        inputs
    }

    /// The demand of all parts without its cells: rows, and those that were left out.
    pub fn demand(&self) -> Demand {
        let (left_out, all) = (self.sums.demand_rows_left_out, self.sums.demand_issues);
        let count = |code, is_kept, n_rows| IssueCount {
            code,
            is_kept,
            n_rows,
        };
        Demand {
            n_rows: self.sums.demand_rows,
            issue_counts: vec![
                count("left_out", false, left_out),
                count("kept", true, all.saturating_sub(left_out)),
            ],
            ..Demand::default()
        }
    }
}

/// Adds a file, unless it is there. Streams of cells are one: their digests add up.
fn add_input(inputs: &mut Vec<InputFile>, input: InputFile) {
    let is_stream =
        |input: &InputFile| input.role == InputRole::Demand && input.name == STANDARD_INPUT;
    let streamed = inputs
        .iter_mut()
        .find(|one| is_stream(one) && is_stream(&input));
    if let Some(streamed) = streamed
        && let Some(sum) = digest::sum(&streamed.sha256, &input.sha256)
    {
        streamed.sha256 = sum;
        streamed.rows = streamed.rows.saturating_add(input.rows);
    } else if !inputs.contains(&input) {
        inputs.push(input);
    }
}

/// A box around two boxes.
fn united(ours: Option<[[f64; 2]; 2]>, theirs: Option<[[f64; 2]; 2]>) -> Option<[[f64; 2]; 2]> {
    let (Some([low, high]), Some([other_low, other_high])) = (ours, theirs) else {
        return ours.or(theirs);
    };
    let on = |axis: usize| {
        (
            low[axis].min(other_low[axis]),
            high[axis].max(other_high[axis]),
        )
    };
    let ([west, east], [south, north]) = ([on(0).0, on(0).1], [on(1).0, on(1).1]);
    Some([[west, south], [east, north]])
}
