//! The main figures of a siting run, as lines of text.

use std::path::PathBuf;

use crate::commands::coverage_text::{line, with_files};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::share;
use crate::dataset::shown::shortened;
use crate::siting::hours::HoursOutcome;
use crate::siting::outcome::{Standing, Stopped};
use crate::siting::run::{Found, SitingRun};
use crate::siting::{Goal, Method, Outcome};
use crate::station::StationIdx;

/// Steps that are printed; all are in the files.
const MAX_STEPS_PRINTED: usize = 20;

/// The choice, how good it is, and where the results are.
pub(super) fn text(run: &SitingRun<'_>, written: &[PathBuf]) -> String {
    let mut out = String::new();
    match run.found {
        Found::Places { outcome, .. } => places(&mut out, run, outcome),
        Found::Hours { outcome, .. } => hours(&mut out, run, outcome),
    }
    with_files(out, written)
}

fn places(out: &mut String, run: &SitingRun<'_>, outcome: &Outcome) {
    let people = PeopleFormat::of(&run.demand.cells);
    let with_share = |count: f64| with_share(people, count, outcome.people_total);
    line(out, "people", &people.text(outcome.people_total));
    line(
        out,
        "covered now",
        &with_share(outcome.before.people_covered),
    );
    let Found::Places { candidates, .. } = run.found else {
        return;
    };
    for (rank, (pick, before)) in (1..).zip(outcome.steps().take(MAX_STEPS_PRINTED)) {
        let after = pick.standing;
        let more = people.text(after.people_covered - before.people_covered);
        let id = shortened(&candidates[pick.site as usize].id);
        let covered = with_share(after.people_covered);
        let ways = ways(outcome, &after);
        line(
            out,
            &format!("site {rank}"),
            &format!("{id}: +{more}, {covered}{ways}"),
        );
    }
    if outcome.picks.len() > MAX_STEPS_PRINTED {
        let more = outcome.picks.len() - MAX_STEPS_PRINTED;
        line(out, "", &format!("and {more} more"));
    }
    stopped(out, outcome.stopped);
    line(out, "best possible", &bound(outcome, people));
    how(out, outcome.method, outcome.proved_optimal, outcome.ratio());
}

/// How long the ways are, if the goal is about that.
fn ways(outcome: &Outcome, after: &Standing) -> String {
    match (outcome.goal, after.person_metres, after.farthest_m) {
        (Goal::MeanTime, Some(metres), _) => {
            let mean_m = mean_m(outcome, metres).unwrap_or_default();
            format!(", {mean_m:.0} m on average")
        }
        (Goal::WorstTime, _, Some(farthest_m)) => format!(", {farthest_m:.0} m at most"),
        _ => String::new(),
    }
}

fn bound(outcome: &Outcome, people: PeopleFormat) -> String {
    match outcome.goal {
        Goal::People => format!("{} people at most", people.text(outcome.bound)),
        Goal::CoverAll => {
            let reachable = people.text(outcome.people_coverable);
            format!(
                "{:.0} sites at least, for {reachable} people",
                outcome.bound
            )
        }
        Goal::MeanTime => {
            let mean_m = mean_m(outcome, outcome.bound).unwrap_or_default();
            format!("{mean_m:.0} m on average at least")
        }
        Goal::WorstTime => format!("{:.0} m at least", outcome.bound),
    }
}

fn mean_m(outcome: &Outcome, person_metres: f64) -> Option<f64> {
    share(
        person_metres,
        outcome.people_total - outcome.people_out_of_reach,
    )
}

fn hours(out: &mut String, run: &SitingRun<'_>, outcome: &HoursOutcome) {
    let people = PeopleFormat::of(&run.demand.cells);
    let with_share = |count: f64| with_share(people, count, outcome.person_hours_total);
    line(
        out,
        "person-hours",
        &people.text(outcome.person_hours_total),
    );
    line(out, "covered now", &with_share(outcome.before));
    let mut before = outcome.before;
    for (rank, pick) in (1..).zip(outcome.picks.iter().take(MAX_STEPS_PRINTED)) {
        let more = people.text(pick.person_hours - before);
        before = pick.person_hours;
        let id = &run.snapshot.station(StationIdx(pick.block.station)).id.0;
        let (days, hours) = (pick.block.day(), pick.block.hours());
        let total = with_share(pick.person_hours);
        let step = format!("{} {days} {hours}: +{more}, {total}", shortened(id));
        line(out, &format!("block {rank}"), &step);
    }
    if outcome.picks.len() > MAX_STEPS_PRINTED {
        let more = outcome.picks.len() - MAX_STEPS_PRINTED;
        line(out, "", &format!("and {more} more"));
    }
    stopped(out, outcome.stopped);
    let most = people.text(outcome.bound);
    line(
        out,
        "best possible",
        &format!("{most} person-hours at most"),
    );
    how(out, outcome.method, outcome.proved_optimal, outcome.ratio());
}

fn stopped(out: &mut String, stopped: Option<Stopped>) {
    match stopped {
        Some(Stopped::AllCovered) => line(out, "stopped", "all people are covered that can be"),
        Some(Stopped::NothingToGain) => line(out, "stopped", "no other site makes anything better"),
        None => {}
    }
}

fn how(out: &mut String, method: Method, is_proved: bool, ratio: f64) {
    let sure = if is_proved {
        "proved optimal".to_owned()
    } else {
        format!("at least {:.2} % of the best possible", ratio * 100.0)
    };
    let tried = match method {
        Method::Heuristic | Method::Exact => "",
        Method::ExactTimedOut => "; the solver's time ran out",
        Method::ExactTooLarge => "; too large for the solver",
    };
    line(out, "quality", &format!("{sure}{tried}"));
}

fn with_share(people: PeopleFormat, count: f64, total: f64) -> String {
    match share(count, total) {
        Some(share) => format!("{} ({:.1} %)", people.text(count), share * 100.0),
        None => people.text(count),
    }
}
