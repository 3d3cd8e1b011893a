//! Small faults of OSM syntax, repaired token by token.
//!
//! Invariant: comments are kept, and a text without faults is unchanged. Nothing is repaired that
//! could have meant something else.

use super::normalized::Normalized;
use super::tokens::{Kind, Token, lex, minute, skip_blanks};
use super::{brackets, commas, english, one_day, refusals, twelve_hours};

/// The end of a day in tables that do not use 24:00.
const LAST_MINUTE: &str = "23:59";

/// Repairs a text in plain characters; `written` is the original.
pub(super) fn repair(plain: &str, written: &str) -> Result<Normalized, String> {
    let mut repairs = Vec::new();
    let tokens = english::translate(&lex(plain.trim(), &mut repairs)?)?;
    refusals::refuse_idle_colons(&tokens)?;
    let mut tokens = brackets::move_days(&without_idle_signs(&tokens))?;
    state_comments(&mut tokens, &mut repairs);
    spell_out_hours(&mut tokens, &mut repairs);
    let mut tokens = commas::settle(&tokens, &mut repairs)?;
    refusals::refuse(&tokens)?;
    spell_out_whole_days(&mut tokens, &mut repairs);
    one_day::join(&mut tokens, &mut repairs)?;
    let has_inserted_rules = separate(&mut tokens, &mut repairs);
    let syntax: String = tokens.iter().map(Token::as_str).collect();
    if let Some(doubt) = twelve_hours::doubt(&tokens)? {
        // Text in OSM syntax uses a 24-hour clock; other text may use a 12-hour one.
        if written != plain || syntax != plain.trim() {
            return Err(doubt);
        }
        repairs.push(doubt);
    }
    // Blanks and redundant signs have no meaning; other changed characters are a repair.
    if repairs.is_empty() && !differs_in_blanks_only(written, &syntax) {
        repairs.push(format!("'{written}' is no OSM syntax; read as '{syntax}'"));
    }
    Ok(Normalized {
        syntax,
        repairs,
        has_inserted_rules,
        ignores_calendar: false,
    })
}

fn differs_in_blanks_only(written: &str, syntax: &str) -> bool {
    let solid = |text: &str| text.replace(char::is_whitespace, "");
    solid(written).trim_end_matches(';') == solid(syntax)
}

/// Drops blanks and signs without meaning: around dashes, in lists of weekdays, at the end, the
/// full stop and the colon after a weekday.
fn without_idle_signs(tokens: &[Token]) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        match token {
            Token::Sign(' ') if is_idle_blank(&kept, &tokens[i + 1..]) => {}
            Token::Sign('-') if is_doubled_dash(&kept, &tokens[..i], &tokens[i + 1..]) => {}
            Token::Sign('.') if matches!(kept.last(), Some(Token::Day(_))) => {}
            Token::Sign(':')
                if matches!(kept.last(), Some(Token::Day(_)))
                    && matches!(next, Some(Token::Sign(' ') | Token::Time(_))) =>
            {
                kept.push(Token::Sign(' '));
            }
            Token::Time(_) if matches!(kept.last(), Some(Token::Day(_))) => {
                kept.extend([Token::Sign(' '), token.clone()]);
            }
            _ => kept.push(token.clone()),
        }
        if ends_with_fallback(&kept) && next != Some(&Token::Sign(' ')) {
            kept.push(Token::Sign(' '));
        }
    }
    while matches!(kept.last(), Some(Token::Sign(' ' | ';'))) {
        kept.pop();
    }
    kept
}

fn ends_with_fallback(kept: &[Token]) -> bool {
    matches!(kept, [.., Token::Sign('|'), Token::Sign('|')])
}

fn is_idle_blank(kept: &[Token], rest: &[Token]) -> bool {
    match (kept.last(), rest.first()) {
        (None | Some(Token::Sign(' ' | '-')), _) | (_, None) => true,
        (_, Some(Token::Sign('-'))) => !is_offset(rest),
        _ => false,
    }
}

/// Whether the dash between is the second of `6:00--22:00`.
fn is_doubled_dash(kept: &[Token], before: &[Token], rest: &[Token]) -> bool {
    let after = rest.get(skip_blanks(rest, 0));
    before.last() == Some(&Token::Sign('-'))
        && matches!(kept, [.., Token::Time(_), Token::Sign('-')])
        && matches!(after, Some(Token::Time(_)))
}

/// Whether `rest` begins with an offset such as `-2 days`.
fn is_offset(rest: &[Token]) -> bool {
    let is_day = |token: &Token| matches!(token, Token::Word(word) if word.starts_with("day"));
    matches!(rest, [_, Token::Word(_), Token::Sign(' '), day, ..] if is_day(day))
}

