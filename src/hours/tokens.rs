//! Text in plain characters split into the tokens of OSM syntax.
//!
//! Invariant: the tokens joined are the text, except that names of days, months and states become
//! those of OSM. Faults in them are for `repair`.

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
/// Sun events, used as clock times.
pub(super) const SUN_EVENTS: [&str; 4] = ["dawn", "sunrise", "sunset", "dusk"];
/// Words that set the state of a rule.
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
    /// The token as written.
    pub(super) fn as_str(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Comment(text) | Self::Time(text) | Self::Word(text) => text.into(),
            Self::Day(name) => (*name).into(),
            Self::Sign(sign) => sign.to_string().into(),
        }
    }

    /// Whether it is a run of digits.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Word(word) if word.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Whether it is a number that can only be a year.
    pub(super) fn is_year(&self) -> bool {
        matches!(self, Self::Word(word) if self.is_number() && word.len() == 4)
    }

    /// Its number.
    pub(super) fn number(&self) -> Option<u16> {
        match self {
            Self::Word(word) => word.parse().ok(),
            _ => None,
        }
    }

    /// Its month, from 0.
    pub(super) fn month(&self) -> Option<usize> {
        match self {
            Self::Word(word) => MONTH_NAMES.iter().position(|(short, _)| word == short),
            _ => None,
        }
    }

    /// Whether it sets the state of a rule.
    pub(super) fn is_state(&self) -> bool {
        matches!(self, Self::Word(word) if STATES.contains(&word.as_str()))
    }
}

/// The part of a rule that a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Weekdays and days off.
    Weekday,
    /// Months, dates and days relative to Easter.
    Date,
    Week,
    Year,
    /// Clock times, sun events, `24/7`.
    Hours,
    /// A state or a comment.
    State,
}

impl Kind {
    /// The kind of the first token, in a rule whose last selector was `selector`.
    pub(super) fn of(tokens: &[Token], selector: Option<Self>) -> Option<Self> {
        match tokens.first()? {
            Token::Day(_) => Some(Self::Weekday),
            Token::Time(_) | Token::Sign('(') => Some(Self::Hours),
            Token::Comment(_) => Some(Self::State),
            Token::Word(word) => Self::of_word(word, tokens, selector),
            Token::Sign(_) => None,
        }
    }

    fn of_word(word: &str, tokens: &[Token], selector: Option<Self>) -> Option<Self> {
        let lower = word.to_lowercase();
        if tokens[0].is_state() {
            return Some(Self::State);
        }
        if is_month(word) || lower == "easter" {
            return Some(Self::Date);
        }
        if lower == "week" {
            return Some(Self::Week);
        }
        if SUN_EVENTS.contains(&lower.as_str()) {
            return Some(Self::Hours);
        }
        if word == "24" && tokens.get(1) == Some(&Token::Sign('/')) {
            return Some(Self::Hours);
        }
        if tokens[0].is_year() {
            let mut next = tokens[1..].iter().filter(|t| **t != Token::Sign(' '));
            let is_of_date = matches!(next.next(), Some(Token::Word(w)) if is_month(w));
            return Some(if is_of_date { Self::Date } else { Self::Year });
        }
        let is_number = tokens[0].is_number();
        selector.filter(|kind| is_number && *kind != Self::Weekday)
    }

    /// Whether it is no selector.
    pub(super) fn names_no_days(self) -> bool {
        matches!(self, Self::Hours | Self::State)
    }

    /// Its name in a sentence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Weekday => "weekdays or days off",
            Self::Date => "dates",
            Self::Week => "weeks",
            Self::Year => "years",
            Self::Hours => "hours",
            Self::State => "a state",
        }
    }
}

fn is_month(word: &str) -> bool {
    MONTH_NAMES.iter().any(|(short, _)| word == *short)
}

/// The first place from `at` on that is not blank.
pub(super) fn skip_blanks(tokens: &[Token], at: usize) -> usize {
    let is_blank = |token: &&Token| **token == Token::Sign(' ');
    let from = at.min(tokens.len());
    from + tokens[from..].iter().take_while(is_blank).count()
}

/// The last token that is not blank.
pub(super) fn before(tokens: &[Token]) -> Option<&Token> {
    tokens.iter().rfind(|token| **token != Token::Sign(' '))
}

/// Splits a text; a name that is not OSM's is a stated repair, once.
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
        '"' => Token::Comment(piece.replace('\n', " ")),
        _ if first.is_ascii_digit() && piece.contains(':') => Token::Time(piece.to_owned()),
        _ if first.is_ascii_digit() => Token::Word(piece.to_owned()),
        _ if first.is_alphabetic() => name(piece),
        _ => Token::Sign(first),
    }
}

fn name(word: &str) -> Token {
    let lower = word.to_lowercase();
    if let Some(day) = day_name(&lower) {
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

/// OSM's name of a weekday or `PH`, from one of its names in lower case.
pub(super) fn day_name(lower: &str) -> Option<&'static str> {
    let mut names = DAY_NAMES.iter();
    names
        .find(|(_, others)| others.contains(&lower))
        .map(|(day, _)| *day)
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

/// Minutes since midnight of a time in the form of [`Token::Time`].
pub(super) fn minute(time: &str) -> u16 {
    let number = |digits: &str| digits.parse::<u16>().unwrap_or_default();
    let (hour, minute) = time.split_once(':').unwrap_or_default();
    number(hour) * 60 + number(minute)
}
