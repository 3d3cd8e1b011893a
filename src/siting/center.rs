//! The p-center: the sites with which the longest of all ways is shortest (Hakimi 1964).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::time::Instant;

use super::alternatives::least;
use super::fewest::{Coverable, is_coverable};
use super::solved::{Effort, Method, Solved};
use super::ways::Ways;
use super::world::World;

/// Chooses at most `n_new` sites; the value is the longest way of anyone to the nearest existing or
/// chosen station, metres.
///
/// The longest way is one of the distances. Whether one of them is long enough is a set cover:
/// do K sites cover all within it (Minieka 1970)? The distances are halved between those that are
/// known to be too short and those that are known to do; the bound is the first not known
/// to be too short.
pub(super) fn center(world: &World, n_new: u32, effort: &Effort) -> Solved {
    let started = Instant::now();
    let distances_m = candidates_m(world);
    let mut chosen = Vec::new();
    let mut too_short = 0;
    let mut unknown_from = distances_m.len();
    let mut was_too_large = false;
    // Between what is known to be too short and what is known to do.
    let (mut low, mut high) = (0, distances_m.len());
    while low < high {
        let middle = low.midpoint(high);
        let rows = world.rows_within_alone(distances_m[middle]);
        match is_coverable(&rows, n_new, &effort.left_since(started)) {
            Coverable::By(sites) => {
                chosen = sites;
                high = middle;
            }
            Coverable::Not => {
                low = middle + 1;
                too_short = low;
                // What a longer one is too short for, a shorter one is too.
                unknown_from = distances_m.len();
                was_too_large = false;
            }
            Coverable::Unknown { is_too_large } => {
                was_too_large |= is_too_large;
                unknown_from = unknown_from.min(middle);
                low = middle + 1;
            }
        }
    }
    let value = world.longest_m(&world.nearest_m(&chosen));
    let mut bound = value;
    if unknown_from < high {
        let between = too_short..unknown_from;
        bound = distances_m[first_not_too_short(world, &distances_m, n_new, effort, between)];
    }
    let is_proved = effort.exact && unknown_from >= high;
    Solved {
        value,
        bound: bound.min(value),
        method: match (effort.exact, is_proved) {
            (false, _) => Method::Heuristic,
            (true, true) => Method::Exact,
            // More time alone would not prove it.
            (true, false) if was_too_large => Method::ExactTooLarge,
            (true, false) => Method::ExactTimedOut,
        },
        chosen: in_order(world, &chosen),
    }
}

/// Below what was not decided, the first distance that is not known to be too short.
fn first_not_too_short(
    world: &World,
    distances_m: &[f64],
    n_new: u32,
    effort: &Effort,
    between: Range<usize>,
) -> usize {
    let quick = Effort {
        exact: false,
        ..*effort
    };
    let is_short = |place: usize| {
        let rows = world.rows_within_alone(distances_m[place]);
        is_coverable(&rows, n_new, &quick) == Coverable::Not
    };
    let (mut low, mut high) = (between.start, between.end);
    while low < high {
        let middle = low.midpoint(high);
        if is_short(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The distances that the longest way can have, ascending: not shorter than any cell's shortest.
fn candidates_m(world: &World) -> Vec<f64> {
    let existing_m = world.nearest_m(&[]);
    let peopled = || (0..world.cells.len()).filter(|row| world.cells[*row].people > 0.0);
    let shortest = |row: usize| {
        let ways = world.pairs.of(row).map(|pair| pair.1);
        ways.fold(existing_m[row], f64::min)
    };
    let least_m = peopled().map(shortest).fold(0.0, f64::max);
    let ways = world.pairs.distances_m().iter().copied();
    let existing = peopled().map(|row| existing_m[row]);
    let mut all: Vec<f64> = ways
        .chain(existing)
        .filter(|way_m| *way_m >= least_m)
        .map(|way_m| way_m.min(world.far_m))
        .collect();
    all.sort_unstable_by(f64::total_cmp);
    all.dedup_by(|a, b| a.total_cmp(b).is_eq());
    all
}

/// The sites in the order in which each shortens the longest way most beside those before it, or
/// else all ways together; the last ones may shorten it only together.
fn in_order(world: &World, chosen: &[u32]) -> Vec<u32> {
    let mut left = chosen.to_vec();
    left.sort_unstable();
    let mut ways = Ways::new(world);
    while !left.is_empty() {
        let longest_m = longest_with_each(world, &ways.nearest_m());
        let (longest_of, gain_of) = (
            |place: usize| longest_m[left[place] as usize],
            |place: usize| ways.gains()[left[place] as usize],
        );
        let is_better = |a: usize, b: usize| {
            let by_longest = longest_of(a).total_cmp(&longest_of(b));
            by_longest.then(gain_of(b).total_cmp(&gain_of(a))).is_lt()
        };
        let best = (1..left.len()).fold(
            0,
            |best, place| {
                if is_better(place, best) { place } else { best }
            },
        );
        ways.add(left.remove(best));
    }
    ways.chosen().to_vec()
}

/// For each chosen site, the others and how much longer the longest way becomes with one of
/// them instead, metres; the least first.
///
/// Cost: all cells and all candidates for each chosen site, and the pairs of the cells with the
/// longest ways.
pub(super) fn instead(world: &World, chosen: &[u32], most: usize) -> Vec<Vec<(u32, f64)>> {
    let ways = Ways::with(world, chosen);
    let value = world.longest_m(&ways.nearest_m());
    let is_chosen = world.marked(chosen);
    let losses = |site: &u32| {
        let longest_m = longest_with_each(world, &ways.nearest_m_without(*site));
        let others = (0_u32..).zip(longest_m);
        let others = others.filter(|(other, _)| !is_chosen[*other as usize]);
        least(
            others
                .map(|(other, longest_m)| (other, longest_m - value))
                .collect(),
            most,
        )
    };
    chosen.iter().map(losses).collect()
}

/// The longest way with each site beside the ones whose ways are given.
fn longest_with_each(world: &World, nearest_m: &[f64]) -> Vec<f64> {
    // The longest way first: a site decides on each that it shortens, and the first that it does
    // not shorten stays. What is not negative is in the order of its bits.
    let peopled = (0..world.cells.len()).filter(|row| world.cells[*row].people > 0.0);
    let ways = peopled.map(|row| (nearest_m[row].to_bits(), Reverse(row)));
    let mut ways: BinaryHeap<(u64, Reverse<usize>)> = ways.collect();
    let mut longest = vec![0.0_f64; world.n_sites];
    let mut n_shortened = vec![0_usize; world.n_sites];
    let mut seen_m = Vec::new();
    let mut n_going_on = world.n_sites;
    while n_going_on > 0 {
        let Some((_, Reverse(row))) = ways.pop() else {
            seen_m.push(0.0);
            break;
        };
        n_going_on = 0;
        for (site, way_m) in world.pairs.of(row) {
            let site = site as usize;
            if n_shortened[site] == seen_m.len() && way_m < nearest_m[row] {
                longest[site] = longest[site].max(way_m);
                n_shortened[site] += 1;
                n_going_on += 1;
            }
        }
        seen_m.push(nearest_m[row]);
    }
    for (longest, n_shortened) in longest.iter_mut().zip(n_shortened) {
        *longest = longest.max(seen_m.get(n_shortened).copied().unwrap_or_default());
    }
    longest
}
