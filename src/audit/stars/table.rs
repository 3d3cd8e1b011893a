//! The table of rules: reading it, and what is wrong with a row.

use std::collections::HashMap;

use super::{MAX_STAR, Requirement, Rule};
use crate::dataset::shown::shortened;
use crate::vocabulary::amenities;

/// The most rules of a table.
pub const MAX_RULES: usize = 1_000;
/// The largest table, bytes.
pub const MAX_RULES_BYTES: u64 = 1 << 20;
/// Hours in a week.
const MAX_HOURS: u32 = 168;
/// Days in a week.
const MAX_DAYS: u32 = 7;

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

/// The rules of a table in its order.
pub(super) fn rules(csv_text: &str) -> Result<Vec<Rule>, StarRulesError> {
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
    Ok(rules)
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
        "open_days_a_week" => Ok(Requirement::OpenDaysAWeek(number(MAX_DAYS)?)),
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
    use super::super::{BUNDLED, StarRules};
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
        assert_eq!(rules(&table(MAX_RULES)).unwrap().len(), MAX_RULES);
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
