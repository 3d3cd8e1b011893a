//! The question of `yizhan site`, from its options.

use std::path::Path;

use super::CommandError;
use crate::cli::{GoalName, SitingArgs};
use crate::siting::hours::{HoursQuestion, MAX_BLOCK_HOURS};
use crate::siting::{Effort, Goal, MAX_AT_LEAST, MAX_NEW, MAX_TIME_LIMIT_S, Question};

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
            time_limit_s: time_limit_s(args.time_limit)?,
            ..Effort::default()
        };
        let what = if args.extend_hours {
            check_extend_hours(args, goal)?;
            What::Hours(HoursQuestion {
                n_new: n_new(args.new)?,
                block_hours: within("block-hours", args.block_hours, MAX_BLOCK_HOURS)?,
                effort,
            })
        } else {
            let at_least = within("at-least", args.at_least, MAX_AT_LEAST)?;
            if at_least > 1 && goal.looks_far() {
                let detail = format!(
                    "is 1 with --goal {}, which looks at the nearest",
                    goal.key()
                );
                return Err(CommandError::option("at-least", detail));
            }
            let n_new = match (goal, args.new) {
                (Goal::CoverAll, Some(_)) => {
                    let detail =
                        "is not given with --goal cover-all, which finds how many it takes";
                    return Err(CommandError::option("new", detail));
                }
                (Goal::CoverAll, None) => 0,
                _ => n_new(args.new)?,
            };
            What::Places(Question {
                goal,
                n_new,
                at_least,
                effort,
            })
        };
        check_matrix(args)?;
        Ok(Self {
            what,
            candidates: args.candidates.as_deref(),
            matrix: args.matrix.as_deref(),
        })
    }
}

fn check_extend_hours(args: &SitingArgs, goal: Goal) -> Result<(), CommandError> {
    let others = [
        ("matrix", args.matrix.is_some()),
        ("candidates", args.candidates.is_some()),
        ("goal", goal != Goal::People),
        ("at-least", args.at_least != 1),
    ];
    match others.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => {
            let detail = "is for new places; --extend-hours chooses among hours of stations";
            Err(CommandError::option(option, detail))
        }
        None => Ok(()),
    }
}

fn check_matrix(args: &SitingArgs) -> Result<(), CommandError> {
    let others = [
        ("network", args.planner.network.network.is_some()),
        ("at", args.planner.question.at.is_some()),
    ];
    match others
        .into_iter()
        .find(|(_, is_given)| *is_given && args.matrix.is_some())
    {
        Some((option, _)) => {
            let detail = "cannot be used with --matrix, whose distances hold at any time";
            Err(CommandError::option(option, detail))
        }
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

fn time_limit_s(given: f64) -> Result<f64, CommandError> {
    if given > 0.0 && given <= MAX_TIME_LIMIT_S {
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
            assert_eq!(time_limit_s(given).is_ok(), is_taken, "{given}");
        }
    }
}
