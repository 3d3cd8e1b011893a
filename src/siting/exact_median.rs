//! The p-median as an integer program, for the solver microlp.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection};

use super::exact::{Ended, Program};
use super::solved::Effort;
use super::world::World;

/// Pairs of a cell and a candidate that the solver is given at most, each a variable and a
/// constraint.
pub const MAX_EXACT_WAYS: usize = 20_000;

/// Looks for `n_new` sites with the shortest ways; `known` ones are a start.
///
/// Of the program: a variable for each site, and one for each way that is shorter than the cell's
/// to what exists: the part of its people that go there, at most 1 in all and at most what the
/// site is open (Balinski 1965).
pub(super) fn solve(world: &World, n_new: u32, effort: &Effort, known: &[u32]) -> Ended {
    let existing_m = world.nearest_m(&[]);
    let ways = |row: usize| {
        let people = world.cells[row].people;
        let least_m = existing_m[row];
        let shorter = move |(_, way_m): &(u32, f64)| people > 0.0 && *way_m < least_m;
        world.pairs.of(row).filter(shorter)
    };
    let n_ways: usize = (0..world.cells.len()).map(|row| ways(row).count()).sum();
    if n_ways > MAX_EXACT_WAYS {
        return Ended::TooLarge;
    }
    let mut program = Program::new(world.n_sites, OptimizationDirection::Maximize, 0.0, |_| {
        false
    });
    program.at_most(n_new);
    for (row, cell) in world.cells.iter().enumerate() {
        let mut people = LinearExpr::empty();
        for (site, way_m) in ways(row) {
            let saved = cell.people * (existing_m[row] - way_m);
            let part = program.problem.add_var(saved, (0.0, 1.0));
            people.add(part, 1.0);
            if let Some(open) = program.of_site[site as usize] {
                let within = [(part, 1.0), (open, -1.0)];
                program
                    .problem
                    .add_constraint(within, ComparisonOp::Le, 0.0);
            }
        }
        program
            .problem
            .add_constraint(people, ComparisonOp::Le, 1.0);
    }
    program.solve(effort, known)
}
