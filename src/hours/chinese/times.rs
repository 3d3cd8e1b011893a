//! Clock times in Chinese: period, numeral, unit, minutes.
//!
//! Invariant: only what is certainly a time is read; which minute it means is decided in `clock`.

use super::clock::{ClockTime, Form, Period};
use super::lookup::longest;

/// Digits of Chinese numerals; the index is the value.
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Characters of a numeral, and one more: 二十五 has three.
const LONGEST_NUMERAL: usize = 4;
const PERIODS: [(Period, &[&str]); 6] = [
    (Period::SmallHours, &["凌晨"]),
    (Period::Early, &["早上", "早晨", "清晨", "早"]),
    (Period::Morning, &["上午"]),
    (Period::Noon, &["中午", "正午"]),
    (Period::Afternoon, &["下午", "傍晚"]),
    (
        Period::Evening,
        &["晚上", "晚间", "夜间", "夜晚", "深夜", "午夜", "晚"],
    ),
];
const NEXT_DAY: [&str; 5] = ["次日", "翌日", "第二天", "隔日", "隔天"];

/// 上午七時, 4 时 30 分, 17:30, or a bare number.
pub(super) fn time(text: &str) -> Option<(ClockTime, &str)> {
    let (is_next_day, rest) = match NEXT_DAY.iter().find_map(|word| text.strip_prefix(word)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (period, rest) = match longest(rest, &PERIODS) {
        Some((period, rest)) => (Some(period), rest.trim_start()),
        None => (None, rest),
    };
    let is_padded = rest.starts_with('0');
    let (hour, rest) = number(rest)?;
    let (minute, form, rest) = minute(rest)?;
    let time = ClockTime {
        period,
        hour,
        minute,
        form,
        is_padded,
        is_next_day,
    };
    Some((time, rest))
}

/// What follows the hour: minutes, the form, and the rest.
fn minute(text: &str) -> Option<(u16, Form, &str)> {
    if let Some(tail) = text.strip_prefix(':') {
        let digits = tail
            .get(..2)
            .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        let rest = &tail[2..];
        let is_longer = rest.starts_with(|c: char| c.is_ascii_digit() || c == ':');
        // 11:3013:30 is two times that lost the line break between them.
        return (!is_longer || begins_with_colon_time(rest)).then_some((
            digits.parse().ok()?,
            Form::Colon,
            rest,
        ));
    }
    let trimmed = text.trim_start();
    let Some(tail) = trimmed.strip_prefix(['点', '时']) else {
        return Some((0, Form::Bare, text));
    };
    let tail = tail.strip_prefix('钟').unwrap_or(tail);
    for (word, minutes) in [("正", 0), ("整", 0), ("半", 30), ("一刻", 15), ("三刻", 45)] {
        if let Some(rest) = tail.strip_prefix(word) {
            return Some((minutes, Form::Hour, rest));
        }
    }
    let minutes = number(tail.trim_start())
        .and_then(|(minutes, rest)| Some((minutes, rest.trim_start().strip_prefix('分')?)));
    match minutes {
        Some((minutes, rest)) => Some((minutes, Form::Hour, rest)),
        None => Some((0, Form::Hour, tail)),
    }
}

/// Whether `13:30` or the like comes next, without seconds.
fn begins_with_colon_time(text: &str) -> bool {
    let hour = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let minute = text[hour..]
        .strip_prefix(':')
        .and_then(|tail| tail.get(..2));
    (1..=2).contains(&hour) && minute.is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit()))
}

/// A part of the day without a time after it: 夜间, 白天.
pub(super) fn part_of_day(text: &str) -> Option<(Option<Period>, &str)> {
    let daytime = || text.strip_prefix("白天").map(|rest| (None, rest));
    let period = longest(text, &PERIODS).filter(|(_, rest)| {
        !text.starts_with(['早', '晚']) || text.len() - rest.len() > '早'.len_utf8()
    });
    period
        .map(|(period, rest)| (Some(period), rest))
        .or_else(daytime)
}

/// 30分钟, 半小时, 1个小时: a length of time.
pub(super) fn duration(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let rest = match text.strip_prefix('半') {
        Some(rest) => rest,
        None => number(text)?.1.trim_start(),
    };
    let rest = rest.strip_prefix('个').unwrap_or(rest);
    ["分钟", "小时", "钟头", "刻钟"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit))
}

/// One or two Arabic digits, or a Chinese numeral below 100.
pub(super) fn number(text: &str) -> Option<(u16, &str)> {
    let end = run(text, |c| c.is_ascii_digit());
    if end > 0 {
        let value = text[..end].parse().ok().filter(|_| end <= 2)?;
        return Some((value, &text[end..]));
    }
    let end = run(text, |c| c == '十' || c == '两' || DIGITS.contains(&c));
    Some((numeral(&text[..end])?, &text[end..]))
}

/// The bytes of the leading characters of a kind, at most [`LONGEST_NUMERAL`]: a longer run
/// contains no number, and must not be scanned repeatedly.
fn run(text: &str, is_kind: impl Fn(char) -> bool) -> usize {
    let characters = text.chars().take(LONGEST_NUMERAL);
    let of_kind = characters.take_while(|character| is_kind(*character));
    of_kind.map(char::len_utf8).sum()
}

fn numeral(text: &str) -> Option<u16> {
    let digit = |text: &str| match text {
        "两" => Some(2),
        _ => (0..)
            .zip(DIGITS)
            .find(|(_, c)| text.chars().eq([*c]))
            .map(|(value, _)| value),
    };
    match text.split_once('十') {
        Some((tens, units)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            let units = if units.is_empty() { 0 } else { digit(units)? };
            Some(tens * 10 + units)
        }
        None => digit(
            text.strip_prefix('零')
                .filter(|rest| !rest.is_empty())
                .unwrap_or(text),
        ),
    }
}
