//! The main figures of a coverage run, as lines of text.

use std::fmt::Write;
use std::path::PathBuf;

use crate::coverage::outcome::{CellStatus, Covered};
use crate::coverage::run::Run;

/// The people covered, the comparison with straight lines, and where the results are.
pub(super) fn text(run: &Run<'_>, written: &[PathBuf]) -> String {
    let outcome = run.outcome;
    let mut out = String::new();
    line(&mut out, "people", &run.people_text(outcome.people_total));
    line(&mut out, "covered", &share(run, outcome.covered.people));
    line(
        &mut out,
        "by 2 or more",
        &share(run, outcome.covered.at_least[1]),
    );
    let unknown = outcome.covered.people_if_unknown_open - outcome.covered.people;
    if unknown > 0.0 {
        line(&mut out, "perhaps covered", &share(run, unknown));
    }
    for status in [CellStatus::Unsnapped, CellStatus::Unreachable] {
        let count = outcome.count(status);
        if count.cells > 0 {
            line(&mut out, status.key(), &share(run, count.people));
        }
    }
    let disc = |radius_m: f64, covered: &Covered| {
        let share = share(run, covered.people);
        format!("{share} within {radius_m:.0} m in a straight line")
    };
    let (circle, plain) = (&outcome.circle, &outcome.disc_1km);
    line(&mut out, "circle", &disc(circle.radius_m, &circle.covered));
    line(&mut out, "1 km disc", &disc(plain.radius_m, &plain.covered));
    if let Some((least, most)) = outcome.week_extremes() {
        for (name, hour) in [("worst hour", least), ("best hour", most)] {
            let share = share(run, hour.people_covered);
            let when = format!("{share}, {} {:02}:00", hour.date.format("%A"), hour.hour);
            line(&mut out, name, &when);
        }
    }
    let names: Vec<String> = written
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    line(&mut out, "written", &names.join(" "));
    out.truncate(out.trim_end().len());
    out
}

fn line(out: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name:<16}{value}");
}

fn share(run: &Run<'_>, count: f64) -> String {
    match run.share(count) {
        Some(share) => format!("{} ({:.1} %)", run.people_text(count), share * 100.0),
        None => run.people_text(count),
    }
}
