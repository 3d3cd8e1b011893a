//! Maximal covering: the sites that cover most people (Church, ReVelle 1974).

use super::exact::{self, Ended};
use super::exchange::{exchange, kick};
use super::greedy::greedy;
use super::relaxation::{Relaxed, relax};
use super::rows::Rows;
use super::solved::{Effort, Method, Solved, down_to_whole, is_close, rounding};
use super::tally::{Counting, Tally};

/// Chooses at most `n_new` sites that cover as much of the rows as can be found, with a bound of
/// what any such choice covers.
///
/// Greedy, exchange, the smaller of the submodular and the Lagrangian bound, kicks while these
/// differ, and the solver if it is asked for and they still do. Where a row needs several sites,
/// the greedy choice counts parts of that need, for which it is known to do well, and the
/// value is counted truly. Sites that add nothing are not chosen.
pub(super) fn most(rows: &Rows, n_new: u32, effort: &Effort) -> Solved {
    let total = rows.total();
    let least = rounding(total);
    let mut start = Tally::new(rows, Counting::SHARES);
    let by_gains = greedy(&mut start, n_new, least);
    let mut tally = if rows.has_needs_beyond_one() {
        Tally::with(rows, Counting::TRUE_THEN_SHARES, start.chosen())
    } else {
        start
    };
    exchange(&mut tally, least, effort.max_steps);
    let settle = |bound: f64| {
        if rows.are_whole() {
            down_to_whole(bound)
        } else {
            bound
        }
    };
    let reached = tally.covered();
    let upper = by_gains.min(total);
    let relaxed = relax(
        rows,
        n_new,
        reached,
        |row| tally.n_covering(row),
        |bound| is_close(settle(bound.min(upper)), reached),
    );
    let bound = settle(relaxed.bound.min(upper));
    kick(&mut tally, least, effort.max_steps, |value| {
        value >= bound - least
    });
    let mut solved = Solved {
        value: tally.covered(),
        bound,
        method: Method::Heuristic,
        chosen: tally.chosen().to_vec(),
    };
    if effort.exact && !solved.is_optimal() {
        improve(rows, n_new, effort, &relaxed, &mut solved);
    }
    solved.bound = solved.bound.max(solved.value);
    solved.chosen = in_order(rows, &solved.chosen);
    solved
}

/// Lets the solver look for what covers more.
fn improve(rows: &Rows, n_new: u32, effort: &Effort, relaxed: &Relaxed, solved: &mut Solved) {
    let roles = |site| relaxed.role(site, solved.value);
    let ended = exact::most(rows, n_new, effort, &solved.chosen, roles);
    let (found, is_proved) = match ended {
        Ended::TooLarge => {
            solved.method = Method::ExactTooLarge;
            return;
        }
        Ended::Interrupted => (None, false),
        Ended::Found { sites, is_proved } => (Some(sites), is_proved),
    };
    if let Some(sites) = found {
        let value = Tally::with(rows, Counting::TRUE, &sites).covered();
        if value > solved.value {
            solved.value = value;
            solved.chosen = sites;
        }
    }
    solved.method = if is_proved {
        solved.bound = solved.value;
        Method::Exact
    } else {
        Method::ExactTimedOut
    };
}

/// The sites in the order of what each adds to those before it, without those that add nothing.
pub(super) fn in_order(rows: &Rows, chosen: &[u32]) -> Vec<u32> {
    let mut all = Tally::with(rows, Counting::TRUE, chosen);
    let mut kept: Vec<u32> = Vec::with_capacity(chosen.len());
    let least = rounding(rows.total());
    for site in chosen {
        all.remove(*site);
        if all.gain(*site) > least {
            all.add(*site);
            kept.push(*site);
        }
    }
    let mut ordered = Tally::new(rows, Counting::TRUE_THEN_SHARES);
    while !kept.is_empty() {
        let best = (0..kept.len())
            .reduce(|best, place| {
                let more = ordered.gain(kept[place]) > ordered.gain(kept[best]);
                if more { place } else { best }
            })
            .unwrap_or_default();
        ordered.add(kept.remove(best));
    }
    ordered.chosen().to_vec()
}
