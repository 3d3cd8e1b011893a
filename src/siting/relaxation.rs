//! An upper bound of what any choice covers, by Lagrangian relaxation.
//!
//! Each row pays a price to every chosen site that covers it, at most its worth divided by what it
//! needs. For any prices, no choice of K sites covers more than
//!
//! > the sum over rows of (worth - need · price) + the K largest sums of prices of one site's rows
//!
//! Subgradient steps lower that towards the bound of the linear relaxation (Galvão, ReVelle 1996).
//! Each goes in a direction that remembers the ones before it (as in the volume algorithm of Barahona
//! and Anbil, 2000): the slopes at single prices contradict each other where sites overlap heavily.

use super::rows::Rows;
use super::subgradient::Steps;

/// Steps towards the best prices.
const MAX_STEPS: u32 = 600;
/// The part of a step's own slope in its direction. 1, without a memory, ended 0.9 % above the linear
/// relaxation for 20,000 cells, 50 of 1,000 sites and a radius of 0.08; this ends 0.1 % above it.
const NEW_PART: f64 = 0.1;

/// A bound, and what it says about single sites.
#[derive(Clone, Debug)]
pub(super) struct Relaxed {
    /// No choice covers more.
    pub(super) bound: f64,
    /// What the prices of a site's rows sum up to, at that bound.
    sums: Vec<f64>,
    /// The smallest of the K largest sums, and the largest of the others.
    cut: [f64; 2],
}

/// A choice that covers more than what is known: which sites it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Any such choice has it.
    Needed,
    /// No such choice has it.
    Useless,
    /// Either.
    Open,
}

/// The bound for choices of `n_new` sites; `reached` is what a known one covers. Ends early if it
/// is `enough`.
///
/// Cost: the pairs of the rows, for each of at most 600 steps.
pub(super) fn relax(
    rows: &Rows,
    n_new: u32,
    reached: f64,
    n_covering: impl Fn(usize) -> u32,
    enough: impl Fn(f64) -> bool,
) -> Relaxed {
    let cap = |row: usize| rows.worth(row) / f64::from(rows.need(row));
    let mut prices: Vec<f64> = (0..rows.len())
        .map(|row| 0.5 * cap(row) / f64::from(n_covering(row).max(1)))
        .collect();
    let mut slopes = vec![0.0; rows.len()];
    let mut direction = None;
    let mut best = Relaxed {
        bound: f64::INFINITY,
        sums: Vec::new(),
        cut: [0.0; 2],
    };
    let mut steps = Steps::new(MAX_STEPS, rows.n_pairs());
    while steps.go_on() && !enough(best.bound) {
        let (sums, order) = sums(rows, &prices, n_new);
        let (taken, left) = order.split_at(order.len().min(n_new as usize));
        let paid: f64 = (0..rows.len())
            .map(|row| rows.worth(row) - f64::from(rows.need(row)) * prices[row])
            .sum();
        let value = paid + taken.iter().map(|site| sums[*site as usize]).sum::<f64>();
        slope(rows, taken, &mut slopes);
        let of = |sites: &[u32]| {
            sites
                .iter()
                .map(|site| sums[*site as usize])
                .collect::<Vec<_>>()
        };
        let cut = [
            of(taken).into_iter().reduce(f64::min).unwrap_or_default(),
            of(left).into_iter().fold(0.0, f64::max),
        ];
        if steps.note(value < best.bound) {
            best = Relaxed {
                bound: value,
                cut,
                sums,
            };
        }
        let direction = turned(&mut direction, &slopes);
        let norm = free_norm(&prices, direction, cap);
        let length = steps.length() * (value - reached) / norm.max(f64::MIN_POSITIVE);
        for (row, price) in prices.iter_mut().enumerate() {
            *price = (*price - length * direction[row]).clamp(0.0, cap(row));
        }
    }
    best
}

/// The sum of prices of each site's rows, and the sites, those with the `n_new` largest first.
fn sums(rows: &Rows, prices: &[f64], n_new: u32) -> (Vec<f64>, Vec<u32>) {
    let n_sites = u32::try_from(rows.n_sites()).unwrap_or(u32::MAX);
    let sum = |site: u32| -> f64 {
        let rows = rows.rows_of(site).iter();
        rows.map(|row| prices[*row as usize]).sum()
    };
    let sums: Vec<f64> = (0..n_sites).map(sum).collect();
    let mut order: Vec<u32> = (0..n_sites).collect();
    if (n_new as usize) < order.len() {
        order.select_nth_unstable_by(n_new as usize, |a, b| {
            sums[*b as usize].total_cmp(&sums[*a as usize])
        });
    }
    (sums, order)
}

/// How the bound changes with each price: covering sites taken, less those needed.
fn slope(rows: &Rows, taken: &[u32], slopes: &mut [f64]) {
    for (row, slope) in slopes.iter_mut().enumerate() {
        *slope = -f64::from(rows.need(row));
    }
    for site in taken {
        for row in rows.rows_of(*site) {
            slopes[*row as usize] += 1.0;
        }
    }
}

/// The direction of the steps so far, turned towards the slopes of this one.
fn turned<'a>(direction: &'a mut Option<Vec<f64>>, slopes: &[f64]) -> &'a [f64] {
    let direction = direction.get_or_insert_with(|| slopes.to_vec());
    for (part, slope) in direction.iter_mut().zip(slopes) {
        *part += NEW_PART * (slope - *part);
    }
    direction
}

/// The squares of a direction, without what leads out of the range of its price.
fn free_norm(prices: &[f64], direction: &[f64], cap: impl Fn(usize) -> f64) -> f64 {
    let parts = direction.iter().zip(prices).enumerate();
    parts
        .filter(|(row, (part, price))| {
            let leads_out =
                (**part > 0.0 && **price <= 0.0) || (**part < 0.0 && **price >= cap(*row));
            !leads_out
        })
        .map(|(_, (part, _))| part * part)
        .sum()
}

impl Relaxed {
    /// What choices that cover more than `reached` can have, for one site.
    pub(super) fn role(&self, site: u32, reached: f64) -> Role {
        let (Some(sum), [last_taken, first_left]) = (self.sums.get(site as usize), self.cut) else {
            return Role::Open;
        };
        if *sum >= last_taken {
            let without = self.bound - sum + first_left;
            if without <= reached {
                Role::Needed
            } else {
                Role::Open
            }
        } else {
            let with = self.bound - last_taken + sum;
            if with <= reached {
                Role::Useless
            } else {
                Role::Open
            }
        }
    }
}
