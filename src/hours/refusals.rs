//! Texts that the parser accepts and the reference rejects, or reads differently.
//!
//! Invariant: what is rejected here is ambiguous, or misread by the parser; each rejection says
//! what would be clear.

use super::open_ends;
use super::tokens::{Kind, SUN_EVENTS, Token, before, skip_blanks};

/// Words of OSM syntax beside weekdays, months and states.
const KEYWORDS: [&str; 4] = ["week", "easter", "day", "days"];

/// Days of February.
const SHORTEST_MONTH_DAYS: u16 = 28;

/// Rejects what is ambiguous, before repairs that depend on it.
pub(super) fn refuse(tokens: &[Token]) -> Result<(), String> {
    strange_words(tokens)?;
    intersections(tokens)?;
    points_in_time(tokens)?;
    labels(tokens)?;
    let parts: Vec<&Token> = tokens
        .iter()
        .filter(|token| **token != Token::Sign(' '))
        .collect();
    for at in 0..parts.len() {
        let before = at.checked_sub(1).map(|at| parts[at]);
        days_backwards(&parts[at..])?;
        dates_around_the_year(&parts[at..])?;
        dates_backwards(&parts[at..])?;
        dates_until_easter(&parts[at..])?;
        dates_and_a_plus(&parts[at..])?;
        hours_after_a_month_of_a_year(&parts[at..])?;
        counted_weekdays_of_a_month(before, &parts[at..])?;
    }
    open_ends::refuse(tokens)
}

/// A colon without days before it, which the parser reads as a rule of every day, and one without
/// anything after it: before repairs, which may remove it.
pub(super) fn refuse_idle_colons(tokens: &[Token]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        if *token != Token::Sign(':') {
            continue;
        }
        let follows_days = match before(&tokens[..at]) {
            Some(Token::Day(_) | Token::Comment(_) | Token::Sign(']' | '+' | '.')) => true,
            Some(word @ Token::Word(_)) => !word.is_state(),
            _ => false,
        };
        if !follows_days {
            return Err(
                "a colon without days before it; expected such as 'Mo-Fr: 09:00-17:00'".to_owned(),
            );
        }
        let next = tokens.get(skip_blanks(tokens, at + 1));
        if matches!(next, None | Some(Token::Sign(';' | ',' | '|' | ':' | '\n'))) {
            return Err(
                "a colon without hours after it; expected such as 'Mo-Fr: 09:00-17:00', or \
                 'Su: closed'"
                    .to_owned(),
            );
        }
    }
    Ok(())
}

/// Unknown words, and numbers that are too long: blanks are missing.
fn strange_words(tokens: &[Token]) -> Result<(), String> {
    let is_strange = |(at, token): (usize, &Token)| match token {
        Token::Word(word) if token.is_number() => {
            let is_hour = matches!(tokens.get(at + 1), Some(Token::Sign(':')))
                && tokens.get(at + 2).is_some_and(Token::is_number);
            word.len() > 4 || is_hour && word.len() > 2
        }
        Token::Word(word) => {
            let lower = word.to_lowercase();
            let is_known = KEYWORDS
                .iter()
                .chain(&SUN_EVENTS)
                .any(|known| lower == *known);
            !is_known && !token.is_state() && Kind::of(&tokens[at..], None) != Some(Kind::Date)
        }
        _ => false,
    };
    match tokens
        .iter()
        .enumerate()
        .find(|(at, token)| is_strange((*at, token)))
    {
        Some((_, word)) => Err(format!(
            "'{}' is not understood; expected OSM opening_hours such as 'Mo-Fr 08:00-18:00; PH off'",
            word.as_str()
        )),
        None => Ok(()),
    }
}

