//! The results of a siting question, before they are written.

use super::Goal;
use super::solved::Method;

/// What was chosen, how good it is, and how good it could be at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What was looked for.
    pub goal: Goal,
    /// How many sites were asked for; `None` if as few as possible.
    pub n_wanted: Option<u32>,
    /// How many stations have to cover people.
    pub at_least: u32,
    /// All people of the demand.
    pub people_total: f64,
    /// People that are covered, or would be if every candidate were built.
    pub people_coverable: f64,
    /// People that reach no station and no candidate, as far as the question looks; with a table of
    /// distances those that it has no way for, however long.
    pub people_out_of_reach: f64,
    /// With the existing stations alone.
    pub before: Standing,
    /// What was chosen, in the order in which to build.
    pub picks: Vec<Pick>,
    /// What the goal counts in the end, with existing stations.
    pub value: f64,
    /// No choice is better than this.
    pub bound: f64,
    /// How the choice was found.
    pub method: Method,
    /// Whether no choice is better.
    pub proved_optimal: bool,
    /// Why fewer sites were chosen than asked for, if so.
    pub stopped: Option<Stopped>,
}

/// One chosen site.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// The candidate's row.
    pub site: u32,
    /// With this site and those before it.
    pub standing: Standing,
    /// The best sites instead of this one, with all the others chosen; the least loss first.
    pub alternatives: Vec<Alternative>,
}

/// How people are served.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// People within the limit of as many stations as asked for.
    pub people_covered: f64,
    /// The ways of all people to their nearest stations, metres times people; only where the goal
    /// looks beyond the limit.
    pub person_metres: Option<f64>,
    /// The longest of these ways, metres.
    pub farthest_m: Option<f64>,
}

/// Another site instead of a chosen one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// The candidate's row.
    pub site: u32,
    /// What the goal loses by it: people, metres times people, or metres.
    pub loses: f64,
}

/// Why the choice ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// All people that can be covered are.
    AllCovered,
    /// No other site makes anything better.
    NothingToGain,
}

impl Stopped {
    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AllCovered => "all_covered",
            Self::NothingToGain => "nothing_left_to_gain",
        }
    }
}

impl Outcome {
    /// How good the choice is at least, beside the best there is: 0 to 1.
    pub fn ratio(&self) -> f64 {
        match self.goal {
            Goal::People => part(self.value, self.bound),
            Goal::CoverAll | Goal::MeanTime | Goal::WorstTime => part(self.bound, self.value),
        }
    }

    /// The same of what is gained alone: existing stations make every choice look good.
    pub fn gain_ratio(&self) -> f64 {
        let before = match self.goal {
            Goal::CoverAll => return self.ratio(),
            Goal::People => self.before.people_covered,
            Goal::MeanTime => self.before.person_metres.unwrap_or_default(),
            Goal::WorstTime => self.before.farthest_m.unwrap_or_default(),
        };
        part((self.value - before).abs(), (self.bound - before).abs())
    }

    /// People covered in the end.
    pub fn people_covered(&self) -> f64 {
        self.last().people_covered
    }

    /// How people are served in the end.
    pub fn last(&self) -> Standing {
        self.picks.last().map_or(self.before, |pick| pick.standing)
    }

    /// Each chosen site with the standing before it.
    pub fn steps(&self) -> impl Iterator<Item = (&Pick, Standing)> {
        let before = std::iter::once(self.before);
        let before = before.chain(self.picks.iter().map(|pick| pick.standing));
        self.picks.iter().zip(before)
    }
}

/// A part of a whole; 1 of nothing.
pub(super) fn part(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        (part / whole).min(1.0)
    } else {
        1.0
    }
}
