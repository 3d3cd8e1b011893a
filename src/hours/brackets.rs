//! Hours followed by their days in brackets: `8:30-17:30 (Mo-Fr)`.
//!
//! Invariant: if one span of a text has its days in brackets after it, all spans have their days
//! before or after them; else the text is rejected.

use super::tokens::{Token, skip_blanks};

/// Moves days in brackets to the front of their hours.
pub(super) fn move_days(tokens: &[Token]) -> Result<Vec<Token>, String> {
    let has_days = |pair: &[Token]| matches!(pair, [Token::Sign('('), Token::Day(_)]);
    if !tokens.windows(2).any(has_days) {
        return Ok(tokens.to_vec());
    }
    let mut moved: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut hours_from = 0;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((days, end)) = days_in_brackets(tokens, at) {
            let hours = taken_hours(&mut moved, hours_from)?;
            moved.extend_from_slice(days);
            moved.push(Token::Sign(' '));
            moved.extend(hours);
            at = close_rule(tokens, end, &mut moved)?;
            hours_from = moved.len();
            continue;
        }
        moved.push(tokens[at].clone());
        if matches!(tokens[at], Token::Sign(';' | '|')) {
            refuse_hours_alone(&moved[hours_from..])?;
            hours_from = moved.len();
        }
        at += 1;
    }
    refuse_hours_alone(&moved[hours_from..])?;
    Ok(moved)
}

/// The days in a bracket that opens at `at`, and where it ends.
fn days_in_brackets(tokens: &[Token], at: usize) -> Option<(&[Token], usize)> {
    let inside = tokens[at..].strip_prefix(&[Token::Sign('(')])?;
    let length = inside.iter().position(|token| *token == Token::Sign(')'))?;
    let days = &inside[..length];
    let is_of_days = |token: &Token| matches!(token, Token::Day(_) | Token::Sign('-' | ',' | ' '));
    let is_whole = matches!(
        (days.first()?, days.last()?),
        (Token::Day(_), Token::Day(_))
    );
    (is_whole && days.iter().all(is_of_days)).then_some((days, at + length + 2))
}

/// Removes the hours from the end, without the blanks around them.
fn taken_hours(moved: &mut Vec<Token>, from: usize) -> Result<Vec<Token>, String> {
    let from = skip_blanks(moved, from);
    let mut hours = moved.split_off(from);
    while hours.last() == Some(&Token::Sign(' ')) {
        hours.pop();
    }
    let is_of_hours =
        |token: &Token| matches!(token, Token::Time(_) | Token::Sign('-' | ',' | ' '));
    let is_whole = matches!(
        (hours.first(), hours.last()),
        (Some(Token::Time(_)), Some(Token::Time(_)))
    );
    if is_whole && hours.iter().all(is_of_hours) {
        return Ok(hours);
    }
    Err(explain())
}

/// Copies or inserts the separator before the next rule; returns where the rule begins.
fn close_rule(tokens: &[Token], at: usize, moved: &mut Vec<Token>) -> Result<usize, String> {
    let next = skip_blanks(tokens, at);
    match tokens.get(next) {
        None => Ok(next),
        Some(Token::Sign(sign @ (';' | ','))) => {
            moved.extend([Token::Sign(*sign), Token::Sign(' ')]);
            Ok(next + 1)
        }
        Some(Token::Time(_)) => {
            moved.extend([Token::Sign(';'), Token::Sign(' ')]);
            Ok(next)
        }
        Some(_) => Err(explain()),
    }
}

fn refuse_hours_alone(rule: &[Token]) -> Result<(), String> {
    let first = rule.get(skip_blanks(rule, 0));
    if matches!(first, Some(Token::Time(_))) {
        return Err(explain());
    }
    Ok(())
}

fn explain() -> String {
    "days in brackets, and hours without them; expected such as 'Mo-Fr 08:30-17:30; Sa \
     09:00-12:00'"
        .to_owned()
}
