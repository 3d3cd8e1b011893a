//! Hours instead of places: which station should be open longer, and when.
//!
//! What is covered are hours of people: a cell at one hour of the week. A choice is a block of
//! consecutive hours of one day at one station, the same every week. It is the same problem as
//! maximal covering, and solved by the same search with the same bounds.

use super::N_ALTERNATIVES;
use super::alternatives::instead;
use super::most::most;
use super::outcome::{Stopped, part};
use super::rows::{Merging, Rows};
use super::solved::{Effort, Method, rounding, sum};
use super::tally::{Counting, Tally};
use super::world::{TooManyPairs, check_pairs};
use crate::coverage::HOURS_A_WEEK;
use crate::coverage::reach::{HoursOfWeek, WeekReach};

/// The hours of a block unless it is said otherwise.
pub const DEFAULT_BLOCK_HOURS: u32 = 4;
/// The longest block, hours.
pub const MAX_BLOCK_HOURS: u32 = 24;
/// Stations whose hours one question may choose among.
pub const MAX_STATIONS: usize = 5_000;

/// The same as items are numbered by.
const HOURS: u32 = 168;
const _: () = assert!(
    HOURS as usize == HOURS_A_WEEK,
    "hours are numbered by their number"
);
const SECONDS_AN_HOUR: i64 = 3_600;

/// A question about hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoursQuestion {
    /// Blocks to choose, 1 to [`super::MAX_NEW`].
    pub n_new: u32,
    /// Hours of each, 1 to [`MAX_BLOCK_HOURS`].
    pub block_hours: u32,
    /// How far to go.
    pub effort: Effort,
}

/// Consecutive hours of a week at one station; behind Sunday's last hour comes Monday's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The station's row.
    pub station: u32,
    /// The first hour, from Monday 0.
    pub first_hour: u32,
    /// How many there are.
    pub n_hours: u32,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct HoursOutcome {
    /// Blocks that were asked for.
    pub n_wanted: u32,
    /// Hours of all people in a week.
    pub person_hours_total: f64,
    /// Of these, covered by the hours as they are.
    pub before: f64,
    /// And if every station were always open.
    pub coverable: f64,
    /// The blocks, in the order of what each adds.
    pub picks: Vec<HoursPick>,
    /// Covered in the end.
    pub value: f64,
    /// No choice covers more.
    pub bound: f64,
    /// How the choice was found.
    pub method: Method,
    /// Whether no choice is better.
    pub proved_optimal: bool,
    /// Why fewer blocks were chosen than asked for, if so.
    pub stopped: Option<Stopped>,
    /// Stations in reach of people whose hours are not known: what they would add is not known
    /// either, and they are not among the choices.
    pub unknown_hours: Vec<u32>,
}

/// One chosen block.
#[derive(Clone, Debug, PartialEq)]
pub struct HoursPick {
    /// The block.
    pub block: Block,
    /// Hours of people covered with it and those before it.
    pub person_hours: f64,
    /// The best blocks instead, and the hours of people that are lost by them.
    pub alternatives: Vec<(Block, f64)>,
}

/// More hours to choose among than fit into memory, or too many stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// More pairs than a question may have.
    #[error(transparent)]
    TooManyPairs(#[from] TooManyPairs),
    /// More than [`MAX_STATIONS`].
    #[error("{0} stations are in reach, {MAX_STATIONS} is the most whose hours are chosen among")]
    TooManyStations(usize),
}

impl Block {
    /// The day on which it begins, as opening hours have it.
    pub fn day(self) -> &'static str {
        const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
        DAYS[(self.first_hour / 24 % 7) as usize]
    }

    /// Its hours, as opening hours have them: `18:00-22:00`, `22:00-02:00`, `00:00-24:00`.
    pub fn hours(self) -> String {
        let first = self.first_hour % 24;
        let end = first + self.n_hours;
        let end = if end > 24 { end - 24 } else { end };
        format!("{first:02}:00-{end:02}:00")
    }
}

impl HoursOutcome {
    /// How good the choice is at least, beside the best there is: 0 to 1.
    pub fn ratio(&self) -> f64 {
        part(self.value, self.bound)
    }

    /// The same of what is gained alone.
    pub fn gain_ratio(&self) -> f64 {
        part(self.value - self.before, self.bound - self.before)
    }
}

