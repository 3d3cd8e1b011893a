//! Hours of a text without days: spans separated by `;` are spans of the same day.
//!
//! In OSM syntax a later rule for the same days replaces the earlier one, so that
//! `8:30-11:30; 13:00-17:30` would lose its morning. Without any day, date or season this is never
//! meant. With one the standard applies, except to what only it reads as open: the afternoons of
//! other days in `Mo-Fr 8:30-11:30; 13:00-17:30`, which are unknown.

use std::ops::Range;

use super::tokens::{Kind, Token, minute};

/// Minutes in a day.
const DAY_MIN: u16 = 24 * 60;
/// Findings, and why a text is rejected.
const JOINED: &str = "spans parted by ';' in a text without days; read as spans of the same day, \
                      expected ',' between them";
const REPLACED: &str = "hours after ';' replace those before it where neither names days; \
                        expected ',' between spans of the same day";
const UNKNOWN_ELSEWHERE: &str = "hours after ';' without days, which may be of the days before \
                                 it, or of every day; unknown on other days, expected ',' \
                                 between spans of the same day";
const DOUBTFUL: &str = "spans without days after ';', which may be of the days before it, or of \
                        every day; expected ',' between spans of the same day";

/// Joins the spans of a text without days; in other texts, handles spans without days.
pub(super) fn join(tokens: &mut Vec<Token>, repairs: &mut Vec<String>) -> Result<(), String> {
    let end = tokens.iter().position(|token| *token == Token::Sign('|'));
    let end = end.unwrap_or(tokens.len());
    if !tokens[..end].contains(&Token::Sign(';')) {
        return Ok(());
    }
    let (joined, finding) = if names_days(tokens) {
        with_days(&rules(&tokens[..end]))?
    } else {
        of_one_day(&rules(&tokens[..end]))?
    };
    if let Some(finding) = finding {
        let blank = (end < tokens.len()).then_some(Token::Sign(' '));
        tokens.splice(..end, joined.into_iter().chain(blank));
        repairs.push(finding.to_owned());
    }
    Ok(())
}

/// The rewritten rules, and the finding about them; none if nothing changed.
type Joined = (Vec<Token>, Option<&'static str>);

fn of_one_day(rules: &[&[Token]]) -> Result<Joined, String> {
    refuse_overlaps(rules)?;
    let mut joined: Vec<Token> = Vec::new();
    let mut is_joined = false;
    for (i, rule) in rules.iter().enumerate() {
        // `open; 09:00-17:00`: the hours are not added to the day, but all of its hours.
        let before = i.checked_sub(1).and_then(|before| rules.get(before));
        let goes_on = before.is_some_and(|before| names_hours(before));
        let adds_hours = goes_on && !is_closed(rule) && has_hours(rule);
        if adds_hours {
            // A state would apply to the spans before it as well.
            if has_state(rule) && !joined.last().is_some_and(ends_a_state) {
                joined.extend([Token::Sign(' '), Token::Word("open".to_owned())]);
            }
            joined.extend([Token::Sign(','), Token::Sign(' ')]);
            is_joined = true;
        } else if !joined.is_empty() {
            joined.extend([Token::Sign(';'), Token::Sign(' ')]);
        }
        joined.extend(rule.iter().cloned());
    }
    Ok((joined, is_joined.then_some(JOINED)))
}

/// `Mo-Fr 8:30-11:30; 13:00-17:30` as `Mo-Fr 8:30-11:30; 13:00-17:30 unknown, Mo-Fr 13:00-17:30`.
fn with_days(rules: &[&[Token]]) -> Result<Joined, String> {
    let mut joined: Vec<Token> = Vec::new();
    let mut finding = None;
    for (i, rule) in rules.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|before| rules.get(before));
        if !joined.is_empty() {
            joined.extend([Token::Sign(';'), Token::Sign(' ')]);
        }
        joined.extend(rule.iter().cloned());
        let Some(before) = before.filter(|before| goes_on(before, rule)) else {
            continue;
        };
        let days = days_of(before);
        if days.is_empty() {
            finding = finding.or(Some(REPLACED));
            continue;
        }
        let is_without_days =
            |next: &&[Token]| Kind::of(next, None).is_none_or(Kind::names_no_days);
        if rules.get(i + 1).is_some_and(is_without_days) {
            return Err(DOUBTFUL.to_owned());
        }
        let blank = Token::Sign(' ');
        joined.extend([
            blank.clone(),
            Token::Word("unknown".to_owned()),
            Token::Sign(','),
            blank,
        ]);
        joined.extend(days.iter().chain(*rule).cloned());
        finding = Some(UNKNOWN_ELSEWHERE);
    }
    Ok((joined, finding))
}

