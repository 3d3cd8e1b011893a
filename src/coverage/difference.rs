//! What is different between two runs over the same demand: who gains, who loses, and of whom it
//! is not known.

use std::collections::{BTreeMap, HashSet};

use super::numbers::tenths;
use super::outcome::StatusCount;
use super::parts::Part;
use super::run::{Run, share};
use crate::position::Position;
use crate::station::Station;

/// All parts, in the order of the counts of [`Turns`].
const PARTS: [Part; 3] = [Part::Covered, Part::NotCovered, Part::NotComputed];

/// The run before, as far as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// One a cell, in the order of the demand.
    pub cells: Vec<EarlierCell>,
    /// One a station.
    pub stations: Vec<EarlierStation>,
    /// Its figures.
    pub figures: EarlierFigures,
}

/// A cell of the run before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlierCell {
    /// Its part.
    pub part: Part,
    /// Seconds to the nearest station, to a tenth; `None` if there was none.
    pub travel_time_s: Option<f64>,
}

/// A station of the run before.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierStation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it was.
    pub position: Position,
}

/// Figures of a run that are not sums of its cells by their parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EarlierFigures {
    /// The version of its stations.
    pub dataset_version: String,
    /// When it was made, RFC 3339.
    pub generated_at: String,
    /// The departure, RFC 3339; `None` if hours were ignored.
    pub at: Option<String>,
    /// People within reach of at least two stations.
    pub people_by_two: f64,
    /// People within reach if every station of unknown hours were open.
    pub people_if_unknown_open: f64,
    /// Stations that offer what is wanted.
    pub stations_eligible: usize,
    /// Of these, open at the departure; `None` if hours were ignored.
    pub stations_open: Option<usize>,
    /// People covered in each hour of the week, Monday 00:00 first; empty without a week.
    pub week: Vec<f64>,
}

/// Cells and people by their part before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turns {
    counts: [[StatusCount; 3]; 3],
    /// Covered before and after, with a shorter way to the nearest station now.
    pub nearer: StatusCount,
    /// The same with a longer one.
    pub farther: StatusCount,
}

/// What is different.
#[derive(Clone)]
pub struct Difference<'a> {
    /// The run after.
    pub run: Run<'a>,
    /// The run before.
    pub earlier: &'a Earlier,
    /// The figures of the run after.
    pub figures: EarlierFigures,
    /// All cells.
    pub total: Turns,
    /// The same by district, ordered by name; empty if the demand names none.
    pub by_district: BTreeMap<&'a str, Turns>,
    /// Stations that only the run after has.
    pub added: Vec<&'a Station>,
    /// Stations that only the run before has.
    pub gone: Vec<&'a EarlierStation>,
}

impl Earlier {
    /// What is compared of a run. Linear in its cells and stations.
    pub fn of(run: &Run<'_>) -> Self {
        let stations = run.snapshot.stations().iter();
        Self {
            cells: cells(run).collect(),
            stations: stations
                .map(|station| EarlierStation {
                    id: station.id.0.to_string(),
                    name: station.name.to_string(),
                    position: station.position,
                })
                .collect(),
            figures: EarlierFigures::of(run),
        }
    }
}

impl EarlierFigures {
    /// Those of a run.
    pub fn of(run: &Run<'_>) -> Self {
        let outcome = run.outcome;
        Self {
            dataset_version: run.snapshot.version().to_owned(),
            generated_at: run.local_text(run.generated_at),
            at: run.at().map(|at| run.local_text(at)),
            people_by_two: outcome.covered.at_least[1],
            people_if_unknown_open: outcome.covered.people_if_unknown_open,
            stations_eligible: outcome.station_counts.eligible,
            stations_open: run.at().map(|_| outcome.station_counts.open),
            week: outcome
                .week
                .iter()
                .map(|hour| hour.people_covered)
                .collect(),
        }
    }
}

/// The parts and ways of a run's cells.
fn cells<'a>(run: &Run<'a>) -> impl Iterator<Item = EarlierCell> + use<'a> {
    let n_eligible = run.outcome.station_counts.eligible;
    run.outcome.cells.iter().map(move |found| EarlierCell {
        part: Part::of(found.status, n_eligible),
        travel_time_s: found.nearest.map(|nearest| tenths(nearest.travel_time_s)),
    })
}