/// Chooses the blocks that cover most hours of people beside the hours that stations have.
///
/// Cost: as [`super::site`], with a row for each cell and hour that is not covered, merged where
/// the same stations are in reach.
pub fn extend(
    people: &[f64],
    week: &WeekReach,
    question: &HoursQuestion,
) -> Result<HoursOutcome, HoursError> {
    let stations = Stations::of(week);
    check_stations(stations.known.len())?;
    let rows = rows(people, week, &stations, question.block_hours)?;
    let solved = most(&rows, question.n_new, &question.effort);
    let hours = people.iter().zip(&week.covered);
    let covered_hours =
        |hours: &HoursOfWeek| sum(hours.iter().map(|is_covered| f64::from(*is_covered)));
    let before = sum(hours.map(|(people, hours)| people * covered_hours(hours)));
    let block = |item: u32| stations.block(item, question.block_hours);
    let named = |(item, loses): (u32, f64)| (block(item), loses);
    let alternatives = instead(&rows, &solved.chosen, N_ALTERNATIVES);
    let mut tally = Tally::new(&rows, Counting::TRUE);
    let mut reached = Vec::with_capacity(solved.chosen.len());
    for item in &solved.chosen {
        tally.add(*item);
        reached.push(before + tally.covered());
    }
    let picks = solved.chosen.iter().zip(reached).zip(alternatives);
    let picks: Vec<HoursPick> = picks
        .map(|((item, person_hours), others)| HoursPick {
            block: block(*item),
            person_hours,
            alternatives: others.into_iter().map(named).collect(),
        })
        .collect();
    let is_all = solved.value >= rows.total() - rounding(rows.total());
    let is_short = picks.len() < question.n_new as usize;
    let why = if is_all {
        Stopped::AllCovered
    } else {
        Stopped::NothingToGain
    };
    Ok(HoursOutcome {
        n_wanted: question.n_new,
        person_hours_total: sum(people.iter().copied()) * f64::from(HOURS),
        before,
        coverable: before + rows.total(),
        value: before + solved.value,
        bound: before + solved.bound,
        method: solved.method,
        proved_optimal: solved.is_optimal(),
        stopped: is_short.then_some(why),
        picks,
        unknown_hours: stations.unknown,
    })
}

const fn check_stations(n: usize) -> Result<(), HoursError> {
    if n > MAX_STATIONS {
        return Err(HoursError::TooManyStations(n));
    }
    Ok(())
}

/// The stations in reach of any cell.
struct Stations {
    /// Rows of those whose hours are known, ascending.
    known: Vec<u32>,
    /// Rows of the others, ascending.
    unknown: Vec<u32>,
}

impl Stations {
    fn of(week: &WeekReach) -> Self {
        let mut is_near = vec![false; week.is_known.len()];
        for found in week.reached.iter().flatten() {
            is_near[found.station.row()] = true;
        }
        let near = |wanted: bool| {
            let stations = (0_u32..).zip(is_near.iter().zip(&week.is_known));
            stations
                .filter(|(_, (near, known))| **near && **known == wanted)
                .map(|(row, _)| row)
                .collect()
        };
        Self {
            known: near(true),
            unknown: near(false),
        }
    }

    /// The first item of a station: one for each hour of the week at which a block may begin.
    fn first_item(&self, station: u32) -> Option<u32> {
        let place = self.known.binary_search(&station).ok()?;
        Some(u32::try_from(place).unwrap_or(u32::MAX) * HOURS)
    }

    fn block(&self, item: u32, n_hours: u32) -> Block {
        Block {
            station: self.known[(item / HOURS) as usize],
            first_hour: item % HOURS,
            n_hours,
        }
    }
}

/// A row for each cell and hour that is not covered; the blocks that would cover it.
fn rows(
    people: &[f64],
    week: &WeekReach,
    stations: &Stations,
    block_hours: u32,
) -> Result<Rows, TooManyPairs> {
    let mut merging = Merging::default();
    let mut items = Vec::new();
    for ((people, reached), covered) in people.iter().zip(&week.reached).zip(&week.covered) {
        let ways: Vec<(u32, u32)> = reached
            .iter()
            .filter_map(|found| {
                let first = stations.first_item(u32::try_from(found.station.row()).ok()?)?;
                // Who sets out at an hour arrives so many full hours later.
                let on_the_way = found.travel_time_s / SECONDS_AN_HOUR % i64::from(HOURS);
                Some((first, u32::try_from(on_the_way).ok()?))
            })
            .collect();
        let hours = (0..HOURS).zip(covered);
        for (hour, _) in hours.filter(|(_, is_covered)| !**is_covered) {
            items.clear();
            for (first, on_the_way) in &ways {
                let arrival = hour + on_the_way + HOURS;
                items.extend((0..block_hours).map(|back| first + (arrival - back) % HOURS));
            }
            items.sort_unstable();
            items.dedup();
            merging.add(1, *people, &items);
            check_pairs(merging.n_pairs())?;
        }
    }
    Ok(merging.finish(stations.known.len() * HOURS_A_WEEK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_stations_as_the_cap_are_taken_and_one_more_is_refused() {
        assert_eq!(check_stations(MAX_STATIONS), Ok(()));
        let told = check_stations(MAX_STATIONS + 1).unwrap_err().to_string();
        assert!(
            told.contains("5001 stations are in reach, 5000 is the most"),
            "{told}"
        );
    }
}
