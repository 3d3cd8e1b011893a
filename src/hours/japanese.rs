//! Japanese opening hours as OSM syntax: `月曜日から金曜日8:30～17:15`, `土日、祝日、年末年始を除く`.
//!
//! `words` splits the text, `reader` collects which days have which hours (`week`), and `written`
//! writes them. Invariant: an unknown word makes the whole text unknown, and so do hours of days
//! whose dates are not there, conditions, and hours of parts of a place.
//!
//! `祝日` are the public holidays of Japan, never days off of a Chinese calendar. Where the file's
//! calendar is none of Japan, hours that differ on holidays are unknown on the days that could be
//! one.

mod reader;
mod week;
mod words;
mod written;

use super::calendar::Calendar;
use super::normalized::Normalized;

/// Words that are written in Japanese only; kana is too.
const JAPANESE_ONLY: [&str; 7] = ["曜", "祝日", "終日", "年末年始", "24時間", "毎", "利用可"];

/// Translates a text in plain characters, or says why it is unknown.
pub(super) fn translate(plain: &str, calendar: &Calendar) -> Result<Normalized, String> {
    let knows_holidays = is_of_japan(calendar);
    let read = words::words(plain)
        .and_then(|words| reader::week(&words))
        .and_then(|week| written::written(&week, knows_holidays));
    match read {
        Ok((syntax, repairs)) => Ok(Normalized {
            syntax,
            repairs,
            has_inserted_rules: false,
            ignores_calendar: !knows_holidays,
        }),
        Err(fault) => Err(format!(
            "'{plain}': {fault}; expected such as '月曜日から金曜日8:30～17:15、祝日を除く'"
        )),
    }
}

/// Whether a text is certainly Japanese.
pub(super) fn is_written_in(plain: &str) -> bool {
    let is_kana = |c| matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}');
    plain.contains(is_kana) || JAPANESE_ONLY.iter().any(|word| plain.contains(word))
}

/// Whether days off of a calendar may be those of Japan: it has some, under a name of its own.
fn is_of_japan(calendar: &Calendar) -> bool {
    !calendar.is_chinese() && calendar.years().is_some()
}
