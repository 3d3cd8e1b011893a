//! The words of facilities as lists have them: freed of what does not change their meaning.

use super::fold;
use super::vocabulary::{Sort, known_amenity, words};

/// What separates facilities in one cell.
const SEPARATORS: [char; 12] = [
    '、', '，', ',', '；', ';', '/', '|', '\n', '・', '。', '／', '+',
];
/// What stands in front of a header that asks whether a facility is there, folded.
const ASKS_BEFORE: [&str; 6] = ["有无", "是否有", "是否提供", "是否配备", "是否", "能否"];
/// What stands behind it.
const ASKS_BEHIND: [&str; 9] = [
    "的有无",
    "有无",
    "数量",
    "座数",
    "个数",
    "台数",
    "数",
    "(有/无)",
    "情况",
];
/// So many pieces are taken off a word at each end.
const MAX_STRIPPED: usize = 3;
/// How a word begins that says that a facility is not there, folded.
const NOT_BEFORE: [&str; 4] = ["没有", "暂无", "不提供", "无"];

/// A word of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// These are there.
    Offered(Vec<&'static str>),
    /// These are not there.
    NotOffered(Vec<&'static str>),
    /// No vocabulary has the word.
    Unknown(String),
}

/// The words of a cell, one by one.
pub(super) fn words_of(text: &str) -> Vec<Said> {
    let mut said = Vec::new();
    for word in split(text) {
        match keys_of(word) {
            Some(keys) => said.push(Said::Offered(keys)),
            None => said.extend(parts_of(word)),
        }
    }
    said
}

/// Splits at separators that are not in brackets.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let is_separator = move |c: char| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && SEPARATORS.contains(&c)
    };
    let words = text
        .split(is_separator)
        .map(|word| word.trim_matches(super::cell::is_blank));
    words.filter(|word| !word.is_empty() && *word != "等" && *word != "…")
}

/// A word that is not known whole: a denial, or words joined by blanks, 和 or 及 that are all
/// known.
fn parts_of(word: &str) -> Vec<Said> {
    let plain = fold::plain(word);
    let denied = NOT_BEFORE
        .iter()
        .find_map(|not| keys_of(plain.strip_prefix(not)?));
    if let Some(keys) = denied {
        return vec![Said::NotOffered(keys)];
    }
    let parts: Vec<&str> = plain
        .split([' ', '和', '及', '与'])
        .filter(|part| !part.is_empty())
        .collect();
    let known: Option<Vec<Vec<&'static str>>> = parts.iter().map(|part| keys_of(part)).collect();
    match known {
        Some(known) if known.len() > 1 => known.into_iter().map(Said::Offered).collect(),
        _ => vec![Said::Unknown(word.to_owned())],
    }
}

/// The keys that a word stands for, freed of brackets, counts, 免费, 提供, 等 and the like.
pub(super) fn keys_of(word: &str) -> Option<Vec<&'static str>> {
    let plain = fold::plain(word);
    if let Some(keys) = lookup(&plain) {
        return Some(keys);
    }
    let bare = fold::without_brackets(&plain);
    let bare =
        bare.trim_start_matches(|c: char| c.is_ascii_digit() || ".)、①②③④⑤⑥⑦⑧⑨⑩".contains(c));
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
    lookup(bare).or_else(|| stripped(bare, MAX_STRIPPED))
}

/// The keys of a header of one facility: also 有无饮水机, 饮水机数量.
pub(super) fn keys_of_header(header: &str) -> Option<Vec<&'static str>> {
    if let Some(keys) = keys_of(header) {
        return Some(keys);
    }
    let plain = fold::plain(header);
    let asked = ASKS_BEFORE
        .iter()
        .find_map(|ask| keys_of(plain.strip_prefix(ask)?));
    asked.or_else(|| {
        ASKS_BEHIND
            .iter()
            .find_map(|ask| keys_of(plain.strip_suffix(ask)?))
    })
}

/// The keys of a folded word as the vocabularies have it.
fn lookup(plain: &str) -> Option<Vec<&'static str>> {
    if plain.is_empty() {
        return None;
    }
    if let Some(means) = words().find_plain(Sort::Amenity, plain) {
        let keys: Vec<&'static str> = means.split(';').filter_map(known_amenity).collect();
        if !keys.is_empty() {
            return Some(keys);
        }
    }
    known_amenity(plain).map(|key| vec![key])
}

/// Looks a word up without pieces at its ends that do not change its meaning.
fn stripped(word: &str, n_more: usize) -> Option<Vec<&'static str>> {
    let n_more = n_more.checked_sub(1)?;
    let before = words()
        .of(Sort::StripBefore)
        .filter_map(|piece| word.strip_prefix(piece));
    let behind = words()
        .of(Sort::StripAfter)
        .filter_map(|piece| word.strip_suffix(piece));
    let shorter: Vec<&str> = before
        .chain(behind)
        .filter(|rest| !rest.is_empty())
        .collect();
    let known = shorter.iter().find_map(|rest| lookup(rest));
    known.or_else(|| shorter.iter().find_map(|rest| stripped(rest, n_more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_real_lists_have_their_keys() {
        for (word, keys) in [
            ("免费饮水", &["drinking_water"][..]),
            ("饮水供给（茶饮及冷饮）", &["drinking_water"]),
            ("避暑取暖", &["air_conditioning", "heating"]),
            ("空调开放", &["air_conditioning"]),
            ("休息室（按摩椅）", &["seating"]),
            ("修车工具箱", &["repair_tools"]),
            ("电动车充电桩", &["ebike_charging"]),
            ("手机充电站", &["phone_charging"]),
            ("除颤仪", &["aed"]),
            ("图书角等", &["books"]),
            ("1.微波炉", &["microwave"]),
            ("饮水机2台", &[]),
        ] {
            assert_eq!(keys_of(word).unwrap_or_default(), keys, "{word}");
        }
    }

    #[test]
    fn a_cell_is_split_and_what_is_unknown_or_denied_is_told() {
        let said = words_of("饮水供给（茶饮、冷饮），充电和休息；骑手12元优惠套餐/无饮水、");
        let expected = [
            Said::Offered(vec!["drinking_water"]),
            Said::Offered(vec!["phone_charging"]),
            Said::Offered(vec!["seating"]),
            Said::Unknown("骑手12元优惠套餐".to_owned()),
            Said::NotOffered(vec!["drinking_water"]),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_header_may_ask_whether_a_facility_is_there() {
        for header in ["有无饮水机", "饮水机数量", "是否提供饮水", "饮水機有無"]
        {
            assert_eq!(
                keys_of_header(header),
                Some(vec!["drinking_water"]),
                "{header}"
            );
        }
        assert_eq!(keys_of_header("男性トイレ総数"), None);
    }
}
