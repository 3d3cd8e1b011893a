//! Values as tables give them: numbers, dates and yes or no in texts, texts in numbers. What has
//! one reading is read; what has none, or several, is told.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::json::Value;
use super::value::{Read, Wrong, in_digits, nonblank, number, text};
use crate::vocabulary::fold;

/// What is written for yes.
const YES: [&str; 14] = [
    "true",
    "yes",
    "y",
    "t",
    "1",
    "是",
    "有",
    "可",
    "√",
    "✓",
    "✔",
    "available",
    "提供",
    "具备",
];
/// What is written for no.
const NO: [&str; 17] = [
    "false",
    "no",
    "n",
    "f",
    "0",
    "否",
    "无",
    "無",
    "没有",
    "沒有",
    "×",
    "✗",
    "✘",
    "none",
    "不可",
    "不提供",
    "暂无",
];
/// What stands behind the number of stars.
const STARS: [&str; 5] = ["星级", "星級", "星", "stars", "star"];
/// The numbers of stars in words.
const NUMERALS: [&str; 5] = ["一", "二", "三", "四", "五"];
/// The most digits of a telephone number, more than any has.
const MAX_PHONE_DIGITS: usize = 20;

/// A whole number from 1 to 5.
pub(super) fn star(given: &Value) -> Read<u8> {
    const WANTED: &str = "a whole number from 1 to 5";
    let read = if given.is_text() {
        nonblank(given, WANTED)?.map(|text| stars_in(&text))
    } else {
        number(given, WANTED)?.map(whole_star)
    };
    read.map(|star| star.ok_or_else(|| Wrong::of(given, WANTED)))
        .transpose()
}

/// The stars of a text such as 5, 5.0, 五星级 or ★★★★★.
fn stars_in(text: &str) -> Option<u8> {
    let folded = fold(text);
    if folded.chars().all(|c| "★☆⭐\u{fe0f}".contains(c)) {
        let n_full = folded.chars().filter(|c| "★⭐".contains(*c)).count();
        return u8::try_from(n_full).ok().filter(|n| (1..=5).contains(n));
    }
    let suffix = STARS.iter().find_map(|unit| folded.strip_suffix(unit));
    let bare = suffix.unwrap_or(&folded).trim();
    let numeral = NUMERALS.iter().position(|word| *word == bare);
    let number = match numeral {
        Some(place) => return u8::try_from(place + 1).ok(),
        None => decimal(bare)?,
    };
    whole_star(number)
}

fn whole_star(number: f64) -> Option<u8> {
    (1..=5_u8).find(|star| (f64::from(*star) - number).abs() < f64::EPSILON)
}

/// A length in metres, 0 or more.
pub(super) fn metres(given: &Value) -> Read<f64> {
    const WANTED: &str = "a number of metres, 0 or more,";
    let wrong = || Wrong::of(given, WANTED);
    let metres = if given.is_text() {
        let text = nonblank(given, WANTED)?;
        text.map(|text| decimal(&fold(&text)).ok_or_else(wrong))
            .transpose()?
    } else {
        number(given, WANTED)?
    };
    match metres {
        Some(metres) if metres < 0.0 => Err(wrong()),
        metres => Ok(metres),
    }
}

/// A number in decimal digits and nothing else.
fn decimal(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then(|| text.parse().ok()).flatten()
}

/// A telephone number: text, or the digits of a whole number.
pub(super) fn phone<'v>(given: &'v Value<'_>) -> Read<Cow<'v, str>> {
    if !given.is_number() {
        return text(given);
    }
    let digits = in_digits(given.json());
    let is_it =
        digits.len() <= MAX_PHONE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let wrong = || Wrong::of(given, "text, or a number in digits,");
    is_it.then_some(Some(digits)).ok_or_else(wrong)
}

/// A date such as 2026-11-22, year first.
pub(super) fn date(given: &Value) -> Read<NaiveDate> {
    const WANTED: &str = "a date such as \"2026-11-22\"";
    let text = if given.is_number() {
        Some(Cow::Borrowed(given.json()))
    } else {
        nonblank(given, WANTED)?
    };
    let date = |text: Cow<str>| written_date(&text).ok_or_else(|| Wrong::of(given, WANTED));
    text.map(date).transpose()
}

