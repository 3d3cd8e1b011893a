//! The report for people: findings by their code and what they say, within 80 columns.

use std::io::{self, Write};

use console::{Style, style};

use super::groups::{Group, MAX_PLACES, codes, groups};
use crate::dataset::shown::shown;
use crate::dataset::{Issue, IssueCode, Issues, MAX_ISSUES_LISTED_A_CODE, Severity};

/// Columns that a line takes at most.
const MAX_COLUMNS: usize = 80;
/// How many different findings of one code are told.
const MAX_GROUPS: usize = 10;

/// A line for each finding.
pub(super) fn list(issues: &Issues, out: &mut impl Write) -> io::Result<()> {
    for issue in issues {
        writeln!(out, "{issue}")?;
    }
    let n_more = issues.counts().all() - issues.len();
    if n_more > 0 {
        writeln!(
            out,
            "{n_more} more are not listed: {MAX_ISSUES_LISTED_A_CODE} of a code are the most"
        )?;
    }
    Ok(())
}

/// A paragraph for each code: the findings that say the same once, with the first places.
pub(super) fn grouped(issues: &Issues, out: &mut impl Write) -> io::Result<()> {
    let groups = groups(issues);
    let mut hides_some = false;
    for (code, count) in codes(issues) {
        writeln!(out, "{}", headline(code, count))?;
        let of_code = || groups.iter().filter(move |group| group.code == code);
        for group in of_code().take(MAX_GROUPS) {
            print_group(group, out)?;
            hides_some |= group.issues.len() > MAX_PLACES;
        }
        let told: usize = of_code().take(MAX_GROUPS).map(|g| g.issues.len()).sum();
        if told < count {
            writeln!(out, "  and {} more", count - told)?;
            hides_some = true;
        }
        writeln!(out)?;
    }
    if hides_some {
        writeln!(out, "--all lists each finding.")?;
    }
    Ok(())
}

/// Severity, code and count; in colour on a terminal.
fn headline(code: IssueCode, count: usize) -> String {
    let colour = match code.severity() {
        Severity::Error => Style::new().red().bold(),
        Severity::Warning => Style::new().yellow().bold(),
    };
    let severity = colour.for_stdout().apply_to(code.severity().key());
    format!(
        "{severity} {}: {count}",
        style(code.key()).for_stdout().bold()
    )
}

fn print_group(group: &Group<'_>, out: &mut impl Write) -> io::Result<()> {
    let message = shown(group.message);
    if let [only] = group.issues.as_slice() {
        return print_wrapped(&format!("{}: {message}", place(only)), "  ", out);
    }
    print_wrapped(&message, "  ", out)?;
    let places: Vec<String> = group
        .issues
        .iter()
        .take(MAX_PLACES)
        .map(|i| place(i))
        .collect();
    let places = places.join("; ");
    let n_more = group.issues.len().saturating_sub(MAX_PLACES);
    let more = if n_more > 0 {
        format!("; and {n_more} more")
    } else {
        String::new()
    };
    let count = group.issues.len();
    print_wrapped(&format!("{count} times: {places}{more}"), "    ", out)
}

fn place(issue: &Issue) -> String {
    let file = shown(&issue.file);
    let feature = issue.feature.map(|n| format!(", feature {n}"));
    let id = issue.id.as_deref().map(|id| format!(" ({})", shown(id)));
    format!(
        "{file}{}{}",
        feature.unwrap_or_default(),
        id.unwrap_or_default()
    )
}

/// A text in lines; those after the first are set in by two columns more.
fn print_wrapped(text: &str, indent: &str, out: &mut impl Write) -> io::Result<()> {
    let further = format!("{indent}  ");
    let options = textwrap::Options::new(MAX_COLUMNS)
        .initial_indent(indent)
        .subsequent_indent(&further)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_a_terminal_though_it_is_chinese_without_blanks() {
        let text = format!(
            "stations.geojson: '{}' {}",
            "驿".repeat(100),
            "word ".repeat(30)
        );
        let mut out = Vec::new();
        print_wrapped(&text, "  ", &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let width = textwrap::core::display_width;
        assert!(
            text.lines().all(|line| width(line) <= MAX_COLUMNS),
            "{text}"
        );
        assert!(text.lines().count() > 4, "{text}");
        assert!(
            text.lines().skip(1).all(|line| line.starts_with("    ")),
            "{text}"
        );
    }
}
