//! Chinese opening hours as OSM syntax.
//!
//! `words` (with `vocabulary`, `weekdays`, `festivals`, `dates` and `times`) splits the text into
//! words, `phrases` joins adjacent ones, `clauses` groups days with their hours, `holidays`
//! collects statements about days off, and `syntax` writes the result. Invariant: an unknown word
//! makes the whole text unknown; so does an ambiguous phrase, unless it concerns only days off:
//! then these are unknown.

mod asides;
mod clauses;
pub(super) mod clock;
mod dates;
mod days;
mod festivals;
mod holidays;
pub(super) mod lookup;
mod phrases;
mod rests;
mod syntax;
mod times;
mod vocabulary;
mod weekdays;
mod word;
mod words;

use self::asides::LEFT_OPEN;
use super::normalized::Normalized;

/// Units that follow a number and may be separated by a blank.
const UNITS: [&str; 4] = ["小时", "时", "点", "分"];

/// Translates a text in plain characters, or says why it is unknown.
pub(super) fn translate(plain: &str) -> Result<Normalized, String> {
    let simplified: String = plain.chars().map(words::simplified).collect();
    let mut simplified = without_blanks_in_numbers(&simplified);
    let mut repairs = Vec::new();
    if let Some(prefixed) = weekdays::with_prefix(&simplified) {
        repairs.push(format!(
            "'{plain}' does not say weekdays; read as '{prefixed}'"
        ));
        simplified = prefixed;
    }
    let syntax = words::words(&simplified)
        .and_then(|words| phrases::phrases(&words, &mut repairs))
        .and_then(|phrases| clauses::clauses(&phrases))
        .and_then(|week| syntax::written(&week, &mut repairs))
        .map_err(|fault| refusal(plain, &simplified, &fault))?;
    Ok(Normalized {
        syntax,
        repairs,
        has_inserted_rules: false,
        ignores_calendar: false,
    })
}

/// Why a text is unknown: a phrase that refers to another source, or the fault.
fn refusal(plain: &str, simplified: &str, fault: &str) -> String {
    let mut phrases = LEFT_OPEN.iter();
    match phrases.find(|phrase| simplified.contains(**phrase)) {
        Some(phrase) => format!("'{plain}' leaves the hours open ('{phrase}'); expected hours"),
        None => {
            format!("'{plain}': {fault}; expected such as '周一至周五 08:30-17:30，节假日休息'")
        }
    }
}

/// `24 小时` and `4 时 30 分` as one word each.
fn without_blanks_in_numbers(text: &str) -> String {
    UNITS.iter().fold(text.to_owned(), |text, unit| {
        text.replace(&format!(" {unit}"), unit)
    })
}
