//! Every distinct opening-hours text of a loaded set, parsed once.
//!
//! Stations with the same text share a schedule; if it names the sun, only within a tenth of a
//! degree.

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::calendar::{Calendar, Calendars};
use super::rules::Rules;
use super::{Compiled, HoursContext, HoursIssue, compile};
use crate::clock::Zone;
use crate::position::Position;

/// The row of a schedule in one loaded set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScheduleIdx(pub u32);

/// The opening hours of a station or an amenity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hours {
    /// No text: unknown.
    #[default]
    None,
    /// A text that was not understood: unknown.
    Unparsed,
    /// A text that was understood.
    Scheduled(ScheduleIdx),
}

/// The context that texts of opening hours are compiled in.
#[derive(Clone, Debug)]
pub struct HoursSettings {
    /// The time zone that they are written in.
    pub zone: Zone,
    /// Days off and make-up workdays, by the name that files use.
    pub calendars: Calendars,
    /// The first day that the lints evaluate.
    pub today: NaiveDate,
}

/// The schedules of a loaded set.
#[derive(Debug)]
pub struct Schedules {
    settings: HoursSettings,
    rules: Vec<Rules>,
    /// Calendars that some schedule needs for days off or make-up workdays.
    calendars_in_use: Vec<Arc<Calendar>>,
    /// The result of each text.
    known: Vec<(Hours, Vec<HoursIssue>)>,
    /// Rows of `known` by the name of the calendar and the text.
    rows: HashMap<Box<str>, HashMap<Box<str>, Row>>,
}

/// Where the result of a text is stored.
#[derive(Debug)]
enum Row {
    /// The text means the same everywhere.
    Anywhere(usize),
    /// The text names the sun: the result depends on the cell of the place.
    BySun(HashMap<[i16; 2], usize>),
}

/// How many schedules there were, to return to.
#[derive(Clone, Copy, Debug)]
pub struct SchedulesMark {
    rules: usize,
    calendars_in_use: usize,
    known: usize,
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
            known: Vec::new(),
            rows: HashMap::new(),
        }
    }

    /// The schedule of a text, and the findings about it.
    ///
    /// A known text costs a look-up; a new one is compiled, some 100 us if it is a usual one.
    pub fn intern(
        &mut self,
        text: &str,
        calendar: &str,
        place: Position,
    ) -> (Hours, &[HoursIssue]) {
        let row = match self.find(text, calendar, place) {
            Some(row) => row,
            None => self.learn(text, calendar, place),
        };
        let (hours, issues) = &self.known[row];
        (*hours, issues)
    }

    /// How many there are now.
    pub const fn mark(&self) -> SchedulesMark {
        SchedulesMark {
            rules: self.rules.len(),
            calendars_in_use: self.calendars_in_use.len(),
            known: self.known.len(),
        }
    }

    /// Forgets all texts that were new since a mark.
    pub fn return_to(&mut self, mark: SchedulesMark) {
        self.rules.truncate(mark.rules);
        self.calendars_in_use.truncate(mark.calendars_in_use);
        self.known.truncate(mark.known);
        for by_text in self.rows.values_mut() {
            by_text.retain(|_, row| match row {
                Row::Anywhere(row) => *row < mark.known,
                Row::BySun(rows) => {
                    rows.retain(|_, row| *row < mark.known);
                    !rows.is_empty()
                }
            });
        }
    }

    /// The rules of every schedule, by [`ScheduleIdx`].
    pub fn rules(&self) -> &[Rules] {
        &self.rules
    }

    /// The calendars that some schedule needs for days off or make-up workdays.
    pub fn calendars_in_use(&self) -> &[Arc<Calendar>] {
        &self.calendars_in_use
    }

    /// Whether some schedule needs a calendar that lacks one of these years.
    pub fn lacks_holiday_data(&self, mut years: RangeInclusive<i32>) -> bool {
        years.any(|year| {
            let lacks = |calendar: &Arc<Calendar>| !calendar.covers_year(year);
            self.calendars_in_use.iter().any(lacks)
        })
    }

    /// The context that the texts were compiled in.
    pub const fn settings(&self) -> &HoursSettings {
        &self.settings
    }

    fn find(&self, text: &str, calendar: &str, place: Position) -> Option<usize> {
        match self.rows.get(calendar)?.get(text)? {
            Row::Anywhere(row) => Some(*row),
            Row::BySun(rows) => rows.get(&sun_cell(place)).copied(),
        }
    }

    /// Compiles a text that is new, at least in the sun cell of this place.
    fn learn(&mut self, text: &str, calendar: &str, place: Position) -> usize {
        let next = self.known.len();
        let cell = sun_cell(place);
        let rows = self.rows.get(calendar);
        let is_by_sun = matches!(rows.and_then(|rows| rows.get(text)), Some(Row::BySun(_)));
        if !is_by_sun {
            let compiled = self.compile(text, calendar, place);
            let names_sun = compiled.rules.as_ref().is_some_and(Rules::depends_on_place);
            let row = if names_sun {
                Row::BySun(HashMap::new())
            } else {
                Row::Anywhere(next)
            };
            let by_text = self.rows.entry(calendar.into()).or_default();
            by_text.insert(text.into(), row);
            if !names_sun {
                return self.remember(calendar, compiled);
            }
        }
        let by_text = self.rows.entry(calendar.into()).or_default();
        if let Some(Row::BySun(rows)) = by_text.get_mut(text) {
            rows.insert(cell, next);
        }
        let compiled = self.compile(text, calendar, cell_centre(cell).unwrap_or(place));
        self.remember(calendar, compiled)
    }

    fn compile(&self, text: &str, calendar: &str, place: Position) -> Compiled {
        let context = HoursContext {
            calendar: self.settings.calendars.get(calendar),
            place,
            zone: self.settings.zone,
            today: self.settings.today,
        };
        compile(text, &context)
    }

    fn remember(&mut self, calendar: &str, compiled: Compiled) -> usize {
        let hours = match (compiled.rules, u32::try_from(self.rules.len())) {
            (Some(rules), Ok(row)) => {
                if rules.depends_on_calendar() {
                    self.use_calendar(calendar);
                }
                self.rules.push(rules);
                Hours::Scheduled(ScheduleIdx(row))
            }
            _ => Hours::Unparsed,
        };
        self.known.push((hours, compiled.issues));
        self.known.len() - 1
    }

    fn use_calendar(&mut self, name: &str) {
        let calendar = self.settings.calendars.get(name);
        if !self.calendars_in_use.contains(&calendar) {
            self.calendars_in_use.push(calendar);
        }
    }
}

impl Hours {
    /// The schedule of a text that was understood.
    pub const fn schedule(self) -> Option<ScheduleIdx> {
        match self {
            Self::Scheduled(schedule) => Some(schedule),
            Self::None | Self::Unparsed => None,
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
