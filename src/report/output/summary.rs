//! `summary.json`: the figures of a run, and all that is needed to repeat it.

use serde::Serialize;
use serde_json::Number;

use crate::coverage::figures::{Figures, HourFigures};
use crate::coverage::numbers::{PeopleFormat, six_digits};
use crate::coverage::parts::Parts;
use crate::coverage::run::{InputFile, Run, Supposed};

#[derive(Serialize)]
struct Summary<'a> {
    version: &'static str,
    generated_at: String,
    dataset_version: &'a str,
    #[serde(flatten)]
    figures: Figures<'a>,
    computed: Computed,
    not_computed: NotComputed,
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Week>,
    holiday_data: &'static str,
    demand_crs: &'static str,
    demand_rows: usize,
    demand_rows_left_out: usize,
    demand_issues: usize,
    network: Option<Network<'a>>,
    inputs: Vec<Input<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supposed: Option<SupposedFigures<'a>>,
}

/// People of whom it is known whether they are covered.
#[derive(Serialize)]
struct Computed {
    people: Number,
    cells: usize,
    /// The covered ones as a share of them.
    share_covered: Option<f64>,
}

/// People of whom it is not known: the unsnapped and the unreachable.
#[derive(Serialize)]
struct NotComputed {
    people: Number,
    cells: usize,
    /// As a share of all people.
    share: Option<f64>,
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

/// What is supposed beside the inputs.
#[derive(Serialize)]
pub(super) struct SupposedFigures<'a> {
    added: &'a [String],
    closed: &'a [String],
    hours: Vec<HoursFigures<'a>>,
}

#[derive(Serialize)]
struct HoursFigures<'a> {
    station: &'a str,
    before: Option<&'a str>,
    after: &'a str,
}

impl<'a> SupposedFigures<'a> {
    pub(super) fn of(supposed: &'a Supposed) -> Self {
        let hours = supposed.hours.iter();
        Self {
            added: &supposed.added,
            closed: &supposed.closed,
            hours: hours
                .map(|hours| HoursFigures {
                    station: &hours.id,
                    before: hours.before.as_deref(),
                    after: &hours.after,
                })
                .collect(),
        }
    }
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
    let (computed, not_computed) = computed(run);
    Summary {
        version: env!("CARGO_PKG_VERSION"),
        generated_at: run.local_text(run.generated_at),
        dataset_version: run.snapshot.version(),
        figures: Figures::of(run.snapshot, demand, run.question, snap_limit_m, outcome),
        computed,
        not_computed,
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
        supposed: run.supposed.map(SupposedFigures::of),
    }
}

fn computed(run: &Run<'_>) -> (Computed, NotComputed) {
    let parts = Parts::of(run.outcome);
    let people = PeopleFormat::of(&run.demand.cells);
    let share_covered = parts.share_of_computed(parts.covered.people);
    let computed = Computed {
        people: people.json(parts.people_computed()),
        cells: parts.cells_computed(),
        share_covered: share_covered.map(six_digits),
    };
    let not_computed = NotComputed {
        people: people.json(parts.not_computed.people),
        cells: parts.not_computed.cells,
        share: parts.share_not_computed().map(six_digits),
    };
    (computed, not_computed)
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
