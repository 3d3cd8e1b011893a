//! `sums.json`: what a run counted, exactly, so that runs over parts of a demand can be added up.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::coverage::figures::parameters;
use crate::coverage::outcome::StationCounts;
use crate::coverage::parts::bounds;
use crate::coverage::run::{Given, InputFile, Run, StreetsInfo, Supposed};
use crate::coverage::totals::Totals;

/// The name of the file in the folder of a run.
pub(super) const SUMS_FILE: &str = "sums.json";

/// All of it. What is not added up is the same in all parts of one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sums {
    /// The version of the program.
    pub(super) version: String,
    pub(super) dataset_version: String,
    pub(super) parameters: Value,
    pub(super) supposed: Option<Supposed>,
    pub(super) given: Given,
    pub(super) demand_crs: String,
    pub(super) network: Option<StreetsInfo>,
    pub(super) station_counts: StationCounts,
    pub(super) lacks_holiday_data: bool,
    /// Unix seconds.
    pub(super) generated_at: i64,
    pub(super) inputs: Vec<InputFile>,
    pub(super) demand_rows: usize,
    pub(super) demand_rows_left_out: usize,
    pub(super) demand_issues: usize,
    /// The districts of the cells, in their order, each with how many cells in a row name it.
    pub(super) districts: Vec<(Option<String>, usize)>,
    pub(super) totals: Totals,
}

/// Writes the sums of a run.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Sums::of(run))?;
    out.write_all(b"\n")
}

impl Sums {
    fn of(run: &Run<'_>) -> Self {
        let (demand, outcome) = (run.demand, run.outcome);
        let snap_limit_m = run.network.map(|network| network.snap_limit_m);
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            dataset_version: run.snapshot.version().to_owned(),
            parameters: parameters(run.snapshot, run.question, snap_limit_m),
            supposed: run.supposed.cloned(),
            given: run.given.cloned().unwrap_or_default(),
            demand_crs: demand.datum.key().to_owned(),
            network: run.network.map(|network| StreetsInfo {
                bounds: network.bounds.or_else(|| bounds(run.streets)),
                ..network.clone()
            }),
            station_counts: outcome.station_counts,
            lacks_holiday_data: outcome.lacks_holiday_data,
            generated_at: run.generated_at.unix_s,
            inputs: run.inputs.to_vec(),
            demand_rows: demand.n_rows,
            demand_rows_left_out: demand.n_left_out(),
            demand_issues: demand.n_issues(),
            districts: districts(run),
            totals: outcome.totals.clone(),
        }
    }
}

fn districts(run: &Run<'_>) -> Vec<(Option<String>, usize)> {
    let mut districts: Vec<(Option<String>, usize)> = Vec::new();
    for cell in &run.demand.cells {
        match districts.last_mut() {
            Some((name, n)) if *name == cell.district => *n += 1,
            _ => districts.push((cell.district.clone(), 1)),
        }
    }
    districts
}
