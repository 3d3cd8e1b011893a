//! Chinese text split into the words of opening hours.
//!
//! Invariant: every character belongs to a known word, or the text is rejected with the unknown
//! characters.

use super::asides::{ASIDES, BEFORE_CLOSING};
use super::dates::dates;
use super::days::DaySet;
use super::festivals::festival;
use super::lookup::longest;
use super::times::{duration, part_of_day, time};
use super::vocabulary::{PHRASES, TRADITIONAL};
use super::weekdays::weekday_list;
use super::word::Word;

/// What may come between a time and 停止入馆; the longer first.
const AFTER: [&str; 5] = ["以后", "之后", "过后", "后", "起"];
/// Most characters between 以 and 为准.
const LONGEST_AUTHORITY: usize = 12;

/// A word, and whether it follows the one before without a blank.
pub(super) type Placed = (Word, bool);

/// The simplified form of a character.
pub(super) fn simplified(character: char) -> char {
    let mut pairs = TRADITIONAL.chars();
    while let (Some(traditional), Some(simple)) = (pairs.next(), pairs.next()) {
        if character == traditional {
            return simple;
        }
    }
    character
}

/// Splits a text in simplified characters into words.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, String> {
    let mut words = Vec::new();
    let mut strange = Vec::new();
    let mut rest = text;
    let mut follows_directly = false;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix(' ') {
            rest = tail;
            follows_directly = false;
        } else if let Some((word, tail)) = word(rest) {
            words.push((word, follows_directly));
            follows_directly = true;
            rest = tail;
        } else {
            rest = take_strange(rest, &mut strange);
        }
    }
    if strange.is_empty() {
        return Ok(words);
    }
    Err(explain_strange(&strange, &words))
}

fn take_strange<'a>(text: &'a str, strange: &mut Vec<&'a str>) -> &'a str {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(at, character)| *character == ' ' || word(&text[*at..]).is_some())
        .map_or(text.len(), |(at, _)| at);
    strange.push(&text[..end]);
    &text[end..]
}

fn explain_strange(strange: &[&str], words: &[Placed]) -> String {
    let named = strange.join("', '");
    let has_signs = words
        .iter()
        .any(|(word, _)| matches!(word, Word::Comma | Word::Stop | Word::Opening));
    let has_hours = words.iter().any(|(word, _)| matches!(word, Word::Time(_)));
    if has_signs && has_hours {
        return format!(
            "gives hours to parts or conditions ('{named}'), and one place has one opening"
        );
    }
    format!("'{named}' is not understood")
}

/// The longest word at the start of the text. 24小时 begins like a time, 5月 like a number.
fn word(text: &str) -> Option<(Word, &str)> {
    let readings = [
        weekday_list(text).map(|(days, rest)| (Word::Days(days), rest)),
        festival(text).map(|(days, rest)| (Word::Days(DaySet::festivals(days)), rest)),
        dates(text).map(|(dates, rest)| (Word::Dates(dates), rest)),
        longest(text, &PHRASES),
        longest(text, &ASIDES),
        left_to_others(text).map(|rest| (Word::Authority, rest)),
        after_which(text),
        before_closing(text).map(|rest| (Word::BeforeClosing, rest)),
        time(text).map(|(time, rest)| (Word::Time(time), rest)),
        part_of_day(text).map(|(period, rest)| (Word::Part(period), rest)),
    ];
    let known = readings.into_iter().flatten();
    known.min_by_key(|(_, rest)| rest.len())
}

/// 以现场公告为准
fn left_to_others(text: &str) -> Option<&str> {
    let (authority, rest) = text.strip_prefix('以')?.split_once("为准")?;
    let is_one_phrase = authority.chars().count() <= LONGEST_AUTHORITY
        && !authority.contains([',', ';', '。', '(', ')', '以']);
    is_one_phrase.then_some(rest)
}

/// 16:30后停止入馆: the part after the time means the same without 后.
fn after_which(text: &str) -> Option<(Word, &str)> {
    let rest = AFTER.iter().find_map(|word| text.strip_prefix(word))?;
    longest(rest, &ASIDES).filter(|(word, _)| *word == Word::LastEntry)
}

/// 闭馆前30分钟, 提前半小时
fn before_closing(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(tail) = BEFORE_CLOSING.iter().find_map(|w| rest.strip_prefix(w)) {
        rest = tail;
    }
    if rest.len() == text.len() {
        return None;
    }
    duration(rest)
}
