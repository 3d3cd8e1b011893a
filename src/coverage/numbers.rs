//! Numbers as they are written into files and answers.

use serde_json::Number;

use crate::demand::Cell;

/// How people are written: whole if all of the demand are, else to a tenth.
#[derive(Clone, Copy)]
pub struct PeopleFormat {
    decimals: usize,
}

impl PeopleFormat {
    /// The format of all sums over these cells.
    pub fn of(cells: &[Cell]) -> Self {
        let is_whole = |people: f64| people.fract().abs() < f64::EPSILON;
        Self {
            decimals: usize::from(!cells.iter().all(|cell| is_whole(cell.people))),
        }
    }

    /// A number of people as text.
    pub fn text(self, people: f64) -> String {
        fixed(people, self.decimals)
    }

    /// The same with commas between thousands.
    pub fn grouped(self, people: f64) -> String {
        grouped(&self.text(people))
    }

    /// The same as a JSON number: one without a point if people are whole.
    pub fn json(self, people: f64) -> Number {
        // A formatted number always parses.
        self.text(people).parse().unwrap_or(Number::from(0))
    }
}

/// Metres and seconds: to a tenth.
pub fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Tenths as text, always with a decimal point: the same tenths, so that tables, JSON and what is read
/// back from tables agree on a value in the middle of two.
pub fn tenths_text(value: f64) -> String {
    fixed(tenths(value), 1)
}

/// A part of a whole to six digits.
pub fn six_digits(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

/// Commas between thousands of a number's text.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut out = String::with_capacity(number.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if left % 3 == 0 && out.chars().next_back().is_some_and(|c| c.is_ascii_digit()) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(rest);
    out
}

/// A number with this many decimals; zero has no sign.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| matches!(c, '0' | '.')) => zero.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_between_two_tenths_is_the_same_in_text_and_in_json_and_when_it_is_read_back() {
        for value in [0.05, 0.25, 804.95, 1_168.45, 98.752, 123.44, 0.0] {
            let read: f64 = tenths_text(value).parse().unwrap();
            assert_eq!(read.to_bits(), tenths(value).to_bits(), "{value}");
            assert_eq!(tenths(read).to_bits(), read.to_bits(), "{value}");
        }
    }

    #[test]
    fn people_are_written_whole_or_to_a_tenth() {
        let whole = PeopleFormat { decimals: 0 };
        assert_eq!(whole.json(1_332_845.0).to_string(), "1332845");
        assert_eq!(whole.json(-0.0).to_string(), "0");
        let tenth = PeopleFormat { decimals: 1 };
        assert_eq!(tenth.json(3.25).to_string(), "3.2");
        assert_eq!(tenth.json(3.0).to_string(), "3.0");
        assert_eq!(whole.grouped(1_332_845.0), "1,332,845");
        assert_eq!(tenth.text(-1e-10), "0.0");
        assert_eq!(tenth.text(-2.0), "-2.0");
        assert_eq!(whole.grouped(999.0), "999");
        assert_eq!(tenth.grouped(1_234.5), "1,234.5");
        assert_eq!(whole.text(1e20), "100000000000000000000");
        assert!(
            whole
                .json(1e20)
                .as_f64()
                .is_some_and(|people| people > 9e19)
        );
    }
}