/// A date as tables write it: year, month and day between dashes, slashes, dots or 年月日, or
/// in eight digits; a time of day may follow, an offset may not, for it could mean another day.
fn written_date(text: &str) -> Option<NaiveDate> {
    // Folding is costly, and of a date in ASCII it changes nothing but the letter T.
    let folded = if text.is_ascii() {
        text.into()
    } else {
        Cow::from(fold(text))
    };
    let (day, time) = match folded.split_once(['t', 'T', ' ']) {
        Some((day, time)) => (day, time.trim()),
        None => (&*folded, ""),
    };
    let is_time = |c: char| c.is_ascii_digit() || c == ':' || c == '.';
    if !time.chars().all(is_time) || (!time.is_empty() && !time.contains(':')) {
        return None;
    }
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    let parts: Vec<&str> = match day.find(|c: char| !c.is_ascii_digit()) {
        None if day.len() == 8 => vec![&day[..4], &day[4..6], &day[6..]],
        None => return None,
        Some(at) => parts_between(day, day[at..].chars().next()?)?,
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    let is_part = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = year.len() == 4
        && [month, day]
            .iter()
            .all(|part| (1..=2).contains(&part.len()));
    if !is_date || ![year, month, day].into_iter().all(is_part) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// What stands between a mark that comes twice, or between 年 and 月.
fn parts_between(day: &str, mark: char) -> Option<Vec<&str>> {
    let second = match mark {
        '年' => '月',
        '-' | '/' | '.' => mark,
        _ => return None,
    };
    let (year, rest) = day.split_once(mark)?;
    let (month, day) = rest.split_once(second)?;
    Some(vec![year, month, day])
}

/// Yes or no, as a truth, as 1 or 0, or in a word; an error if it is neither.
pub(super) fn yes_or_no(given: &Value) -> Result<Option<bool>, ()> {
    match given.json() {
        "null" => return Ok(None),
        "true" | "1" => return Ok(Some(true)),
        "false" | "0" => return Ok(Some(false)),
        _ => {}
    }
    if !given.is_text() {
        return Err(());
    }
    let text = text(given).map_err(|_| ())?;
    text.map(|word| yes_or_no_of(&word).ok_or(())).transpose()
}

/// What a word says.
pub(super) fn yes_or_no_of(word: &str) -> Option<bool> {
    let word = fold(word);
    let is_among = |words: &[&str]| words.contains(&&*word);
    if is_among(&YES) {
        return Some(true);
    }
    is_among(&NO).then_some(false)
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn stars_in_texts_have_one_reading_or_none() {
        for (text, expected) in [
            ("5", Some(5)),
            (" 3 ", Some(3)),
            ("5.0", Some(5)),
            ("５", Some(5)),
            ("五星", Some(5)),
            ("三星级", Some(3)),
            ("4星級", Some(4)),
            ("1 star", Some(1)),
            ("2 Stars", Some(2)),
            ("★★★★★", Some(5)),
            ("★★★☆☆", Some(3)),
            ("⭐⭐", Some(2)),
            ("☆☆☆", None),
            ("★★★★★★", None),
            ("0", None),
            ("6", None),
            ("4.5", None),
            ("-5", None),
            ("five", None),
            ("5A", None),
            ("星", None),
            ("inf", None),
        ] {
            assert_eq!(stars_in(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_read_year_first_and_others_are_not_guessed() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 6);
        for text in [
            "2026-04-06",
            "2026-4-6",
            "2026/04/06",
            "2026/4/6",
            "2026.4.6",
            "2026年4月6日",
            "2026年04月06日",
            "２０２６／４／６",
            "20260406",
            "2026-04-06T00:00:00",
            "2026/04/06 00:00:00",
            "2026/4/6 8:30",
            "2026-04-06 23:59:59.999",
        ] {
            assert_eq!(written_date(text), day, "{text}");
        }
        for text in [
            "",
            "6/4/2026",
            "06-04-2026",
            "26/4/6",
            "2026/4",
            "2026/4/6/1",
            "2026-4/6",
            "2026-13-01",
            "2026-02-29",
            "+026-04-06",
            "2026-04-006",
            "202646",
            "46118",
            "2026年4月",
            "2026-04-06T16:00:00Z",
            "2026-04-06T16:00:00+08:00",
            "2026-04-06 noon",
            "April 6, 2026",
        ] {
            assert_eq!(written_date(text), None, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_are_digits_however_a_table_writes_them() {
        for (json, expected) in [
            ("13800000000", Some("13800000000")),
            ("13800000000.0", Some("13800000000")),
            ("1.38e10", Some("13800000000")),
            ("\" 021-6288 \"", Some("021-6288")),
            ("12345", Some("12345")),
            ("-5", None),
            ("0.5", None),
            ("1e300", None),
            ("true", None),
        ] {
            assert_eq!(
                phone(&Value::Raw(&raw(json))).ok().flatten().as_deref(),
                expected,
                "{json}"
            );
        }
    }
}
