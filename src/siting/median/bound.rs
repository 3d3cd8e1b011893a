//! A lower bound of the p-median by Lagrangian relaxation (Narula, Ogbu, Samuelsson 1977).
//!
//! Each cell has a price for being served. For any prices, the ways of no choice sum up to less than
//!
//! > the sum of prices, each at most the cell's way to what exists, less the K largest savings: of
//! > one site, the sum over its cells of what the price is above the way to it
//!
//! all times people.

use crate::siting::subgradient::Steps;
use crate::siting::world::World;

/// Steps towards the best prices.
const MAX_STEPS: u32 = 1_500;

/// No choice of `n_new` sites has less; `reached` is what a known one has. Ends early if it is
/// `enough`.
pub(super) fn lower_bound(
    world: &World,
    n_new: u32,
    reached: f64,
    enough: impl Fn(f64) -> bool,
) -> f64 {
    // Prices and slopes are for one person of the cell.
    let caps = world.nearest_m(&[]);
    let mut prices = start(world, &caps);
    let mut bound = f64::NEG_INFINITY;
    let mut steps = Steps::new(MAX_STEPS, world.pairs.distances_m().len());
    while steps.go_on() && !enough(bound) {
        let savings = world.savings(|row| prices[row]);
        let best = largest(&savings, n_new);
        let paid: f64 = world
            .cells
            .iter()
            .zip(&prices)
            .map(|(cell, price)| cell.people * price)
            .sum();
        let value = paid - best.iter().map(|site| savings[*site as usize]).sum::<f64>();
        steps.note(value > bound);
        bound = bound.max(value);
        let slopes = slopes(world, &prices, &caps, &best);
        let norm: f64 = world
            .cells
            .iter()
            .zip(&slopes)
            .map(|(cell, slope)| cell.people * slope * slope)
            .sum();
        let length = steps.length() * (reached - value) / norm.max(f64::MIN_POSITIVE);
        for ((price, slope), cap) in prices.iter_mut().zip(&slopes).zip(&caps) {
            // Steps are scaled by people, so large cells do not move farther than small ones.
            *price = (*price + length * slope).clamp(0.0, *cap);
        }
    }
    bound
}

/// Halfway between the nearest candidate and what exists.
fn start(world: &World, caps: &[f64]) -> Vec<f64> {
    let price = |(row, cap): (usize, &f64)| {
        let nearest_m = world.pairs.of(row).map(|pair| pair.1).fold(*cap, f64::min);
        nearest_m.midpoint(*cap)
    };
    caps.iter().enumerate().map(price).collect()
}

fn largest(savings: &[f64], n_new: u32) -> Vec<u32> {
    let mut sites: Vec<u32> = (0_u32..).take(savings.len()).collect();
    let n_new = n_new as usize;
    if n_new < sites.len() {
        sites.select_nth_unstable_by(n_new, |a, b| {
            savings[*b as usize].total_cmp(&savings[*a as usize])
        });
        sites.truncate(n_new);
    }
    sites
}

/// One, less the taken sites that serve the cell for less than its price; 0 where that leads out
/// of the range of the price.
fn slopes(world: &World, prices: &[f64], caps: &[f64], taken: &[u32]) -> Vec<f64> {
    let mut is_taken = vec![false; world.n_sites];
    for site in taken {
        is_taken[*site as usize] = true;
    }
    let slope = |row: usize| {
        let serving = world
            .pairs
            .of(row)
            .filter(|(site, way_m)| is_taken[*site as usize] && *way_m < prices[row]);
        let slope = serving.fold(1.0, |slope, _| slope - 1.0);
        let leads_out =
            (slope > 0.0 && prices[row] >= caps[row]) || (slope < 0.0 && prices[row] <= 0.0);
        if leads_out { 0.0 } else { slope }
    };
    (0..world.cells.len()).map(slope).collect()
}
