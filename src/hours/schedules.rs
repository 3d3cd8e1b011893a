//! Every distinct opening-hours text of a loaded set, parsed once.
//!
//! Two stations with the same text share a schedule, unless it names the sun: then they
//! share it within a tenth of a degree.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;

use super::calendar::{Calendar, Calendars};
use super::rules::Rules;
use super::{Compiled, HoursContext, HoursIssue, compile};
use crate::clock::Zone;
use crate::position::Position;

/// The row of a schedule in one loaded set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScheduleIdx(pub u32);

/// What is known of somebody's opening hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hours {
    /// No text was given: unknown.
    #[default]
    None,
    /// A text that could not be understood: unknown.
    Unparsed,
    /// A text that was understood.
    Scheduled(ScheduleIdx),
}

/// What texts of opening hours are read against.
#[derive(Clone, Debug)]
pub struct HoursSettings {
    /// The wall clock that they are written in.
    pub zone: Zone,
    /// Days off and make-up workdays, by the name that files give.
    pub calendars: Calendars,
    /// The first day that the lints try.
    pub today: NaiveDate,
}

/// The schedules of a loaded set.
#[derive(Debug)]
pub struct Schedules {
    settings: HoursSettings,
    rules: Vec<Rules>,
    /// Calendars that some schedule asks for days off or make-up workdays.
    calendars_in_use: Vec<Arc<Calendar>>,
    entries: HashMap<Key, Entry>,
}

/// A sun cell is given only for texts that name the sun.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    calendar: Box<str>,
    text: Box<str>,
    sun_cell: Option<[i16; 2]>,
}

#[derive(Debug)]
enum Entry {
    /// The text means the same everywhere.
    Anywhere(Hours, Vec<HoursIssue>),
    /// The text names the sun: look again with the cell of the place.
    BySun,
}

/// Cells a degree for schedules that depend on the sun: sunrise differs by seconds.
const SUN_CELLS_A_DEGREE: f64 = 10.0;

impl Schedules {
    /// No schedules yet.
    pub fn new(settings: HoursSettings) -> Self {
        Self {
            settings,
            rules: Vec::new(),
            calendars_in_use: Vec::new(),
            entries: HashMap::new(),
        }
    }

    /// The schedule of a text, and what is to be said of the text.
    ///
    /// Costs a parse (about 10 us) for a new text and a look-up for a known one.
    pub fn intern(
        &mut self,
        text: &str,
        calendar: &str,
        place: Position,
    ) -> (Hours, Vec<HoursIssue>) {
        let mut key = Key {
            calendar: calendar.into(),
            text: text.into(),
            sun_cell: None,
        };
        match self.entries.get(&key) {
            Some(Entry::Anywhere(hours, issues)) => return (*hours, issues.clone()),
            Some(Entry::BySun) => {}
            None => {
                let compiled = self.compile(&key, place);
                if !compiled.rules.as_ref().is_some_and(Rules::depends_on_place) {
                    return self.remember(key, compiled);
                }
                self.entries.insert(key.clone(), Entry::BySun);
            }
        }
        let cell = sun_cell(place);
        key.sun_cell = Some(cell);
        if let Some(Entry::Anywhere(hours, issues)) = self.entries.get(&key) {
            return (*hours, issues.clone());
        }
        let compiled = self.compile(&key, cell_centre(cell).unwrap_or(place));
        self.remember(key, compiled)
    }

    /// The rules of every schedule, by [`ScheduleIdx`].
    pub fn rules(&self) -> &[Rules] {
        &self.rules
    }

    /// Whether some schedule asks a calendar that lacks one of these years.
    pub fn lacks_holiday_data(&self, mut years: RangeInclusive<i32>) -> bool {
        years.any(|year| {
            let lacks = |calendar: &Arc<Calendar>| !calendar.covers_year(year);
            self.calendars_in_use.iter().any(lacks)
        })
    }

    /// What the texts were read against.
    pub const fn settings(&self) -> &HoursSettings {
        &self.settings
    }

    fn compile(&self, key: &Key, place: Position) -> Compiled {
        let context = HoursContext {
            calendar: self.settings.calendars.get(&key.calendar),
            place,
            zone: self.settings.zone,
            today: self.settings.today,
        };
        compile(&key.text, &context)
    }

    fn remember(&mut self, key: Key, compiled: Compiled) -> (Hours, Vec<HoursIssue>) {
        let hours = match (compiled.rules, u32::try_from(self.rules.len())) {
            (Some(rules), Ok(row)) => {
                if rules.depends_on_calendar() {
                    self.use_calendar(&key.calendar);
                }
                self.rules.push(rules);
                Hours::Scheduled(ScheduleIdx(row))
            }
            _ => Hours::Unparsed,
        };
        let entry = Entry::Anywhere(hours, compiled.issues.clone());
        self.entries.insert(key, entry);
        (hours, compiled.issues)
    }

    fn use_calendar(&mut self, name: &str) {
        let calendar = self.settings.calendars.get(name);
        if !self.calendars_in_use.contains(&calendar) {
            self.calendars_in_use.push(calendar);
        }
    }
}

impl ScheduleIdx {
    /// As an index of a slice.
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees times ten fit 16 bits by far"
)]
fn sun_cell(place: Position) -> [i16; 2] {
    [place.lon(), place.lat()].map(|degrees| (degrees * SUN_CELLS_A_DEGREE).round() as i16)
}

fn cell_centre([lon, lat]: [i16; 2]) -> Option<Position> {
    let degrees = |cell: i16| f64::from(cell) / SUN_CELLS_A_DEGREE;
    Position::new(degrees(lon), degrees(lat)).ok()
}
