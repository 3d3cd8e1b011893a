//! Times of the day as lists have them: of a spreadsheet, with seconds, in words.

use crate::import::cell::Cell;
use crate::import::fold;
use crate::import::vocabulary::{Sort, words};

/// Minutes of a day.
pub(in crate::import) const DAY_MIN: u16 = 1_440;

/// What a cell of a time says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Clock {
    /// Minutes from midnight, 0 to 1,440; more is of the next day, up to 48 hours.
    At(u16),
    /// Round the clock.
    AllDay,
}

/// Reads a time; `None` if it is not sure.
pub(in crate::import) fn read(cell: &Cell) -> Option<Clock> {
    match cell {
        Cell::Time(minutes) => Some(Clock::At(*minutes)),
        Cell::Number(number) => of_number(*number).map(Clock::At),
        Cell::Text(text) => of_text(text),
        Cell::Bool(_) | Cell::Date(_) | Cell::Json(_) => None,
    }
}

/// A part of a day, as spreadsheets store times, or a whole hour. 1 could be either.
fn of_number(number: f64) -> Option<u16> {
    if (0.0..1.0).contains(&number) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 1,440"
        )]
        return Some((number * f64::from(DAY_MIN)).round() as u16);
    }
    let hour = (2..=24_u16).find(|hour| (f64::from(*hour) - number).abs() < f64::EPSILON);
    hour.map(|hour| hour * 60)
}

fn of_text(text: &str) -> Option<Clock> {
    if words().find(Sort::Hours, text).is_some() {
        return Some(Clock::AllDay);
    }
    let plain = fold::plain(text);
    if let Ok(number) = plain.parse::<f64>() {
        return of_number(number).map(Clock::At);
    }
    let (plain, is_afternoon) = part_of_day(&plain);
    let plain = plain
        .replace(['时', '点', '時', 'h'], ":")
        .replace('分', "");
    let plain = plain.replace(":半", ":30");
    let mut parts = plain.trim().trim_end_matches(':').split(':').map(str::trim);
    let hour: u16 = parts.next()?.parse().ok()?;
    let minute: u16 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    let second: u16 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    if parts.next().is_some() || hour > 48 || minute > 59 || second > 59 {
        return None;
    }
    let hour = match is_afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(_) if hour > 12 && is_afternoon == Some(false) => return None,
        _ => hour,
    };
    let minutes = hour * 60 + minute;
    (minutes <= 2 * DAY_MIN).then_some(Clock::At(minutes))
}

/// The part of the day that stands in front or behind, taken off.
fn part_of_day(plain: &str) -> (&str, Option<bool>) {
    for (word, is_afternoon) in [
        ("上午", false),
        ("早上", false),
        ("午前", false),
        ("am", false),
        ("下午", true),
        ("晚上", true),
        ("午后", true),
        ("午後", true),
        ("pm", true),
    ] {
        let rest = plain
            .strip_prefix(word)
            .or_else(|| plain.strip_suffix(word));
        if let Some(rest) = rest {
            return (rest.trim(), Some(is_afternoon));
        }
    }
    (plain, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_and_doubtful_ones_are_not() {
        for (text, expected) in [
            ("8:30", Some(510)),
            ("８：３０", Some(510)),
            ("08:30:00", Some(510)),
            ("8時30分", Some(510)),
            ("9时", Some(540)),
            ("8点半", Some(510)),
            ("下午5:00", Some(1_020)),
            ("午後5時", Some(1_020)),
            ("5:00pm", Some(1_020)),
            ("24:00", Some(1_440)),
            ("25:00", Some(1_500)),
            ("0.354166666667", Some(510)),
            ("17", Some(1_020)),
            ("1", None),
            ("8:75", None),
            ("830", None),
            ("日没", None),
            ("上午13:00", None),
        ] {
            let read = read(&Cell::Text(text.into()));
            assert_eq!(read, expected.map(Clock::At), "{text}");
        }
        assert_eq!(read(&Cell::Text("24時間".into())), Some(Clock::AllDay));
        assert_eq!(read(&Cell::Number(0.5)), Some(Clock::At(720)));
        assert_eq!(read(&Cell::Number(f64::NAN)), None);
    }
}
