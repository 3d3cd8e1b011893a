//! When an activity of a list takes place: a date and a span, two moments, or days of the week.

use chrono::{Days, NaiveDate};

use crate::import::cell::{Cell, clock_text};
use crate::import::field::Key;
use crate::import::fold;
use crate::import::meaning::clock::{Clock, DAY_MIN, read as read_clock};
use crate::import::meaning::scalars::date as read_date;

/// When an activity takes place, on the wall clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) starts: String,
    pub(super) ends: String,
}

/// A time of the day, and its day if that is said beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    date: Option<NaiveDate>,
    minutes: u16,
}

/// What may stand between two times.
const BETWEEN: [&str; 9] = ["-", "–", "—", "~", "〜", "至", "到", "−", "‐"];
/// Days of the week in words, from Monday.
const DAYS: [(char, &str); 9] = [
    ('一', "MO"),
    ('二', "TU"),
    ('三', "WE"),
    ('四', "TH"),
    ('五', "FR"),
    ('六', "SA"),
    ('日', "SU"),
    ('天', "SU"),
    ('末', "SA,SU"),
];
const WANTED: &str = "a day and a span such as 2026-11-28 09:00-11:00, or two moments, is wanted";

impl Times {
    /// Of the cells of a row; an error says what is wanted.
    pub(super) fn read<'c>(cell: &impl Fn(Key) -> Option<&'c Cell>) -> Result<Self, String> {
        let date = cell(Key::ActivityDate);
        let day = date.and_then(read_date);
        if let (Some(date), None) = (date, day) {
            return Err(format!("its day is '{}'; {WANTED}", date.as_text()));
        }
        let span = match cell(Key::ActivityTime) {
            Some(time) => Some(span(time).ok_or_else(|| wrong("time", time))?),
            None => None,
        };
        let starts = match (cell(Key::ActivityStarts), span) {
            (Some(starts), _) => Some(moment(starts).ok_or_else(|| wrong("start", starts))?),
            (None, span) => span.map(|(starts, _)| starts),
        };
        let ends = match (cell(Key::ActivityEnds), span) {
            (Some(ends), _) => Some(moment(ends).ok_or_else(|| wrong("end", ends))?),
            (None, span) => span.map(|(_, ends)| ends),
        };
        let (Some(starts), Some(ends)) = (starts, ends) else {
            return Err(format!("its start or its end is missing; {WANTED}"));
        };
        let day = starts.date.or(day);
        let day = day.ok_or_else(|| format!("its day is missing; {WANTED}"))?;
        let last_day = ends.date.unwrap_or(day);
        let is_after = (last_day, ends.minutes) > (day, starts.minutes);
        if !is_after {
            return Err("it ends before it starts, or at once".to_owned());
        }
        Ok(Self {
            starts: written(day, starts.minutes),
            ends: written(last_day, ends.minutes),
        })
    }
}

fn wrong(what: &str, cell: &Cell) -> String {
    format!("its {what} is '{}'; {WANTED}", cell.as_text())
}

/// A rule for days in words: `每天`, `每周二、四`.
pub(super) fn rule_of_words(text: &str) -> Option<String> {
    let plain = fold::plain(text).replace(' ', "");
    if ["每天", "每日", "天天", "daily"].contains(&&*plain) {
        return Some("FREQ=DAILY".to_owned());
    }
    let days = ["每周", "每星期", "每逢周", "逢周"];
    let days = days.iter().find_map(|start| plain.strip_prefix(start))?;
    let mut names: Vec<&str> = Vec::new();
    for c in days.chars().filter(|c| !"、,和及周星期".contains(*c)) {
        let (_, name) = DAYS.iter().find(|(day, _)| *day == c)?;
        names.push(name);
    }
    (!names.is_empty()).then(|| format!("FREQ=WEEKLY;BYDAY={}", names.join(",")))
}

/// Two times with something between them, with or without a date in front.
fn span(cell: &Cell) -> Option<(Moment, Moment)> {
    let plain = fold::plain(&cell.as_text());
    let (date, clock) = split_date(&plain);
    let (first, second) = BETWEEN
        .iter()
        .find_map(|between| clock.split_once(between))?;
    let starts = minutes(&Cell::text(first)?)?;
    let mut ends = minutes(&Cell::text(second)?)?;
    let is_afternoon = ["下午", "晚上", "午后"]
        .iter()
        .any(|word| first.contains(word));
    if is_afternoon && ends <= starts && ends < DAY_MIN / 2 {
        ends += DAY_MIN / 2;
    }
    let moment = |minutes| Moment { date, minutes };
    Some((moment(starts), moment(ends)))
}

