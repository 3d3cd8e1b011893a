//! The figures of a run, with the names and rounding of all files and answers.
//!
//! People are whole if all of the demand are, else to a tenth; shares have six digits, metres one.
//! A share of no people is null.

use serde::Serialize;
use serde_json::Number;

use super::numbers::{PeopleFormat, six_digits, tenths};
use super::outcome::{CellStatus, Covered, Disc, DistrictOutcome, HourOutcome, Outcome};
use super::{Clock, Limit, Question, run};
use crate::clock::Zone;
use crate::demand::Demand;
use crate::snapshot::Snapshot;

/// Seconds in an hour, and in a minute.
const SECONDS_AN_HOUR: i64 = 3_600;
const SECONDS_A_MINUTE: i64 = 60;

/// The results of a run, as members of a JSON object.
#[derive(Debug, Serialize)]
pub struct Figures<'a> {
    #[serde(flatten)]
    totals: Totals,
    uncovered: Counted,
    unsnapped: Counted,
    unreachable: Counted,
    straight_line: StraightLine,
    by_district: Vec<DistrictFigures<'a>>,
    station_counts: StationFigures,
    parameters: Parameters<'a>,
}

/// The parameters of a run, as [`Figures`] have them.
pub fn parameters(
    snapshot: &Snapshot,
    question: &Question,
    snap_limit_m: Option<f64>,
) -> serde_json::Value {
    // Numbers and texts always serialise.
    serde_json::to_value(Parameters::of(snapshot, question, snap_limit_m)).unwrap_or_default()
}

/// An hour of the week, as members of a JSON object.
#[derive(Debug, Serialize)]
pub struct HourFigures {
    date: String,
    weekday: String,
    hour: u32,
    stations_open: usize,
    people_covered: Number,
    share: Option<f64>,
}

/// All people and those within reach.
#[derive(Debug, Serialize)]
struct Totals {
    people_total: Number,
    cells_total: usize,
    #[serde(flatten)]
    within: Within,
}

/// People and cells within some limit.
#[derive(Debug, Serialize)]
struct Within {
    people_covered: Number,
    share: Option<f64>,
    cells_covered: usize,
    at_least: AtLeast,
    if_unknown_open: IfUnknownOpen,
}

/// People within reach of at least this many stations.
#[derive(Debug, Serialize)]
struct AtLeast {
    #[serde(rename = "1")]
    one: Number,
    #[serde(rename = "2")]
    two: Number,
    #[serde(rename = "3")]
    three: Number,
}

#[derive(Debug, Serialize)]
struct IfUnknownOpen {
    people_covered: Number,
    share: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Counted {
    people: Number,
    cells: usize,
}

#[derive(Debug, Serialize)]
struct StraightLine {
    circle: Circle,
    disc_1km: Circle,
}

#[derive(Debug, Serialize)]
struct Circle {
    radius_m: f64,
    #[serde(flatten)]
    within: Within,
}

#[derive(Debug, Serialize)]
struct DistrictFigures<'a> {
    district: &'a str,
    people_total: Number,
    people_covered: Number,
    share: Option<f64>,
    cells_total: usize,
    cells_covered: usize,
}

#[derive(Debug, Serialize)]
struct StationFigures {
    total: usize,
    eligible: usize,
    open: usize,
    closed: usize,
    unknown: usize,
    unsnapped: usize,
}

/// The question, and everything that it was computed with.
#[derive(Debug, Serialize)]
struct Parameters<'a> {
    mode: &'static str,
    speed_m_s: f64,
    detour: f64,
    limit: LimitFigure,
    at: Option<String>,
    week: bool,
    utc_offset: String,
    amenity: Vec<&'a str>,
    snap_limit_m: Option<f64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum LimitFigure {
    Minutes(f64),
    DistanceM(f64),
}

/// Rounds the people of one run, and their share of the total.
#[derive(Clone, Copy)]
struct Rounding {
    people: PeopleFormat,
    people_total: f64,
}

impl<'a> Figures<'a> {
    /// The figures of an outcome; `snap_limit_m` is that of the streets, if there were any.
    pub fn of(
        snapshot: &'a Snapshot,
        demand: &Demand,
        question: &Question,
        snap_limit_m: Option<f64>,
        outcome: &'a Outcome,
    ) -> Self {
        let rounding = Rounding::of(demand, outcome);
        let counted = |status| rounding.counted(outcome, status);
        Self {
            totals: Totals {
                people_total: rounding.people.json(outcome.people_total),
                cells_total: outcome.cells.len(),
                within: rounding.within(&outcome.covered),
            },
            uncovered: counted(CellStatus::Uncovered),
            unsnapped: counted(CellStatus::Unsnapped),
            unreachable: counted(CellStatus::Unreachable),
            straight_line: StraightLine {
                circle: rounding.circle(&outcome.circle),
                disc_1km: rounding.circle(&outcome.disc_1km),
            },
            by_district: outcome
                .by_district
                .iter()
                .map(|found| rounding.district(found))
                .collect(),
            station_counts: StationFigures::of(outcome),
            parameters: Parameters::of(snapshot, question, snap_limit_m),
        }
    }
}

