//! A finished run: its question, its inputs and its results.
//!
//! All output of a run is written from this.

use serde::{Deserialize, Serialize};

use super::numbers::PeopleFormat;
use super::outcome::{
    CellOutcome, CellStatus, HourOutcome, NearestStation, Outcome, StationOutcome, StatusCount,
};
use super::{Clock, Question};
use crate::clock::UnixTime;
use crate::demand::{Cell, Demand};
use crate::hours::OpenState;
use crate::network::osm::MapName;
use crate::position::Position;
use crate::query::opening::EffectiveHours;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx, Status};

/// A run, ready to be written.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The stations of the question.
    pub snapshot: &'a Snapshot,
    /// The demand.
    pub demand: &'a Demand,
    /// The question.
    pub question: &'a Question,
    /// The results.
    pub outcome: &'a Outcome,
    /// The street network, if there was one.
    pub network: Option<&'a StreetsInfo>,
    /// The streets to draw; none without a network.
    pub streets: &'a [StreetLine],
    /// What the street map calls its streets and districts; none without a network.
    pub names: &'a [MapName],
    /// The files that were read.
    pub inputs: &'a [InputFile],
    /// What is supposed beside these files; `None` if nothing is.
    pub supposed: Option<&'a Supposed>,
    /// The options that named the stations; `None` if none were asked for.
    pub given: Option<&'a Given>,
    /// When the run was made.
    pub generated_at: UnixTime,
    /// Whether the cells are written as Parquet too.
    pub wants_parquet: bool,
}

/// The options that named the stations, their calendars and what is supposed of them, as they were
/// given: what the parts of a run are added up with again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Station files; none if one of them is an address, which may hold a password.
    pub stations: Vec<String>,
    /// Tables of days off.
    pub holidays: Vec<String>,
    /// Station files that are supposed beside them.
    pub add: Vec<String>,
    /// Ids of stations that are supposed to be closed.
    pub close: Vec<String>,
    /// Stations with other hours.
    pub set_hours: Vec<String>,
}

/// A change of the stations that is supposed, to see what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supposed {
    /// The ids of stations that are added, in the order of their files.
    pub added: Vec<String>,
    /// The ids of stations that are closed, as they were given.
    pub closed: Vec<String>,
    /// The stations that have other hours, as they were given.
    pub hours: Vec<SupposedHours>,
}

/// Other opening hours of a station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupposedHours {
    /// The station.
    pub id: String,
    /// The hours of its file, if it has any.
    pub before: Option<String>,
    /// Those that it is supposed to have.
    pub after: String,
}

/// The street network of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreetsInfo {
    /// The name of its file.
    pub file: String,
    /// The SHA-256 of that file, lower-case hexadecimal.
    pub sha256: String,
    /// Nodes that the mode can reach.
    pub nodes: usize,
    /// Street segments that the mode may use.
    pub segments: usize,
    /// Connected components.
    pub components: usize,
    /// How far from a street people and stations may be, metres.
    pub snap_limit_m: f64,
    /// The south-west and the north-east corner of a box around all streets, degrees of longitude
    /// and latitude; `None` if the run has the streets themselves.
    pub bounds: Option<[[f64; 2]; 2]>,
}

/// A street segment as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetLine {
    /// Where it begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// Minutes from its middle to the nearest station that counts; `None` if there is none.
    pub minutes: Option<f32>,
}

/// A file that a run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its role.
    pub role: InputRole,
    /// Its name.
    pub name: String,
    /// Its records, good and bad: features, rows, street segments or years.
    pub rows: usize,
    /// The SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// The role of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputRole {
    /// Stations.
    Stations,
    /// Where people are.
    Demand,
    /// Streets.
    Network,
    /// Days off and make-up workdays, beside the bundled ones.
    Holidays,
    /// Where new stations may go.
    Candidates,
    /// Distances made elsewhere.
    Matrix,
}

/// A cell that no station covers, with its result.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'a> {
    /// Its place in the demand.
    pub row: usize,
    /// The cell.
    pub cell: &'a Cell,
    /// Its result.
    pub found: &'a CellOutcome,
}

