//! Open ends (`19:00+`) whose relation to other hours is ambiguous.
//!
//! Invariant: an accepted open end does not overlap other hours of its rule, closes nothing, and is
//! not part of a fallback.

use std::ops::Range;

use super::span::open_end_min;
use super::tokens::{SUN_EVENTS, Token, before, minute};

/// Minutes in a day.
const DAY_MIN: u16 = 24 * 60;

/// Rejects open ends, and nights after `||`, that the reference reads differently.
pub(super) fn refuse(tokens: &[Token]) -> Result<(), String> {
    let fallbacks = tokens.iter().position(|token| *token == Token::Sign('|'));
    nights_of_fallbacks(&tokens[fallbacks.unwrap_or(tokens.len())..])?;
    tokens
        .split(|token| matches!(token, Token::Sign(';' | '|')))
        .try_for_each(|rule| closed_open_ends(rule).and_then(|()| open_ends_over_hours(rule)))
}

/// `|| 19:00+` and `|| 22:00-02:00 off`: after midnight the reference lets them override others.
fn nights_of_fallbacks(tokens: &[Token]) -> Result<(), String> {
    let lasts = |window: &[Token]| match window {
        [Token::Time(start), Token::Sign('-'), Token::Time(end)] => {
            minute(end) <= minute(start) || minute(end) > 24 * 60
        }
        _ => false,
    };
    let is_state = |token: &Token| matches!(token, Token::Comment(_)) || token.is_state();
    let has_open_end = (0..tokens.len()).any(|at| is_open_end(tokens, at));
    if has_open_end || tokens.iter().any(is_state) && tokens.windows(3).any(lasts) {
        return Err(
            "hours past midnight or an open end after '||'; expected a rule before it".to_owned(),
        );
    }
    Ok(())
}

/// `10:00-20:00+ off`: closed until when?
fn closed_open_ends(rule: &[Token]) -> Result<(), String> {
    let closes =
        |token: &Token| matches!(token, Token::Word(word) if word == "off" || word == "closed");
    if rule.iter().any(closes) && (0..rule.len()).any(|at| is_open_end(rule, at)) {
        return Err("closed with an open end ('+'); expected an end".to_owned());
    }
    Ok(())
}

/// `08:00-26:00+`: past midnight the open end overlaps hours of the next day, or of a span of the
/// day before, and the reference lets it override them.
fn open_ends_over_hours(rule: &[Token]) -> Result<(), String> {
    let spans: Vec<Written> = (0..rule.len()).filter_map(|at| written(rule, at)).collect();
    for (i, span) in spans.iter().enumerate() {
        let Some(tail) = span.open_end() else {
            continue;
        };
        let is_under = |(other, hours): (usize, &Range<u16>)| {
            let next_day = hours.start + DAY_MIN..hours.end + DAY_MIN;
            let starts_under = next_day.start < tail.end && tail.start < next_day.end;
            let lasts_under = hours.start < tail.end && tail.start.max(DAY_MIN) < hours.end;
            starts_under || other != i && lasts_under
        };
        if spans
            .iter()
            .map(|span| &span.hours)
            .enumerate()
            .any(is_under)
        {
            return Err(
                "an open end ('+') that lasts into other hours; expected an end".to_owned(),
            );
        }
    }
    Ok(())
}

/// Hours as written, in minutes of their day and the next.
struct Written {
    hours: Range<u16>,
    has_open_end: bool,
}

impl Written {
    /// The unknown part after them, if it lasts past midnight.
    fn open_end(&self) -> Option<Range<u16>> {
        let from_min = self.hours.end;
        let end_min = open_end_min(from_min.min(DAY_MIN)) + from_min.saturating_sub(DAY_MIN);
        (self.has_open_end && end_min > DAY_MIN).then_some(from_min..end_min)
    }
}

/// The hours at a position: `09:00-17:00`, `09:00-17:00+`, `09:00+`.
fn written(tokens: &[Token], at: usize) -> Option<Written> {
    let is_end = |at: usize| tokens.get(at) == Some(&Token::Sign('-'));
    let has_plus = |at: usize| tokens.get(at) == Some(&Token::Sign('+'));
    match &tokens[at..] {
        [Token::Time(start), Token::Sign('-'), Token::Time(end), ..] => {
            let (start, end) = (minute(start), minute(end));
            let end = if end <= start { end + DAY_MIN } else { end };
            Some(Written {
                hours: start..end,
                has_open_end: has_plus(at + 3),
            })
        }
        [Token::Time(start), Token::Sign('+'), ..] if !at.checked_sub(1).is_some_and(is_end) => {
            let start = minute(start);
            Some(Written {
                hours: start..start,
                has_open_end: true,
            })
        }
        _ => None,
    }
}

/// Whether the token is a plus after hours, not that of `(sunset+01:00)` or `PH +1 day`.
fn is_open_end(tokens: &[Token], at: usize) -> bool {
    let adds = matches!(tokens.get(at + 1), Some(Token::Time(_)));
    let follows_hours = match before(&tokens[..at]) {
        Some(Token::Time(_) | Token::Sign(')')) => true,
        Some(Token::Word(word)) => !adds && SUN_EVENTS.contains(&word.to_lowercase().as_str()),
        _ => false,
    };
    tokens[at] == Token::Sign('+') && follows_hours
}
