//! The nearest and the second nearest open station of every cell.

use std::ops::Range;

use super::solved::sum;
use super::world::World;

/// A site of none: the way that leads to what exists, or the one that counts as far.
const EXISTING: u32 = u32::MAX;

/// Exchanges whose gains are held at a time: 32 MB of them.
const MAX_TABLE_ENTRIES: usize = 4_000_000;

/// The ways of all people to the nearest of the existing and the chosen stations, and what each
/// other site would take off them.
///
/// Adding or removing a site costs a look at every cell, and the pairs of those whose nearest or
/// second nearest it is.
pub(super) struct Ways<'a> {
    world: &'a World,
    chosen: Vec<u32>,
    is_chosen: Vec<bool>,
    nearest: Vec<[Way; 2]>,
    gains: Vec<f64>,
}

/// A way to an open station.
#[derive(Clone, Copy, Debug)]
struct Way {
    site: u32,
    way_m: f64,
}

/// One chosen site for another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    pub(super) out: u32,
    pub(super) site: u32,
    /// How much shorter all ways become, metres times people.
    pub(super) gain: f64,
}

impl<'a> Ways<'a> {
    /// To what exists.
    pub(super) fn new(world: &'a World) -> Self {
        let mut ways = Self {
            world,
            chosen: Vec::new(),
            is_chosen: vec![false; world.n_sites],
            nearest: Vec::new(),
            gains: Vec::new(),
        };
        ways.nearest = (0..world.cells.len()).map(|cell| ways.look(cell)).collect();
        ways.gains = world.savings(|row| ways.nearest[row][0].way_m);
        ways
    }

    /// With these chosen.
    pub(super) fn with(world: &'a World, chosen: &[u32]) -> Self {
        let mut ways = Self::new(world);
        for site in chosen {
            ways.add(*site);
        }
        ways
    }

    /// The two nearest of a cell.
    fn look(&self, cell: usize) -> [Way; 2] {
        let far_m = self.world.far_m;
        let existing_m = self.world.cells[cell].existing_m;
        let existing = Way {
            site: EXISTING,
            way_m: existing_m.unwrap_or(far_m).min(far_m),
        };
        // What exists is never taken away, so no way beyond it matters.
        let mut two = [existing; 2];
        for (site, way_m) in self.world.pairs.of(cell) {
            if self.is_chosen[site as usize] {
                let way = Way { site, way_m };
                if way_m < two[0].way_m {
                    two = [way, two[0]];
                } else if way_m < two[1].way_m {
                    two[1] = way;
                }
            }
        }
        two
    }

    /// All ways, metres times people.
    pub(super) fn value(&self) -> f64 {
        let cells = self.world.cells.iter().zip(&self.nearest);
        sum(cells.map(|(cell, two)| cell.people * two[0].way_m))
    }

    pub(super) fn chosen(&self) -> &[u32] {
        &self.chosen
    }

    /// The work of [`Self::best_exchange`]: the pairs of a cell and a candidate, and all exchanges.
    pub(super) fn n_steps_of_exchange(&self) -> u64 {
        let n_pairs = self.world.pairs.distances_m().len();
        (n_pairs + self.chosen.len() * self.world.n_sites) as u64
    }

    /// Chooses a site that is not chosen yet.
    pub(super) fn add(&mut self, site: u32) {
        self.chosen.push(site);
        self.is_chosen[site as usize] = true;
        for row in 0..self.nearest.len() {
            let Some(way_m) = self.world.pairs.between_m(row, site) else {
                continue;
            };
            let [first, second] = self.nearest[row];
            if way_m < first.way_m {
                self.lead(row, [Way { site, way_m }, first]);
            } else if way_m < second.way_m {
                self.lead(row, [first, Way { site, way_m }]);
            }
        }
    }