impl InputRole {
    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stations => "stations",
            Self::Demand => "demand",
            Self::Network => "network",
            Self::Holidays => "holidays",
            Self::Candidates => "candidates",
            Self::Matrix => "matrix",
        }
    }
}

impl<'a> Run<'a> {
    /// Each cell of the demand with its result.
    pub fn cells(&self) -> impl Iterator<Item = (&'a Cell, &'a CellOutcome)> + use<'a> {
        self.demand.cells.iter().zip(&self.outcome.cells)
    }

    /// Each station with its row and its result.
    pub fn stations(
        &self,
    ) -> impl Iterator<Item = (StationIdx, &'a Station, &'a StationOutcome)> + use<'a> {
        let stations = self.snapshot.stations().iter().zip(&self.outcome.stations);
        (0..)
            .map(StationIdx)
            .zip(stations)
            .map(|(idx, (station, found))| (idx, station, found))
    }

    /// The uncovered cells, the most people first, then as in the demand; n log n.
    pub fn gaps(&self) -> Vec<Gap<'a>> {
        let mut gaps: Vec<Gap<'a>> = self
            .cells()
            .enumerate()
            .filter(|(_, (_, found))| found.status != CellStatus::Covered)
            .map(|(row, (cell, found))| Gap { row, cell, found })
            .collect();
        gaps.sort_by(|a, b| b.cell.people.total_cmp(&a.cell.people));
        gaps
    }

    /// The share of all people, 0 to 1; `None` if there are none at all.
    pub fn share(&self, people: f64) -> Option<f64> {
        share(people, self.outcome.people_total)
    }

    /// A number of people as all files write it: whole if all of the demand are, else to a
    /// tenth.
    pub fn people_text(&self, people: f64) -> String {
        PeopleFormat::of(&self.demand.cells).text(people)
    }

    /// The station of a nearest result.
    pub fn nearest_station(&self, nearest: NearestStation) -> &'a Station {
        self.snapshot.station(nearest.station)
    }

    /// The departure, if opening hours are evaluated.
    pub const fn at(&self) -> Option<UnixTime> {
        match self.question.clock {
            Clock::Ignored => None,
            Clock::At(at) | Clock::Week(at) => Some(at),
        }
    }

    /// An instant on the clock of the run, RFC 3339.
    pub fn local_text(&self, instant: UnixTime) -> String {
        self.question.zone.format_instant(instant)
    }

    /// Whether a station is open at the departure; `None` if it is not eligible, or if opening
    /// hours are ignored.
    pub fn open_state(&self, idx: StationIdx) -> Option<OpenState> {
        let at = self.at()?;
        let counts = self.outcome.stations.get(idx.row())?.counts;
        let minute = self.question.zone.local_minute(at);
        let station = self.snapshot.station(idx);
        if station.status_on(minute.date()) != Status::Active {
            return counts.then_some(OpenState::Closed);
        }
        let hours = EffectiveHours::new(self.snapshot, idx, self.question.amenities);
        counts.then(|| hours.state(minute))
    }
}

impl Outcome {
    /// Cells and people of a status.
    pub fn count(&self, status: CellStatus) -> StatusCount {
        CellStatus::ALL
            .into_iter()
            .zip(self.by_status)
            .find(|(of, _)| *of == status)
            .map_or_else(StatusCount::default, |(_, count)| count)
    }

    /// The hours of the week with the fewest and the most people covered, the first of each;
    /// `None` if no week was asked for.
    pub fn week_extremes(&self) -> Option<(&HourOutcome, &HourOutcome)> {
        let by_people =
            |a: &&HourOutcome, b: &&HourOutcome| a.people_covered.total_cmp(&b.people_covered);
        let least = self.week.iter().min_by(by_people)?;
        let most = self.week.iter().rev().max_by(by_people)?;
        Some((least, most))
    }
}

/// A part of a whole, 0 to 1; `None` if the whole is 0.
pub fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_not_a_number_but_none() {
        assert_eq!(share(0.0, 0.0), None);
        assert_eq!(share(1.0, 4.0), Some(0.25));
    }
}
