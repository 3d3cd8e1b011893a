//! The meaning of a comma: the next of a list, the hours of the days before it, or a new rule.
//!
//! The parser reads a comma and a blank as the start of another rule regardless of what precedes
//! it, and days without hours are open around the clock. Invariant: a comma is left to start a rule
//! only after hours or a state; between two kinds of selectors it is rejected.

use super::tokens::{Kind, Token, before, skip_blanks};

/// Determines the meaning of a comma from the rule so far.
#[derive(Default)]
struct Commas<'a> {
    settled: Vec<Token>,
    repairs: Vec<String>,
    /// The kind of the rule's last selector.
    selector: Option<Kind>,
    /// Whether the rule has hours or a state.
    is_whole: bool,
    is_in_brackets: bool,
    /// Whether the rule is a fallback for what those before it leave closed.
    is_fallback: bool,
    /// The month of a day without one after a comma.
    month: Month<'a>,
}

/// The month of a date such as `Dec 24-26`, if there is one and no year.
#[derive(Default, Clone, Copy)]
enum Month<'a> {
    #[default]
    None,
    Named(&'a Token),
    WithDay(&'a Token),
    Unclear,
}

/// Rewrites each comma outside brackets to the parser's form of its meaning.
pub(super) fn settle(tokens: &[Token], repairs: &mut Vec<String>) -> Result<Vec<Token>, String> {
    let mut commas = Commas::default();
    let mut at = 0;
    while at < tokens.len() {
        at = match tokens[at] {
            Token::Sign(',') => commas.comma(tokens, at)?,
            _ => commas.other(tokens, at),
        };
    }
    repairs.append(&mut commas.repairs);
    Ok(commas.settled)
}

impl<'a> Commas<'a> {
    /// Reads a token other than a comma; returns the position of the next one.
    fn other(&mut self, tokens: &'a [Token], at: usize) -> usize {
        let token = &tokens[at];
        match token {
            Token::Sign(sign @ (';' | '|')) => {
                (self.selector, self.is_whole, self.month) = (None, false, Month::None);
                self.is_fallback = *sign == '|';
            }
            Token::Sign(sign @ ('[' | ']')) => self.is_in_brackets = *sign == '[',
            _ => match Kind::of(&tokens[at..], self.selector) {
                Some(Kind::Hours | Kind::State) => self.is_whole = true,
                Some(kind) => {
                    self.note_date(token, kind);
                    self.selector = Some(kind);
                }
                None => {}
            },
        }
        self.settled.push(token.clone());
        at + 1
    }

    fn note_date(&mut self, token: &'a Token, kind: Kind) {
        self.month = match (self.month, kind) {
            (_, Kind::Date) if token.is_year() => Month::Unclear,
            (Month::None, Kind::Date) if token.is_number() => Month::Unclear,
            (Month::None, Kind::Date) => Month::Named(token),
            (Month::Named(month) | Month::WithDay(month), Kind::Date) if token.is_number() => {
                Month::WithDay(month)
            }
            _ => Month::Unclear,
        };
    }

    /// Reads a comma and the blanks around it; returns the position of the next token.
    fn comma(&mut self, tokens: &'a [Token], at: usize) -> Result<usize, String> {
        let next = skip_blanks(tokens, at + 1);
        let rest = &tokens[next..];
        while self.settled.last() == Some(&Token::Sign(' ')) {
            self.settled.pop();
        }
        self.refuse_idle_comma(rest)?;
        if self.is_in_brackets {
            self.settled.push(Token::Sign(','));
            return Ok(next);
        }
        if self.is_whole {
            self.after_hours(rest, next > at + 1);
            return Ok(next);
        }
        match self.selector {
            Some(selector) => Ok(next + self.after_days(selector, rest)?),
            None => Err(explain_idle_comma()),
        }
    }

    /// Rejects a comma next to another sign or to `24/7`, which takes no list.
    fn refuse_idle_comma(&self, rest: &[Token]) -> Result<(), String> {
        let before = self.settled.last();
        let is_after_sign = matches!(
            before,
            None | Some(Token::Sign(',' | ':' | ';' | '|' | '-' | '/'))
        );
        let is_before_sign = matches!(rest.first(), Some(Token::Sign(',' | ':')));
        let last_three = self.settled.len().saturating_sub(3);
        let is_beside_always = is_always(rest) || is_always(&self.settled[last_three..]);
        if is_after_sign || is_before_sign || is_beside_always {
            return Err(explain_idle_comma());
        }
        Ok(())
    }

    /// After hours or a state: more hours of a list, or another rule.
    fn after_hours(&mut self, rest: &[Token], has_blank: bool) {
        let kind = Kind::of(rest, None);
        if rest.is_empty() {
            return;
        }
        let lists_hours = kind == Some(Kind::Hours) && !self.ends_with_state();
        if self.is_fallback && !lists_hours {
            // The next rule is a fallback as well.
            let sign = Token::Sign;
            self.settled
                .extend([sign(' '), sign('|'), sign('|'), sign(' ')]);
            (self.selector, self.is_whole, self.month) = (None, false, Month::None);
            return;
        }
        self.settled.push(Token::Sign(','));
        if has_blank || !lists_hours {
            self.settled.push(Token::Sign(' '));
        }
        if !lists_hours {
            (self.selector, self.is_whole, self.month) = (None, false, Month::None);
        }
    }

    fn ends_with_state(&self) -> bool {
        let last = before(&self.settled);
        last.is_some_and(|token| token.is_state() || matches!(token, Token::Comment(_)))
    }

    /// After days without hours: a list, or the hours of these days. Returns how many of the
    /// following tokens are dropped.
    fn after_days(&mut self, selector: Kind, rest: &[Token]) -> Result<usize, String> {
        match Kind::of(rest, Some(selector)) {
            Some(Kind::State) => Err(format!(
                "a comma between days and '{}'; expected a blank",
                rest[0].as_str()
            )),
            Some(Kind::Hours) => {
                self.repairs.push(format!(
                    "a comma between days and '{}'; read as if a blank stood there",
                    rest[0].as_str()
                ));
                self.settled.push(Token::Sign(' '));
                Ok(0)
            }
            Some(kind) if kind == selector => self.continue_list(rest),
            None => {
                self.settled.push(Token::Sign(','));
                Ok(0)
            }
            Some(kind) => Err(explain_doubt(selector, kind, &self.settled, rest)),
        }
    }

    fn continue_list(&mut self, rest: &[Token]) -> Result<usize, String> {
        self.settled.push(Token::Sign(','));
        match (self.month, rest) {
            (Month::WithDay(_), [first, Token::Sign('-'), last, ..])
                if first.is_number() && !last.is_number() =>
            {
                return Err(explain_idle_comma());
            }
            (Month::WithDay(month), [first, ..]) if first.is_number() => {
                self.settled.extend([month.clone(), Token::Sign(' ')]);
            }
            _ => self.month = Month::None,
        }
        // `week 1-10, week 20` repeats the kind.
        Ok(match rest {
            [Token::Word(word), Token::Sign(' '), ..] if word == "week" => 2,
            _ => 0,
        })
    }
}

/// Whether the tokens begin with `24/7`.
fn is_always(tokens: &[Token]) -> bool {
    let is = |token: &Token, digits: &str| matches!(token, Token::Word(word) if word == digits);
    matches!(tokens, [day, Token::Sign('/'), week, ..] if is(day, "24") && is(week, "7"))
}

fn explain_idle_comma() -> String {
    "a comma that parts no days, hours or rules; expected such as 'Mo,We 09:00-12:00,13:00-17:00'"
        .to_owned()
}

fn explain_doubt(before: Kind, after: Kind, settled: &[Token], rest: &[Token]) -> String {
    let is_in_rule = |token: &&Token| !matches!(token, Token::Sign(';' | '|'));
    let is_day = |token: &&Token| is_in_rule(token) && !matches!(token, Token::Time(_));
    let shown = |tokens: Vec<&Token>| -> String { tokens.iter().map(|t| t.as_str()).collect() };
    let mut first: Vec<&Token> = settled.iter().rev().take_while(is_in_rule).collect();
    first.reverse();
    let first = shown(first);
    let second = shown(rest.iter().take_while(is_day).collect());
    let (first, second) = (first.trim(), second.trim());
    format!(
        "'{first}, {second}' has a comma between {} and {}, which can mean the days that are \
         both, or either; expected '{first} {second}' for both, or a rule for each, with hours \
         and ';' between them",
        before.name(),
        after.name(),
    )
}
