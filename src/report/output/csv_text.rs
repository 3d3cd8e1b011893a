//! Texts of files in a CSV that spreadsheets open.

use std::borrow::Cow;

/// Characters that make a spreadsheet take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text that no spreadsheet evaluates: an apostrophe stands before what would be a formula. A
/// number with a sign is none.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) && !is_signed_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`plain`] made this of.
pub(crate) fn unplain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if matches!(plain(rest), Cow::Owned(_)) => rest,
        _ => text,
    }
}

fn is_signed_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or_default();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_a_spreadsheet_would_compute_becomes_text() {
        for formula in [
            "=1+1",
            "@home",
            "+cmd|' /C calc'!A0",
            "-1+1",
            "-",
            "\t=1",
            "+1e5",
        ] {
            assert_eq!(plain(formula), format!("'{formula}"));
            assert_eq!(unplain(&plain(formula)), formula);
        }
        for text in ["人民路驿站", "A=B", "", "-5", "+7.5", "12", "'t Hof"] {
            assert_eq!(plain(text), text);
            assert_eq!(unplain(text), text);
        }
    }
}
