//! Ids: a column of codes, else a digest of name and address; never the number of a row. The
//! order of the rows has no influence, so next month's list gives the same ids.

use hashbrown::HashMap;

use super::cell::{Cell, Row};
use super::columns::Columns;
use super::draft::Draft;
use super::field::Key;
use super::fold;
use super::meaning::scalars::is_unknown;
use crate::dataset::MAX_ID_BYTES;
use crate::dataset::bytes::sha256_in_hex;

/// How many hexadecimal digits of the digest an id has.
const DIGEST_DIGITS: usize = 16;
/// How many tell stations apart that have the same code, or the same name and address.
const MORE_DIGITS: usize = 6;

/// The code of each row, if the table has a column of codes.
pub(super) fn codes(rows: &[Row], columns: &Columns) -> Vec<Option<String>> {
    let of_features: Vec<Option<String>> = rows.iter().map(feature_id).collect();
    if of_features.iter().any(Option::is_some) && !are_row_numbers(&of_features) {
        return of_features;
    }
    let of_column = |key: Key| -> Vec<Option<String>> {
        let Some(at) = columns.at(key) else {
            return Vec::new();
        };
        rows.iter().map(|row| row.cell(at).and_then(code)).collect()
    };
    let ids = of_column(Key::Id);
    if ids.iter().any(Option::is_some) {
        return ids;
    }
    let numbers = of_column(Key::Number);
    if numbers.iter().any(Option::is_some) && !are_row_numbers(&numbers) {
        return numbers;
    }
    vec![None; rows.len()]
}

fn feature_id(row: &Row) -> Option<String> {
    let id = row.feature.as_ref()?.id.as_deref()?;
    checked(id)
}

fn code(cell: &Cell) -> Option<String> {
    let text = cell.as_text();
    if is_unknown(&text) {
        return None;
    }
    // What was written out for a spreadsheet has an apostrophe in front.
    checked(text.strip_prefix('\'').unwrap_or(&text))
}

/// A code that can be an id.
fn checked(code: &str) -> Option<String> {
    let code = super::draft::one_line(code);
    (!code.is_empty() && code.len() <= MAX_ID_BYTES).then_some(code)
}

/// Whether codes only count: whole numbers without zeros in front, hardly more than there are
/// rows.
fn are_row_numbers(codes: &[Option<String>]) -> bool {
    let most = codes.len() * 2 + 10;
    let is_count = |code: &String| {
        let number = code.parse::<usize>().ok();
        number.is_some_and(|number| number <= most) && (code == "0" || !code.starts_with('0'))
    };
    codes.iter().flatten().all(is_count)
}

/// A station that another one repeats: the rows of both, in the order of `drafts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeated {
    pub(super) first: usize,
    pub(super) again: usize,
}

/// Gives all their ids, and answers those that are the same in code, name, address and place as
/// another one; they have no id.
pub(super) fn assign(drafts: &mut [Draft]) -> Vec<Repeated> {
    let bases: Vec<String> = drafts.iter().map(base).collect();
    let mut n_of: HashMap<&str, usize> = HashMap::new();
    for base in &bases {
        *n_of.entry(base).or_default() += 1;
    }
    let mut first_of: HashMap<String, usize> = HashMap::new();
    let mut repeated = Vec::new();
    for (n, base) in bases.iter().enumerate() {
        let draft = &mut drafts[n];
        let is_alone = n_of.get(&**base) == Some(&1);
        let id = if is_alone {
            base.clone()
        } else {
            format!(
                "{base}-{}",
                &sha256_in_hex(details(draft).as_bytes())[..MORE_DIGITS]
            )
        };
        if let Some(first) = first_of.get(&id) {
            repeated.push(Repeated {
                first: *first,
                again: n,
            });
        } else {
            first_of.insert(id.clone(), n);
            draft.id = id;
        }
    }
    repeated
}

/// The code, or the digest of name and address.
fn base(draft: &Draft) -> String {
    if let Some(code) = &draft.code {
        return code.clone();
    }
    let key = join_key(draft.name.as_deref(), draft.address.as_deref());
    sha256_in_hex(key.as_bytes())[..DIGEST_DIGITS].to_owned()
}

/// Name and address as they are compared: without blanks, width and script.
pub(super) fn join_key(name: Option<&str>, address: Option<&str>) -> String {
    let plain = |text: Option<&str>| {
        let text = fold::plain(text.unwrap_or_default());
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    format!("{}\0{}", plain(name), plain(address))
}

/// What tells stations of one base apart.
fn details(draft: &Draft) -> String {
    let key = join_key(draft.name.as_deref(), draft.address.as_deref());
    format!("{key}\0{}", draft.more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(code: Option<&str>, name: &str, more: &str) -> Draft {
        Draft {
            table: 0,
            row: 0,
            code: code.map(str::to_owned),
            name: Some(name.to_owned()),
            address: Some("一路1号".to_owned()),
            hours: None,
            more: more.to_owned(),
            position: None,
            fault: None,
            activities: Vec::new(),
            members: String::new(),
            id: String::new(),
        }
    }

    fn ids(mut drafts: Vec<Draft>) -> Vec<String> {
        assign(&mut drafts);
        drafts.into_iter().map(|draft| draft.id).collect()
    }

    #[test]
    fn ids_are_codes_or_digests_and_the_same_in_another_order() {
        let drafts = vec![
            draft(Some("A-1"), "甲", ""),
            draft(None, "乙", "1"),
            draft(None, "丙", "1"),
            draft(None, "丙", "2"),
            draft(Some("A-2"), "丁", ""),
            draft(Some("A-2"), "戊", ""),
        ];
        let forward = ids(drafts.clone());
        assert_eq!(forward[0], "A-1");
        assert!(forward[4].starts_with("A-2-") && forward[4] != forward[5]);
        let mut backward = ids(drafts.into_iter().rev().collect());
        backward.reverse();
        assert_eq!(forward, backward);
        let spaced = ids(vec![draft(None, " 乙 ", "9")]);
        assert_eq!(spaced[0], forward[1]);
    }

    #[test]
    fn what_is_the_same_in_everything_is_told() {
        let mut drafts = vec![draft(None, "甲", "1"), draft(None, "甲", "1")];
        assert_eq!(assign(&mut drafts), [Repeated { first: 0, again: 1 }]);
    }

    #[test]
    fn numbers_that_only_count_are_no_codes() {
        let codes = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| Some((*text).to_owned()))
                .collect::<Vec<_>>()
        };
        assert!(are_row_numbers(&codes(&["1", "2", "3"])));
        assert!(!are_row_numbers(&codes(&["0110000001", "0110000002"])));
        assert!(!are_row_numbers(&codes(&["60001449", "60002210"])));
        assert!(!are_row_numbers(&codes(&["A1", "A2"])));
    }

    #[test]
    fn the_longest_code_is_an_id_and_a_longer_one_is_none() {
        assert!(checked(&"a".repeat(MAX_ID_BYTES)).is_some());
        assert_eq!(checked(&"a".repeat(MAX_ID_BYTES + 1)), None);
        assert_eq!(code(&Cell::Text("'0110".into())).as_deref(), Some("0110"));
    }
}
