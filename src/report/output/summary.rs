//! `summary.json`: the figures of a run, and all that is needed to repeat it.

use serde::Serialize;

use crate::coverage::figures::{Figures, HourFigures};
use crate::coverage::run::{InputFile, Run};

#[derive(Serialize)]
struct Summary<'a> {
    version: &'static str,
    generated_at: String,
    dataset_version: &'a str,
    #[serde(flatten)]
    figures: Figures<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Week>,
    holiday_data: &'static str,
    demand_crs: &'static str,
    demand_rows: usize,
    demand_rows_left_out: usize,
    demand_issues: usize,
    network: Option<Network<'a>>,
    inputs: Vec<Input<'a>>,
}

/// The hours of the week with the fewest and the most people covered.
#[derive(Serialize)]
struct Week {
    least: HourFigures,
    most: HourFigures,
}

#[derive(Serialize)]
struct Network<'a> {
    name: &'a str,
    sha256: &'a str,
    nodes: usize,
    segments: usize,
    components: usize,
}

#[derive(Serialize)]
struct Input<'a> {
    role: &'static str,
    name: &'a str,
    rows: usize,
    sha256: &'a str,
}

/// The summary as indented JSON with a line feed at its end.
pub fn summary_json(run: &Run<'_>) -> String {
    // Numbers and texts always serialise.
    let mut text = serde_json::to_string_pretty(&summary(run)).unwrap_or_default();
    text.push('\n');
    text
}

fn summary<'a>(run: &Run<'a>) -> Summary<'a> {
    let snap_limit_m = run.network.map(|network| network.snap_limit_m);
    let (demand, outcome) = (run.demand, run.outcome);
    Summary {
        version: env!("CARGO_PKG_VERSION"),
        generated_at: run.local_text(run.generated_at),
        dataset_version: run.snapshot.version(),
        figures: Figures::of(run.snapshot, demand, run.question, snap_limit_m, outcome),
        week: outcome.week_extremes().map(|(least, most)| Week {
            least: HourFigures::of(demand, outcome, least),
            most: HourFigures::of(demand, outcome, most),
        }),
        holiday_data: if outcome.lacks_holiday_data {
            "missing"
        } else {
            "complete"
        },
        demand_crs: demand.datum.key(),
        demand_rows: demand.n_rows,
        demand_rows_left_out: demand.n_left_out(),
        demand_issues: demand.n_issues(),
        network: network(run),
        inputs: run.inputs.iter().map(input).collect(),
    }
}

fn network<'a>(run: &Run<'a>) -> Option<Network<'a>> {
    run.network.map(|network| Network {
        name: &network.file,
        sha256: &network.sha256,
        nodes: network.nodes,
        segments: network.segments,
        components: network.components,
    })
}

fn input(input: &InputFile) -> Input<'_> {
    Input {
        role: input.role.key(),
        name: &input.name,
        rows: input.rows,
        sha256: &input.sha256,
    }
}
