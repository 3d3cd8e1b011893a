//! Lines of at most 80 columns, where Chinese characters take two, in colour on a terminal.

use std::io::{self, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use crate::dataset::shown::shown;

/// The widest line, columns.
pub(super) const MAX_WIDTH: usize = 80;

/// How a text stands out on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Heading,
    Good,
    Bad,
    Doubtful,
}

/// Prints lines.
pub(super) struct Page<'o, W> {
    out: &'o mut W,
    in_colour: bool,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading => "\u{1b}[1m",
            Self::Good => "\u{1b}[32m",
            Self::Bad => "\u{1b}[31m",
            Self::Doubtful => "\u{1b}[33m",
        }
    }
}

impl<'o, W: Write> Page<'o, W> {
    /// In colour if standard output is a terminal and `NO_COLOR` is not set.
    pub(super) fn new(out: &'o mut W) -> Self {
        let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let in_colour = io::stdout().is_terminal() && !is_refused;
        Self { out, in_colour }
    }

    /// A heading after a blank line.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.line(0, Style::Heading, text)
    }

    /// A text, broken into lines that are indented.
    pub(super) fn line(&mut self, indent: usize, style: Style, text: &str) -> io::Result<()> {
        for line in wrapped(&shown(text), MAX_WIDTH - indent) {
            let blanks = " ".repeat(indent);
            if self.in_colour && style != Style::Plain {
                writeln!(self.out, "{blanks}{}{line}\u{1b}[0m", style.code())?;
            } else {
                writeln!(self.out, "{blanks}{line}")?;
            }
        }
        Ok(())
    }

    /// A name, padded to a width, and what is said of it.
    pub(super) fn pair(
        &mut self,
        width: usize,
        name: &str,
        style: Style,
        text: &str,
    ) -> io::Result<()> {
        let name = shortened(&shown(name), width);
        let padding = " ".repeat(width.saturating_sub(name.width()));
        self.line(2, style, &format!("{name}{padding}  {text}"))
    }
}

/// As much of a text as fits into a width.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        let longer = format!("{short}{c}…");
        if longer.width() > width {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// The lines of a text, broken at blanks, or anywhere in what has none.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(' ').map_or(rest.len(), |at| at + 1);
        let (word, after) = rest.split_at(end);
        if line.width() + word.trim_end().width() <= width {
            line.push_str(word);
            rest = after;
        } else if line.trim().is_empty() {
            let cut = cut_at(rest, width.saturating_sub(line.width()).max(2));
            line.push_str(&rest[..cut]);
            rest = &rest[cut..];
            lines.push(std::mem::take(&mut line));
        } else {
            lines.push(std::mem::take(&mut line));
            "  ".clone_into(&mut line);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Where a text is cut so that its beginning fits.
fn cut_at(text: &str, width: usize) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.encode_utf8(&mut [0; 4]).width();
        if taken > width && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_it_may_be_whatever_the_script() {
        for text in [
            "一".repeat(100),
            "a".repeat(200),
            "ab 一二三 ".repeat(40),
            String::new(),
        ] {
            for width in [4, 20, MAX_WIDTH] {
                let lines = wrapped(&text, width);
                assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
                let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
                assert_eq!(
                    lines.iter().map(|line| letters(line)).sum::<usize>(),
                    letters(&text)
                );
            }
        }
        assert_eq!(shortened("一二三四", 5), "一二…");
    }

    #[test]
    fn foreign_text_is_escaped_and_a_pipe_has_no_colours() {
        let mut out = Vec::new();
        let mut page = Page {
            out: &mut out,
            in_colour: false,
        };
        page.pair(10, "a\u{1b}[2J", Style::Bad, "=1+1").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains('\u{1b}') && text.contains("\\u"), "{text}");
    }
}
