//! The best sites in place of a chosen one.

use super::rows::Rows;
use super::tally::{Counting, Tally};

/// For each chosen site, the others and what is lost with one of them instead; the least first.
///
/// Cost: for each chosen site the pairs of its rows, and all sites.
pub(super) fn instead(rows: &Rows, chosen: &[u32], most: usize) -> Vec<Vec<(u32, f64)>> {
    let mut tally = Tally::with(rows, Counting::TRUE, chosen);
    let mut all = Vec::with_capacity(chosen.len());
    for site in chosen {
        tally.remove(*site);
        let worth = tally.gain(*site);
        let others = tally.others().filter(|other| other != site);
        let losses = others.map(|other| (other, worth - tally.gain(other)));
        all.push(least(losses.collect(), most));
        tally.add(*site);
    }
    all
}

/// The sites that lose least, ascending; of equals the first sites. Cost: all once, and the sort of
/// those that are kept.
pub(super) fn least(mut losses: Vec<(u32, f64)>, most: usize) -> Vec<(u32, f64)> {
    let order = |a: &(u32, f64), b: &(u32, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
    if most < losses.len() {
        losses.select_nth_unstable_by(most, order);
        losses.truncate(most);
    }
    losses.sort_unstable_by(order);
    losses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_losses_are_the_first_of_all_in_their_order() {
        let mut random = fastrand::Rng::with_seed(7);
        for n_sites in 0..40_u32 {
            let loss = |site| (site, f64::from(random.u8(..9)));
            let losses: Vec<(u32, f64)> = (0..n_sites).map(loss).collect();
            let mut sorted = losses.clone();
            sorted.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            sorted.truncate(3);
            assert_eq!(least(losses, 3), sorted);
        }
    }
}
