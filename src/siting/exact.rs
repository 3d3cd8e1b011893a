//! Covering problems as integer programs, for the solver microlp.

use std::time::Duration;

use microlp::{
    ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable,
};

use super::relaxation::Role;
use super::rows::Rows;
use super::solved::Effort;

/// Pairs of a row and a site that the solver is given at most: beyond, it would spend its time
/// on its first linear program, and memory with it.
pub const MAX_EXACT_PAIRS: usize = 250_000;

/// How the solver ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With a choice, the best of all or the best in time.
    Found { sites: Vec<u32>, is_proved: bool },
    /// Without a choice in time, or by a fault of its own: of nothing a proof. A choice is known
    /// of every program that it is given, so that there is none would be such a fault.
    Interrupted,
    /// It was not begun.
    TooLarge,
}

/// A program and the variable of each site that it may choose.
pub(super) struct Program {
    pub(super) problem: Problem,
    pub(super) of_site: Vec<Option<Variable>>,
}

/// Looks for `n_new` sites that cover more than the `known` ones; sites have the roles that such
/// a choice gives them.
///
/// Of the program: a variable for each site, and one for each row, which is at most the part of
/// its need that is covered. With a need of 1 the latter need not be whole: they are at an optimum.
pub(super) fn most(
    rows: &Rows,
    n_new: u32,
    effort: &Effort,
    known: &[u32],
    role: impl Fn(u32) -> Role,
) -> Ended {
    let is_out = |site: u32| role(site) == Role::Useless && !known.contains(&site);
    if n_pairs(rows, is_out) > MAX_EXACT_PAIRS {
        return Ended::TooLarge;
    }
    let n_sites = rows.n_sites();
    let mut program = Program::new(n_sites, OptimizationDirection::Maximize, 0.0, is_out);
    program.at_most(n_new);
    for site in known.iter().filter(|site| role(**site) == Role::Needed) {
        if let Some(variable) = program.of_site[*site as usize] {
            program
                .problem
                .add_constraint([(variable, 1.0)], ComparisonOp::Ge, 1.0);
        }
    }
    for row in 0..rows.len() {
        let (worth, need) = (rows.worth(row), rows.need(row));
        let covered = if need == 1 {
            program.problem.add_var(worth, (0.0, 1.0))
        } else {
            program.problem.add_binary_var(worth)
        };
        let mut sum = program.covering(rows, row);
        sum.add(covered, -f64::from(need));
        program.problem.add_constraint(sum, ComparisonOp::Ge, 0.0);
    }
    program.solve(effort, known)
}

/// Looks for the fewest sites that cover all rows; `known` ones do.
pub(super) fn fewest(rows: &Rows, effort: &Effort, known: &[u32]) -> Ended {
    if rows.n_pairs() > MAX_EXACT_PAIRS {
        return Ended::TooLarge;
    }
    let n_sites = rows.n_sites();
    let mut program = Program::new(n_sites, OptimizationDirection::Minimize, 1.0, |_| false);
    for row in 0..rows.len() {
        let sum = program.covering(rows, row);
        let need = f64::from(rows.need(row));
        program.problem.add_constraint(sum, ComparisonOp::Ge, need);
    }
    program.solve(effort, known)
}

fn n_pairs(rows: &Rows, is_out: impl Fn(u32) -> bool) -> usize {
    (0_u32..)
        .take(rows.n_sites())
        .filter(|site| !is_out(*site))
        .map(|site| rows.rows_of(site).len())
        .sum()
}

impl Program {
    /// A program with a variable for each site that is not out, which costs so much.
    pub(super) fn new(
        n_sites: usize,
        direction: OptimizationDirection,
        cost: f64,
        is_out: impl Fn(u32) -> bool,
    ) -> Self {
        let mut problem = Problem::new(direction);
        let of_site = (0_u32..)
            .take(n_sites)
            .map(|site| (!is_out(site)).then(|| problem.add_binary_var(cost)))
            .collect();
        Self { problem, of_site }
    }

    /// No more sites than these.
    pub(super) fn at_most(&mut self, n_new: u32) {
        let mut count = LinearExpr::empty();
        for variable in self.of_site.iter().flatten() {
            count.add(*variable, 1.0);
        }
        self.problem
            .add_constraint(count, ComparisonOp::Le, f64::from(n_new));
    }

    /// How many of a row's sites are chosen.
    fn covering(&self, rows: &Rows, row: usize) -> LinearExpr {
        let mut sum = LinearExpr::empty();
        let sites = rows.sites_of(row).iter();
        for variable in sites.filter_map(|site| self.of_site[*site as usize]) {
            sum.add(variable, 1.0);
        }
        sum
    }

    /// Solves it from the known sites, within the time of the effort.
    pub(super) fn solve(&self, effort: &Effort, known: &[u32]) -> Ended {
        let start = (0_u32..).zip(&self.of_site).filter_map(|(site, variable)| {
            let value = if known.contains(&site) { 1.0 } else { 0.0 };
            Some(((*variable)?, value))
        });
        let mut options = SolveOptions::default();
        options.time_limit = Some(Duration::from_secs_f64(effort.time_limit_s));
        options.warm_start = Some(start.collect());
        match self.problem.solve_with(options) {
            Ok(outcome) => self.ended(&outcome),
            Err(_) => Ended::Interrupted,
        }
    }

    fn ended(&self, outcome: &SolveOutcome) -> Ended {
        let Some(solution) = outcome.solution() else {
            return Ended::Interrupted;
        };
        let is_chosen = |variable: &Variable| solution.var_value(*variable) > 0.5;
        let sites = (0_u32..).zip(&self.of_site);
        Ended::Found {
            sites: sites
                .filter(|(_, variable)| variable.as_ref().is_some_and(is_chosen))
                .map(|(site, _)| site)
                .collect(),
            is_proved: outcome.is_optimal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solver_that_says_there_is_no_choice_has_proved_nothing() {
        let mut program = Program::new(1, OptimizationDirection::Maximize, 1.0, |_| false);
        program.at_most(0);
        let chosen = program.of_site[0].map(|variable| (variable, 1.0));
        program
            .problem
            .add_constraint(chosen, ComparisonOp::Ge, 1.0);
        assert_eq!(program.solve(&Effort::default(), &[]), Ended::Interrupted);
    }
}