/// A time of the day, with or without its date.
fn moment(cell: &Cell) -> Option<Moment> {
    if let Some(minutes) = minutes(cell) {
        return Some(Moment {
            date: None,
            minutes,
        });
    }
    let plain = fold::plain(&cell.as_text());
    let (date, clock) = split_date(&plain);
    Some(Moment {
        date: Some(date?),
        minutes: minutes(&Cell::text(clock)?)?,
    })
}

fn minutes(cell: &Cell) -> Option<u16> {
    match read_clock(cell)? {
        Clock::At(minutes) => Some(minutes),
        Clock::AllDay => None,
    }
}

/// The date that a text begins with, and what stands behind it.
fn split_date(plain: &str) -> (Option<NaiveDate>, &str) {
    let ends = plain.char_indices().filter(|(_, c)| "日号 t".contains(*c));
    for (at, c) in ends {
        let date = read_date(&Cell::Text(plain[..at].into()));
        if date.is_some() {
            return (date, plain[at + c.len_utf8()..].trim());
        }
    }
    (None, plain)
}

/// A moment of the wall clock; more than a day's minutes are of the next day.
fn written(day: NaiveDate, minutes: u16) -> String {
    let later = Days::new((minutes / DAY_MIN).into());
    let day = day.checked_add_days(later).unwrap_or(day);
    format!("{day}T{}", clock_text(minutes % DAY_MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[(Key, Cell)]) -> Result<(String, String), String> {
        let cell = |key| {
            cells
                .iter()
                .find(|(of, _)| *of == key)
                .map(|(_, cell)| cell)
        };
        Times::read(&cell).map(|times| (times.starts, times.ends))
    }

    fn text(key: Key, text: &str) -> (Key, Cell) {
        (key, Cell::Text(text.into()))
    }

    #[test]
    fn times_are_a_day_and_a_span_or_two_moments() {
        use Key::{ActivityDate, ActivityEnds, ActivityStarts, ActivityTime};
        let nine = ("2026-11-28T09:00".to_owned(), "2026-11-28T11:30".to_owned());
        for cells in [
            vec![text(ActivityTime, "2026-11-28 09:00-11:30")],
            vec![text(ActivityTime, "2026年11月28日9:00－11:30")],
            vec![text(ActivityTime, "2026/11/28 上午9时至11时30分")],
            vec![
                text(ActivityDate, "2026年11月28日"),
                text(ActivityTime, "9:00~11:30"),
            ],
            vec![
                (ActivityDate, Cell::Date("2026-11-28".parse().unwrap())),
                (ActivityStarts, Cell::Time(540)),
                (ActivityEnds, Cell::Time(690)),
            ],
            vec![
                text(ActivityStarts, "2026-11-28T09:00:00"),
                text(ActivityEnds, "2026-11-28 11:30"),
            ],
        ] {
            assert_eq!(read(&cells), Ok(nine.clone()), "{cells:?}");
        }
        let late = read(&[text(ActivityTime, "2026-11-28 下午2:00-4:00")]);
        assert_eq!(late.unwrap().1, "2026-11-28T16:00");
        let night = read(&[text(ActivityTime, "2026-11-28 22:00-25:00")]);
        assert_eq!(night.unwrap().1, "2026-11-29T01:00");
    }

    #[test]
    fn times_that_are_not_sure_are_refused_with_what_is_wanted() {
        use Key::{ActivityDate, ActivityEnds, ActivityStarts, ActivityTime};
        for cells in [
            vec![],
            vec![text(ActivityDate, "2026-11-28")],
            vec![text(ActivityTime, "9:00-11:30")],
            vec![text(ActivityDate, "下周"), text(ActivityTime, "9:00-11:30")],
            vec![text(ActivityTime, "2026-11-28 上午")],
            vec![text(ActivityStarts, "2026-11-28 09:00")],
            vec![
                text(ActivityStarts, "2026-11-28 09:00"),
                text(ActivityEnds, "待定"),
            ],
        ] {
            let why = read(&cells).unwrap_err();
            assert!(why.contains("2026-11-28 09:00-11:00"), "{why}");
        }
        let over = read(&[text(ActivityTime, "2026-11-28 11:30-11:30")]);
        assert!(over.unwrap_err().contains("ends before it starts"));
    }

    #[test]
    fn words_for_days_are_rules_and_others_are_none() {
        for (words, rule) in [
            ("每天", Some("FREQ=DAILY")),
            ("每周二", Some("FREQ=WEEKLY;BYDAY=TU")),
            ("每週一、三", Some("FREQ=WEEKLY;BYDAY=MO,WE")),
            ("每星期日", Some("FREQ=WEEKLY;BYDAY=SU")),
            ("每周末", Some("FREQ=WEEKLY;BYDAY=SA,SU")),
            ("每周", None),
            ("每周八", None),
            ("每月", None),
            ("FREQ=DAILY", None),
        ] {
            assert_eq!(rule_of_words(words).as_deref(), rule, "{words}");
        }
    }
}