/// `PH Su` means days that are both; the parser reads it as either. So does the reference read
/// `PH -1 day,Su`.
fn intersections(tokens: &[Token]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        let Token::Day(first) = token else { continue };
        let (next, has_offset) = end_of_weekday(tokens, at + 1);
        let after_comma = skip_blanks(tokens, next + 1);
        let second = match tokens.get(next) {
            Some(Token::Day(second)) if tokens[next - 1] == Token::Sign(' ') => second,
            Some(Token::Sign(',')) if has_offset => match tokens.get(after_comma) {
                Some(Token::Day(second)) => second,
                _ => continue,
            },
            _ => continue,
        };
        return Err(format!(
            "'{first} {second}' can mean days that are both or either; expected \
             '{first},{second}' for either"
        ));
    }
    Ok(())
}

/// Where the numbers and the offset of a weekday end, with the blanks after them; and whether there
/// is an offset.
fn end_of_weekday(tokens: &[Token], from: usize) -> (usize, bool) {
    let mut at = from;
    if tokens.get(at) == Some(&Token::Sign('[')) {
        let inside = tokens[at..]
            .iter()
            .position(|token| *token == Token::Sign(']'));
        at = inside.map_or(tokens.len(), |length| at + length + 1);
    }
    let is_of_offset = |token: &&Token| match token {
        Token::Sign(sign) => matches!(sign, ' ' | '+' | '-'),
        Token::Word(word) => token.is_number() || word.starts_with("day"),
        _ => false,
    };
    let offset = tokens[at.min(tokens.len())..]
        .iter()
        .take_while(is_of_offset);
    let has_offset = offset.clone().any(Token::is_number);
    (at + offset.count(), has_offset)
}

fn is_time(token: &Token) -> bool {
    matches!(token, Token::Time(_))
}

/// `10:00-16:00/01:30` means departures; some make the parser's debug build panic.
fn points_in_time(tokens: &[Token]) -> Result<(), String> {
    let ends_hours = |token: &Token| is_time(token) || *token == Token::Sign(')');
    let is_point = |window: &[Token]| {
        window[1] == Token::Sign('/') && (ends_hours(&window[0]) || ends_hours(&window[2]))
    };
    if tokens.windows(3).any(is_point) {
        return Err("points in time; expected spans such as 09:00-17:00".to_owned());
    }
    Ok(())
}

/// `"summer": Mo-Fr 09:00-17:00`: a comment as a label, or uncertain hours?
fn labels(tokens: &[Token]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(skip_blanks(tokens, at + 1));
        if matches!(token, Token::Comment(_)) && next == Some(&Token::Sign(':')) {
            return Err(format!(
                "{} before days leaves open whether their hours are certain; expected the days, \
                 the hours, then a state and the comment",
                token.as_str()
            ));
        }
    }
    Ok(())
}

/// `Jun 27-9` may mean the next month's ninth, or be mistyped.
fn days_backwards(parts: &[&Token]) -> Result<(), String> {
    let [month, first, Token::Sign('-'), last, ..] = parts else {
        return Ok(());
    };
    if let (Some(_), Some(from)) = (month.month(), first.number())
        && let Some(to) = last.number().or_else(|| is_time(last).then_some(0))
        && to < from
    {
        return Err(format!(
            "'{} {from}-{to}' ends before it begins; expected a month for each",
            month.as_str()
        ));
    }
    Ok(())
}

/// `Jun 20-Jun 19`: a whole year, or mistyped? The reference matches no day at all.
fn dates_around_the_year(parts: &[&Token]) -> Result<(), String> {
    let [month, day, Token::Sign('-'), last_month, last_day, ..] = parts else {
        return Ok(());
    };
    let first = month.month().zip(day.number());
    let last = last_month.month().zip(last_day.number());
    let Some(((month, day), (last_month, last_day))) = first.zip(last) else {
        return Ok(());
    };
    let is_day_before = if day > 1 {
        (last_month, last_day) == (month, day - 1)
    } else {
        last_month + 1 == month && last_day >= SHORTEST_MONTH_DAYS
    };
    if is_day_before {
        return Err(
            "dates that end the day before they begin; expected no dates for a whole year"
                .to_owned(),
        );
    }
    Ok(())
}

