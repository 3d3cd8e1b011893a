//! `siting.csv`: what was chosen, in the order in which to build.

use std::io::{self, Write};

use super::super::csv_text::plain;
use crate::coverage::numbers::{PeopleFormat, six_digits, tenths_text};
use crate::coverage::run::share;
use crate::position::Position;
use crate::siting::Outcome;
use crate::siting::assemble::Candidate;
use crate::siting::hours::HoursOutcome;
use crate::siting::run::{Found, SitingRun};
use crate::station::StationIdx;

const PLACES: [&str; 7] = [
    "rank",
    "site",
    "lon",
    "lat",
    "people_gained",
    "people_covered",
    "share",
];
/// What goals that look beyond the limit add.
const FAR: [&str; 3] = ["mean_distance_m", "mean_travel_time_s", "farthest_m"];
const HOURS: [&str; 9] = [
    "rank",
    "site",
    "lon",
    "lat",
    "days",
    "hours",
    "person_hours_gained",
    "person_hours",
    "share",
];

/// One row for each choice.
pub(super) fn write(out: &mut dyn Write, run: &SitingRun<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let records = match run.found {
        Found::Places {
            candidates,
            outcome,
            ..
        } => places(run, candidates, outcome),
        Found::Hours { outcome, .. } => hours(run, outcome),
    };
    for record in records {
        csv.write_record(record)?;
    }
    csv.flush()
}

fn places(run: &SitingRun<'_>, candidates: &[Candidate], outcome: &Outcome) -> Vec<Vec<String>> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut header = PLACES.map(str::to_owned).to_vec();
    if outcome.goal.looks_far() {
        header.extend(FAR.map(str::to_owned));
    }
    let mut records = vec![header];
    for (rank, (pick, before)) in (1..).zip(outcome.steps()) {
        let candidate = &candidates[pick.site as usize];
        let [lon, lat] = degrees(candidate.position);
        let after = pick.standing;
        let mut record = vec![
            i32::to_string(&rank),
            plain(&candidate.id).into_owned(),
            lon,
            lat,
            people.text(after.people_covered - before.people_covered),
            people.text(after.people_covered),
            share_text(after.people_covered, outcome.people_total),
        ];
        if let (Some(metres), Some(farthest_m)) = (after.person_metres, after.farthest_m) {
            let reaching = outcome.people_total - outcome.people_out_of_reach;
            let mean_m = share(metres, reaching).unwrap_or_default();
            record.push(tenths_text(mean_m));
            record.push(tenths_text(mean_m * run.seconds_a_metre));
            record.push(tenths_text(farthest_m));
        }
        records.push(record);
    }
    records
}

fn hours(run: &SitingRun<'_>, outcome: &HoursOutcome) -> Vec<Vec<String>> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut records = vec![HOURS.map(str::to_owned).to_vec()];
    let mut before = outcome.before;
    for (rank, pick) in (1..).zip(&outcome.picks) {
        let station = run.snapshot.station(StationIdx(pick.block.station));
        let [lon, lat] = degrees(Some(station.position));
        records.push(vec![
            i32::to_string(&rank),
            plain(&station.id.0).into_owned(),
            lon,
            lat,
            pick.block.day().to_owned(),
            pick.block.hours(),
            people.text(pick.person_hours - before),
            people.text(pick.person_hours),
            share_text(pick.person_hours, outcome.person_hours_total),
        ]);
        before = pick.person_hours;
    }
    records
}

/// Longitude and latitude; empty where there is no position.
fn degrees(position: Option<Position>) -> [String; 2] {
    position.map_or_else(Default::default, |position| {
        [position.lon().to_string(), position.lat().to_string()]
    })
}

fn share_text(part: f64, whole: f64) -> String {
    share(part, whole).map_or_else(String::new, |share| six_digits(share).to_string())
}
