//! Words and dates: status, stars, access, kinds, the day of a check.

use chrono::NaiveDate;

use crate::import::cell::Cell;
use crate::import::fold;
use crate::import::vocabulary::{Sort, words};
use crate::station::Status;

/// What stands behind the number of stars, folded.
const STARS: [&str; 5] = ["星级", "星", "stars", "star", "级"];
/// Chinese numerals up to five.
const NUMERALS: [&str; 5] = ["一", "二", "三", "四", "五"];

/// Whether a cell says that nothing is known, as a blank one does.
pub(in crate::import) fn is_unknown(text: &str) -> bool {
    words().find(Sort::Unknown, text).is_some()
}

/// The key of a status; `None` if the word is none that is known.
pub(in crate::import) fn status(text: &str) -> Option<&'static str> {
    Status::from_word(text).map(Status::key)
}

/// A number of stars, 1 to 5.
pub(in crate::import) fn star(cell: &Cell) -> Option<u8> {
    if let Cell::Number(number) = cell {
        return (1..=5_u8).find(|star| (f64::from(*star) - number).abs() < f64::EPSILON);
    }
    let plain = fold::plain(&cell.as_text());
    if !plain.is_empty() && plain.chars().all(|c| "★☆⭐\u{fe0f}".contains(c)) {
        let n_full = plain.chars().filter(|c| "★⭐".contains(*c)).count();
        return u8::try_from(n_full).ok().filter(|n| (1..=5).contains(n));
    }
    let suffix = STARS.iter().find_map(|unit| plain.strip_suffix(unit));
    let bare = suffix.unwrap_or(&plain).trim();
    if let Some(place) = NUMERALS.iter().position(|numeral| *numeral == bare) {
        return u8::try_from(place + 1).ok();
    }
    let number = bare.strip_suffix(".0").unwrap_or(bare).parse::<u8>().ok();
    number.filter(|star| (1..=5).contains(star))
}

/// The key of a way of access.
pub(in crate::import) fn access(text: &str) -> Option<&'static str> {
    words().find(Sort::Access, text)
}

/// A day: `2021/6/14`, `2014-07-07 00:00`, `2026年3月1日`, `20260301`. Which of two numbers in
/// front is the month is not guessed.
pub(in crate::import) fn date(cell: &Cell) -> Option<NaiveDate> {
    if let Cell::Date(date) = cell {
        return Some(*date);
    }
    let plain = fold::plain(&cell.as_text());
    let day = plain.split([' ', 't']).next().unwrap_or_default();
    let day = day.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = day.split(['-', '/', '.', '年', '月']).collect();
    let parts = match parts[..] {
        [whole] if whole.len() == 8 && whole.is_ascii() => [&whole[..4], &whole[4..6], &whole[6..]],
        [year, month, day] if year.len() == 4 => [year, month, day],
        _ => return None,
    };
    let [year, month, day] = parts;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A number of metres, 0 or more.
pub(in crate::import) fn metres(cell: &Cell) -> Option<f64> {
    let number = match cell {
        Cell::Number(number) => Some(*number),
        cell => {
            let plain = fold::plain(&cell.as_text());
            let bare = plain.trim_end_matches(['m', '米', ' ']);
            bare.parse().ok()
        }
    };
    number.filter(|metres: &f64| metres.is_finite() && *metres >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn stars_are_read_in_words_digits_and_signs() {
        for (written, star) in [
            ("三星级", Some(3)),
            ("5星级", Some(5)),
            ("四星", Some(4)),
            ("★★★☆☆", Some(3)),
            ("4.0", Some(4)),
            ("6", None),
            ("特優級", None),
            ("", None),
        ] {
            assert_eq!(super::star(&text(written)), star, "{written}");
        }
        assert_eq!(star(&Cell::Number(4.0)), Some(4));
        assert_eq!(star(&Cell::Number(4.5)), None);
    }

    #[test]
    fn days_whose_order_is_sure_are_read() {
        for (written, date) in [
            ("2021/6/14", Some("2021-06-14")),
            ("2014-07-07 00:00", Some("2014-07-07")),
            ("2026年3月1日", Some("2026-03-01")),
            ("20260301", Some("2026-03-01")),
            ("2024-10-10T08:00:00Z", Some("2024-10-10")),
            ("07/07/2014 00:00", None),
            ("2026-13-01", None),
            ("去年", None),
        ] {
            let expected = date.map(|date| date.parse().unwrap());
            assert_eq!(super::date(&text(written)), expected, "{written}");
        }
    }

    #[test]
    fn words_of_status_and_access_have_their_keys() {
        assert_eq!(status("停用"), Some("suspended"));
        assert_eq!(status("0"), None);
        assert_eq!(access("扫码进入"), Some("scan"));
        assert!(is_unknown("—") && !is_unknown("无障碍"));
        assert_eq!(metres(&text("10 m")), Some(10.0));
        assert_eq!(metres(&text("-1")), None);
    }
}