impl HourFigures {
    /// One hour of an outcome.
    pub fn of(demand: &Demand, outcome: &Outcome, hour: &HourOutcome) -> Self {
        Rounding::of(demand, outcome).hour(hour)
    }

    /// The hours of the week that was asked for, Monday 00:00 first.
    pub fn week(demand: &Demand, outcome: &Outcome) -> Vec<Self> {
        let rounding = Rounding::of(demand, outcome);
        outcome
            .week
            .iter()
            .map(|found| rounding.hour(found))
            .collect()
    }
}

impl Rounding {
    fn of(demand: &Demand, outcome: &Outcome) -> Self {
        Self {
            people: PeopleFormat::of(&demand.cells),
            people_total: outcome.people_total,
        }
    }

    fn share(self, people: f64) -> Option<f64> {
        share(people, self.people_total)
    }

    fn within(self, covered: &Covered) -> Within {
        let [one, two, three] = covered.at_least.map(|people| self.people.json(people));
        Within {
            people_covered: self.people.json(covered.people),
            share: self.share(covered.people),
            cells_covered: covered.cells,
            at_least: AtLeast { one, two, three },
            if_unknown_open: IfUnknownOpen {
                people_covered: self.people.json(covered.people_if_unknown_open),
                share: self.share(covered.people_if_unknown_open),
            },
        }
    }

    fn circle(self, disc: &Disc) -> Circle {
        Circle {
            radius_m: tenths(disc.radius_m),
            within: self.within(&disc.covered),
        }
    }

    fn counted(self, outcome: &Outcome, status: CellStatus) -> Counted {
        let count = outcome.count(status);
        Counted {
            people: self.people.json(count.people),
            cells: count.cells,
        }
    }

    fn district(self, found: &DistrictOutcome) -> DistrictFigures<'_> {
        DistrictFigures {
            district: &found.name,
            people_total: self.people.json(found.people_total),
            people_covered: self.people.json(found.people_covered),
            share: share(found.people_covered, found.people_total),
            cells_total: found.cells_total,
            cells_covered: found.cells_covered,
        }
    }

    fn hour(self, found: &HourOutcome) -> HourFigures {
        HourFigures {
            date: found.date.to_string(),
            weekday: found.date.format("%A").to_string(),
            hour: found.hour,
            stations_open: found.stations_open,
            people_covered: self.people.json(found.people_covered),
            share: self.share(found.people_covered),
        }
    }
}

impl StationFigures {
    const fn of(outcome: &Outcome) -> Self {
        let counts = outcome.station_counts;
        Self {
            total: counts.total,
            eligible: counts.eligible,
            open: counts.open,
            closed: counts.closed,
            unknown: counts.unknown,
            unsnapped: counts.unsnapped,
        }
    }
}

impl<'a> Parameters<'a> {
    fn of(snapshot: &'a Snapshot, question: &Question, snap_limit_m: Option<f64>) -> Self {
        let keys = snapshot.amenity_keys();
        let at = question.clock.instant();
        Self {
            mode: question.mode.key(),
            speed_m_s: question.pace.speed_m_s,
            detour: question.pace.detour,
            limit: match question.limit {
                Limit::Minutes(minutes) => LimitFigure::Minutes(minutes),
                Limit::DistanceM(distance_m) => LimitFigure::DistanceM(distance_m),
            },
            at: at.map(|at| question.zone.format_instant(at)),
            week: matches!(question.clock, Clock::Week(_)),
            utc_offset: utc_offset(question.zone),
            amenity: question.amenities.iter().map(|a| keys.key(a)).collect(),
            snap_limit_m,
        }
    }
}

/// A part of a whole to six digits; `None` if the whole is 0.
fn share(part: f64, whole: f64) -> Option<f64> {
    run::share(part, whole).map(six_digits)
}

/// An offset as `+08:00`.
fn utc_offset(zone: Zone) -> String {
    let offset_s = zone.offset_s();
    let sign = if offset_s < 0 { '-' } else { '+' };
    let hours = offset_s.abs() / SECONDS_AN_HOUR;
    let minutes = offset_s.abs() % SECONDS_AN_HOUR / SECONDS_A_MINUTE;
    format!("{sign}{hours:02}:{minutes:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(share(0.0, 0.0), None);
        assert_eq!(share(1.0, 3.0), Some(0.333_333));
    }

    #[test]
    fn offsets_are_written_as_they_are_read() {
        for text in ["+08:00", "-03:30", "+00:00", "-12:00"] {
            assert_eq!(utc_offset(Zone::parse(text).unwrap()), text);
        }
    }
}
