//! Set covering: the fewest sites that cover all that can be covered (Toregas et al. 1971).

use super::exact::{self, Ended};
use super::exchange::{exchange, kick};
use super::greedy::greedy;
use super::rows::Rows;
use super::solved::{Effort, Method, Solved, rounding, up_to_whole};
use super::subgradient::Steps;
use super::tally::{Counting, Tally};

/// Steps towards the best prices.
const MAX_STEPS: u32 = 600;

/// Chooses the fewest sites that can be found to cover every row, with a bound below which there
/// is none.
///
/// Greedy by the number of rows; then, as long as that succeeds, one site fewer is looked for by
/// exchange; and the solver, if it is asked for and the bound is not met.
pub(super) fn fewest(rows: &Rows, effort: &Effort) -> Solved {
    let rows = &rows.clone().of_equal_worth();
    let bound = up_to_whole(lower_bound(rows, |_| false));
    let chosen = descend(rows, effort, |n_sites| n_sites <= bound);
    let mut solved = Solved {
        value: count(&chosen),
        chosen,
        bound,
        method: Method::Heuristic,
    };
    if effort.exact && !solved.is_optimal() {
        improve(rows, effort, &mut solved);
    }
    solved
}

/// Whether all rows can be covered by some number of sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Coverable {
    /// By these.
    By(Vec<u32>),
    /// By none of that number.
    Not,
    /// It is not known; whether because there are too many pairs for the solver that was asked for.
    Unknown { is_too_large: bool },
}

/// Whether all rows can be covered by at most `n_new` sites.
pub(super) fn is_coverable(rows: &Rows, n_new: u32, effort: &Effort) -> Coverable {
    let rows = &rows.clone().of_equal_worth();
    let most = f64::from(n_new);
    if up_to_whole(lower_bound(rows, |bound| up_to_whole(bound) > most)) > most {
        return Coverable::Not;
    }
    let chosen = descend(rows, effort, |n_sites| n_sites <= most);
    if count(&chosen) <= most {
        return Coverable::By(chosen);
    }
    let unknown = |is_too_large| Coverable::Unknown { is_too_large };
    if !effort.exact {
        return unknown(false);
    }
    match exact::fewest(rows, effort, &chosen) {
        Ended::Found { sites, .. } if count(&sites) <= most => Coverable::By(sites),
        Ended::Found { is_proved, .. } if is_proved => Coverable::Not,
        ended => unknown(ended == Ended::TooLarge),
    }
}

fn improve(rows: &Rows, effort: &Effort, solved: &mut Solved) {
    match exact::fewest(rows, effort, &solved.chosen) {
        Ended::TooLarge => solved.method = Method::ExactTooLarge,
        Ended::Interrupted => solved.method = Method::ExactTimedOut,
        Ended::Found { sites, is_proved } => {
            if count(&sites) < solved.value {
                solved.value = count(&sites);
                solved.chosen = sites;
            }
            solved.method = Method::ExactTimedOut;
            if is_proved {
                solved.bound = solved.value;
                solved.method = Method::Exact;
            }
        }
    }
}

/// A cover of all rows, made smaller while that can be done within the steps of the effort, which
/// are for all of it together.
fn descend(rows: &Rows, effort: &Effort, is_enough: impl Fn(f64) -> bool) -> Vec<u32> {
    let total = rows.total();
    let least = rounding(total);
    let n_sites = u32::try_from(rows.n_sites()).unwrap_or(u32::MAX);
    let mut start = Tally::new(rows, Counting::SHARES);
    greedy(&mut start, n_sites, least);
    let mut best = without_spare(rows, start.chosen());
    let mut steps_left = effort.max_steps;
    while !is_enough(count(&best)) {
        let Some(fewer) = one_fewer(rows, &best, total, &mut steps_left) else {
            break;
        };
        best = without_spare(rows, &fewer);
    }
    best
}

/// A cover with a site fewer, found by exchange; `None` if there is none within the steps that are
/// left, of which it takes off what it did.
fn one_fewer(rows: &Rows, cover: &[u32], total: f64, steps_left: &mut u64) -> Option<Vec<u32>> {
    let least = rounding(total);
    let mut tally = Tally::with(rows, Counting::TRUE_THEN_SHARES, cover);
    let loss_of = |tally: &mut Tally<'_>, site: u32| {
        tally.remove(site);
        let loss = tally.gain(site);
        tally.add(site);
        loss
    };
    let losses = cover.iter().map(|site| (*site, loss_of(&mut tally, *site)));
    let (cheapest, _) = losses.reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    tally.remove(cheapest);
    let is_all = |value: f64| value >= total - least;
    exchange(&mut tally, least, *steps_left);
    kick(&mut tally, least, *steps_left, is_all);
    *steps_left = steps_left.saturating_sub(tally.n_steps());
    is_all(tally.covered()).then(|| tally.chosen().to_vec())
}

