//! What is different from an earlier run: `change.json` and `change.csv`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Number;

use super::csv_text::plain;
use super::summary::SupposedFigures;
use crate::coverage::difference::{Difference, EarlierFigures, Turns};
use crate::coverage::numbers::{PeopleFormat, six_digits, tenths_text};
use crate::coverage::outcome::StatusCount;
use crate::coverage::parts::Part;

const HEADER: [&str; 9] = [
    "id",
    "lon",
    "lat",
    "population",
    "district",
    "before",
    "after",
    "travel_time_before_s",
    "travel_time_after_s",
];

#[derive(Serialize)]
struct Change<'a> {
    version: &'static str,
    before: Side<'a>,
    after: Side<'a>,
    people_total: Number,
    #[serde(flatten)]
    turns: TurnFigures,
    by_district: Vec<District<'a>>,
    stations: Stations<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Week>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supposed: Option<SupposedFigures<'a>>,
}

/// One of the two runs.
#[derive(Serialize)]
struct Side<'a> {
    generated_at: &'a str,
    dataset_version: &'a str,
    at: Option<&'a str>,
    covered: Counted,
    not_covered: Counted,
    not_computed: Counted,
    share_covered: Option<f64>,
    people_by_two: Number,
    people_if_unknown_open: Number,
    stations_eligible: usize,
    stations_open: Option<usize>,
}

/// Who gains and who loses; what is not known of one of the runs is apart.
#[derive(Serialize)]
struct TurnFigures {
    gained: Counted,
    lost: Counted,
    net_people: Number,
    nearer: Counted,
    farther: Counted,
    covered_now_not_computed_before: Counted,
    not_covered_now_not_computed_before: Counted,
    not_computed_now_covered_before: Counted,
    not_computed_now_not_covered_before: Counted,
}

#[derive(Serialize)]
struct Counted {
    people: Number,
    cells: usize,
}

#[derive(Serialize)]
struct District<'a> {
    #[serde(rename = "district")]
    name: &'a str,
    covered_before: Counted,
    covered_after: Counted,
    #[serde(flatten)]
    turns: TurnFigures,
}

#[derive(Serialize)]
struct Stations<'a> {
    added: Vec<&'a str>,
    gone: Vec<&'a str>,
}

/// Hours of people in the week, and more people covered in each hour, Monday 00:00 first.
#[derive(Serialize)]
struct Week {
    person_hours_before: Number,
    person_hours_after: Number,
    more_people: Vec<Number>,
}

/// The difference as indented JSON with a line feed at its end.
pub(super) fn json(difference: &Difference<'_>) -> String {
    let change = Change::of(difference);
    // Numbers and texts always serialise.
    let mut text = serde_json::to_string_pretty(&change).unwrap_or_default();
    text.push('\n');
    text
}

/// One row for each cell that is of another part now or has another way to the nearest station, in
/// the order of the demand; unknown values are empty.
pub(super) fn write(out: &mut dyn Write, difference: &Difference<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    let time = |seconds: Option<f64>| seconds.map_or_else(String::new, tenths_text);
    let cells = difference.run.demand.cells.iter().zip(difference.cells());
    for (cell, (before, after)) in cells.filter(|(_, (before, after))| before != after) {
        csv.write_record([
            &*plain(&cell.id),
            &cell.position.lon().to_string(),
            &cell.position.lat().to_string(),
            &(cell.people + 0.0).to_string(),
            &plain(cell.district.as_deref().unwrap_or_default()),
            before.part.key(),
            after.part.key(),
            &time(before.travel_time_s),
            &time(after.travel_time_s),
        ])?;
    }
    csv.flush()
}

impl<'a> Change<'a> {
    fn of(difference: &'a Difference<'_>) -> Self {
        let people = PeopleFormat::of(&difference.run.demand.cells);
        let (total, earlier) = (&difference.total, &difference.earlier.figures);
        let [share_before, share_after] = total.shares();
        let before = |part| total.before(part);
        let after = |part| total.after(part);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            before: Side::of(people, earlier, &before, share_before),
            after: Side::of(people, &difference.figures, &after, share_after),
            people_total: people.json(difference.run.outcome.people_total),
            turns: TurnFigures::of(people, total),
            by_district: difference
                .by_district
                .iter()
                .map(|(name, turns)| District::of(people, name, turns))
                .collect(),
            stations: Stations {
                added: difference.added.iter().map(|one| &*one.id.0).collect(),
                gone: difference.gone.iter().map(|one| &*one.id).collect(),
            },
            week: Week::of(people, difference),
            supposed: difference.run.supposed.map(SupposedFigures::of),
        }
    }
}

impl<'a> Side<'a> {
    fn of(
        people: PeopleFormat,
        figures: &'a EarlierFigures,
        part: &dyn Fn(Part) -> StatusCount,
        share: Option<f64>,
    ) -> Self {
        let counted = |one| Counted::of(people, part(one));
        Self {
            generated_at: &figures.generated_at,
            dataset_version: &figures.dataset_version,
            at: figures.at.as_deref(),
            covered: counted(Part::Covered),
            not_covered: counted(Part::NotCovered),
            not_computed: counted(Part::NotComputed),
            share_covered: share.map(six_digits),
            people_by_two: people.json(figures.people_by_two),
            people_if_unknown_open: people.json(figures.people_if_unknown_open),
            stations_eligible: figures.stations_eligible,
            stations_open: figures.stations_open,
        }
    }
}

impl TurnFigures {
    fn of(people: PeopleFormat, turns: &Turns) -> Self {
        let counted = |count| Counted::of(people, count);
        let between = |before, after| counted(turns.between(before, after));
        Self {
            gained: counted(turns.gained()),
            lost: counted(turns.lost()),
            net_people: people.json(turns.net_people()),
            nearer: counted(turns.nearer),
            farther: counted(turns.farther),
            covered_now_not_computed_before: between(Part::NotComputed, Part::Covered),
            not_covered_now_not_computed_before: between(Part::NotComputed, Part::NotCovered),
            not_computed_now_covered_before: between(Part::Covered, Part::NotComputed),
            not_computed_now_not_covered_before: between(Part::NotCovered, Part::NotComputed),
        }
    }
}

impl Counted {
    fn of(people: PeopleFormat, count: StatusCount) -> Self {
        Self {
            people: people.json(count.people),
            cells: count.cells,
        }
    }
}

impl<'a> District<'a> {
    fn of(people: PeopleFormat, name: &'a str, turns: &Turns) -> Self {
        Self {
            name,
            covered_before: Counted::of(people, turns.before(Part::Covered)),
            covered_after: Counted::of(people, turns.after(Part::Covered)),
            turns: TurnFigures::of(people, turns),
        }
    }
}

impl Week {
    fn of(people: PeopleFormat, difference: &Difference<'_>) -> Option<Self> {
        let more = difference.week();
        let sum = |hours: &[f64]| people.json(hours.iter().fold(0.0, |sum, hour| sum + hour));
        (!more.is_empty()).then(|| Self {
            person_hours_before: sum(&difference.earlier.figures.week),
            person_hours_after: sum(&difference.figures.week),
            more_people: more.into_iter().map(|hour| people.json(hour)).collect(),
        })
    }
}
