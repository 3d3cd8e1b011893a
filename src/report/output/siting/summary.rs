//! `summary.json` of a siting run: how good the choice is, the alternatives, and all that is
//! needed to repeat the run.

use serde_json::{Map, Value, json};

use crate::coverage::Limit;
use crate::coverage::numbers::{PeopleFormat, six_digits, tenths};
use crate::coverage::run::{InputRole, share};
use crate::siting::assemble::Candidate;
use crate::siting::hours::{Block, HoursOutcome};
use crate::siting::ignored::sentences;
use crate::siting::outcome::{Pick, Standing, Stopped};
use crate::siting::run::{Found, SitingRun};
use crate::siting::{Effort, Goal, Outcome};
use crate::station::StationIdx;

/// The summary as indented JSON with a line feed at its end.
pub(super) fn text(run: &SitingRun<'_>) -> String {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    add("version", json!(env!("CARGO_PKG_VERSION")));
    add(
        "generated_at",
        json!(run.reach.zone.format_instant(run.generated_at)),
    );
    let has_stations = run
        .inputs
        .iter()
        .any(|input| input.role == InputRole::Stations);
    add(
        "dataset_version",
        json!(has_stations.then(|| run.snapshot.version())),
    );
    let effort = match run.found {
        Found::Places {
            question,
            candidates,
            outcome,
        } => {
            add_places(&mut add, run, candidates, outcome);
            question.effort
        }
        Found::Hours { question, outcome } => {
            add("block_hours", json!(question.block_hours));
            add_hours(&mut add, run, outcome);
            question.effort
        }
    };
    add("ignored", json!(sentences(run.ignored)));
    add("parameters", parameters(run, effort));
    add("demand_rows", json!(run.demand.n_rows));
    add("demand_rows_left_out", json!(run.demand.n_left_out()));
    let inputs = run.inputs.iter().map(|input| {
        let (role, name) = (input.role.key(), &input.name);
        json!({"role": role, "name": name, "rows": input.rows, "sha256": input.sha256})
    });
    add("inputs", inputs.collect());
    // Numbers and texts always serialise.
    let mut text = serde_json::to_string_pretty(&members).unwrap_or_default();
    text.push('\n');
    text
}

fn add_places(
    add: &mut impl FnMut(&str, Value),
    run: &SitingRun<'_>,
    candidates: &[Candidate],
    outcome: &Outcome,
) {
    let people = PeopleFormat::of(&run.demand.cells);
    let count = |value: f64| json!(people.json(value));
    add("goal", json!(outcome.goal.key()));
    add("new_wanted", json!(outcome.n_wanted));
    add("new_chosen", json!(outcome.picks.len()));
    add("at_least", json!(outcome.at_least));
    add("candidates", json!(candidates.len()));
    add("people_total", count(outcome.people_total));
    add(
        "people_covered_before",
        count(outcome.before.people_covered),
    );
    add("people_covered", count(outcome.people_covered()));
    let covered = share(outcome.people_covered(), outcome.people_total);
    add("share", json!(covered.map(six_digits)));
    add("people_coverable", count(outcome.people_coverable));
    add("people_out_of_reach", count(outcome.people_out_of_reach));
    let before = standing(run, outcome, outcome.before);
    if let (Value::Object(before), Value::Object(after)) =
        (before, standing(run, outcome, outcome.last()))
    {
        for (name, value) in before {
            add(&format!("{name}_before"), value);
        }
        for (name, value) in after {
            add(&name, value);
        }
    }
    match outcome.goal {
        Goal::People => add("upper_bound", count(outcome.bound)),
        Goal::CoverAll => add("lower_bound_sites", json!(outcome.bound)),
        Goal::MeanTime => add("lower_bound_person_metres", json!(tenths(outcome.bound))),
        Goal::WorstTime => add("lower_bound_m", json!(tenths(outcome.bound))),
    }
    add("ratio", json!(six_digits(outcome.ratio())));
    add("ratio_of_gain", json!(six_digits(outcome.gain_ratio())));
    add("method", json!(outcome.method.key()));
    add("proved_optimal", json!(outcome.proved_optimal));
    add("stopped", json!(outcome.stopped.map(Stopped::key)));
    let id = |site: u32| &*candidates[site as usize].id;
    let loses = |loses: f64| match outcome.goal {
        Goal::People | Goal::CoverAll => json!({"loses_people": people.json(loses)}),
        Goal::MeanTime => json!({"loses_person_metres": tenths(loses)}),
        Goal::WorstTime => json!({"loses_m": tenths(loses)}),
    };
    let ranks = (1..).zip(&outcome.picks).map(|(rank, pick): (u32, &Pick)| {
        let others = pick.alternatives.iter().map(|other| {
            let mut members = loses(other.loses);
            members["site"] = json!(id(other.site));
            members
        });
        json!({"rank": rank, "site": id(pick.site), "alternatives": others.collect::<Value>()})
    });
    add("ranks", ranks.collect());
}

