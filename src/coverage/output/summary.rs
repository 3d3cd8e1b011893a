//! `summary.json`: the figures of a run, and all that somebody needs to repeat it.

use serde::Serialize;
use serde_json::Number;

use super::super::numbers::{PeopleFormat, six_digits, tenths};
use super::super::outcome::{CellStatus, Covered, Disc, DistrictOutcome, HourOutcome};
use super::super::run::{Run, share};
use super::super::{Clock, Limit};

#[derive(Serialize)]
struct Summary<'a> {
    version: &'static str,
    generated_at: String,
    dataset_version: &'a str,
    #[serde(flatten)]
    totals: Totals,
    uncovered: Counted,
    unsnapped: Counted,
    unreachable: Counted,
    straight_line: StraightLine,
    by_district: Vec<DistrictBody<'a>>,
    station_counts: StationCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Week>,
    holiday_data: &'static str,
    demand_rows: usize,
    demand_issues: usize,
    parameters: Parameters<'a>,
    network: Option<Network<'a>>,
    inputs: Vec<Input<'a>>,
}

/// All people and those within reach.
#[derive(Serialize)]
struct Totals {
    people_total: Number,
    cells_total: usize,
    #[serde(flatten)]
    within: Within,
}

/// People and cells within some limit.
#[derive(Serialize)]
struct Within {
    people_covered: Number,
    share: Option<f64>,
    cells_covered: usize,
    at_least: AtLeast,
    if_unknown_open: IfUnknownOpen,
}

/// People within reach of so many stations.
#[derive(Serialize)]
struct AtLeast {
    #[serde(rename = "1")]
    one: Number,
    #[serde(rename = "2")]
    two: Number,
    #[serde(rename = "3")]
    three: Number,
}

#[derive(Serialize)]
struct IfUnknownOpen {
    people_covered: Number,
    share: Option<f64>,
}

#[derive(Serialize)]
struct Counted {
    people: Number,
    cells: usize,
}

#[derive(Serialize)]
struct StraightLine {
    circle: Circle,
    disc_1km: Circle,
}

#[derive(Serialize)]
struct Circle {
    radius_m: f64,
    #[serde(flatten)]
    within: Within,
}

#[derive(Serialize)]
struct DistrictBody<'a> {
    district: &'a str,
    people_total: Number,
    people_covered: Number,
    share: Option<f64>,
    cells_total: usize,
    cells_covered: usize,
}

#[derive(Serialize)]
struct StationCounts {
    total: usize,
    eligible: usize,
    open: usize,
    closed: usize,
    unknown: usize,
    unsnapped: usize,
}

/// The hours of the week with the fewest and the most people covered.
#[derive(Serialize)]
struct Week {
    least: HourBody,
    most: HourBody,
}

#[derive(Serialize)]
struct HourBody {
    date: String,
    weekday: String,
    hour: u32,
    stations_open: usize,
    people_covered: Number,
    share: Option<f64>,
}

#[derive(Serialize)]
struct Parameters<'a> {
    mode: &'static str,
    speed_m_s: f64,
    detour: f64,
    limit: LimitBody,
    at: Option<String>,
    week: bool,
    utc_offset: String,
    amenity: Vec<&'a str>,
    snap_limit_m: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum LimitBody {
    Minutes(f64),
    DistanceM(f64),
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
    // Numbers and texts: nothing of it can fail to be JSON.
    let mut text = serde_json::to_string_pretty(&summary(run)).unwrap_or_default();
    text.push('\n');
    text
}

fn summary<'a>(run: &Run<'a>) -> Summary<'a> {
    let outcome = run.outcome;
    let people = PeopleFormat::of(run);
    Summary {
        version: env!("CARGO_PKG_VERSION"),
        generated_at: run.local_text(run.generated_at),
        dataset_version: run.snapshot.version(),
        totals: Totals {
            people_total: people.json(outcome.people_total),
            cells_total: outcome.cells.len(),
            within: within(run, &outcome.covered),
        },
        uncovered: counted(run, CellStatus::Uncovered),
        unsnapped: counted(run, CellStatus::Unsnapped),
        unreachable: counted(run, CellStatus::Unreachable),
        straight_line: StraightLine {
            circle: circle(run, &outcome.circle),
            disc_1km: circle(run, &outcome.disc_1km),
        },
        by_district: outcome
            .by_district
            .iter()
            .map(|found| district(people, found))
            .collect(),
        station_counts: station_counts(run),
        week: week(run),
        holiday_data: if outcome.lacks_holiday_data {
            "missing"
        } else {
            "complete"
        },
        demand_rows: run.demand.n_rows,
        demand_issues: run.demand.issues.len(),
        parameters: parameters(run),
        network: network(run),
        inputs: inputs(run),
    }
}