/// Whether a rule is hours without days, later in the day than those of the rule before it.
fn goes_on(before: &[Token], rule: &[Token]) -> bool {
    let is_of_hours =
        |token: &Token| matches!(token, Token::Time(_) | Token::Sign('-' | ',' | ' '));
    let first = |rule: &[Token]| spans(rule).iter().map(|span| span.start).min();
    let last = spans(before).iter().map(|span| span.end).max();
    let hours = &before[days_of(before).len()..];
    rule.iter().chain(hours).all(is_of_hours)
        && last
            .zip(first(rule))
            .is_some_and(|(end, start)| end <= start)
}

/// The part of a rule before its hours, with the blank.
fn days_of(rule: &[Token]) -> &[Token] {
    let hours = rule
        .iter()
        .position(|token| matches!(token, Token::Time(_)));
    &rule[..hours.unwrap_or(rule.len())]
}

/// Whether the text contains anything but clock times and states.
fn names_days(tokens: &[Token]) -> bool {
    let is_hours = |token: &Token| match token {
        Token::Time(_) | Token::Comment(_) | Token::Sign(_) => true,
        Token::Day(_) => false,
        Token::Word(_) => token.is_state(),
    };
    !tokens.iter().all(is_hours)
}

fn rules(tokens: &[Token]) -> Vec<&[Token]> {
    let is_blank = |token: &Token| *token == Token::Sign(' ');
    tokens
        .split(|token| *token == Token::Sign(';'))
        .map(|rule| {
            let from = rule.iter().position(|token| !is_blank(token));
            let to = rule.iter().rposition(|token| !is_blank(token));
            from.zip(to)
                .map_or(&rule[..0], |(from, to)| &rule[from..=to])
        })
        .filter(|rule| !rule.is_empty())
        .collect()
}

fn has_hours(rule: &[Token]) -> bool {
    Kind::of(rule, None) == Some(Kind::Hours)
}

/// Whether a rule contains hours.
fn names_hours(rule: &[Token]) -> bool {
    (0..rule.len()).any(|at| has_hours(&rule[at..]))
}

fn has_state(rule: &[Token]) -> bool {
    rule.iter().any(ends_a_state)
}

fn ends_a_state(token: &Token) -> bool {
    token.is_state() || matches!(token, Token::Comment(_))
}

fn is_closed(rule: &[Token]) -> bool {
    let closes =
        |token: &Token| matches!(token, Token::Word(word) if word == "off" || word == "closed");
    rule.iter().any(closes)
}

/// Rejects overlapping spans: they may be for different days that are not named. One that contains
/// an earlier one means the same by every reading.
fn refuse_overlaps(rules: &[&[Token]]) -> Result<(), String> {
    let mut earlier: Vec<Range<u16>> = Vec::new();
    for rule in rules.iter().filter(|rule| !is_closed(rule)) {
        let spans = spans(rule);
        let is_doubtful = |span: &Range<u16>| {
            let holds = |other: &Range<u16>| span.start <= other.start && other.end <= span.end;
            earlier
                .iter()
                .any(|other| overlaps(span, other) && !holds(other))
        };
        if spans.iter().any(is_doubtful) {
            return Err(
                "spans that overlap, in a text without days, which may be for different days; \
                 expected the days of each, such as 'Mo-Fr 08:00-18:00; Sa 09:00-12:00'"
                    .to_owned(),
            );
        }
        earlier.extend(spans);
    }
    Ok(())
}

fn spans(rule: &[Token]) -> Vec<Range<u16>> {
    let span = |window: &[Token]| match window {
        [Token::Time(start), Token::Sign('-'), Token::Time(end)] => {
            let (start, end) = (minute(start), minute(end));
            Some(start..if end <= start { end + DAY_MIN } else { end })
        }
        _ => None,
    };
    rule.windows(3).filter_map(span).collect()
}

/// Whether two spans share a minute, on the day or past midnight.
fn overlaps(first: &Range<u16>, second: &Range<u16>) -> bool {
    [0, DAY_MIN].into_iter().any(|shift| {
        first.start < second.end + shift && second.start + shift < first.end
            || second.start < first.end + shift && first.start + shift < second.end
    })
}