impl<'a> Difference<'a> {
    /// Compares a run with an earlier one over the same cells; linear in these and the stations.
    pub fn of(run: &Run<'a>, earlier: &'a Earlier) -> Self {
        let mut total = Turns::default();
        let mut by_district: BTreeMap<&'a str, Turns> = BTreeMap::new();
        let has_districts = !run.outcome.by_district.is_empty();
        for ((cell, before), after) in run.demand.cells.iter().zip(&earlier.cells).zip(cells(run)) {
            total.add(*before, after, cell.people);
            if has_districts {
                let name = cell.district.as_deref().unwrap_or_default();
                let turns = by_district.entry(name).or_default();
                turns.add(*before, after, cell.people);
            }
        }
        let (added, gone) = stations(run, earlier);
        Self {
            run: *run,
            earlier,
            figures: EarlierFigures::of(run),
            total,
            by_district,
            added,
            gone,
        }
    }

    /// Each cell's state before and after, in the order of the demand.
    pub fn cells(&self) -> impl Iterator<Item = (EarlierCell, EarlierCell)> + use<'a> {
        self.earlier.cells.iter().copied().zip(cells(&self.run))
    }

    /// How many more people are covered in each hour of the week; empty unless both runs have one.
    pub fn week(&self) -> Vec<f64> {
        let before = &self.earlier.figures.week;
        let hours = self.figures.week.iter().zip(before);
        hours.map(|(after, before)| after - before).collect()
    }
}

/// The stations that only one of the runs has.
fn stations<'a>(
    run: &Run<'a>,
    earlier: &'a Earlier,
) -> (Vec<&'a Station>, Vec<&'a EarlierStation>) {
    let stations = earlier.stations.iter();
    let before: HashSet<&str> = stations.map(|station| &*station.id).collect();
    let is_new = |station: &&Station| !before.contains(&*station.id.0);
    let is_gone = |station: &&EarlierStation| run.snapshot.find(&station.id).is_none();
    (
        run.snapshot.stations().iter().filter(is_new).collect(),
        earlier.stations.iter().filter(is_gone).collect(),
    )
}

impl Turns {
    fn add(&mut self, before: EarlierCell, after: EarlierCell, people: f64) {
        count(
            &mut self.counts[place(before.part)][place(after.part)],
            people,
        );
        let both_covered = before.part == Part::Covered && after.part == Part::Covered;
        let ways = before.travel_time_s.zip(after.travel_time_s);
        if let Some((was, is)) = ways.filter(|_| both_covered) {
            if is < was {
                count(&mut self.nearer, people);
            } else if is > was {
                count(&mut self.farther, people);
            }
        }
    }

    /// Cells of one part before and another after.
    pub const fn between(&self, before: Part, after: Part) -> StatusCount {
        self.counts[place(before)][place(after)]
    }

    /// Not covered before, covered after.
    pub const fn gained(&self) -> StatusCount {
        self.between(Part::NotCovered, Part::Covered)
    }

    /// Covered before, not covered after.
    pub const fn lost(&self) -> StatusCount {
        self.between(Part::Covered, Part::NotCovered)
    }

    /// People that gain less those that lose: of cells that are known of both runs.
    pub fn net_people(&self) -> f64 {
        self.gained().people - self.lost().people
    }

    /// Cells that could not be computed before, and can be now.
    pub fn computed_now_only(&self) -> StatusCount {
        let before = Part::NotComputed;
        sum([Part::Covered, Part::NotCovered].map(|after| self.between(before, after)))
    }

    /// Cells that could be computed before, and cannot be now.
    pub fn computed_before_only(&self) -> StatusCount {
        let after = Part::NotComputed;
        sum([Part::Covered, Part::NotCovered].map(|before| self.between(before, after)))
    }

    /// Cells that could be computed once: neither gained nor lost.
    pub fn computed_once(&self) -> StatusCount {
        sum([self.computed_now_only(), self.computed_before_only()])
    }

    /// Cells of one part before.
    pub fn before(&self, part: Part) -> StatusCount {
        sum(PARTS.map(|after| self.between(part, after)))
    }

    /// Cells of one part after.
    pub fn after(&self, part: Part) -> StatusCount {
        sum(PARTS.map(|before| self.between(before, part)))
    }

    /// People covered as a share of those that could be computed, before and after.
    pub fn shares(&self) -> [Option<f64>; 2] {
        let of = |part: &dyn Fn(Part) -> StatusCount| {
            let covered = part(Part::Covered).people;
            share(covered, covered + part(Part::NotCovered).people)
        };
        [of(&|part| self.before(part)), of(&|part| self.after(part))]
    }
}

const fn place(part: Part) -> usize {
    match part {
        Part::Covered => 0,
        Part::NotCovered => 1,
        Part::NotComputed => 2,
    }
}

fn count(count: &mut StatusCount, people: f64) {
    count.cells += 1;
    count.people += people;
}

fn sum<const N: usize>(counts: [StatusCount; N]) -> StatusCount {
    counts
        .into_iter()
        .fold(StatusCount::default(), |a, b| StatusCount {
            cells: a.cells + b.cells,
            people: a.people + b.people,
        })
}