fn within(run: &Run<'_>, covered: &Covered) -> Within {
    let people = PeopleFormat::of(run);
    let rounded = |people| run.share(people).map(six_digits);
    let [one, two, three] = covered.at_least.map(|n| people.json(n));
    Within {
        people_covered: people.json(covered.people),
        share: rounded(covered.people),
        cells_covered: covered.cells,
        at_least: AtLeast { one, two, three },
        if_unknown_open: IfUnknownOpen {
            people_covered: people.json(covered.people_if_unknown_open),
            share: rounded(covered.people_if_unknown_open),
        },
    }
}

fn counted(run: &Run<'_>, status: CellStatus) -> Counted {
    let count = run.outcome.count(status);
    Counted {
        people: PeopleFormat::of(run).json(count.people),
        cells: count.cells,
    }
}

fn circle(run: &Run<'_>, disc: &Disc) -> Circle {
    Circle {
        radius_m: tenths(disc.radius_m),
        within: within(run, &disc.covered),
    }
}

fn district(people: PeopleFormat, found: &DistrictOutcome) -> DistrictBody<'_> {
    DistrictBody {
        district: &found.name,
        people_total: people.json(found.people_total),
        people_covered: people.json(found.people_covered),
        share: share(found.people_covered, found.people_total).map(six_digits),
        cells_total: found.cells_total,
        cells_covered: found.cells_covered,
    }
}

fn station_counts(run: &Run<'_>) -> StationCounts {
    let counts = run.outcome.station_counts;
    StationCounts {
        total: counts.total,
        eligible: counts.eligible,
        open: counts.open,
        closed: counts.closed,
        unknown: counts.unknown,
        unsnapped: counts.unsnapped,
    }
}

fn week(run: &Run<'_>) -> Option<Week> {
    let (least, most) = run.outcome.week_extremes()?;
    Some(Week {
        least: hour(run, least),
        most: hour(run, most),
    })
}

fn hour(run: &Run<'_>, found: &HourOutcome) -> HourBody {
    HourBody {
        date: found.date.to_string(),
        weekday: found.date.format("%A").to_string(),
        hour: found.hour,
        stations_open: found.stations_open,
        people_covered: PeopleFormat::of(run).json(found.people_covered),
        share: run.share(found.people_covered).map(six_digits),
    }
}

fn parameters<'a>(run: &Run<'a>) -> Parameters<'a> {
    let question = run.question;
    let generated_at = run.local_text(run.generated_at);
    let keys = run.snapshot.amenity_keys();
    Parameters {
        mode: question.mode.key(),
        speed_m_s: question.pace.speed_m_s,
        detour: question.pace.detour,
        limit: match question.limit {
            Limit::Minutes(minutes) => LimitBody::Minutes(minutes),
            Limit::DistanceM(distance_m) => LimitBody::DistanceM(distance_m),
        },
        at: run.at().map(|at| run.local_text(at)),
        week: matches!(question.clock, Clock::Week(_)),
        utc_offset: utc_offset(&generated_at),
        amenity: question.amenities.iter().map(|a| keys.key(a)).collect(),
        snap_limit_m: run.network.map(|network| network.snap_limit_m),
    }
}

/// `+08:00` of an instant's text, which ends with it.
fn utc_offset(instant: &str) -> String {
    let start = instant.len().saturating_sub("+00:00".len());
    instant.get(start..).unwrap_or_default().to_owned()
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

fn inputs<'a>(run: &Run<'a>) -> Vec<Input<'a>> {
    let body = |input: &'a super::super::run::InputFile| Input {
        role: input.role.key(),
        name: &input.name,
        rows: input.rows,
        sha256: &input.sha256,
    };
    run.inputs.iter().map(body).collect()
}
