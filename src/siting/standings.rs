//! How people are served by what exists, and with each further site.

use super::Question;
use super::outcome::Standing;
use super::world::World;

/// The cells while one site after another is added.
struct Running<'a> {
    world: &'a World,
    question: &'a Question,
    /// Of each cell: stations within the limit.
    n_near: Vec<u32>,
    /// Of each cell: metres to the nearest, at most those that count as far.
    nearest_m: Vec<f64>,
}

/// The standing with what exists alone, and with each site and those before it.
///
/// Cost: the pairs of the world once, and its cells for each site.
pub(super) fn standings(
    world: &World,
    question: &Question,
    chosen: &[u32],
) -> (Standing, Vec<Standing>) {
    let mut running = Running {
        world,
        question,
        n_near: world.cells.iter().map(|cell| cell.n_existing).collect(),
        nearest_m: world.nearest_m(&[]),
    };
    let before = running.standing();
    let after = ways_to(world, chosen).into_iter().map(|ways| {
        running.add(&ways);
        running.standing()
    });
    (before, after.collect())
}

/// For each of some sites the cells that reach it, and the metres.
fn ways_to(world: &World, chosen: &[u32]) -> Vec<Vec<(usize, f64)>> {
    let mut rank_of = vec![None; world.n_sites];
    for (rank, site) in chosen.iter().enumerate() {
        rank_of[*site as usize] = Some(rank);
    }
    let mut ways = vec![Vec::new(); chosen.len()];
    for row in 0..world.cells.len() {
        for (site, way_m) in world.pairs.of(row) {
            if let Some(rank) = rank_of[site as usize] {
                ways[rank].push((row, way_m));
            }
        }
    }
    ways
}

impl Running<'_> {
    fn add(&mut self, ways: &[(usize, f64)]) {
        for (row, way_m) in ways {
            self.n_near[*row] += u32::from(*way_m <= self.world.limit_m);
            self.nearest_m[*row] = self.nearest_m[*row].min(*way_m);
        }
    }

    fn standing(&self) -> Standing {
        let looks_far = self.question.goal.looks_far();
        let nearest_m = &self.nearest_m;
        Standing {
            people_covered: self.people_covered(),
            person_metres: looks_far.then(|| self.world.person_metres(nearest_m)),
            farthest_m: looks_far.then(|| self.world.longest_m(nearest_m)),
        }
    }

    fn people_covered(&self) -> f64 {
        let cells = self.world.cells.iter().zip(&self.n_near);
        let covered = cells.filter(|(_, n_near)| **n_near >= self.question.at_least);
        super::solved::sum(covered.map(|(cell, _)| cell.people))
    }
}
