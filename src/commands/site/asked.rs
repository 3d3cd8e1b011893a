//! The question of `yizhan site`, from its options.

use std::path::Path;

use super::CommandError;
use crate::cli::{GoalName, SitingArgs};
use crate::siting::hours::{DEFAULT_BLOCK_HOURS, HoursQuestion, MAX_BLOCK_HOURS};
use crate::siting::{
    DEFAULT_TIME_LIMIT_S, Effort, Goal, MAX_AT_LEAST, MAX_NEW, MAX_TIME_LIMIT_S, Question,
};

/// What is asked, and of which files.
pub(super) struct Asked<'a> {
    pub(super) what: What,
    pub(super) candidates: Option<&'a Path>,
    pub(super) matrix: Option<&'a Path>,
}

/// Places or hours.
pub(super) enum What {
    Places(Question),
    Hours(HoursQuestion),
}

impl<'a> Asked<'a> {
    /// Checks the options; none is passed over in silence.
    pub(super) fn of(args: &'a SitingArgs) -> Result<Self, CommandError> {
        let goal = goal(args.goal);
        if args.planner.question.week {
            let detail = "is of `coverage`; --extend-hours looks at the whole week of --at";
            return Err(CommandError::option("week", detail));
        }
        let effort = Effort {
            exact: args.exact,
            time_limit_s: time_limit_s(args.time_limit, args.exact)?,
            ..Effort::default()
        };
        let what = if args.extend_hours {
            What::Hours(hours(args, goal, effort)?)
        } else {
            What::Places(places(args, goal, effort)?)
        };
        check_matrix(args)?;
        Ok(Self {
            what,
            candidates: args.candidates.as_deref(),
            matrix: args.matrix.as_deref(),
        })
    }
}

fn hours(args: &SitingArgs, goal: Goal, effort: Effort) -> Result<HoursQuestion, CommandError> {
    let others = [
        ("matrix", args.matrix.is_some()),
        ("candidates", args.candidates.is_some()),
        ("goal", goal != Goal::People),
        ("at-least", args.at_least != 1),
    ];
    let detail = "is for new places; --extend-hours chooses among hours of stations";
    refuse_given(&others, detail)?;
    let block_hours = args.block_hours.unwrap_or(DEFAULT_BLOCK_HOURS);
    Ok(HoursQuestion {
        n_new: n_new(args.new)?,
        block_hours: within("block-hours", block_hours, MAX_BLOCK_HOURS)?,
        effort,
    })
}

fn places(args: &SitingArgs, goal: Goal, effort: Effort) -> Result<Question, CommandError> {
    let is_given = args.block_hours.is_some();
    refuse_given(&[("block-hours", is_given)], "is of --extend-hours")?;
    let at_least = within("at-least", args.at_least, MAX_AT_LEAST)?;
    let nearest = format!(
        "is 1 with --goal {}, which looks at the nearest",
        goal.key()
    );
    refuse_given(&[("at-least", at_least > 1 && goal.looks_far())], &nearest)?;
    let covers_all = goal == Goal::CoverAll;
    let how_many = "is not given with --goal cover-all, which finds how many it takes";
    refuse_given(&[("new", covers_all && args.new.is_some())], how_many)?;
    Ok(Question {
        goal,
        n_new: if covers_all { 0 } else { n_new(args.new)? },
        at_least,
        effort,
    })
}

fn check_matrix(args: &SitingArgs) -> Result<(), CommandError> {
    if args.matrix.is_none() {
        return Ok(());
    }
    let is_given = args.planner.question.at.is_some();
    let detail = "cannot be used with --matrix, whose distances hold at any time";
    refuse_given(&[("at", is_given)], detail)?;
    let planner = &args.planner;
    let is_idle = planner.stations.is_empty() && !planner.question.amenity.is_empty();
    let detail = "is of --stations: with --matrix nothing exists unless they are given";
    refuse_given(&[("amenity", is_idle)], detail)?;
    let network = &planner.network;
    let others = [
        ("network", network.network.is_some()),
        ("snap-limit-m", network.snap_limit_m.is_some()),
        ("detour", !planner.pace.detour.is_empty()),
    ];
    let detail = "cannot be used with --matrix, whose distances take the place of streets";
    refuse_given(&others, detail)
}

/// Refuses the first of some options that is given.
fn refuse_given(options: &[(&'static str, bool)], detail: &str) -> Result<(), CommandError> {
    match options.iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(CommandError::option(option, detail)),
        None => Ok(()),
    }
}

const fn goal(name: GoalName) -> Goal {
    match name {
        GoalName::People => Goal::People,
        GoalName::CoverAll => Goal::CoverAll,
        GoalName::MeanTime => Goal::MeanTime,
        GoalName::WorstTime => Goal::WorstTime,
    }
}

fn n_new(given: Option<u32>) -> Result<u32, CommandError> {
    let given = given.ok_or_else(|| {
        let detail = format!("say how many, 1 to {MAX_NEW}");
        CommandError::option("new", detail)
    })?;
    within("new", given, MAX_NEW)
}

fn within(option: &str, given: u32, most: u32) -> Result<u32, CommandError> {
    if (1..=most).contains(&given) {
        return Ok(given);
    }
    let detail = format!("must be within 1 and {most}, got {given}");
    Err(CommandError::option(option, detail))
}

fn time_limit_s(given: Option<f64>, is_exact: bool) -> Result<f64, CommandError> {
    let Some(given) = given else {
        return Ok(DEFAULT_TIME_LIMIT_S);
    };
    if given > 0.0 && given <= MAX_TIME_LIMIT_S {
        refuse_given(&[("time-limit", !is_exact)], "is of --exact")?;
        return Ok(given);
    }
    let detail =
        format!("must be seconds, more than 0 and at most {MAX_TIME_LIMIT_S}, got {given}");
    Err(CommandError::option("time-limit", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_up_to_their_caps_and_no_farther() {
        for (given, is_taken) in [(0, false), (1, true), (MAX_NEW, true), (MAX_NEW + 1, false)] {
            assert_eq!(n_new(Some(given)).is_ok(), is_taken, "{given}");
        }
        assert!(n_new(None).is_err());
        for (given, is_taken) in [
            (0.0, false),
            (0.5, true),
            (MAX_TIME_LIMIT_S, true),
            (MAX_TIME_LIMIT_S + 1.0, false),
            (f64::NAN, false),
        ] {
            assert_eq!(time_limit_s(Some(given), true).is_ok(), is_taken, "{given}");
        }
    }
}
