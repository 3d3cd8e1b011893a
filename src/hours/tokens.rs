//! Small faults of OSM syntax, mended word by word.
//!
//! Invariant: comments are kept to the letter, and a text without faults comes out
//! as it went in.

use super::text::Tidied;

/// Weekdays and days off as OSM writes them, then other names for them.
const DAY_NAMES: [(&str, &[&str]); 9] = [
    ("Mo", &["mo", "mon", "monday", "mondays"]),
    ("Tu", &["tu", "tue", "tues", "tuesday", "tuesdays"]),
    ("We", &["we", "wed", "wednesday", "wednesdays"]),
    (
        "Th",
        &["th", "thu", "thur", "thurs", "thursday", "thursdays"],
    ),
    ("Fr", &["fr", "fri", "friday", "fridays"]),
    ("Sa", &["sa", "sat", "saturday", "saturdays"]),
    ("Su", &["su", "sun", "sunday", "sundays"]),
    ("PH", &["ph"]),
    ("SH", &["sh"]),
];
/// Months as OSM writes them, then their full names.
const MONTH_NAMES: [(&str, &str); 12] = [
    ("Jan", "january"),
    ("Feb", "february"),
    ("Mar", "march"),
    ("Apr", "april"),
    ("May", "may"),
    ("Jun", "june"),
    ("Jul", "july"),
    ("Aug", "august"),
    ("Sep", "september"),
    ("Oct", "october"),
    ("Nov", "november"),
    ("Dec", "december"),
];
/// Words that give a rule its state.
const STATES: [&str; 4] = ["open", "closed", "off", "unknown"];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A comment with its quotes.
    Comment(String),
    /// A weekday, `PH` or `SH`.
    Day(&'static str),
    /// A clock time as written.
    Time(String),
    /// Any other run of letters or digits.
    Word(String),
    Sign(char),
}

/// Mends a text in plain characters.
pub(super) fn tidy(plain: &str) -> Result<Tidied, String> {
    let mut tokens = without_idle_signs(&lex(plain.trim())?);
    state_comments(&mut tokens);
    refuse_intersections(&tokens)?;
    let mut repairs = Vec::new();
    let has_inserted_rules = separate(&mut tokens, &mut repairs);
    Ok(Tidied {
        syntax: tokens.iter().map(Token::as_str).collect(),
        repairs,
        has_inserted_rules,
    })
}

impl Token {
    fn as_str(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Comment(text) | Self::Time(text) | Self::Word(text) => text.into(),
            Self::Day(name) => (*name).into(),
            Self::Sign(sign) => sign.to_string().into(),
        }
    }

    fn is_state(&self) -> bool {
        matches!(self, Self::Word(word) if STATES.contains(&word.as_str()))
    }
}

fn lex(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => comment_length(rest)?,
            _ if first.is_ascii_digit() => {
                time_length(rest).unwrap_or_else(|| run_length(rest, |c| c.is_ascii_digit()))
            }
            _ if first.is_alphabetic() => run_length(rest, char::is_alphabetic),
            _ => first.len_utf8(),
        };
        let (piece, tail) = rest.split_at(length);
        rest = tail;
        tokens.push(token(first, piece));
    }
    Ok(tokens)
}

fn token(first: char, piece: &str) -> Token {
    match first {
        '"' => Token::Comment(piece.to_owned()),
        _ if first.is_ascii_digit() && piece.contains(':') => Token::Time(piece.to_owned()),
        _ if first.is_ascii_digit() => Token::Word(piece.to_owned()),
        _ if first.is_alphabetic() => name(piece),
        _ => Token::Sign(first),
    }
}

fn name(word: &str) -> Token {
    let lower = word.to_lowercase();
    if let Some((day, _)) = DAY_NAMES
        .iter()
        .find(|(_, names)| names.contains(&lower.as_str()))
    {
        return Token::Day(day);
    }
    let month = MONTH_NAMES
        .iter()
        .find(|(short, long)| lower == *long || lower == short.to_lowercase());
    if let Some((short, _)) = month {
        return Token::Word((*short).to_owned());
    }
    if STATES.contains(&lower.as_str()) {
        return Token::Word(lower);
    }
    Token::Word(word.to_owned())
}

fn comment_length(rest: &str) -> Result<usize, String> {
    let end = rest.get(1..).and_then(|inside| inside.find('"'));
    end.map(|end| end + 2)
        .ok_or_else(|| "a comment without a closing '\"'; expected one".to_owned())
}

