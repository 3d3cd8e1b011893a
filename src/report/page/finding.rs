//! The finding: the main figure as a sentence that can be quoted.

use super::question::{limit_words, station_words};
use super::words::percent;
use crate::coverage::parts::Parts;
use crate::coverage::run::Run;

/// Shares smaller than one in so many are said as "1 in 24".
const MAX_DENOMINATOR: u32 = 10;
/// Denominators in the order in which they are tried: those that people say most come first.
const WHOLES: [u32; 9] = [2, 3, 4, 5, 10, 6, 8, 7, 9];
/// A fraction is said if it differs from the share by less than this.
const TOLERANCE: f64 = 0.03;
/// A fraction this near is said without "about".
const EXACT: f64 = 0.000_5;

/// So many in so many.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fraction {
    part: u32,
    whole: u32,
    is_exact: bool,
}

/// The finding in Chinese and English; `None` if there are no people.
pub(super) fn finding(run: &Run<'_>) -> Option<(String, String)> {
    let parts = Parts::of(run.outcome);
    if parts.people_total() <= 0.0 {
        return None;
    }
    let Some(share) = parts.share_of_computed(parts.not_covered.people) else {
        return Some((
            "没有算出任何人的结果".into(),
            "No people could be computed".into(),
        ));
    };
    let (within_zh, within_en) = limit_words(run);
    let (station_zh, station_en) = station_words(run);
    let (of_zh, of_en) = if parts.need_warning() {
        ("算得出结果的人里，", ", of those computed")
    } else {
        ("", "")
    };
    Some((
        format!(
            "{of_zh}{}{within_zh}{}{station_zh}",
            subject_zh(share),
            verb_zh(share)
        ),
        format!("{} {station_en} {within_en}{of_en}", subject_en(share)),
    ))
}

/// Those of whom the sentence speaks: the smaller group, so that the fraction is small.
fn subject_zh(share: f64) -> String {
    if share <= 0.0 {
        return "所有人都能在".into();
    }
    if share >= 1.0 {
        return "没有人能在".into();
    }
    let (share, only) = if says_reach(share) {
        (1.0 - share, "只")
    } else {
        (share, "")
    };
    match fraction(share) {
        Some(Fraction {
            part,
            whole,
            is_exact,
        }) => {
            let about = if is_exact { "" } else { "约" };
            format!("每 {whole} 人中{about}{only}有 {part} 人")
        }
        None => format!("{only}有 {} 的人", percent(Some(share))),
    }
}

fn verb_zh(share: f64) -> &'static str {
    match share {
        share if share <= 0.0 || share >= 1.0 => "到达一个",
        share if says_reach(share) => "能到达一个",
        _ => "到不了任何一个",
    }
}

fn subject_en(share: f64) -> String {
    if share <= 0.0 {
        return "All people reach".into();
    }
    if share >= 1.0 {
        return "No people reach".into();
    }
    let (share, only, verb) = if says_reach(share) {
        (1.0 - share, "only ", "reach")
    } else {
        (share, "", "do not reach")
    };
    let text = match fraction(share) {
        Some(Fraction {
            part,
            whole,
            is_exact,
        }) => {
            let about = if is_exact { "" } else { "about " };
            format!("{only}{about}{part} in {whole} people {verb}")
        }
        None => format!("{only}{} of people {verb}", percent(Some(share))),
    };
    capital(&text)
}

/// Whether the sentence speaks of the few that reach a station, not of those that do not.
fn says_reach(share_not: f64) -> bool {
    share_not > 1.0 - 1.0 / f64::from(MAX_DENOMINATOR)
}

/// The first fraction that is near enough to a share above 0 and below 1.
fn fraction(share: f64) -> Option<Fraction> {
    let near = |part: u32, whole: u32| {
        let off = (f64::from(part) / f64::from(whole) - share).abs();
        (off < TOLERANCE).then_some(Fraction {
            part,
            whole,
            is_exact: off < EXACT,
        })
    };
    if share < 1.0 / f64::from(MAX_DENOMINATOR) {
        let whole = (1.0 / share).round();
        return (whole < 1_000.0).then(|| one_in(whole, share));
    }
    WHOLES
        .into_iter()
        .flat_map(|whole| (1..whole).map(move |part| (part, whole)))
        .find_map(|(part, whole)| near(part, whole))
}

fn one_in(whole: f64, share: f64) -> Fraction {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is positive and less than a thousand"
    )]
    let number = whole as u32;
    Fraction {
        part: 1,
        whole: number,
        is_exact: (1.0 / whole - share).abs() < EXACT / whole,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(share: f64) -> Option<(u32, u32, bool)> {
        fraction(share).map(|found| (found.part, found.whole, found.is_exact))
    }

    #[test]
    fn a_share_is_said_as_the_simplest_fraction_that_is_near() {
        assert_eq!(said(0.2), Some((1, 5, true)));
        assert_eq!(said(0.21), Some((1, 5, false)));
        assert_eq!(said(0.5), Some((1, 2, true)));
        assert_eq!(said(0.834), Some((5, 6, false)));
        assert_eq!(said(0.522), Some((1, 2, false)));
        assert_eq!(said(0.294), Some((3, 10, false)));
        assert_eq!(said(0.04), Some((1, 25, true)));
        assert_eq!(said(0.001), None);
    }

    #[test]
    fn every_share_that_is_not_tiny_is_near_its_fraction() {
        for thousandths in 2..1_000 {
            let share = f64::from(thousandths) / 1_000.0;
            if let Some(found) = fraction(share) {
                let said = f64::from(found.part) / f64::from(found.whole);
                assert!((said - share).abs() < 2.0 * TOLERANCE, "{share}: {said}");
            }
        }
    }

    #[test]
    fn the_sentence_speaks_of_the_smaller_group_when_nearly_all_are_without() {
        assert_eq!(subject_zh(0.2), "每 5 人中有 1 人");
        assert_eq!(verb_zh(0.2), "到不了任何一个");
        assert_eq!(subject_zh(0.95), "每 20 人中只有 1 人");
        assert_eq!(verb_zh(0.95), "能到达一个");
        assert_eq!(subject_en(0.2), "1 in 5 people do not reach");
        assert_eq!(subject_en(0.951), "Only about 1 in 20 people reach");
        assert_eq!(subject_en(0.0), "All people reach");
        assert_eq!(subject_en(1.0), "No people reach");
    }
}
