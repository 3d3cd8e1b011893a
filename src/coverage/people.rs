//! Numbers of people that add up exactly, in whatever order and in however many parts.

use std::iter::Sum;
use std::ops::AddAssign;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many units one person is: 2^64.
const UNITS: f64 = 18_446_744_073_709_551_616.0;

/// A number of people in whole units of 2^-64 of one.
///
/// A number from 2^-12 to 10^10, and every whole one, is held exactly; a smaller one to the nearest
/// unit. Sums are sums of integers: they have no rounding and no order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct People(u128);

impl People {
    /// People as a demand has them; what is no number of people is 0.
    pub fn of(people: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "people are not negative and at most 10^10, which is 2^98 units; others saturate"
        )]
        let units = (people * UNITS).round() as u128;
        Self(units)
    }

    /// The nearest number, as figures are computed and written from it.
    pub fn number(self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "rounded once, to the nearest number, when all is added up"
        )]
        let units = self.0 as f64;
        units / UNITS
    }
}

impl AddAssign for People {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for People {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, people| {
            sum += people;
            sum
        })
    }
}

/// As text: the units have more digits than a number of JSON can hold.
impl Serialize for People {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::MAX_PEOPLE;

    #[test]
    fn sums_have_no_order_and_no_rounding() {
        let numbers = [0.1, 1e10, 0.2, 3.25, 1e-4, 7.0, 0.3, 1.0 / 3.0];
        let sum = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(People::of).sum::<People>();
        let forward = sum(&mut numbers.into_iter());
        let mut halves = sum(&mut numbers.into_iter().take(3));
        halves += sum(&mut numbers.into_iter().skip(3).rev());
        assert_eq!(forward, halves);
        let thousand: People = std::iter::repeat_n(People::of(0.1), 1_000).sum();
        assert_eq!(thousand.number().to_string(), "100");
    }

    #[test]
    fn a_number_of_people_comes_back_as_it_was() {
        for people in [
            0.0,
            0.1,
            12.5,
            8_191.7,
            1e9 + 0.25,
            0.000_244_140_625,
            MAX_PEOPLE,
        ] {
            assert_eq!(People::of(people).number().to_bits(), people.to_bits());
        }
        assert_eq!(People::of(-1.0), People::default());
        assert_eq!(People::of(f64::NAN), People::default());
    }

    #[test]
    fn they_are_written_and_read_as_text() {
        let people = People::of(MAX_PEOPLE);
        let text = serde_json::to_string(&people).unwrap();
        assert_eq!(text, "\"184467440737095516160000000000\"");
        assert_eq!(serde_json::from_str::<People>(&text).unwrap(), people);
        for wrong in ["1", "\"-1\"", "\"x\"", "\"1e400\""] {
            assert!(serde_json::from_str::<People>(wrong).is_err(), "{wrong}");
        }
    }
}
