//! What is different between two runs, as lines of text.

use std::path::PathBuf;

use crate::commands::coverage_text::{line, with_files};
use crate::coverage::difference::{Difference, Turns};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::StatusCount;
use crate::coverage::parts::Part;
use crate::dataset::shown::shortened;

/// Districts that are printed; all are in the files.
const MAX_DISTRICTS_PRINTED: usize = 12;

/// Who gains and who loses, by district too, and where the results are.
pub(super) fn text(difference: &Difference<'_>, written: &[PathBuf]) -> String {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let total = &difference.total;
    let mut out = String::new();
    let all = difference.run.outcome.people_total;
    line(&mut out, "people", &people.text(all));
    let [before, after] = total.shares();
    let (was, is) = (total.before(Part::Covered), total.after(Part::Covered));
    line(&mut out, "covered before", &with_share(people, was, before));
    line(&mut out, "covered after", &with_share(people, is, after));
    line(&mut out, "gained", &in_cells(people, total.gained()));
    line(&mut out, "lost", &in_cells(people, total.lost()));
    unknown(&mut out, people, difference);
    week(&mut out, people, difference);
    districts(&mut out, people, difference);
    with_files(out, written)
}

/// What is not known of one of the runs.
fn unknown(out: &mut String, people: PeopleFormat, difference: &Difference<'_>) {
    let total = &difference.total;
    for (name, count) in [
        ("computed now", total.computed_now_only()),
        ("computed before", total.computed_before_only()),
        (
            "not computed",
            total.between(Part::NotComputed, Part::NotComputed),
        ),
    ] {
        if count.cells > 0 {
            line(out, name, &in_cells(people, count));
        }
    }
    let perhaps = |if_open: f64, covered: StatusCount| if_open - covered.people;
    let before = perhaps(
        difference.earlier.figures.people_if_unknown_open,
        total.before(Part::Covered),
    );
    let after = perhaps(
        difference.figures.people_if_unknown_open,
        total.after(Part::Covered),
    );
    if before > 0.0 || after > 0.0 {
        let text = format!(
            "{} before, {} after",
            people.text(before),
            people.text(after)
        );
        line(out, "perhaps covered", &text);
    }
}

fn week(out: &mut String, people: PeopleFormat, difference: &Difference<'_>) {
    let more = difference.week();
    if !more.is_empty() {
        let more = more.iter().fold(0.0, |sum, hour| sum + hour);
        let text = format!("{} person-hours", signed(people, more));
        line(out, "in the week", &text);
    }
}

/// The districts with the largest changes.
fn districts(out: &mut String, people: PeopleFormat, difference: &Difference<'_>) {
    let moved = |turns: &Turns| turns.gained().people + turns.lost().people;
    let districts = difference.by_district.iter();
    let mut changed: Vec<_> = districts.filter(|(_, turns)| moved(turns) > 0.0).collect();
    changed.sort_by(|a, b| moved(b.1).total_cmp(&moved(a.1)));
    for (row, (name, turns)) in changed.iter().take(MAX_DISTRICTS_PRINTED).enumerate() {
        let name = if name.is_empty() {
            "(none given)".to_owned()
        } else {
            shortened(name)
        };
        let (gained, lost) = (turns.gained().people, turns.lost().people);
        let text = format!(
            "{name}: {} {}",
            signed(people, gained),
            signed(people, -lost)
        );
        line(out, if row == 0 { "districts" } else { "" }, &text);
    }
    if changed.len() > MAX_DISTRICTS_PRINTED {
        let more = changed.len() - MAX_DISTRICTS_PRINTED;
        line(out, "", &format!("and {more} more"));
    }
}

fn in_cells(people: PeopleFormat, count: StatusCount) -> String {
    let cells = if count.cells == 1 { "cell" } else { "cells" };
    format!("{} in {} {cells}", people.text(count.people), count.cells)
}

fn with_share(people: PeopleFormat, count: StatusCount, share: Option<f64>) -> String {
    let text = people.text(count.people);
    match share {
        Some(share) => format!("{text} ({:.1} %)", share * 100.0),
        None => text,
    }
}

fn signed(people: PeopleFormat, count: f64) -> String {
    let sign = if count < 0.0 { "-" } else { "+" };
    format!("{sign}{}", people.text(count.abs()))
}
