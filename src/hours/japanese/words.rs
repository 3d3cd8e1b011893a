//! Japanese text split into the words of opening hours.
//!
//! Invariant: every character belongs to a known word, or the text is rejected with the unknown
//! characters.

use crate::hours::chinese::clock::{ClockTime, Form, Period};
use crate::hours::chinese::lookup::longest;

/// The role of a word in opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A bit; bit 0 is Monday.
    Weekday(u8),
    /// 祝日
    Holidays,
    /// 休日: holidays, or weekends too
    RestDays,
    /// 平日
    Workdays,
    /// 毎日
    EveryDay,
    /// 年末年始, without its dates
    YearEnd,
    /// Month and day
    Date(u8, u8),
    Time(ClockTime),
    /// 24時間
    AllDay,
    /// から
    To,
    /// ・ and と
    Join,
    Comma,
    Stop,
    Opening,
    Closing,
    /// 休館: the days before it are closed
    Closed,
    /// 定休日: the days beside it are closed
    ClosedDays,
    /// を除く: the days before it are excepted
    Except,
    /// を含む
    Including,
    /// のみ
    Only,
    /// まで
    Until,
    /// は, の: what follows tells more of what precedes
    Particle,
    Filler,
}

/// A phrase is in one row only.
const PHRASES: [(Word, &[&str]); 21] = [
    (
        Word::Holidays,
        &["祝日", "祝祭日", "国民の祝日", "祭日", "祝"],
    ),
    (Word::RestDays, &["休日"]),
    (Word::Workdays, &["平日"]),
    (
        Word::EveryDay,
        &[
            "毎日",
            "全日",
            "連日",
            "年中無休",
            "年中",
            "無休",
            "全曜日",
            "365日",
            "通年",
        ],
    ),
    (Word::YearEnd, &["年末年始", "年末・年始", "年末年始期間"]),
    (
        Word::AllDay,
        &["24時間", "二十四時間", "終日", "全時間帯", "全時間", "24h"],
    ),
    (Word::To, &["-", "--", "から", "より", "至", "ー"]),
    (
        Word::Join,
        &[
            "・",
            "と",
            "及び",
            "および",
            "並びに",
            "ならびに",
            "や",
            "&",
        ],
    ),
    (Word::Comma, &["、", ",", "/"]),
    (Word::Stop, &["。", ";", "\n"]),
    (Word::Opening, &["(", "[", "【", "「"]),
    (Word::Closing, &[")", "]", "】", "」"]),
    (
        Word::Closed,
        &[
            "休館",
            "休み",
            "お休み",
            "休",
            "休業",
            "休所",
            "休園",
            "休室",
            "休場",
            "定休",
            "公休",
            "閉館",
            "閉庁",
            "閉所",
            "閉園",
            "閉室",
            "閉鎖",
            "閉店",
            "利用不可",
            "使用不可",
            "利用できない",
            "使用できない",
            "利用できません",
            "使用できません",
        ],
    ),
    (
        Word::ClosedDays,
        &[
            "定休日",
            "休館日",
            "休場日",
            "休室日",
            "休業日",
            "休所日",
            "休園日",
            "閉庁日",
            "閉館日",
            "閉所日",
        ],
    ),
    (
        Word::Except,
        &[
            "を除く",
            "を除き",
            "は除く",
            "除く",
            "除き",
            "を除いて",
            "以外",
        ],
    ),
    (Word::Including, &["を含む", "含む", "も含む", "を含め"]),
    (Word::Only, &["のみ", "だけ", "に限る", "限定"]),
    (Word::Until, &["まで"]),
    (Word::Particle, &["は", "が", "に", "の"]),
    (
        Word::Filler,
        &[
            "利用可",
            "利用可能",
            "使用可",
            "使用可能",
            "利用できます",
            "使用できます",
            "利用できる",
            "使用できる",
            "利用",
            "使用",
            "開館",
            "開所",
            "開庁",
            "開園",
            "開放",
            "開設",
            "営業",
            "営業中",
            "です",
        ],
    ),
    (
        Word::Filler,
        &[
            "開館時間",
            "利用時間",
            "使用時間",
            "営業時間",
            "開庁時間",
            "開所時間",
            "開放時間",
            "利用可能時間",
            "使用可能時間",
            "利用可能日時",
            "利用可能曜日",
            "時間",
            "曜日",
            "開館日",
            "開庁日",
            "毎週",
            "ただし",
            "但し",
            "※",
            ":",
            " ",
        ],
    ),
];

/// The first is Monday.
const WEEKDAYS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];