    /// Takes a chosen site back.
    pub(super) fn remove(&mut self, site: u32) {
        self.chosen.retain(|chosen| *chosen != site);
        self.is_chosen[site as usize] = false;
        for row in 0..self.nearest.len() {
            if self.nearest[row].iter().any(|way| way.site == site) {
                self.lead(row, self.look(row));
            }
        }
    }

    pub(super) fn exchange(&mut self, out: u32, site: u32) {
        self.remove(out);
        self.add(site);
    }

    /// Leads a cell elsewhere.
    fn lead(&mut self, row: usize, two: [Way; 2]) {
        let (before_m, after_m) = (self.nearest[row][0].way_m, two[0].way_m);
        self.nearest[row] = two;
        if before_m.total_cmp(&after_m).is_eq() {
            return;
        }
        let people = self.world.cells[row].people;
        for (site, way_m) in self.world.pairs.of(row) {
            let more_m = (after_m - way_m).max(0.0) - (before_m - way_m).max(0.0);
            self.gains[site as usize] += people * more_m;
        }
    }

    /// How much shorter all ways become with each site, metres times people.
    pub(super) fn gains(&self) -> &[f64] {
        &self.gains
    }

    /// Metres from each cell to the nearest.
    pub(super) fn nearest_m(&self) -> Vec<f64> {
        self.nearest.iter().map(|two| two[0].way_m).collect()
    }

    /// The same if a chosen site were not.
    pub(super) fn nearest_m_without(&self, site: u32) -> Vec<f64> {
        let nearest = self.nearest.iter();
        nearest
            .map(|[first, second]| if first.site == site { second } else { first }.way_m)
            .collect()
    }

    /// The site that shortens all ways most, the first of equals, and by how much.
    pub(super) fn best_addition(&self) -> Option<(u32, f64)> {
        (0_u32..)
            .zip(self.gains.iter().copied())
            .filter(|(site, _)| !self.is_chosen[*site as usize])
            .reduce(|best, found| if found.1 > best.1 { found } else { best })
    }

    /// The exchange that shortens all ways most; `None` if nothing is chosen or all is.
    ///
    /// An exchange gains what the new site adds, less what the old one is worth, and what was taken
    /// off twice: cells that the old site serves and the new one is nearer to than the second.
    pub(super) fn best_exchange(&self) -> Option<Exchange> {
        self.best_exchange_by_tables(MAX_TABLE_ENTRIES)
    }

    /// The same with tables of about so many exchanges, one after the other.
    fn best_exchange_by_tables(&self, n_entries: usize) -> Option<Exchange> {
        let n_sites = u32::try_from(self.world.n_sites).unwrap_or(u32::MAX);
        let at_once = (n_entries / self.chosen.len().max(1)).max(1);
        let losses = self.losses();
        (0..n_sites)
            .step_by(at_once)
            .filter_map(|first| {
                let end = first.saturating_add(u32::try_from(at_once).unwrap_or(u32::MAX));
                self.best_exchange_among(first..end.min(n_sites), &losses)
            })
            .reduce(better)
    }

    /// How much longer all ways become without each chosen site.
    fn losses(&self) -> Vec<f64> {
        let place_of = self.places();
        let mut losses = vec![0.0; self.chosen.len()];
        for (cell, [first, second]) in self.world.cells.iter().zip(&self.nearest) {
            if first.site != EXISTING {
                let place = place_of[first.site as usize];
                losses[place] += cell.people * (second.way_m - first.way_m);
            }
        }
        losses
    }

    /// The place of each chosen site among the chosen ones.
    fn places(&self) -> Vec<usize> {
        let mut place_of = vec![usize::MAX; self.world.n_sites];
        for (place, site) in self.chosen.iter().enumerate() {
            place_of[*site as usize] = place;
        }
        place_of
    }