/// A comment without a state marks uncertain hours: `unknown`.
fn state_comments(tokens: &mut Vec<Token>, repairs: &mut Vec<String>) {
    let mut i = 0;
    while i < tokens.len() {
        if matches!(tokens[i], Token::Comment(_)) {
            let before = tokens[..i].iter().rev().find(|t| **t != Token::Sign(' '));
            let after = tokens[i + 1..].iter().find(|t| **t != Token::Sign(' '));
            if !before.is_some_and(Token::is_state) && after != Some(&Token::Sign(':')) {
                let comment = tokens[i].as_str();
                repairs.push(format!(
                    "{comment} without a state; read as 'unknown {comment}'"
                ));
                let state = [Token::Word("unknown".to_owned()), Token::Sign(' ')];
                tokens.splice(i..i, state);
                i += 2;
            }
        }
        i += 1;
    }
}

/// `Sa 10-18` means 10:00-18:00 if an hour past noon shows a 24-hour clock.
fn spell_out_hours(tokens: &mut [Token], repairs: &mut Vec<String>) {
    for i in 2..tokens.len().saturating_sub(2) {
        let (before, rest) = tokens.split_at_mut(i);
        let follows_day = matches!(before, [.., Token::Day(_), Token::Sign(' ')]);
        let [
            Token::Word(start),
            Token::Sign('-'),
            Token::Word(end),
            tail @ ..,
        ] = rest
        else {
            continue;
        };
        let is_whole = matches!(tail.first(), None | Some(Token::Sign(';' | ',')));
        let hours = start.parse::<u8>().ok().zip(end.parse::<u8>().ok());
        let Some((from, to)) = hours.filter(|_| follows_day && is_whole) else {
            continue;
        };
        if from < 24 && to <= 24 && from.max(to) > 12 {
            repairs.push(format!(
                "'{start}-{end}' without minutes; read as {from:02}:00-{to:02}:00"
            ));
            rest[0] = Token::Time(format!("{from:02}:00"));
            rest[2] = Token::Time(format!("{to:02}:00"));
        }
    }
}

/// `Sa-Su 24/7` and `00:00-23:59` as 00:00-24:00, their intended meaning.
fn spell_out_whole_days(tokens: &mut Vec<Token>, repairs: &mut Vec<String>) {
    let mut selector = None;
    let mut i = 0;
    while i < tokens.len() {
        match &tokens[i..] {
            [Token::Sign(';' | '|'), ..] => selector = None,
            [Token::Word(day), Token::Sign('/'), Token::Word(week), ..]
                if day == "24" && week == "7" && selector.is_some() =>
            {
                repairs.push("'24/7' after days; read as 00:00-24:00 of these days".to_owned());
                let whole_day = ["00:00", "24:00"].map(|time| Token::Time(time.to_owned()));
                let [start, end] = whole_day;
                tokens.splice(i..i + 3, [start, Token::Sign('-'), end]);
            }
            [
                Token::Time(start),
                Token::Sign('-'),
                Token::Time(end),
                rest @ ..,
            ] if minute(start) == 0
                && end == LAST_MINUTE
                && !matches!(rest.first(), Some(Token::Sign('+' | '/'))) =>
            {
                repairs.push(format!(
                    "'{start}-{end}' is taken for round the clock; expected 00:00-24:00"
                ));
                tokens[i + 2] = Token::Time("24:00".to_owned());
            }
            rest => selector = Kind::of(rest, selector).or(selector),
        }
        i += 1;
    }
}

/// Inserts what is missing between two times or between a time and the next rule. Returns whether
/// rules were separated.
fn separate(tokens: &mut Vec<Token>, repairs: &mut Vec<String>) -> bool {
    let mut has_cut = false;
    let mut i = 1;
    while i + 1 < tokens.len() {
        if let Some(sign) = missing_sign(&tokens[..i], &tokens[i..]) {
            has_cut |= sign == ';';
            repairs.push(format!(
                "no '{sign}' between '{}' and '{}'; read as if it stood there",
                tokens[i - 1].as_str(),
                tokens[i + 1].as_str()
            ));
            tokens.insert(i, Token::Sign(sign));
            i += 1;
        }
        i += 1;
    }
    has_cut
}

/// The separator at a blank after a span: `;` before the days of a rule, `,` before a later span.
fn missing_sign(before: &[Token], rest: &[Token]) -> Option<char> {
    let [.., Token::Time(start), Token::Sign('-'), Token::Time(end)] = before else {
        return None;
    };
    match rest {
        [Token::Sign(' '), Token::Day(_), ..] => is_another_rule(before, rest).then_some(';'),
        [Token::Sign(' '), Token::Time(next), Token::Sign('-'), ..] => {
            let [start, end, next] = [start, end, next].map(|time| minute(time));
            (start < end && end < next).then_some(',')
        }
        _ => None,
    }
}

/// Whether both sides are only weekdays and hours: otherwise the days or the state of one side
/// apply to the other too.
fn is_another_rule(before: &[Token], rest: &[Token]) -> bool {
    let is_of_rule = |token: &&Token| !matches!(token, Token::Sign(';' | '|'));
    let is_other = |token: &Token| match token {
        Token::Day(day) => ["PH", "SH"].contains(day),
        Token::Word(_) | Token::Comment(_) => true,
        Token::Time(_) | Token::Sign(_) => false,
    };
    let before = before.iter().rev().take_while(is_of_rule);
    !before
        .chain(rest.iter().take_while(is_of_rule))
        .any(is_other)
}
