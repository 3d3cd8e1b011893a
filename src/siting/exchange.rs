//! Exchange: a chosen site for another, as long as that helps.

use super::tally::Tally;

/// Sites that a kick replaces.
const KICKED_SITES: usize = 3;
/// What the choices of kicks are made from: the same in every run.
const SEED: u64 = 19;

/// Replaces one chosen site after another by the one that then adds most, until none of them
/// changes or the tally has done `most_steps`. Gains up to `least` are rounding.
pub(super) fn exchange(tally: &mut Tally<'_>, least: f64, most_steps: u64) {
    let mut n_unchanged = 0;
    while n_unchanged < tally.chosen().len() && tally.n_steps() < most_steps {
        // The first is taken and its replacement put last, so all have their turn.
        let site = tally.chosen()[0];
        tally.remove(site);
        let best = tally.best().unwrap_or(site);
        if tally.gain(best) > tally.gain(site) + least {
            tally.add(best);
            n_unchanged = 0;
        } else {
            tally.add(site);
            n_unchanged += 1;
        }
    }
}

/// Leaves a local optimum: replaces a few sites at random, exchanges again, and keeps what is
/// better, until `is_enough` or the tally has done `most_steps` (iterated local search). The
/// result is never worse.
pub(super) fn kick(
    tally: &mut Tally<'_>,
    least: f64,
    most_steps: u64,
    mut is_enough: impl FnMut(f64) -> bool,
) {
    let n_sites = u32::try_from(tally.others().count() + tally.chosen().len()).unwrap_or(u32::MAX);
    if tally.chosen().is_empty() || tally.others().next().is_none() {
        return;
    }
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut best = tally.chosen().to_vec();
    let mut best_value = tally.covered();
    while !is_enough(best_value) && tally.n_steps() < most_steps {
        for _ in 0..KICKED_SITES.min(tally.chosen().len()) {
            let place = random.usize(..tally.chosen().len());
            let site = tally.chosen()[place];
            tally.remove(site);
            let other = loop {
                let other = random.u32(..n_sites);
                if !tally.is_chosen(other) {
                    break other;
                }
            };
            tally.add(other);
        }
        exchange(tally, least, most_steps);
        let value = tally.covered();
        if value > best_value {
            best_value = value;
            best = tally.chosen().to_vec();
        } else {
            restore(tally, &best);
        }
    }
    restore(tally, &best);
}

/// Makes exactly these the chosen ones.
fn restore(tally: &mut Tally<'_>, chosen: &[u32]) {
    let held = tally.chosen().to_vec();
    for site in held.iter().filter(|site| !chosen.contains(site)) {
        tally.remove(*site);
    }
    for site in chosen {
        if !tally.is_chosen(*site) {
            tally.add(*site);
        }
    }
}
