//! Siting: where the next stations should go, and which hours to extend.
//!
//! A pure function of a [`World`]: people in cells, candidates, and how far apart they are. What
//! exists already is part of it and stays. Four goals: the most people covered by so many new
//! sites (maximal covering), the fewest sites that cover all that can be covered (set
//! covering), the shortest ways on average (p-median) and the shortest longest way (p-center).
//!
//! Every answer comes with a bound that no choice passes, so that it says how good it is; the
//! optimum is proved where both meet, or by a solver for integer programs if it is asked for.
//! Work is bounded by counts, except the solver's, which has a time.

mod alternatives;
pub mod assemble;
mod center;
mod exact;
mod exact_median;
mod exchange;
mod fewest;
mod greedy;
pub mod hours;
pub mod ignored;
pub mod matrix;
mod median;
mod most;
pub mod outcome;
pub mod places;
mod relaxation;
mod rows;
pub mod run;
mod solved;
mod standings;
mod subgradient;
pub mod tabled;
mod tally;
mod ways;
pub mod world;

pub use exact::MAX_EXACT_PAIRS;
pub use exact_median::MAX_EXACT_WAYS;
pub use outcome::Outcome;
pub use solved::{DEFAULT_MAX_STEPS, DEFAULT_TIME_LIMIT_S, Effort, MAX_TIME_LIMIT_S, Method};
pub use world::World;

use alternatives::instead;
use outcome::{Alternative, Pick, Stopped};
use rows::Rows;
use solved::{Solved, rounding};
use standings::standings;

/// Candidates that one question may have: a city of cells, each a candidate.
pub const MAX_CANDIDATES: usize = 50_000;
/// New sites that may be asked for.
pub const MAX_NEW: u32 = 1_000;
/// How many stations people may have to be covered by.
pub const MAX_AT_LEAST: u32 = 5;
/// Alternatives that are named for each chosen site.
pub const N_ALTERNATIVES: usize = 3;

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// Most people within the limit.
    #[default]
    People,
    /// The fewest sites with which all people are within the limit that can be.
    CoverAll,
    /// The shortest way on average, for all people that reach anything.
    MeanTime,
    /// The shortest longest way.
    WorstTime,
}

/// A siting question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// What is looked for.
    pub goal: Goal,
    /// New sites, 1 to [`MAX_NEW`]; of no meaning if the fewest are looked for.
    pub n_new: u32,
    /// How many stations have to cover people, 1 to [`MAX_AT_LEAST`]: their cross coverage. Of the
    /// goals that look for ways it is 1.
    pub at_least: u32,
    /// How far to go.
    pub effort: Effort,
}

impl Goal {
    /// Every goal.
    pub const ALL: [Self; 4] = [
        Self::People,
        Self::CoverAll,
        Self::MeanTime,
        Self::WorstTime,
    ];

    /// The name on the command line and in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::CoverAll => "cover-all",
            Self::MeanTime => "mean-time",
            Self::WorstTime => "worst-time",
        }
    }

    /// Whether ways beyond the limit matter.
    pub const fn looks_far(self) -> bool {
        matches!(self, Self::MeanTime | Self::WorstTime)
    }
}

/// Answers a siting question.
///
/// [`Goal::People`] takes some seconds for 20,000 cells, 1,000 candidates and 50 sites, without the
/// solver. So does each set cover: one with [`Goal::CoverAll`], one for each halving of the
/// distances with [`Goal::WorstTime`]. [`Goal::MeanTime`] looks at all pairs for each exchange, and
/// makes as many as the steps of the effort allow.
pub fn site(world: &World, question: &Question) -> Outcome {
    let reachable = question.goal.looks_far().then(|| world.without_unreached());
    let searched = reachable.as_ref().unwrap_or(world);
    let rows = searched.rows(question.at_least);
    let solved = match question.goal {
        Goal::People => most::most(&rows, question.n_new, &question.effort),
        Goal::CoverAll => {
            let mut solved = fewest::fewest(&rows, &question.effort);
            solved.chosen = most::in_order(&rows, &solved.chosen);
            solved
        }
        Goal::MeanTime => median::median(searched, question.n_new, &question.effort),
        Goal::WorstTime => center::center(searched, question.n_new, &question.effort),
    };
    let alternatives = alternatives(searched, &rows, question, &solved.chosen);
    outcome(world, searched, question, &rows, &solved, alternatives)
}

fn outcome(
    world: &World,
    searched: &World,
    question: &Question,
    rows: &Rows,
    solved: &Solved,
    alternatives: Vec<Vec<Alternative>>,
) -> Outcome {
    let (before, after) = standings(searched, question, &solved.chosen);
    let existing = if question.goal == Goal::People {
        before.people_covered
    } else {
        0.0
    };
    let picks = solved.chosen.iter().zip(after).zip(alternatives);
    let picks: Vec<Pick> = picks
        .map(|((site, standing), alternatives)| Pick {
            site: *site,
            standing,
            alternatives,
        })
        .collect();
    Outcome {
        goal: question.goal,
        n_wanted: (question.goal != Goal::CoverAll).then_some(question.n_new),
        at_least: question.at_least,
        people_total: world.people(),
        people_coverable: before.people_covered + rows.total(),
        people_out_of_reach: world.people_out_of_reach(),
        before,
        stopped: stopped(question, solved, rows),
        value: existing + solved.value,
        bound: existing + solved.bound,
        proved_optimal: solved.is_optimal(),
        method: solved.method,
        picks,
    }
}

fn stopped(question: &Question, solved: &Solved, rows: &Rows) -> Option<Stopped> {
    let n_chosen = u32::try_from(solved.chosen.len()).unwrap_or(u32::MAX);
    if question.goal == Goal::CoverAll || n_chosen >= question.n_new {
        return None;
    }
    let all_covered =
        question.goal == Goal::People && solved.value >= rows.total() - rounding(rows.total());
    Some(if all_covered {
        Stopped::AllCovered
    } else {
        Stopped::NothingToGain
    })
}

/// For each chosen site, the best others.
fn alternatives(
    world: &World,
    rows: &Rows,
    question: &Question,
    chosen: &[u32],
) -> Vec<Vec<Alternative>> {
    let found = match question.goal {
        Goal::People | Goal::CoverAll => instead(rows, chosen, N_ALTERNATIVES),
        Goal::MeanTime => median::instead(world, chosen, N_ALTERNATIVES),
        Goal::WorstTime => center::instead(world, chosen, N_ALTERNATIVES),
    };
    let named = |(site, loses): (u32, f64)| Alternative { site, loses };
    found
        .into_iter()
        .map(|others| others.into_iter().map(named).collect())
        .collect()
}