    fn best_exchange_among(&self, sites: Range<u32>, losses: &[f64]) -> Option<Exchange> {
        let extra = self.taken_off_twice(sites.clone());
        let first = sites.start;
        let free = sites.filter(|site| !self.is_chosen[*site as usize]);
        let exchanges = free.flat_map(|site| {
            let n_chosen = self.chosen.len();
            let extra = &extra[(site - first) as usize * n_chosen..][..n_chosen];
            let others = self.chosen.iter().zip(losses.iter().zip(extra));
            others.map(move |(out, (loss, back))| Exchange {
                out: *out,
                site,
                gain: self.gains[site as usize] - loss + back,
            })
        });
        exchanges.reduce(better)
    }

    /// For each of some sites and each chosen one, what was taken off twice.
    fn taken_off_twice(&self, sites: Range<u32>) -> Vec<f64> {
        let n_chosen = self.chosen.len();
        let place_of = self.places();
        let mut extra = vec![0.0; n_chosen * sites.len()];
        for (row, cell) in self.world.cells.iter().enumerate() {
            let [first, second] = self.nearest[row];
            if first.site == EXISTING {
                continue;
            }
            let place = place_of[first.site as usize];
            for (site, way_m) in self.world.pairs.between(row, sites.clone()) {
                if way_m < second.way_m {
                    let back_m = second.way_m - way_m.max(first.way_m);
                    let row_of_table = (site - sites.start) as usize;
                    extra[row_of_table * n_chosen + place] += cell.people * back_m;
                }
            }
        }
        extra
    }
}

/// The one that gains more, the first of equals.
fn better(best: Exchange, found: Exchange) -> Exchange {
    if found.gain > best.gain { found } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::siting::world::{CellState, Pairs};

    fn world(random: &mut fastrand::Rng, n_sites: u32) -> World {
        let mut pairs = Pairs::new();
        let mut cells = Vec::new();
        for _ in 0..30 {
            let near = (0..n_sites).filter(|_| random.bool()).collect::<Vec<u32>>();
            let ways = near.iter().map(|site| (*site, f64::from(random.u8(..))));
            pairs.push(ways.collect()).unwrap();
            cells.push(CellState {
                people: f64::from(random.u8(..)),
                n_existing: 0,
                existing_m: None,
                has_longer_way: false,
            });
        }
        World {
            cells,
            n_sites: n_sites as usize,
            pairs,
            limit_m: 100.0,
            far_m: 300.0,
        }
    }

    #[test]
    fn the_best_exchange_is_the_same_by_tables_of_any_size_and_gains_what_it_says() {
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..20 {
            let world = world(&mut random, 12);
            let mut ways = Ways::new(&world);
            assert!(ways.best_exchange().is_none());
            for site in [2, 5, 11] {
                ways.add(site);
            }
            let before = ways.value();
            let best = ways.best_exchange().unwrap();
            for n_entries in [1, 3, 7, 35, 36] {
                let found = ways.best_exchange_by_tables(n_entries).unwrap();
                assert_eq!((found.out, found.site), (best.out, best.site));
            }
            ways.exchange(best.out, best.site);
            assert!((before - ways.value() - best.gain).abs() < 1e-6);
        }
    }

    #[test]
    fn ways_and_gains_are_kept_as_they_would_be_counted_anew() {
        let mut random = fastrand::Rng::with_seed(11);
        let world = world(&mut random, 12);
        let mut ways = Ways::new(&world);
        for _ in 0..200 {
            let site = random.u32(..12);
            if ways.is_chosen[site as usize] {
                let without = world.nearest_m(&others(ways.chosen(), site));
                assert_eq!(ways.nearest_m_without(site), without);
                ways.remove(site);
            } else {
                ways.add(site);
            }
            let nearest_m = world.nearest_m(ways.chosen());
            assert_eq!(ways.nearest_m(), nearest_m);
            let anew = world.savings(|row| nearest_m[row]);
            for (kept, anew) in ways.gains().iter().zip(anew) {
                assert!((kept - anew).abs() < 1e-6, "{kept} {anew}");
            }
        }
    }

    fn others(chosen: &[u32], site: u32) -> Vec<u32> {
        let others = chosen.iter().filter(|other| **other != site);
        others.copied().collect()
    }
}
