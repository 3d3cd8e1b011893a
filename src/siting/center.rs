//! The p-center: the sites with which the longest of all ways is shortest (Hakimi 1964).

use std::ops::Range;
use std::time::Instant;

use super::fewest::is_coverable;
use super::solved::{Effort, Method, Solved};
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
    // Between what is known to be too short and what is known to do.
    let (mut low, mut high) = (0, distances_m.len());
    while low < high {
        let middle = low.midpoint(high);
        let rows = world.rows_within_alone(distances_m[middle]);
        match is_coverable(&rows, n_new, &effort.left_since(started)) {
            (Some(true), sites) => {
                chosen = sites;
                high = middle;
            }
            (Some(false), _) => {
                low = middle + 1;
                too_short = low;
                // What a longer one is too short for, a shorter one is too.
                unknown_from = distances_m.len();
            }
            (None, _) => {
                unknown_from = unknown_from.min(middle);
                low = middle + 1;
            }
        }
    }
    let value = longest_m(world, &chosen);
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
        is_coverable(&rows, n_new, &quick).0 == Some(false)
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

/// The longest way of anyone, metres.
pub(super) fn longest_m(world: &World, chosen: &[u32]) -> f64 {
    let nearest_m = world.nearest_m(chosen);
    let peopled = world.cells.iter().zip(nearest_m);
    peopled
        .filter(|(cell, _)| cell.people > 0.0)
        .fold(0.0, |longest, (_, way_m)| way_m.max(longest))
}

/// The sites in the order in which each shortens the longest way most beside those before it; the
/// last ones may shorten it only together.
fn in_order(world: &World, chosen: &[u32]) -> Vec<u32> {
    let mut left = chosen.to_vec();
    left.sort_unstable();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let with = |place: usize| {
            let mut sites = ordered.clone();
            sites.push(left[place]);
            (
                longest_m(world, &sites),
                super::median::value_of(world, &sites),
            )
        };
        let shorter = |a: (f64, f64), b: (f64, f64)| {
            let by_longest = a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
            by_longest.is_lt()
        };
        let best = (1..left.len()).fold(0, |best, place| {
            if shorter(with(place), with(best)) {
                place
            } else {
                best
            }
        });
        ordered.push(left.remove(best));
    }
    ordered
}

/// For each chosen site, the others and how much longer the longest way becomes with one of
/// them instead, metres; the least first.
///
/// Cost: the pairs of the world for each chosen site.
pub(super) fn instead(world: &World, chosen: &[u32], most: usize) -> Vec<Vec<(u32, f64)>> {
    let value = longest_m(world, chosen);
    let mut all = Vec::with_capacity(chosen.len());
    for site in chosen {
        let rest: Vec<u32> = chosen.iter().copied().filter(|held| held != site).collect();
        let nearest_m = world.nearest_m(&rest);
        let mut others: Vec<(u32, f64)> = longest_with_each(world, &nearest_m)
            .into_iter()
            .zip(0_u32..)
            .filter(|(_, other)| !chosen.contains(other))
            .map(|(longest_m, other)| (other, longest_m - value))
            .collect();
        others.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        others.truncate(most);
        all.push(others);
    }
    all
}

/// The longest way with each site beside the ones whose ways are given.
fn longest_with_each(world: &World, nearest_m: &[f64]) -> Vec<f64> {
    // Cells by the length of their way, the longest first: a site decides on each that it reaches,
    // and the first that it does not reach has its way as it was.
    let mut order: Vec<usize> = (0..world.cells.len())
        .filter(|row| world.cells[*row].people > 0.0)
        .collect();
    order.sort_unstable_by(|a, b| nearest_m[*b].total_cmp(&nearest_m[*a]));
    let mut longest = vec![0.0_f64; world.n_sites];
    let mut n_reached = vec![0_usize; world.n_sites];
    for (place, row) in order.iter().enumerate() {
        for (site, way_m) in world.pairs.of(*row) {
            let site = site as usize;
            if n_reached[site] == place && way_m < nearest_m[*row] {
                longest[site] = longest[site].max(way_m);
                n_reached[site] += 1;
            }
        }
    }
    for (longest, n_reached) in longest.iter_mut().zip(n_reached) {
        let first_as_it_was = order.get(n_reached).map_or(0.0, |row| nearest_m[*row]);
        *longest = longest.max(first_as_it_was);
    }
    longest
}
