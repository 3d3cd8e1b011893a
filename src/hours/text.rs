//! From text as people write it to OSM syntax that the parser accepts.
//!
//! Invariant: a repair is made only if its meaning is beyond doubt, and one that is more than
//! cosmetic is stated. Other faults are left for the parser to reject; nothing is guessed, nothing
//! dropped.

use super::normalized::Normalized;
use unicode_normalization::UnicodeNormalization;

use super::calendar::Calendar;
use super::{MAX_TEXT_BYTES, chinese, japanese, repair};

/// The length of `MM:SS`.
const MINUTE_AND_SECOND: usize = 5;

/// Normalizes a text to OSM syntax, or tells why that is impossible.
pub(super) fn normalize(text: &str, calendar: &Calendar) -> Result<Normalized, String> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(format!(
            "{} bytes of opening hours; expected at most {MAX_TEXT_BYTES}",
            text.len()
        ));
    }
    let plain = without_seconds(plain_characters(text));
    if plain.trim().is_empty() {
        return Err("empty; expected hours such as 'Mo-Fr 08:00-18:00', or no member".to_owned());
    }
    if plain.len() > MAX_TEXT_BYTES {
        return Err(format!(
            "opening hours of more than {MAX_TEXT_BYTES} bytes in plain characters"
        ));
    }
    if outside_quotes(&plain).any(is_chinese) {
        return in_words(&plain, calendar);
    }
    refuse_steps_beyond_their_range(&plain)?;
    repair::repair(&plain, text)
}

/// A text in Chinese or in Japanese. Some are both: hours that the one reads are not tried as the
/// other, and what neither reads is told in the language that it is certainly written in.
fn in_words(plain: &str, calendar: &Calendar) -> Result<Normalized, String> {
    if japanese::is_written_in(plain) {
        return japanese::translate(plain, calendar);
    }
    let chinese = chinese::translate(&in_one_line(plain));
    chinese.or_else(|fault| japanese::translate(plain, calendar).map_err(|_| fault))
}

/// Lines as one text: a line that begins with a weekday is a table row, others continue.
fn in_one_line(plain: &str) -> String {
    let mut lines = plain.split('\n').map(str::trim);
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let is_row = line.starts_with(['周', '星', '礼', '禮', '週']);
        joined.push(if is_row { ';' } else { ' ' });
        joined.push_str(line);
    }
    joined
}

/// The parser's error in one line; its own message is a drawing of several.
pub(super) fn explain_refusal(syntax: &str, error: &opening_hours_syntax::Error) -> String {
    use opening_hours_syntax::Error;
    let expected = "expected OSM opening_hours such as 'Mo-Fr 08:00-18:00; PH off'";
    match error {
        Error::Syntax(_) => format!("'{syntax}' is not understood; {expected}"),
        other => format!("'{syntax}' is not understood ({other}); {expected}"),
    }
}

/// Times as spreadsheets write them, `08:00:00`, without their seconds: only none, and those of the
/// last second of a day. A text that writes a time otherwise is left as it is.
fn without_seconds(plain: String) -> String {
    let mut times = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some(colon) = rest.find(':') {
        let before = rest[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
        let (hour, tail) = (&rest[before.len()..colon], &rest[colon + 1..]);
        let Some(minute_and_second) = tail.get(..MINUTE_AND_SECOND) else {
            return plain;
        };
        let after = &tail[MINUTE_AND_SECOND..];
        let has_no_seconds = match minute_and_second.as_bytes() {
            [tens, units, b':', b'0', b'0'] => tens.is_ascii_digit() && units.is_ascii_digit(),
            last_second => hour == "23" && last_second == b"59:59",
        };
        let is_time = (1..=2).contains(&hour.len())
            && has_no_seconds
            && !after.starts_with(|c: char| c.is_ascii_digit() || c == ':');
        if !is_time {
            return plain;
        }
        times.push_str(&rest[..=colon]);
        times.push_str(&minute_and_second[..2]);
        rest = after;
    }
    times.push_str(rest);
    times
}

/// Full-width and compatibility forms, dashes and blanks as plain ones; invisible characters are
/// removed, line ends kept. `至` and `、` between digits or letters become signs.
fn plain_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.nfkc() {
        match character {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            // A Chinese dash is two characters wide: ——.
            '\u{2014}' | '\u{2015}' if plain.ends_with('-') => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '〜' | '∼' => plain.push('-'),
            '“' | '”' | '„' => plain.push('"'),
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => plain.push('\n'),
            _ if character.is_whitespace() => plain.push(' '),
            _ => plain.push(character),
        }
    }
    let is_chinese_sign = |character| matches!(character, '至' | '、' | '。');
    let has_chinese_words = outside_quotes(&plain).any(|c| is_chinese(c) && !is_chinese_sign(c));
    if has_chinese_words || plain.contains('"') {
        return plain;
    }
    let plain = plain.trim_end_matches(['。', ' ']);
    plain.replace('至', "-").replace('、', ",")
}

/// The characters that are not part of a comment.
fn outside_quotes(text: &str) -> impl Iterator<Item = char> {
    text.split('"').step_by(2).flat_map(str::chars)
}

/// Han characters, and the punctuation used only with them.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The parser reads a step beyond its range as 1, which would mean every year.
fn refuse_steps_beyond_their_range(plain: &str) -> Result<(), String> {
    let outside: String = plain.split('"').step_by(2).collect::<Vec<_>>().join("\"");
    for (at, _) in outside.match_indices('/') {
        let before = outside[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        let last = &outside[before.len()..at];
        let Some(before) = before.strip_suffix('-') else {
            continue;
        };
        let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let after = &outside[at + 1..];
        let step_end = after.find(|c: char| !c.is_ascii_digit());
        let number = |digits: &str| digits.parse::<u64>().ok();
        let first = number(&before[head.len()..]);
        let step = number(&after[..step_end.unwrap_or(after.len())]);
        if let (Some(first), Some(last), Some(step)) = (first, number(last), step)
            && step > last.saturating_sub(first)
        {
            return Err(format!(
                "'{first}-{last}/{step}' has a step longer than its range; expected a smaller one"
            ));
        }
    }
    Ok(())
}