/// Hours of the next day, counted on from the day before.
const LATE_HOURS: std::ops::RangeInclusive<u16> = 25..=29;

/// Splits a text into words.
pub(super) fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, tail) = word(rest).ok_or_else(|| not_understood(rest))?;
        if word != Word::Filler {
            words.push(word);
        }
        rest = tail;
    }
    Ok(words)
}

/// The unknown characters at the beginning of a text.
fn not_understood(text: &str) -> String {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(at, _)| word(&text[*at..]).is_some())
        .map_or(text.len(), |(at, _)| at);
    format!("'{}' is not understood", &text[..end])
}

/// The longest word at the start of the text.
fn word(text: &str) -> Option<(Word, &str)> {
    let readings = [
        longest(text, &PHRASES),
        date(text),
        time(text).map(|(time, rest)| (Word::Time(time), rest)),
        weekday(text),
    ];
    let known = readings.into_iter().flatten();
    known.min_by_key(|(_, rest)| rest.len())
}

/// 月, 月曜, 月曜日
fn weekday(text: &str) -> Option<(Word, &str)> {
    let (place, character) = WEEKDAYS
        .into_iter()
        .enumerate()
        .find(|(_, character)| text.starts_with(*character))?;
    let rest = &text[character.len_utf8()..];
    // 土曜日曜 is Saturday and Sunday.
    let in_full = rest
        .strip_prefix("曜日")
        .filter(|rest| !rest.starts_with('曜'));
    let rest = in_full.or_else(|| rest.strip_prefix('曜')).unwrap_or(rest);
    Some((Word::Weekday(1 << place), rest))
}

/// 12月29日, 12/29
fn date(text: &str) -> Option<(Word, &str)> {
    let (month, rest) = number(text)?;
    let (day, rest) = match rest.strip_prefix('月') {
        Some(rest) => {
            let (day, rest) = number(rest)?;
            (day, rest.strip_prefix('日')?)
        }
        None => number(rest.strip_prefix('/')?)?,
    };
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_longer =
        rest.starts_with([':', '/', '時']) || rest.starts_with(|c: char| c.is_ascii_digit());
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    (is_date && !is_longer).then_some((Word::Date(month, day), rest))
}

/// 9:00, 9時30分, 午後5時半, 翌2:00, 正午
fn time(text: &str) -> Option<(ClockTime, &str)> {
    let (is_next_day, rest) = match ["翌日", "翌"].iter().find_map(|w| text.strip_prefix(w)) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let noon = || (12, 0, Form::Hour);
    let (period, rest) = [("午前", Period::Morning), ("午後", Period::Afternoon)]
        .into_iter()
        .find_map(|(word, period)| Some((Some(period), rest.strip_prefix(word)?.trim_start())))
        .unwrap_or((None, rest));
    let is_padded = rest.starts_with('0');
    let ((hour, minute, form), rest) = match rest.strip_prefix("正午") {
        Some(rest) if period.is_none() => (noon(), rest),
        _ => digits_of_a_time(rest)?,
    };
    // 午後0時 is noon.
    let hour = if period == Some(Period::Afternoon) && hour == 0 {
        12
    } else {
        hour
    };
    // 25時 is one hour past midnight.
    let is_late = period.is_none() && LATE_HOURS.contains(&hour);
    let time = ClockTime {
        period,
        hour: if is_late { hour - 24 } else { hour },
        minute,
        form,
        is_padded,
        is_next_day: is_next_day || is_late,
    };
    Some((time, rest))
}

/// Hour, minute and form of `9:00`, `9時`, `9時30分`, `9時半`.
fn digits_of_a_time(text: &str) -> Option<((u16, u16, Form), &str)> {
    let (hour, rest) = number(text)?;
    if let Some(tail) = rest.strip_prefix(':') {
        let (minute, rest) = number(tail)?;
        let is_short = tail.len() - rest.len() != 2;
        let is_longer = rest.starts_with(':');
        return (!is_short && !is_longer).then_some(((hour, minute, Form::Colon), rest));
    }
    let tail = rest.strip_prefix('時')?;
    if let Some(rest) = tail.strip_prefix('半') {
        return Some(((hour, 30, Form::Hour), rest));
    }
    match number(tail).and_then(|(minute, rest)| Some((minute, rest.strip_prefix('分')?))) {
        Some((minute, rest)) => Some(((hour, minute, Form::Hour), rest)),
        None => Some(((hour, 0, Form::Hour), tail)),
    }
}

/// One or two digits that no third follows.
fn number(text: &str) -> Option<(u16, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (1..=2)
        .contains(&end)
        .then(|| Some((text[..end].parse().ok()?, &text[end..])))?
}
