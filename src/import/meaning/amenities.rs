//! Facilities: lists of words in one cell, and columns that say yes or no.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::scalars::is_unknown;
use crate::import::amenity_words::{Said, words_of};
use crate::import::cell::Cell;
use crate::import::fold;
use crate::import::vocabulary::{Sort, words};

/// Units of counts: 2处.
const UNITS: [&str; 10] = ["处", "个", "台", "间", "座", "套", "把", "张", "部", "组"];

/// Whether a facility is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Answer {
    Yes,
    No,
    Limited,
    /// Blank, or a sign for it.
    Unknown,
    /// Words that are none of these.
    Other,
}

/// The facilities of a station. Of columns and lists the columns count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::import) struct Amenities(BTreeMap<&'static str, Value>);

impl Amenities {
    /// Adds the words of a list, and answers those that no vocabulary has.
    pub(in crate::import) fn add_list(&mut self, text: &str) -> Vec<String> {
        let mut unknown = Vec::new();
        for said in words_of(text) {
            match said {
                Said::Offered(keys) => self.add(&keys, Answer::Yes),
                Said::NotOffered(keys) => self.add(&keys, Answer::No),
                Said::Unknown(word) if is_unknown(&word) => {}
                Said::Unknown(word) => unknown.push(word),
            }
        }
        unknown
    }

    /// Says of facilities whether they are there.
    pub(in crate::import) fn add(&mut self, keys: &[&'static str], answer: Answer) {
        let value = match answer {
            Answer::Yes => Value::Bool(true),
            Answer::No => Value::Bool(false),
            Answer::Limited => Value::from("limited"),
            Answer::Unknown | Answer::Other => return,
        };
        for key in keys {
            self.0.insert(key, value.clone());
        }
    }

    /// Says of facilities what a cell of their column says; `false` if it is not understood.
    pub(in crate::import) fn add_cell(&mut self, keys: &[&'static str], cell: &Cell) -> bool {
        if let Cell::Json(json) = cell {
            // Details as a station file has them.
            let details = serde_json::from_str(json).ok();
            let details = details.filter(|details: &Value| details.get("available").is_some());
            let Some(details) = details else { return false };
            for key in keys {
                self.0.insert(key, details.clone());
            }
            return true;
        }
        let answer = answer(cell);
        self.add(keys, answer);
        answer != Answer::Other
    }

    /// Whether anything is said of a facility.
    pub(in crate::import) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// As the member of a station; `None` if nothing is known.
    pub(in crate::import) fn into_value(self) -> Option<Value> {
        if self.0.is_empty() {
            return None;
        }
        let is_plain = self.0.values().all(|value| *value == Value::Bool(true));
        if is_plain {
            return Some(self.0.into_keys().map(Value::from).collect());
        }
        let members = self
            .0
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Some(Value::Object(members.collect::<Map<_, _>>()))
    }
}

/// What a cell says of a facility.
pub(in crate::import) fn answer(cell: &Cell) -> Answer {
    match cell {
        Cell::Bool(is_there) => of_bool(*is_there),
        Cell::Number(number) => of_count(*number),
        Cell::Text(text) => of_text(text),
        Cell::Date(_) | Cell::Time(_) | Cell::Json(_) => Answer::Other,
    }
}

const fn of_bool(is_there: bool) -> Answer {
    if is_there { Answer::Yes } else { Answer::No }
}

/// A count of what is there.
fn of_count(number: f64) -> Answer {
    if number < 0.0 {
        return Answer::Other;
    }
    of_bool(number > 0.0)
}

fn of_text(text: &str) -> Answer {
    let plain = fold::plain(text);
    if let Some(answer) = of_word(&plain) {
        return answer;
    }
    let count = UNITS.iter().find_map(|unit| plain.strip_suffix(unit));
    if let Ok(number) = count.unwrap_or(&plain).trim().parse::<f64>() {
        return of_count(number);
    }
    // 有（2处）
    of_word(fold::without_brackets(&plain).trim()).unwrap_or(Answer::Other)
}

fn of_word(plain: &str) -> Option<Answer> {
    let sorts = [
        (Sort::Yes, Answer::Yes),
        (Sort::No, Answer::No),
        (Sort::Limited, Answer::Limited),
        (Sort::Unknown, Answer::Unknown),
    ];
    let is_of = |sort| words().find_plain(sort, plain).is_some();
    sorts
        .into_iter()
        .find(|(sort, _)| is_of(*sort))
        .map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_yes_no_limited_or_nothing() {
        for (text, expected) in [
            ("有", Answer::Yes),
            ("無\u{3000}", Answer::No),
            ("√", Answer::Yes),
            ("✔", Answer::Yes),
            ("×", Answer::No),
            ("Oui", Answer::Yes),
            ("partial", Answer::Limited),
            ("2处", Answer::Yes),
            ("0", Answer::No),
            ("有（一楼）", Answer::Yes),
            ("-", Answer::Unknown),
            ("None", Answer::Unknown),
            ("一楼大厅", Answer::Other),
            ("-3", Answer::Other),
        ] {
            assert_eq!(answer(&Cell::Text(text.into())), expected, "{text}");
        }
        assert_eq!(answer(&Cell::Number(3.0)), Answer::Yes);
        assert_eq!(answer(&Cell::Number(0.0)), Answer::No);
    }

    #[test]
    fn lists_and_columns_are_one_object_and_plain_ones_a_list() {
        let mut amenities = Amenities::default();
        assert_eq!(amenities.add_list("饮水、雪橇"), ["雪橇"]);
        assert_eq!(
            amenities.clone().into_value().unwrap().to_string(),
            r#"["drinking_water"]"#
        );
        assert!(amenities.add_cell(&["toilet"], &Cell::Number(0.0)));
        assert!(!amenities.add_cell(&["aed"], &Cell::Text("一楼".into())));
        let expected = r#"{"drinking_water":true,"toilet":false}"#;
        assert_eq!(amenities.into_value().unwrap().to_string(), expected);
        assert_eq!(Amenities::default().into_value(), None);
    }
}
