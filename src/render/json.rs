//! JSON written value by value at the end of a text, for answers that are written often.
//!
//! Numbers look exactly as `Display` and `serde_json` write them; these writers are faster because
//! they know the number of decimals.

use std::fmt::{Arguments, Write};

use serde::Serialize;

/// Decimals of metres and seconds in answers.
const TENTHS: usize = 1;
/// Decimals of degrees in answers: a centimetre.
const DEGREE_DECIMALS: usize = 7;
/// Up to this many units of the last decimal are written digit by digit: all of them are exact.
const MOST_STEPS: f64 = 1e15;

/// Metres and seconds, rounded to a tenth.
pub fn round_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Degrees to seven decimals.
pub fn round_degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// [`round_tenth`] of a number, a whole one without a decimal.
pub fn append_tenths(out: &mut String, value: f64) {
    if !append_decimals::<TENTHS>(out, (value * 10.0).round()) {
        append(out, format_args!("{}", round_tenth(value)));
    }
}

/// [`round_degrees`] of a number, a whole one without decimals.
pub fn append_degrees(out: &mut String, degrees: f64) {
    if !append_decimals::<DEGREE_DECIMALS>(out, (degrees * 1e7).round()) {
        append(out, format_args!("{}", round_degrees(degrees)));
    }
}

/// A finite number as `serde_json` writes it: a whole one ends in `.0`.
pub fn append_float(out: &mut String, value: f64) {
    out.push_str(zmij::Buffer::new().format_finite(value));
}

/// A whole number.
pub fn append_integer(out: &mut String, value: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(value));
}

/// A text in quotes; nearly all texts need no escapes.
pub fn append_string(out: &mut String, text: &str) {
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // Without an exit from the loop it is compiled to test many bytes at a time.
    let any_is_escaped = text
        .bytes()
        .fold(false, |is_any, byte| is_any | is_escaped(byte));
    if any_is_escaped {
        out.push_str(&to_json(&text));
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// A text as a JSON string.
pub fn json_string(text: &str) -> String {
    to_json(&text)
}

/// Texts in quotes between brackets.
pub fn append_strings<'a>(out: &mut String, texts: impl Iterator<Item = &'a str>) {
    out.push('[');
    for (row, text) in texts.enumerate() {
        if row > 0 {
            out.push(',');
        }
        append_string(out, text);
    }
    out.push(']');
}

/// Formats into the text; writing to a String cannot fail.
pub fn append(out: &mut String, text: Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// A body of strings, finite numbers and nulls as JSON.
pub fn to_json(value: &impl Serialize) -> String {
    // Strings, finite numbers and nulls always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

/// Writes this many units of the last decimal without trailing zeros; false, with nothing written,
/// if there are too many or it is not a number.
fn append_decimals<const DECIMALS: usize>(out: &mut String, steps: f64) -> bool {
    let magnitude = steps.abs();
    if magnitude.is_nan() || magnitude >= MOST_STEPS {
        return false;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number below 10^15"
    )]
    let magnitude = magnitude as u64;
    if steps.is_sign_negative() {
        out.push('-');
    }
    let scale = (0..DECIMALS).fold(1, |scale, _| scale * 10);
    append_integer(out, magnitude / scale);
    append_fraction::<DECIMALS>(out, magnitude % scale);
    true
}

/// Writes the decimal point and the decimals, if any is not zero.
fn append_fraction<const DECIMALS: usize>(out: &mut String, mut fraction: u64) {
    if fraction == 0 {
        return;
    }
    let mut digits = [b'0'; DECIMALS];
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(fraction % 10).unwrap_or_default();
        fraction /= 10;
    }
    out.push('.');
    let text = std::str::from_utf8(&digits).unwrap_or_default();
    out.push_str(text.trim_end_matches('0'));
}

/// A member whose value is one of our own words, which need no escaping; `start` is all before the
/// word.
pub fn write_word(out: &mut String, start: &str, word: &str) {
    out.push_str(start);
    out.push_str(word);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    fn assert_as_display(value: f64) {
        assert_eq!(
            written(|out| append_tenths(out, value)),
            round_tenth(value).to_string()
        );
        assert_eq!(
            written(|out| append_degrees(out, value)),
            round_degrees(value).to_string()
        );
    }

    #[test]
    fn rounded_numbers_look_as_display_writes_them_at_every_edge() {
        let edges = [
            0.0,
            0.04,
            0.05,
            0.1,
            0.95,
            1.0,
            9.99,
            10.0,
            865.384_6,
            180.0,
            1e-8,
            1e-7,
            0.5e-7,
            99_999_999.95,
            1e8,
            1e14,
            9.999_999e14,
            1e15,
            1e16,
            1e22,
            1e300,
            f64::MAX,
        ];
        for edge in edges {
            for value in [edge, -edge, edge.next_up(), edge.next_down()] {
                assert_as_display(value);
            }
        }
        assert_as_display(f64::NAN);
        assert_as_display(f64::INFINITY);
    }

    #[test]
    fn every_tenth_of_a_city_looks_as_display_writes_it() {
        for tenths in 0..200_000 {
            assert_as_display(f64::from(tenths) / 10.0);
        }
    }

    #[test]
    fn texts_are_escaped_as_serde_json_escapes_them() {
        for text in [
            "",
            "toilet",
            "饮水机",
            "a\"b",
            "a\\b",
            "a\nb",
            "\u{1f}",
            "\u{7f}",
        ] {
            assert_eq!(written(|out| append_string(out, text)), to_json(&text));
        }
        let texts = ["a", "b\"", ""];
        assert_eq!(
            written(|out| append_strings(out, texts.into_iter())),
            to_json(&texts)
        );
        assert_eq!(written(|out| append_strings(out, [].into_iter())), "[]");
    }

    proptest! {
        #[test]
        fn any_number_looks_as_display_and_serde_json_write_it(value in any::<f64>()) {
            assert_as_display(value);
            if value.is_finite() {
                prop_assert_eq!(written(|out| append_float(out, value)), to_json(&value));
            }
        }

        #[test]
        fn any_degree_looks_as_display_writes_it(degrees in -180.0_f64..180.0) {
            assert_as_display(degrees);
            let exact = round_degrees(degrees);
            prop_assert_eq!(written(|out| append_degrees(out, exact)), exact.to_string());
        }
    }
}
