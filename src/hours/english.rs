//! Everyday English around hours, as OSM syntax: lines of weekdays, `Open 24 hours`, `to`.
//!
//! Invariant: a phrase is matched only if it is complete between signs; the parser rejects what is
//! left over.

use super::tokens::{Token, before, skip_blanks};
use super::twelve_hours;

/// Round the clock, in lower case and without blanks; `open` may be on either side.
const ALWAYS: [&str; 22] = [
    "24/7",
    "24h",
    "24hr",
    "24hrs",
    "24hour",
    "24hours",
    "24hoursaday",
    "24hoursdaily",
    "24h/7",
    "24h/7d",
    "24hrs/7days",
    "24hours/7days",
    "24hours7daysaweek",
    "24x7",
    "24×7",
    "24*7",
    "7x24",
    "7×24",
    "7*24",
    "7x24h",
    "7x24hours",
    "always",
];
/// Words for a dash.
const UP_TO: [&str; 4] = ["to", "till", "until", "through"];

/// Translates everyday words to OSM syntax, or tells why their hours are ambiguous.
pub(super) fn translate(tokens: &[Token]) -> Result<Vec<Token>, String> {
    let tokens = with_joiners(&with_lines_as_rules(tokens));
    Ok(with_whole_days(&twelve_hours::spell_out(&tokens)?))
}

/// A line that begins with a weekday is a rule of its own; so is what follows `|` in a text whose
/// first part begins with one too.
fn with_lines_as_rules(tokens: &[Token]) -> Vec<Token> {
    let first = tokens.get(skip_blanks(tokens, 0));
    let begins_with_day = matches!(first, Some(Token::Day(_)));
    let mut lines: Vec<Token> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let is_single = tokens.get(at + 1) != Some(token) && lines.last() != Some(token);
        let ends_a_line = match token {
            Token::Sign('\n') => true,
            Token::Sign('|') => is_single && begins_with_day,
            _ => false,
        };
        let next = tokens.get(skip_blanks(tokens, at + 1));
        let is_within = matches!(
            before(&lines),
            None | Some(Token::Sign(';' | ',' | '|' | '-' | ':'))
        );
        lines.push(match token {
            _ if ends_a_line && !is_within && matches!(next, Some(Token::Day(_))) => {
                Token::Sign(';')
            }
            Token::Sign('\n') => Token::Sign(' '),
            _ => token.clone(),
        });
    }
    lines
}

/// `Monday to Friday` and `9am to 5pm` with dashes, `Saturday and Sunday` with a comma.
fn with_joiners(tokens: &[Token]) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(skip_blanks(tokens, at + 1));
        let sides = (before(&joined), next);
        let is_between_days = matches!(sides, (Some(Token::Day(_)), Some(Token::Day(_))));
        let is_before_time =
            next.is_some_and(|next| matches!(next, Token::Time(_)) || next.is_number());
        let is_after_time = sides.0.is_some_and(twelve_hours::ends_a_time);
        joined.push(match token {
            Token::Word(word) if is_one_of(&UP_TO, word) => {
                if is_between_days || is_before_time && is_after_time {
                    Token::Sign('-')
                } else {
                    token.clone()
                }
            }
            Token::Word(word) if is_between_days && is_one_of(&["and"], word) => Token::Sign(','),
            Token::Sign('&') if is_between_days => Token::Sign(','),
            _ => token.clone(),
        });
    }
    joined
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.contains(&word.to_lowercase().as_str())
}

/// `Open 24 hours`, `7x24` and the like as `24/7`, or as the hours of the day before them.
fn with_whole_days(tokens: &[Token]) -> Vec<Token> {
    let mut spelled = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let starts = starts_a_phrase(&spelled);
        let length = if starts {
            phrase_length(&tokens[at..])
        } else {
            0
        };
        if is_always(&tokens[at..at + length]) {
            let follows_days = matches!(
                before(&spelled),
                Some(Token::Day(_) | Token::Sign(':' | ']'))
            );
            if follows_days && spelled.last() != Some(&Token::Sign(' ')) {
                spelled.push(Token::Sign(' '));
            }
            spelled.extend(whole_day(follows_days));
            at += length;
        } else {
            spelled.push(tokens[at].clone());
            at += 1;
        }
    }
    spelled
}

/// Tokens up to the next sign that ends a phrase, or a comment's state.
fn phrase_length(tokens: &[Token]) -> usize {
    let is_part = |token: &&Token| {
        matches!(
            token,
            Token::Word(_) | Token::Sign(' ' | '/' | '*' | '×' | '.')
        )
    };
    let length = tokens.iter().take_while(is_part).count();
    let has_comment = matches!(tokens.get(length), Some(Token::Comment(_)));
    let is_blank = |token: &Token| *token == Token::Sign(' ');
    let last = tokens[..length].iter().rposition(|token| !is_blank(token));
    last.filter(|_| !has_comment).map_or(0, |last| last + 1)
}

fn starts_a_phrase(spelled: &[Token]) -> bool {
    let last = before(spelled);
    matches!(
        last,
        None | Some(Token::Day(_) | Token::Sign(';' | ',' | '|' | ':' | ']'))
    )
}

fn whole_day(follows_days: bool) -> [Token; 3] {
    if follows_days {
        let [start, end] = ["00:00", "24:00"].map(|time| Token::Time(time.to_owned()));
        return [start, Token::Sign('-'), end];
    }
    let [day, week] = ["24", "7"].map(|digits| Token::Word(digits.to_owned()));
    [day, Token::Sign('/'), week]
}

fn is_always(phrase: &[Token]) -> bool {
    let solid: String = phrase.iter().map(Token::as_str).collect();
    let solid = solid.to_lowercase().replace(' ', "");
    let solid = solid.trim_end_matches('.');
    let bare = solid.strip_prefix("open").unwrap_or(solid);
    let bare = bare.strip_suffix("open").unwrap_or(bare);
    let needs_open = ["24/7", "always"].contains(&bare);
    ALWAYS.contains(&bare) && !(needs_open && bare == solid)
}
