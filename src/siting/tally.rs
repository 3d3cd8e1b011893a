//! How often each row is covered by the chosen sites, and what each other site would add.

use super::rows::Rows;
use super::solved::sum;

/// What covering a row once more is worth, as parts of its worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counting {
    /// For the site that completes what the row needs.
    complete: f64,
    /// For each site that it needs, divided by their number.
    share: f64,
}

/// Sites that are chosen, the rows that they cover, and what each other one would add.
///
/// Adding or removing a site costs the pairs of those of its rows whose next site is worth
/// something else now. With one site needed, that is the rows that become covered or uncovered.
#[derive(Clone, Debug)]
pub(super) struct Tally<'a> {
    rows: &'a Rows,
    counting: Counting,
    n_covering: Vec<u32>,
    /// What each site would add; of a chosen one, what a second such site would.
    gains: Vec<f64>,
    chosen: Vec<u32>,
    is_chosen: Vec<bool>,
    /// Steps done: the measure of work, which does not depend on the machine.
    n_steps: u64,
}

impl Counting {
    /// A row counts once all that it needs cover it.
    pub(super) const TRUE: Self = Self {
        complete: 1.0,
        share: 0.0,
    };
    /// The part of what a row needs counts: submodular, and never less than the true count.
    pub(super) const SHARES: Self = Self {
        complete: 0.0,
        share: 1.0,
    };
    /// The true count; among equals, more parts of what rows need.
    pub(super) const TRUE_THEN_SHARES: Self = Self {
        complete: 1.0,
        share: 1e-4,
    };

    /// What one more site is worth to a row that so many cover.
    fn next(self, worth: f64, need: u32, n_covering: u32) -> f64 {
        if n_covering >= need {
            return 0.0;
        }
        let completes = if n_covering + 1 == need {
            self.complete
        } else {
            0.0
        };
        worth * (completes + self.share / f64::from(need))
    }
}

impl<'a> Tally<'a> {
    /// Nothing chosen yet.
    pub(super) fn new(rows: &'a Rows, counting: Counting) -> Self {
        let mut gains = vec![0.0; rows.n_sites()];
        for row in 0..rows.len() {
            let next = counting.next(rows.worth(row), rows.need(row), 0);
            for site in rows.sites_of(row) {
                gains[*site as usize] += next;
            }
        }
        Self {
            rows,
            counting,
            n_covering: vec![0; rows.len()],
            is_chosen: vec![false; gains.len()],
            gains,
            chosen: Vec::new(),
            n_steps: rows.n_pairs() as u64,
        }
    }

    /// With these chosen.
    pub(super) fn with(rows: &'a Rows, counting: Counting, chosen: &[u32]) -> Self {
        let mut tally = Self::new(rows, counting);
        for site in chosen {
            tally.add(*site);
        }
        tally
    }

    /// Chooses a site that is not chosen yet.
    pub(super) fn add(&mut self, site: u32) {
        self.chosen.push(site);
        self.is_chosen[site as usize] = true;
        self.count(site, true);
    }

    /// Takes a chosen site back.
    pub(super) fn remove(&mut self, site: u32) {
        self.chosen.retain(|chosen| *chosen != site);
        self.is_chosen[site as usize] = false;
        self.count(site, false);
    }

    fn count(&mut self, site: u32, is_added: bool) {
        let rows = self.rows.rows_of(site);
        self.n_steps += rows.len() as u64;
        for row in rows {
            let row = *row as usize;
            let (worth, need) = (self.rows.worth(row), self.rows.need(row));
            let before = self.n_covering[row];
            let after = if is_added { before + 1 } else { before - 1 };
            self.n_covering[row] = after;
            let more =
                self.counting.next(worth, need, after) - self.counting.next(worth, need, before);
            if more != 0.0 {
                let sites = self.rows.sites_of(row);
                self.n_steps += sites.len() as u64;
                for other in sites {
                    self.gains[*other as usize] += more;
                }
            }
        }
    }

    /// What a site that is not chosen would add.
    pub(super) fn gain(&self, site: u32) -> f64 {
        self.gains[site as usize]
    }

    /// The chosen sites, in the order of their choice.
    pub(super) fn chosen(&self) -> &[u32] {
        &self.chosen
    }

    /// Whether a site is chosen.
    pub(super) fn is_chosen(&self, site: u32) -> bool {
        self.is_chosen[site as usize]
    }

    /// How many chosen sites cover a row.
    pub(super) fn n_covering(&self, row: usize) -> u32 {
        self.n_covering[row]
    }

    /// Steps done so far.
    pub(super) const fn n_steps(&self) -> u64 {
        self.n_steps
    }

    /// The sites that are not chosen.
    pub(super) fn others(&self) -> impl Iterator<Item = u32> {
        (0_u32..)
            .zip(&self.is_chosen)
            .filter(|(_, is_chosen)| !**is_chosen)
            .map(|(site, _)| site)
    }

    /// The site that would add most, the first of equals; `None` if all are chosen.
    pub(super) fn best(&mut self) -> Option<u32> {
        self.n_steps += self.gains.len() as u64;
        self.others().reduce(|best, site| {
            if self.gain(site) > self.gain(best) {
                site
            } else {
                best
            }
        })
    }

    /// The worth of all rows that are covered as often as they need.
    pub(super) fn covered(&self) -> f64 {
        let is_covered = |row: &usize| self.n_covering[*row] >= self.rows.need(*row);
        let covered = (0..self.rows.len()).filter(is_covered);
        sum(covered.map(|row| self.rows.worth(row)))
    }

    /// The worth of all rows, each by the part of what it needs.
    pub(super) fn shares(&self) -> f64 {
        let share = |row: usize| {
            let need = self.rows.need(row);
            self.rows.worth(row) * f64::from(self.n_covering[row].min(need)) / f64::from(need)
        };
        sum((0..self.rows.len()).map(share))
    }

    /// The greatest sum that `n_new` more sites can add, counted each by itself.
    pub(super) fn largest_gains(&self, n_new: u32) -> f64 {
        let mut gains: Vec<f64> = self.others().map(|site| self.gain(site)).collect();
        let n_new = n_new as usize;
        if n_new < gains.len() {
            gains.select_nth_unstable_by(n_new, |a, b| b.total_cmp(a));
            gains.truncate(n_new);
        }
        sum(gains.into_iter().filter(|gain| *gain > 0.0))
    }
}
