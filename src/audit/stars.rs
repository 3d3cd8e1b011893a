//! The stars that a station claims beside those that its facilities and hours carry, by rules in a
//! table: `data/vocabulary/stars.csv`, or a union's own.
//!
//! | column | holds |
//! |---|---|
//! | `star` | 1 to 5; each star asks for all that lower ones ask for |
//! | `requirement` | `amenity`, `amenities`, `open_hours_a_week`, `open_days_a_week` |
//! | `value` | a key or word of the vocabulary, or several with `\|` of which one will do; a number |
//! | `zh`, `en` | what it is called |

mod table;

pub use self::table::{MAX_RULES, MAX_RULES_BYTES, StarRulesError};
use super::criteria::Verdict;
use super::hours::Week;
use crate::amenity::AmenitySet;
use crate::dataset::Loaded;
use crate::station::Station;

/// The most stars.
const MAX_STAR: u8 = 5;
/// Minutes in an hour.
const HOUR_MIN: u32 = 60;
const BUNDLED: &str = include_str!("../../data/vocabulary/stars.csv");

/// What one star asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// One of these keys of the vocabulary.
    Amenity(Vec<Box<str>>),
    /// So many amenities.
    Amenities(usize),
    /// Open so many hours in an ordinary week.
    OpenHoursAWeek(u32),
    /// Open on so many days of an ordinary week.
    OpenDaysAWeek(u32),
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The star that asks for it.
    pub star: u8,
    /// What is asked for.
    pub requirement: Requirement,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
}

/// All rules of a table; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarRules(Vec<Rule>);

/// The stars of one station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stars {
    /// What the list claims.
    pub claimed: Option<u8>,
    /// For how many stars everything is there.
    pub carried: u8,
    /// For how many nothing is known to be missing.
    pub possible: u8,
    /// Rows of the rules up to the claimed star that are not met, or not known to be.
    pub unmet: Vec<(usize, Verdict)>,
}

impl Stars {
    /// Whether more is claimed than can be true.
    pub fn is_overrated(&self) -> bool {
        self.claimed.is_some_and(|claimed| claimed > self.possible)
    }

    /// `carried`, `unproved` (something is unknown), `not_carried`; empty without a claim.
    pub fn verdict(&self) -> &'static str {
        match self.claimed {
            None => "",
            Some(claimed) if claimed <= self.carried => "carried",
            Some(claimed) if claimed <= self.possible => "unproved",
            Some(_) => "not_carried",
        }
    }
}

impl StarRules {
    /// The bundled rules. A test holds that they can be read.
    ///
    /// # Errors
    /// None in practice.
    pub fn bundled() -> Result<Self, StarRulesError> {
        Self::parse(BUNDLED)
    }

    /// Reads a table; a byte order mark is ignored.
    ///
    /// # Errors
    /// The first row that is no rule, with its line; too many rules, or none.
    pub fn parse(csv_text: &str) -> Result<Self, StarRulesError> {
        table::rules(csv_text).map(Self)
    }

    /// The rules in the order of the table.
    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// The stars of a station whose week is known or not.
    pub(super) fn stars(&self, station: &Station, week: Option<Week>, loaded: &Loaded) -> Stars {
        let verdicts: Vec<Verdict> = self
            .0
            .iter()
            .map(|rule| rule.requirement.verdict(station, week, loaded))
            .collect();
        let up_to = |is_met: fn(Verdict) -> bool| {
            let lacks = self.0.iter().zip(&verdicts).filter(|(_, v)| !is_met(**v));
            let first = lacks.map(|(rule, _)| rule.star).min();
            first.map_or(self.highest(), |star| star - 1)
        };
        let of_claim = |row: &usize| station.star.is_some_and(|star| self.0[*row].star <= star);
        let rows = (0..self.0.len()).filter(of_claim);
        let unmet = rows.filter(|row| verdicts[*row] != Verdict::Yes);
        Stars {
            claimed: station.star,
            carried: up_to(|verdict| verdict == Verdict::Yes),
            possible: up_to(|verdict| verdict != Verdict::No),
            unmet: unmet.map(|row| (row, verdicts[row])).collect(),
        }
    }

    /// The highest star that the table knows.
    fn highest(&self) -> u8 {
        self.0
            .iter()
            .map(|rule| rule.star)
            .max()
            .unwrap_or(MAX_STAR)
    }
}

impl Requirement {
    /// What a list says nothing of is unknown: a count of amenities that is too low may be that of
    /// a short list.
    fn verdict(&self, station: &Station, week: Option<Week>, loaded: &Loaded) -> Verdict {
        let at_least = |known: u32, unknown: u32, wanted: u32| match () {
            () if known >= wanted => Verdict::Yes,
            () if known + unknown < wanted => Verdict::No,
            () => Verdict::Unknown,
        };
        match self {
            Self::Amenity(keys) => {
                let found = keys.iter().filter_map(|key| loaded.amenity_keys.find(key));
                let wanted: AmenitySet = found.collect();
                if !wanted.intersection(station.offered).is_empty() {
                    Verdict::Yes
                } else if station.not_offered.contains_all(wanted) {
                    Verdict::No
                } else {
                    Verdict::Unknown
                }
            }
            Self::Amenities(wanted) => {
                if station.offered.iter().count() >= *wanted {
                    Verdict::Yes
                } else {
                    Verdict::Unknown
                }
            }
            Self::OpenHoursAWeek(hours) => week.map_or(Verdict::Unknown, |week| {
                at_least(week.open_min, week.unknown_min, hours * HOUR_MIN)
            }),
            Self::OpenDaysAWeek(days) => week.map_or(Verdict::Unknown, |week| {
                at_least(week.open_days, week.unknown_days, *days)
            }),
        }
    }
}
