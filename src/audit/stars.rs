//! The stars that a station claims beside those that its facilities and hours carry, by rules in a
//! table: `data/vocabulary/stars.csv`, or a union's own.
//!
//! | column | holds |
//! |---|---|
//! | `star` | 1 to 5; each star asks for all that lower ones ask for |
//! | `requirement` | `amenity`, `amenities`, `open_hours_a_week`, `open_days_a_week` |
//! | `value` | a key or word of the vocabulary, or several with `\|` of which one will do; a number |
//! | `zh`, `en` | what it is called |

use std::collections::HashMap;

use super::criteria::Verdict;
use super::hours::Week;
use crate::amenity::AmenitySet;
use crate::dataset::Loaded;
use crate::dataset::shown::shortened;
use crate::station::Station;
use crate::vocabulary::amenities;

/// The most rules of a table.
pub const MAX_RULES: usize = 1_000;
/// The largest table, bytes.
pub const MAX_RULES_BYTES: u64 = 1 << 20;
/// The most stars.
const MAX_STAR: u8 = 5;
/// Hours in a week.
const MAX_HOURS: u32 = 168;
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

/// Why a table of rules cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StarRulesError {
    /// It is no CSV, or lacks a column.
    #[error("{0}; a CSV with the columns star,requirement,value,zh,en is wanted")]
    NotATable(String),
    /// A row says something that is no rule.
    #[error("line {line}: {detail}")]
    Row {
        /// Where it is, from 1.
        line: u64,
        /// What is wrong and what would be right.
        detail: String,
    },
    /// There is no rule.
    #[error("has no rule below its header")]
    Empty,
    /// There are more than [`MAX_RULES`].
    #[error("has more than {MAX_RULES} rules, which is the most")]
    TooMany,
}

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
        let text = csv_text.trim_start_matches('\u{feff}');
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let not_a_table = |error: csv::Error| StarRulesError::NotATable(error.to_string());
        let header = reader.headers().map_err(not_a_table)?.clone();
        for column in ["star", "requirement", "value"] {
            if !header.iter().any(|name| name.trim() == column) {
                let detail = format!("has no column {column}");
                return Err(StarRulesError::NotATable(detail));
            }
        }
        let mut rules = Vec::new();
        for record in reader.records() {
            let record = record.map_err(not_a_table)?;
            if rules.len() == MAX_RULES {
                return Err(StarRulesError::TooMany);
            }
            let line = record.position().map_or(0, csv::Position::line);
            let names = header.iter().map(str::trim);
            let row: HashMap<&str, &str> = names.zip(record.iter().map(str::trim)).collect();
            let rule = rule(&row).map_err(|detail| StarRulesError::Row { line, detail })?;
            rules.push(rule);
        }
        if rules.is_empty() {
            return Err(StarRulesError::Empty);
        }
        Ok(Self(rules))
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

fn rule(row: &HashMap<&str, &str>) -> Result<Rule, String> {
    let field = |name: &str| row.get(name).copied().unwrap_or_default();
    let star = field("star").parse().ok();
    let star = star.filter(|star| (1..=MAX_STAR).contains(star));
    let star = star.ok_or_else(|| {
        let found = shortened(field("star"));
        format!("the star '{found}' is no whole number from 1 to {MAX_STAR}")
    })?;
    let (requirement, value) = (field("requirement"), field("value"));
    let requirement = requirement_of(requirement, value)?;
    let name_or_value = |name: &str| match field(name) {
        "" => value.to_owned(),
        name => name.to_owned(),
    };
    Ok(Rule {
        star,
        requirement,
        zh: name_or_value("zh"),
        en: name_or_value("en"),
    })
}

fn requirement_of(requirement: &str, value: &str) -> Result<Requirement, String> {
    let number = |most: u32| {
        let number = value.parse().ok().filter(|n| (1..=most).contains(n));
        number.ok_or_else(|| {
            let found = shortened(value);
            format!("the value '{found}' of {requirement} is no whole number from 1 to {most}")
        })
    };
    match requirement {
        "amenity" => {
            let keys = value.split('|').map(|word| match amenities().find(word) {
                Some(place) => Ok(amenities().terms()[place].key.clone()),
                None => Err(format!(
                    "the amenity '{}' is not in the vocabulary{}",
                    shortened(word),
                    alike(word)
                )),
            });
            Ok(Requirement::Amenity(keys.collect::<Result<_, _>>()?))
        }
        "amenities" => {
            let most = u32::try_from(crate::amenity::MAX_AMENITIES).unwrap_or(u32::MAX);
            Ok(Requirement::Amenities(number(most)? as usize))
        }
        "open_hours_a_week" => Ok(Requirement::OpenHoursAWeek(number(MAX_HOURS)?)),
        "open_days_a_week" => Ok(Requirement::OpenDaysAWeek(number(7)?)),
        other => Err(format!(
            "the requirement '{}' is none; amenity, amenities, open_hours_a_week or \
             open_days_a_week is wanted",
            shortened(other)
        )),
    }
}

fn alike(word: &str) -> String {
    let keys: Vec<&str> = amenities()
        .alike(word)
        .iter()
        .map(|term| &*term.key)
        .collect();
    if keys.is_empty() {
        return String::new();
    }
    format!("; known are {}", keys.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_are_read_and_reach_five_stars() {
        let rules = StarRules::bundled().unwrap();
        assert_eq!(rules.rules().len(), BUNDLED.lines().count() - 1);
        assert_eq!(rules.highest(), MAX_STAR);
    }

    #[test]
    fn the_most_rules_pass_and_one_more_does_not() {
        let table = |n: usize| format!("star,requirement,value\n{}", "1,amenity,wifi\n".repeat(n));
        assert_eq!(
            StarRules::parse(&table(MAX_RULES)).unwrap().0.len(),
            MAX_RULES
        );
        let more = StarRules::parse(&table(MAX_RULES + 1));
        assert_eq!(more, Err(StarRulesError::TooMany));
    }

    #[test]
    fn a_row_that_is_no_rule_is_told_with_its_line() {
        for (row, said) in [
            ("6,amenity,wifi", "1 to 5"),
            ("0,amenity,wifi", "1 to 5"),
            ("x,amenity,wifi", "'x'"),
            ("1,amenity,wify", "known are wifi"),
            ("1,amenity,", "not in the vocabulary"),
            ("1,amenity,wifi|", "not in the vocabulary"),
            ("1,clean,1", "open_hours_a_week"),
            ("1,open_hours_a_week,169", "1 to 168"),
            ("1,open_days_a_week,0", "1 to 7"),
            ("1,amenities,129", "1 to 128"),
        ] {
            let table = format!("star,requirement,value\n1,amenity,饮水\n{row}\n");
            let error = StarRules::parse(&table).unwrap_err().to_string();
            assert!(
                error.starts_with("line 3: ") && error.contains(said),
                "{row}: {error}"
            );
        }
        for (table, said) in [
            ("star,requirement,value\n", "no rule"),
            ("", "no column star"),
            ("star,value\n1,wifi\n", "no column requirement"),
            ("star,requirement,value\n1,2\n", "columns"),
        ] {
            let error = StarRules::parse(table).unwrap_err().to_string();
            assert!(error.contains(said), "{table}: {error}");
        }
    }
}
