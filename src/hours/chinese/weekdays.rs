//! Lists of weekdays in Chinese: 周一至周五, 周一、三、五, 周六日.
//!
//! Invariant: a digit that may begin a time is not read as a weekday.

use super::clock::Form;
use super::days::DaySet;
use super::times::time;

/// What precedes a weekday's digit.
const WEEKDAY_PREFIXES: [&str; 3] = ["星期", "礼拜", "周"];

/// 周一至周五, 周一、三、五, 周六日, 星期1-5.
pub(super) fn weekday_list(text: &str) -> Option<(DaySet, &str)> {
    let (first, mut rest) = prefixed_weekday(text)?;
    let mut set = DaySet::weekdays(1 << first);
    let mut last = first;
    while let Some((is_range, day, tail)) = next_weekday(rest) {
        let mut from = last;
        while is_range && from != day {
            from = (from + 1) % 7;
            set.weekdays |= 1 << from;
        }
        set.weekdays |= 1 << day;
        (last, rest) = (day, tail);
    }
    Some((set, rest))
}

/// 三-日 08:00-17:00, as lists of Taiwan have it, with 周 before it: a text that begins with a span of
/// weekdays by their numerals, apart from the time that follows.
pub(super) fn with_prefix(text: &str) -> Option<String> {
    let (days, times) = text.trim_start().split_once(' ')?;
    let is_numeral = |c: &char| "一二三四五六日".contains(*c);
    let characters: Vec<char> = days.chars().collect();
    let [first, '-' | '至' | '到', last] = characters.as_slice() else {
        return None;
    };
    let begins_with_time =
        time(times.trim_start()).is_some_and(|(time, _)| time.form == Form::Colon);
    let is_span = is_numeral(first) && is_numeral(last) && begins_with_time;
    is_span.then(|| format!("周{days} {times}"))
}

/// The next of a list: whether it ends a range, the day, and the rest.
fn next_weekday(text: &str) -> Option<(bool, u8, &str)> {
    let trimmed = text.trim_start();
    let signs = [
        ("至", true),
        ("到", true),
        ("-", true),
        ("、", false),
        ("及", false),
        ("和", false),
    ];
    for (sign, is_range) in signs {
        if let Some(tail) = trimmed.strip_prefix(sign) {
            let (day, rest) =
                prefixed_weekday(tail.trim_start()).or_else(|| bare_weekday(tail.trim_start()))?;
            return Some((is_range, day, rest));
        }
    }
    // 周六日; a digit, or a range that begins here, may be a time.
    let (day, rest) = bare_weekday(text).filter(|_| !text.starts_with(|c: char| c.is_ascii()))?;
    let begins_a_range = rest.trim_start().starts_with(['至', '到', '-']);
    (!begins_a_range).then_some((false, day, rest))
}

fn prefixed_weekday(text: &str) -> Option<(u8, &str)> {
    let digits = WEEKDAY_PREFIXES
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))?;
    let (day, rest) = weekday_digit(digits)?;
    // 每周20:00-23:00, 每周五点至八点
    let is_of_a_time = rest.starts_with(['点', '时'])
        || digits.starts_with(|c: char| c.is_ascii())
            && (rest.starts_with(|c: char| c.is_ascii_digit()) || begins_a_time(digits));
    (!is_of_a_time).then_some((day, rest))
}

fn begins_a_time(text: &str) -> bool {
    time(text).is_some_and(|(time, _)| time.form != Form::Bare)
}

/// A weekday without 周 before it, unless it is the beginning of a time.
fn bare_weekday(text: &str) -> Option<(u8, &str)> {
    let (day, rest) = weekday_digit(text)?;
    let begins_a_number = if text.starts_with(|c: char| c.is_ascii()) {
        rest.starts_with(|c: char| c.is_ascii_digit())
    } else {
        rest.starts_with('十')
    };
    (!begins_a_time(text) && !begins_a_number).then_some((day, rest))
}

fn weekday_digit(text: &str) -> Option<(u8, &str)> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let day = match first {
        '一' | '1' => 0,
        '二' | '2' => 1,
        '三' | '3' => 2,
        '四' | '4' => 3,
        '五' | '5' => 4,
        '六' | '6' => 5,
        '日' | '天' | '7' => 6,
        _ => return None,
    };
    Some((day, rest))
}