/// The ways of all people, where the goal looks at them.
fn standing(run: &SitingRun<'_>, outcome: &Outcome, standing: Standing) -> Value {
    let (Some(metres), Some(farthest_m)) = (standing.person_metres, standing.farthest_m) else {
        return json!({});
    };
    let reaching = outcome.people_total - outcome.people_out_of_reach;
    let mean_m = share(metres, reaching);
    json!({
        "person_metres": tenths(metres),
        "mean_distance_m": mean_m.map(tenths),
        "mean_travel_time_s": mean_m.map(|mean_m| tenths(mean_m * run.seconds_a_metre)),
        "farthest_m": tenths(farthest_m),
    })
}

fn add_hours(add: &mut impl FnMut(&str, Value), run: &SitingRun<'_>, outcome: &HoursOutcome) {
    let people = PeopleFormat::of(&run.demand.cells);
    let count = |value: f64| json!(people.json(value));
    add("goal", json!("extend-hours"));
    add("new_wanted", json!(outcome.n_wanted));
    add("new_chosen", json!(outcome.picks.len()));
    add("person_hours_total", count(outcome.person_hours_total));
    add("person_hours_before", count(outcome.before));
    add("person_hours", count(outcome.value));
    let covered = share(outcome.value, outcome.person_hours_total);
    add("share", json!(covered.map(six_digits)));
    add("person_hours_coverable", count(outcome.coverable));
    add("upper_bound", count(outcome.bound));
    add("ratio", json!(six_digits(outcome.ratio())));
    add("ratio_of_gain", json!(six_digits(outcome.gain_ratio())));
    add("method", json!(outcome.method.key()));
    add("proved_optimal", json!(outcome.proved_optimal));
    add("stopped", json!(outcome.stopped.map(Stopped::key)));
    let named = |block: Block| {
        let id = &run.snapshot.station(StationIdx(block.station)).id.0;
        json!({"site": &**id, "days": block.day(), "hours": block.hours()})
    };
    let ranks = (1_u32..).zip(&outcome.picks).map(|(rank, pick)| {
        let others = pick.alternatives.iter().map(|(block, loses)| {
            let mut members = named(*block);
            members["loses_person_hours"] = count(*loses);
            members
        });
        let mut members = named(pick.block);
        members["rank"] = json!(rank);
        members["alternatives"] = others.collect();
        members
    });
    add("ranks", ranks.collect());
}

/// The question, and everything that it was computed with.
fn parameters(run: &SitingRun<'_>, effort: Effort) -> Value {
    let question = run.reach;
    let keys = run.snapshot.amenity_keys();
    let limit = match question.limit {
        Limit::Minutes(minutes) => json!({ "minutes": minutes }),
        Limit::DistanceM(distance_m) => json!({ "distance_m": distance_m }),
    };
    let at = question.clock.instant();
    json!({
        "mode": question.mode.key(),
        "speed_m_s": question.pace.speed_m_s,
        "detour": question.pace.detour,
        "limit": limit,
        "at": at.map(|at| question.zone.format_instant(at)),
        "amenity": question.amenities.iter().map(|one| keys.key(one)).collect::<Vec<_>>(),
        "snap_limit_m": run.network.map(|network| network.snap_limit_m),
        "exact": effort.exact,
        "time_limit_s": effort.time_limit_s,
    })
}
