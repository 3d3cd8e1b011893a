//! Text in plain characters cut into the tokens of OSM syntax.
//!
//! Invariant: joined again, the tokens are the text, but for names of days, months
//! and states, which become those of OSM. What is wrong with them is for `mend`.

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
pub(super) enum Token {
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

impl Token {
    /// The token as it is written.
    pub(super) fn as_str(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Comment(text) | Self::Time(text) | Self::Word(text) => text.into(),
            Self::Day(name) => (*name).into(),
            Self::Sign(sign) => sign.to_string().into(),
        }
    }

    /// Whether it gives a rule its state.
    pub(super) fn is_state(&self) -> bool {
        matches!(self, Self::Word(word) if STATES.contains(&word.as_str()))
    }
}

/// Cuts a text; a name that is not of OSM is a stated repair, once.
pub(super) fn lex(text: &str, repairs: &mut Vec<String>) -> Result<Vec<Token>, String> {
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
        let token = token(first, piece);
        if token.as_str().len() < piece.len() && repairs.is_empty() {
            repairs.push(format!(
                "'{piece}' is no OSM name; read as '{}'",
                token.as_str()
            ));
        }
        tokens.push(token);
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