/// The sites of a cover without those that all rows are covered without.
fn without_spare(rows: &Rows, cover: &[u32]) -> Vec<u32> {
    let mut tally = Tally::with(rows, Counting::TRUE, cover);
    for site in cover.iter().rev() {
        tally.remove(*site);
        if tally.gain(*site) > 0.0 {
            tally.add(*site);
        }
    }
    tally.chosen().to_vec()
}

/// How many sites any cover has at least, by Lagrangian relaxation: for any prices of rows, the sum
/// of need · price, and of the negative values of 1 less the prices of a site's rows (Beasley
/// 1990). Ends early if it is `enough`.
fn lower_bound(rows: &Rows, enough: impl Fn(f64) -> bool) -> f64 {
    let n_sites = u32::try_from(rows.n_sites()).unwrap_or(u32::MAX);
    let largest = |row: usize| {
        let sizes = rows
            .sites_of(row)
            .iter()
            .map(|site| rows.rows_of(*site).len());
        u32::try_from(sizes.max().unwrap_or(1)).unwrap_or(u32::MAX)
    };
    let mut prices: Vec<f64> = (0..rows.len())
        .map(|row| 1.0 / f64::from(largest(row)))
        .collect();
    let mut slopes = vec![0.0; rows.len()];
    let mut bound = 0.0_f64;
    let mut steps = Steps::new(MAX_STEPS, rows.n_pairs());
    // What the bound is hoped to come near to: a step beyond what it is.
    while steps.go_on() && !enough(bound) {
        let mut value = 0.0;
        for (row, slope) in slopes.iter_mut().enumerate() {
            *slope = f64::from(rows.need(row));
            value += *slope * prices[row];
        }
        for site in 0..n_sites {
            let rows_of = rows.rows_of(site);
            let paid: f64 = rows_of.iter().map(|row| prices[*row as usize]).sum();
            if paid > 1.0 {
                value += 1.0 - paid;
                for row in rows_of {
                    slopes[*row as usize] -= 1.0;
                }
            }
        }
        steps.note(value > bound + 1e-9);
        bound = bound.max(value);
        let is_free = |row: usize, slope: f64| prices[row] > 0.0 || slope > 0.0;
        let norm: f64 = slopes
            .iter()
            .enumerate()
            .filter(|(row, slope)| is_free(*row, **slope))
            .map(|(_, slope)| slope * slope)
            .sum();
        let target = bound + bound.mul_add(0.05, 0.5);
        let length = steps.length() * (target - value) / norm.max(f64::MIN_POSITIVE);
        for (price, slope) in prices.iter_mut().zip(&slopes) {
            *price = (*price + length * slope).max(0.0);
        }
    }
    bound
}

/// How many, as a number to compare bounds with.
fn count(sites: &[u32]) -> f64 {
    f64::from(u32::try_from(sites.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::rows::Merging;

    /// Rows of which any site covers about half.
    fn rows() -> Rows {
        let mut random = fastrand::Rng::with_seed(9);
        let mut merging = Merging::default();
        for _ in 0..200 {
            let sites: Vec<u32> = (0..40).filter(|_| random.bool()).collect();
            merging.add(1, 1.0, &sites);
        }
        merging.finish(40)
    }

    #[test]
    fn the_steps_of_an_effort_are_spent_once_and_not_for_each_site_that_is_saved() {
        let rows = rows();
        let cover: Vec<u32> = (0..40).collect();
        let total = rows.total();
        let mut steps_left = 1_000_000;
        let fewer = one_fewer(&rows, &cover, total, &mut steps_left).unwrap();
        assert_eq!(fewer.len(), 39);
        assert!(steps_left < 1_000_000 - rows.n_pairs() as u64);
        let before = steps_left;
        assert!(one_fewer(&rows, &[0, 1], total, &mut steps_left).is_none());
        assert_eq!((before > 0, steps_left), (true, 0));
    }
}
