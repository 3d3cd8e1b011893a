//! Spans on a 12-hour clock: `9am-5pm`, `9 a.m. – 5:30 p.m.`, `1:00 – 5:00 PM`.
//!
//! Invariant: a span is read only if its end has a half of the day; a start without one is in the
//! same half if that makes a span, else in the morning, unless that makes a long day. Spans that
//! may be on such a clock without saying so are rejected.

use super::tokens::{Token, minute as minute_of, skip_blanks};

/// Hours in half a day.
const HALF_DAY_H: u16 = 12;
/// Minutes in an hour.
const HOUR_MIN: u16 = 60;
/// A span this long, 11 hours, is not guessed.
const LONG_MIN: u16 = 11 * HOUR_MIN;
/// The last hour at which a following span on a 12-hour clock is assumed to begin.
const LAST_AFTERNOON_H: u16 = 7;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// A time as written, and its number of tokens.
#[derive(Clone, Copy)]
struct Written {
    hour: u16,
    minute: u16,
    half: Option<Half>,
    has_minutes: bool,
    length: usize,
}

/// Whether a token can end a time on either clock.
pub(super) fn ends_a_time(token: &Token) -> bool {
    let is_half = |word: &str| ["am", "pm", "m"].contains(&word.to_lowercase().as_str());
    match token {
        Token::Time(_) | Token::Sign('.') => true,
        Token::Word(word) => token.is_number() || is_half(word),
        _ => false,
    }
}

/// Rewrites such spans on a 24-hour clock; everything else is unchanged.
pub(super) fn spell_out(tokens: &[Token]) -> Result<Vec<Token>, String> {
    let mut spelled = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if let Some((start, end, length)) = span(&tokens[at..])? {
            if matches!(spelled.last(), Some(Token::Day(_))) {
                spelled.push(Token::Sign(' '));
            }
            spelled.extend([start, Token::Sign('-'), end]);
            at += length;
        } else if half(&tokens[at..]).is_some()
            && at > 0
            && ends_a_time(&tokens[skip_back(tokens, at)])
        {
            return Err(
                "a time of a clock of 12 hours outside a span; expected such as 9am-5pm, or \
                 09:00-17:00"
                    .to_owned(),
            );
        } else {
            spelled.push(tokens[at].clone());
            at += 1;
        }
    }
    Ok(spelled)
}

/// The last token before `at` that is not blank, or the first.
fn skip_back(tokens: &[Token], at: usize) -> usize {
    let is_blank = |token: &Token| *token == Token::Sign(' ');
    tokens[..at]
        .iter()
        .rposition(|token| !is_blank(token))
        .unwrap_or(0)
}

/// The span at the start of the tokens, if one of its ends has a half of the day.
fn span(tokens: &[Token]) -> Result<Option<(Token, Token, usize)>, String> {
    let Some(start) = written(tokens) else {
        return Ok(None);
    };
    let dash = skip_blanks(tokens, start.length);
    let n_dashes = tokens[dash..]
        .iter()
        .take_while(|t| **t == Token::Sign('-'))
        .count();
    let next = skip_blanks(tokens, dash + n_dashes);
    let Some(end) = written(&tokens[next..]).filter(|_| n_dashes > 0) else {
        return Ok(None);
    };
    if start.half.is_none() && end.half.is_none() {
        return Ok(None);
    }
    let length = next + end.length;
    let text: String = tokens[..length].iter().map(Token::as_str).collect();
    let (start, end) = resolve(start, end).ok_or_else(|| {
        format!(
            "'{text}' does not say which half of the day it is in; expected such as 9am-5pm, or \
             09:00-17:00"
        )
    })?;
    Ok(Some((clock(start), clock(end), length)))
}

/// Minutes since midnight of start and end.
fn resolve(start: Written, end: Written) -> Option<(u16, u16)> {
    let end_min = minute(end, end.half?)?;
    if let Some(half) = start.half {
        let start_min = minute(start, half)?;
        // Tables write round the clock as 12:00 AM - 12:00 AM; `12am-12am` may mean no hours.
        let is_whole_day = start_min == 0 && start.has_minutes && end.has_minutes;
        return (start_min != end_min || is_whole_day).then_some((start_min, end_min));
    }
    let same_half = minute(start, end.half?)?;
    if same_half < end_min {
        return Some((same_half, end_min));
    }
    // 11:00-2:00 PM. A span that ends in the morning may have begun the evening before.
    let is_past_noon = end.half == Some(Half::Afternoon);
    let start_min = minute(start, Half::Morning)?;
    let is_clear = is_past_noon && start.hour != HALF_DAY_H && end_min - start_min < LONG_MIN;
    is_clear.then_some((start_min, end_min))
}

fn minute(time: Written, half: Half) -> Option<u16> {
    let is_hour = (1..=HALF_DAY_H).contains(&time.hour);
    let past_noon = match half {
        Half::Morning => 0,
        Half::Afternoon => HALF_DAY_H,
    };
    let hour = time.hour % HALF_DAY_H + past_noon;
    (is_hour && time.minute < HOUR_MIN).then_some(hour * HOUR_MIN + time.minute)
}

fn clock(minute: u16) -> Token {
    Token::Time(format!("{:02}:{:02}", minute / HOUR_MIN, minute % HOUR_MIN))
}

