//! The p-median: the sites with the shortest ways for all people together (Hakimi 1964).
//!
//! A person's way leads to the nearest existing or chosen station. Existing ones are open in
//! every choice and cost nothing.

mod bound;

use super::alternatives::least;
use super::exact::Ended;
use super::exact_median;
use super::solved::{Effort, Method, Solved, is_close, rounding};
use super::ways::Ways;
use super::world::World;
use bound::lower_bound;

/// Exchanges that are made at most.
const MAX_EXCHANGES: u32 = 10_000;

/// Chooses at most `n_new` sites; the value is metres times people.
///
/// Greedy; then the exchange of Teitz and Bart (1968) with all gains and losses of a step
/// computed together (Resende, Werneck 2007), until no exchange helps; a Lagrangian bound below
/// which there is none; and the solver, if it is asked for and they differ.
pub(super) fn median(world: &World, n_new: u32, effort: &Effort) -> Solved {
    let mut ways = Ways::new(world);
    let least = rounding(ways.value());
    for _ in 0..n_new {
        let Some((site, gain)) = ways.best_addition() else {
            break;
        };
        if gain <= least {
            break;
        }
        ways.add(site);
    }
    exchange(&mut ways, least, effort.max_steps);
    let value = ways.value();
    let bound = lower_bound(world, n_new, value, |bound| is_close(bound, value));
    let mut solved = Solved {
        value,
        bound: bound.min(value),
        method: Method::Heuristic,
        chosen: ways.chosen().to_vec(),
    };
    if effort.exact && !solved.is_optimal() {
        improve(world, n_new, effort, &mut solved);
    }
    solved.chosen = in_order(world, &solved.chosen);
    solved
}

/// Exchanges sites while that gains more than `least` and `max_steps` are not done.
fn exchange(ways: &mut Ways<'_>, least: f64, max_steps: u64) {
    let mut n_steps = 0_u64;
    for _ in 0..MAX_EXCHANGES {
        n_steps = n_steps.saturating_add(ways.n_steps_of_exchange());
        if n_steps > max_steps {
            break;
        }
        let Some(best) = ways.best_exchange().filter(|best| best.gain > least) else {
            break;
        };
        ways.exchange(best.out, best.site);
    }
}

/// Lets the solver look for a shorter sum.
fn improve(world: &World, n_new: u32, effort: &Effort, solved: &mut Solved) {
    match exact_median::solve(world, n_new, effort, &solved.chosen) {
        Ended::TooLarge => solved.method = Method::ExactTooLarge,
        Ended::Interrupted => solved.method = Method::ExactTimedOut,
        Ended::Found { sites, is_proved } => {
            let value = value_of(world, &sites);
            if value < solved.value {
                solved.value = value;
                solved.chosen = sites;
            }
            solved.bound = solved.bound.min(solved.value);
            solved.method = Method::ExactTimedOut;
            if is_proved {
                solved.bound = solved.value;
                solved.method = Method::Exact;
            }
        }
    }
}

/// Metres times people, for some sites beside the existing ones.
pub(super) fn value_of(world: &World, chosen: &[u32]) -> f64 {
    world.person_metres(&world.nearest_m(chosen))
}

/// The sites in the order of what each saves beside those before it, without those that save
/// nothing.
fn in_order(world: &World, chosen: &[u32]) -> Vec<u32> {
    let mut ways = Ways::new(world);
    let least = rounding(ways.value());
    let mut left = chosen.to_vec();
    while !left.is_empty() {
        let gains = ways.gains();
        let best = (0..left.len())
            .reduce(|best, place| {
                let more = gains[left[place] as usize] > gains[left[best] as usize];
                if more { place } else { best }
            })
            .unwrap_or_default();
        let site = left.remove(best);
        if gains[site as usize] <= least {
            break;
        }
        ways.add(site);
    }
    ways.chosen().to_vec()
}

/// For each chosen site, the others and how much longer all ways become with one of them instead,
/// metres times people; the least first.
///
/// Cost: all cells and all candidates for each chosen site, and the pairs of the cells that it
/// serves.
pub(super) fn instead(world: &World, chosen: &[u32], most: usize) -> Vec<Vec<(u32, f64)>> {
    let mut ways = Ways::with(world, chosen);
    let value = ways.value();
    let is_chosen = world.marked(chosen);
    let mut all = Vec::with_capacity(chosen.len());
    for site in chosen {
        ways.remove(*site);
        let without = ways.value();
        let others = (0_u32..).zip(ways.gains().iter().copied());
        let others = others.filter(|(other, _)| !is_chosen[*other as usize]);
        let losses = others.map(|(other, gain)| (other, without - gain - value));
        all.push(least(losses.collect(), most));
        ways.add(*site);
    }
    all
}