/// `2026 Sep 24-2026 Jun 17`.
fn dates_backwards(parts: &[&Token]) -> Result<(), String> {
    let [
        year,
        month,
        day,
        Token::Sign('-'),
        last_year,
        last_month,
        last_day,
        ..,
    ] = parts
    else {
        return Ok(());
    };
    let date = |year: &Token, month: &Token, day: &Token| {
        Some((
            year.number().filter(|_| year.is_year())?,
            month.month()?,
            day.number()?,
        ))
    };
    let (first, last) = (
        date(year, month, day),
        date(last_year, last_month, last_day),
    );
    if first.zip(last).is_some_and(|(first, last)| last < first) {
        return Err(
            "dates of which the last is before the first; expected the earlier first".to_owned(),
        );
    }
    Ok(())
}

/// `Apr 3-easter +1 day`: the reference excludes Easter, or applies the offset to the rule.
fn dates_until_easter(parts: &[&Token]) -> Result<(), String> {
    let is_easter = |token: &Token| matches!(token, Token::Word(w) if w.to_lowercase() == "easter");
    let ends_there = match parts {
        [Token::Sign('-'), year, easter, ..] if year.is_year() => is_easter(easter),
        [Token::Sign('-'), easter, ..] => is_easter(easter),
        _ => false,
    };
    if ends_there {
        return Err("dates that last until Easter; expected the date of a year".to_owned());
    }
    Ok(())
}

/// `Oct 12+` and `Apr 5 +1 day`: from that date on, and until when?
fn dates_and_a_plus(parts: &[&Token]) -> Result<(), String> {
    let day = match parts {
        [month, day, sign, rest @ ..] if month.month().is_some() => {
            Some((*month, *day, *sign, rest))
        }
        _ => None,
    };
    let Some((month, day, sign, rest)) = day.filter(|(_, day, ..)| day.is_number()) else {
        return Ok(());
    };
    let counts_days = matches!(rest, [n, Token::Word(word), ..]
        if n.is_number() && word.to_lowercase().starts_with("day"));
    if *sign == Token::Sign('+') || *sign == Token::Sign('-') && counts_days {
        let (month, day) = (month.as_str(), day.as_str());
        let sign = sign.as_str();
        return Err(format!(
            "'{month} {day}{sign}' leaves open which dates are meant; expected the first and the \
             last, such as 'Oct 12-Dec 31'"
        ));
    }
    Ok(())
}

/// `2026 Nov 10:00-16:00` begins like a date.
fn hours_after_a_month_of_a_year(parts: &[&Token]) -> Result<(), String> {
    let [year, month, Token::Time(_), ..] = parts else {
        return Ok(());
    };
    if year.is_year() && month.month().is_some() {
        let (year, month) = (year.as_str(), month.as_str());
        return Err(format!(
            "'{year} {month}' and then hours begins like a date; expected '{year} {month}: ' and \
             the hours"
        ));
    }
    Ok(())
}

/// `Nov Tu[1,3]` begins like the date `Nov Tu[1]`, and lists with such dates can be read as months
/// with weekdays.
fn counted_weekdays_of_a_month(before: Option<&Token>, parts: &[&Token]) -> Result<(), String> {
    let [month, Token::Day(day), Token::Sign('['), rest @ ..] = parts else {
        return Ok(());
    };
    let inside = rest
        .iter()
        .take_while(|token| ***token != Token::Sign(']'))
        .count();
    let has_several = rest[..inside]
        .iter()
        .filter(|token| token.is_number())
        .count()
        > 1;
    let is_listed =
        before == Some(&Token::Sign(',')) || rest.get(inside + 1) == Some(&&Token::Sign(','));
    if month.month().is_some() && (has_several || is_listed) {
        let month = month.as_str();
        return Err(format!(
            "'{month} {day}[' in a list can mean dates, or weekdays of the month; expected a rule \
             for each"
        ));
    }
    Ok(())
}