/// The time at the start of the tokens: `9`, `9:30`, `9.30`, with or without a half of the day.
fn written(tokens: &[Token]) -> Option<Written> {
    let digits = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() <= 2);
    let (hour, minute, length, has_minutes) = match tokens {
        [Token::Time(time), ..] => {
            let (hour, minute) = time.split_once(':')?;
            (digits(hour)?, digits(minute)?, 1, true)
        }
        [Token::Word(hour), Token::Sign('.'), Token::Word(minute), ..] if minute.len() == 2 => {
            (digits(hour)?, digits(minute)?, 3, true)
        }
        [Token::Word(hour), ..] => (digits(hour)?, 0, 1, false),
        _ => return None,
    };
    let at = skip_blanks(tokens, length);
    let half = half(&tokens[at..]);
    Some(Written {
        hour,
        minute,
        half: half.map(|(half, _)| half),
        has_minutes,
        length: half.map_or(length, |(_, taken)| at + taken),
    })
}

/// The half of the day at the start of the tokens: `am`, `PM`, `a.m.`; and their number.
fn half(tokens: &[Token]) -> Option<(Half, usize)> {
    let of_letter = |letter: &str| match letter.to_lowercase().as_str() {
        "a" | "am" => Some(Half::Morning),
        "p" | "pm" => Some(Half::Afternoon),
        _ => None,
    };
    let is_stop = |at: usize| usize::from(tokens.get(at) == Some(&Token::Sign('.')));
    match tokens {
        [Token::Word(word), ..] if word.len() == 2 => {
            of_letter(word).map(|half| (half, 1 + is_stop(1)))
        }
        [Token::Word(letter), Token::Sign('.'), Token::Word(m), ..]
            if letter.len() == 1 && m.eq_ignore_ascii_case("m") =>
        {
            of_letter(letter).map(|half| (half, 3 + is_stop(3)))
        }
        _ => None,
    }
}

/// Rejects spans that would be in the afternoon on a 12-hour clock, and at night on a 24-hour
/// clock: `9:00-5:30`, and `2:00-5:30` after `8:30-12:00`. Reports others that end past midnight by
/// an hour without a leading 0.
pub(super) fn doubt(tokens: &[Token]) -> Result<Option<String>, String> {
    let shows_24_hours = tokens.iter().any(is_of_24_hours);
    let (mut days, mut named) = (String::new(), String::new());
    let (mut last_end_min, mut doubt) = (0, None);
    let mut at = 0;
    while at < tokens.len() {
        if let [Token::Time(start), Token::Sign('-'), Token::Time(end), ..] = &tokens[at..] {
            if !named.is_empty() && named != days {
                (days, last_end_min) = (named, 0);
            }
            named = String::new();
            let ends_first = ends_before_it_begins(start, end);
            let is_clear = shows_24_hours && !is_unpadded(start) || start.starts_with('0');
            if ends_first && !is_clear || begins_too_early(start, last_end_min) {
                let expected = in_the_afternoon(start, end, last_end_min);
                return Err(format!(
                    "'{start}-{end}' is of the night on a clock of 24 hours, and may be of the \
                     afternoon on one of 12; expected such as {expected}"
                ));
            }
            if ends_first && doubt.is_none() {
                doubt = Some(format!(
                    "'{start}-{end}' lasts past midnight if read on a clock of 24 hours; expected \
                     such as 09:00-17:00"
                ));
            }
            last_end_min = minute_of(end);
            at += 3;
            continue;
        }
        if names_days(&tokens[at]) {
            named.push_str(&tokens[at].as_str());
        }
        at += 1;
    }
    Ok(doubt)
}

fn names_days(token: &Token) -> bool {
    match token {
        Token::Day(_) => true,
        Token::Word(_) => !token.is_state(),
        _ => false,
    }
}

/// Whether a time does not exist on a 12-hour clock: `0:30` or `13:00`.
fn is_of_24_hours(token: &Token) -> bool {
    let hours = HOUR_MIN..(HALF_DAY_H + 1) * HOUR_MIN;
    matches!(token, Token::Time(time) if !hours.contains(&minute_of(time)))
}

/// `9:00-5:30`, but not `9:00-05:30` or `9:00-0:30`, which are on a 24-hour clock.
fn ends_before_it_begins(start: &str, end: &str) -> bool {
    let is_morning = minute_of(start) < (HALF_DAY_H + 1) * HOUR_MIN;
    is_unpadded(end) && is_morning && minute_of(end) <= minute_of(start)
}

/// `2:00` after `8:30-12:00`.
fn begins_too_early(start: &str, last_end_min: u16) -> bool {
    let start_min = minute_of(start);
    let is_early = start_min < (LAST_AFTERNOON_H + 1) * HOUR_MIN;
    is_unpadded(start) && is_early && start_min < last_end_min
}

/// Whether the hour has one digit, other than 0.
fn is_unpadded(time: &str) -> bool {
    time.find(':') == Some(1) && !time.starts_with('0')
}

/// The span on a 24-hour clock if it was written on a 12-hour one.
fn in_the_afternoon(start: &str, end: &str, last_end_min: u16) -> String {
    let half_day_min = HALF_DAY_H * HOUR_MIN;
    let later = |minute: u16| minute % half_day_min + half_day_min;
    let start_min = if begins_too_early(start, last_end_min) {
        later(minute_of(start))
    } else {
        minute_of(start)
    };
    let (start, end) = (clock(start_min), clock(later(minute_of(end))));
    format!("{}-{}", start.as_str(), end.as_str())
}
