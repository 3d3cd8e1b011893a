//! The greedy choice: again and again the site that adds most.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::tally::Tally;

/// A site and what it would add, when that was last looked at.
#[derive(Clone, Copy, Debug)]
struct Entry {
    gain: f64,
    site: u32,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_gain = self.gain.total_cmp(&other.gain);
        by_gain.then_with(|| other.site.cmp(&self.site))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// Chooses up to `n_new` sites, each the one that adds most to those before it, the first of
/// equals, and stops when none adds more than `least`. The tally must count submodularly.
///
/// Lazy: a gain that was looked at before is an upper bound of what it is now, so only the sites
/// at the top are looked at again (Minoux 1978). Of the optimum it reaches at least 63.2 %
/// (Nemhauser, Wolsey, Fisher 1978). Returns an upper bound of what any choice of `n_new` sites
/// reaches, by the same paper: after each step, what is reached and the largest gains left.
pub(super) fn greedy(tally: &mut Tally<'_>, n_new: u32, least: f64) -> f64 {
    let mut heap: BinaryHeap<Entry> = tally
        .others()
        .map(|site| Entry {
            gain: tally.gain(site),
            site,
        })
        .collect();
    let mut reached = tally.shares();
    let mut bound = reached + tally.largest_gains(n_new);
    for _ in 0..n_new {
        let Some(site) = pop_best(&mut heap, tally, least) else {
            break;
        };
        reached += tally.gain(site);
        tally.add(site);
        bound = bound.min(reached + tally.largest_gains(n_new));
    }
    bound
}

fn pop_best(heap: &mut BinaryHeap<Entry>, tally: &Tally<'_>, least: f64) -> Option<u32> {
    while let Some(top) = heap.pop() {
        let gain = tally.gain(top.site);
        if gain <= least {
            continue;
        }
        // Stale: it goes back with what it would add now.
        if gain < top.gain {
            heap.push(Entry { gain, ..top });
            continue;
        }
        return Some(top.site);
    }
    None
}