fn run_length(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

/// Length of a clock time such as `9:00`; a longer run of digits is none.
fn time_length(rest: &str) -> Option<usize> {
    let hour = run_length(rest, |c| c.is_ascii_digit());
    let after = rest[hour..].strip_prefix(':')?;
    let minute = run_length(after, |c| c.is_ascii_digit());
    (hour <= 2 && minute == 2).then_some(hour + 1 + minute)
}

/// Drops blanks and signs that say nothing: around dashes, in lists of weekdays,
/// at the end, the stop and the colon after a weekday.
fn without_idle_signs(tokens: &[Token]) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        match token {
            Token::Sign(' ') if is_idle_blank(&kept, &tokens[i + 1..]) => {}
            Token::Sign('.') if matches!(kept.last(), Some(Token::Day(_))) => {}
            Token::Sign(':')
                if matches!(kept.last(), Some(Token::Day(_)))
                    && matches!(next, Some(Token::Sign(' ') | Token::Time(_))) =>
            {
                kept.push(Token::Sign(' '));
            }
            _ => kept.push(token.clone()),
        }
    }
    while matches!(kept.last(), Some(Token::Sign(' ' | ';'))) {
        kept.pop();
    }
    kept
}

fn is_idle_blank(kept: &[Token], rest: &[Token]) -> bool {
    match (kept.last(), rest.first()) {
        (None | Some(Token::Sign(' ' | '-')), _) | (_, None) => true,
        (_, Some(Token::Sign('-'))) => !is_offset(rest),
        (Some(Token::Sign(',')), Some(Token::Day(_))) => {
            matches!(
                kept.iter().rev().nth(1),
                Some(Token::Day(_) | Token::Sign(']'))
            )
        }
        _ => false,
    }
}

/// Whether `rest` begins with an offset such as `-2 days`.
fn is_offset(rest: &[Token]) -> bool {
    let is_day = |token: &Token| matches!(token, Token::Word(word) if word.starts_with("day"));
    matches!(rest, [_, Token::Word(_), Token::Sign(' '), day, ..] if is_day(day))
}

/// A comment without a state says that something is left open: `unknown`.
fn state_comments(tokens: &mut Vec<Token>) {
    let mut i = 0;
    while i < tokens.len() {
        if matches!(tokens[i], Token::Comment(_)) {
            let before = tokens[..i].iter().rev().find(|t| **t != Token::Sign(' '));
            let after = tokens[i + 1..].iter().find(|t| **t != Token::Sign(' '));
            if !before.is_some_and(Token::is_state) && after != Some(&Token::Sign(':')) {
                let state = [Token::Word("unknown".to_owned()), Token::Sign(' ')];
                tokens.splice(i..i, state);
                i += 2;
            }
        }
        i += 1;
    }
}

/// `PH Su` means days that are both; the parser reads it as either.
fn refuse_intersections(tokens: &[Token]) -> Result<(), String> {
    for window in tokens.windows(3) {
        if let [Token::Day(first), Token::Sign(' '), Token::Day(second)] = window {
            return Err(format!(
                "'{first} {second}' has a blank between days, which can mean both or either; \
                 expected '{first},{second}' for either"
            ));
        }
    }
    Ok(())
}

/// Puts in what is missing between two times or between a time and the next rule.
/// Says whether rules were cut.
fn separate(tokens: &mut Vec<Token>, repairs: &mut Vec<String>) -> bool {
    let mut has_cut = false;
    let mut i = 1;
    while i + 1 < tokens.len() {
        if tokens[i] == Token::Sign(' ') && ends_a_span(&tokens[..i]) {
            let (sign, place) = match &tokens[i + 1] {
                Token::Day(_) => (';', i),
                Token::Time(_) if tokens.get(i + 2) == Some(&Token::Sign('-')) => (',', i),
                _ => {
                    i += 1;
                    continue;
                }
            };
            has_cut |= sign == ';';
            repairs.push(format!(
                "no '{sign}' between '{}' and '{}'; read as if it stood there",
                tokens[i - 1].as_str(),
                tokens[i + 1].as_str()
            ));
            tokens.insert(place, Token::Sign(sign));
            i += 1;
        }
        i += 1;
    }
    has_cut
}

fn ends_a_span(tokens: &[Token]) -> bool {
    matches!(
        tokens,
        [.., Token::Time(_), Token::Sign('-'), Token::Time(_)]
    )
}
