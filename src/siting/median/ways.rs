//! The nearest and the second nearest open station of every cell.

use crate::siting::solved::sum;
use crate::siting::world::World;

/// A site of none: the way that leads to what exists, or the one that counts as far.
const EXISTING: u32 = u32::MAX;

/// The ways of all people to the nearest of the existing and the chosen stations.
pub(super) struct Ways<'a> {
    world: &'a World,
    chosen: Vec<u32>,
    is_chosen: Vec<bool>,
    nearest: Vec<[Way; 2]>,
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
        };
        ways.nearest = (0..world.cells.len()).map(|cell| ways.look(cell)).collect();
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

    /// Pairs of a cell and a candidate: the work of a step.
    pub(super) fn n_pairs(&self) -> usize {
        self.world.pairs.distances_m().len()
    }

    pub(super) fn add(&mut self, site: u32) {
        self.chosen.push(site);
        self.is_chosen[site as usize] = true;
        self.look_again();
    }

    pub(super) fn remove(&mut self, site: u32) {
        self.chosen.retain(|chosen| *chosen != site);
        self.is_chosen[site as usize] = false;
        self.look_again();
    }

    pub(super) fn exchange(&mut self, out: u32, site: u32) {
        self.chosen.retain(|chosen| *chosen != out);
        self.is_chosen[out as usize] = false;
        self.add(site);
    }

    fn look_again(&mut self) {
        self.nearest = (0..self.world.cells.len())
            .map(|cell| self.look(cell))
            .collect();
    }

    /// How much shorter all ways become with each site.
    pub(super) fn additions(&self) -> Vec<f64> {
        let mut gains = vec![0.0; self.world.n_sites];
        for (row, cell) in self.world.cells.iter().enumerate() {
            let nearest_m = self.nearest[row][0].way_m;
            for (site, way_m) in self.world.pairs.of(row) {
                if way_m < nearest_m {
                    gains[site as usize] += cell.people * (nearest_m - way_m);
                }
            }
        }
        gains
    }

    /// The site that shortens all ways most, the first of equals, and by how much.
    pub(super) fn best_addition(&self) -> Option<(u32, f64)> {
        (0_u32..)
            .zip(self.additions())
            .filter(|(site, _)| !self.is_chosen[*site as usize])
            .reduce(|best, found| if found.1 > best.1 { found } else { best })
    }

    /// The exchange that shortens all ways most; `None` if nothing is chosen or all is.
    ///
    /// An exchange gains what the new site adds, less what the old one is worth, and what was taken
    /// off twice: cells that the old site serves and the new one is nearer to than the second.
    pub(super) fn best_exchange(&self) -> Option<Exchange> {
        let n_chosen = self.chosen.len();
        let mut place_of = vec![usize::MAX; self.world.n_sites];
        for (place, site) in self.chosen.iter().enumerate() {
            place_of[*site as usize] = place;
        }
        let gains = self.additions();
        let mut losses = vec![0.0; n_chosen];
        let mut extra = vec![0.0; n_chosen * self.world.n_sites];
        for (row, cell) in self.world.cells.iter().enumerate() {
            let [first, second] = self.nearest[row];
            if first.site == EXISTING {
                continue;
            }
            let place = place_of[first.site as usize];
            losses[place] += cell.people * (second.way_m - first.way_m);
            for (site, way_m) in self.world.pairs.of(row) {
                if way_m < second.way_m {
                    let back_m = second.way_m - way_m.max(first.way_m);
                    extra[site as usize * n_chosen + place] += cell.people * back_m;
                }
            }
        }
        let exchanges = (0_u32..).zip(&gains).flat_map(|(site, gain)| {
            let extra = &extra[site as usize * n_chosen..][..n_chosen];
            let others = self.chosen.iter().zip(losses.iter().zip(extra));
            others.map(move |(out, (loss, back))| Exchange {
                out: *out,
                site,
                gain: gain - loss + back,
            })
        });
        exchanges
            .filter(|exchange| !self.is_chosen[exchange.site as usize])
            .reduce(|best, found| if found.gain > best.gain { found } else { best })
    }
}
