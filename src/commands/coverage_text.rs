//! The main figures of a coverage run, as lines of text.

use std::fmt::Write;
use std::path::PathBuf;

use crate::coverage::outcome::{CellStatus, Covered};
use crate::coverage::parts::{Cause, Parts};
use crate::coverage::run::{self, Run};
use crate::dataset::shown::shown;

/// The people covered, the comparison with straight lines, and where the results are.
///
/// If some people could not be computed, the figures along the streets are shares of the others.
pub(super) fn text(run: &Run<'_>, written: &[PathBuf]) -> String {
    let outcome = run.outcome;
    let parts = Parts::of(outcome);
    let base = parts.people_computed();
    let mut out = String::new();
    line(&mut out, "people", &run.people_text(outcome.people_total));
    if parts.not_computed.cells > 0 {
        line(&mut out, "computed", &of_all(run, &parts, base));
    }
    line(&mut out, "covered", &share(run, parts.covered.people, base));
    line(
        &mut out,
        "not covered",
        &share(run, parts.not_covered.people, base),
    );
    let by_two = outcome.covered.at_least[1];
    line(&mut out, "by 2 or more", &share(run, by_two, base));
    let unknown = outcome.covered.people_if_unknown_open - outcome.covered.people;
    if unknown > 0.0 {
        line(&mut out, "perhaps covered", &share(run, unknown, base));
    }
    for status in [CellStatus::Unsnapped, CellStatus::Unreachable] {
        let count = outcome.count(status);
        if count.cells > 0 {
            line(&mut out, status.key(), &of_all(run, &parts, count.people));
        }
    }
    let disc = |radius_m: f64, covered: &Covered| {
        let share = of_all(run, &parts, covered.people);
        format!("{share} within {radius_m:.0} m in a straight line")
    };
    let (circle, plain) = (&outcome.circle, &outcome.disc_1km);
    line(&mut out, "circle", &disc(circle.radius_m, &circle.covered));
    line(&mut out, "1 km disc", &disc(plain.radius_m, &plain.covered));
    if let Some((least, most)) = outcome.week_extremes() {
        for (name, hour) in [("worst hour", least), ("best hour", most)] {
            let share = share(run, hour.people_covered, base);
            let when = format!("{share}, {} {:02}:00", hour.date.format("%A"), hour.hour);
            line(&mut out, name, &when);
        }
    }
    with_files(out, written)
}

/// The figures, with a last line of where the results are.
pub(super) fn with_files(mut out: String, written: &[PathBuf]) -> String {
    let names: Vec<String> = written
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    line(&mut out, "written", &names.join(" "));
    out.truncate(out.trim_end().len());
    out
}

/// What to know if more people could not be computed than may go unsaid.
pub(super) fn warning(run: &Run<'_>) -> Option<String> {
    let parts = Parts::of(run.outcome);
    let percent = parts.share_not_computed()? * 100.0;
    if !parts.need_warning() {
        return None;
    }
    let cause = Cause::of(run);
    let file = run.network.map_or("the streets", |network| &network.file);
    let people = |people: f64| run.people_text(people);
    let mut causes = Vec::new();
    if cause.outside_map > 0.0 {
        let outside = people(cause.outside_map);
        causes.push(format!("{outside} live where {file} has ended"));
    }
    let inside = cause.unsnapped - cause.outside_map;
    if inside > 0.0 {
        causes.push(format!("{} live far from any street of it", people(inside)));
    }
    if cause.unreachable > 0.0 {
        let cut_off = people(cause.unreachable);
        causes.push(format!("for {cut_off} it joins no way to a station"));
    }
    Some(format!(
        "{percent:.1} % of the people could not be computed: {}; take a larger street file, or leave these people out of the demand",
        shown(&causes.join(", "))
    ))
}

/// One figure with its name.
pub(super) fn line(out: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name:<16}{value}");
}

/// People and their share of some others.
fn share(run: &Run<'_>, people: f64, base: f64) -> String {
    match run::share(people, base) {
        Some(share) => format!("{} ({:.1} %)", run.people_text(people), share * 100.0),
        None => run.people_text(people),
    }
}

/// People and their share of all; said so if other shares are not of all.
fn of_all(run: &Run<'_>, parts: &Parts, people: f64) -> String {
    let share = share(run, people, run.outcome.people_total);
    if parts.not_computed.cells == 0 {
        return share;
    }
    share.replace(" %)", " % of all)")
}
