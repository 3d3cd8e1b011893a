//! A finished siting run: its question, its inputs and its results.
//!
//! All output of a run is written from this.

use super::assemble::Candidate;
use super::hours::{HoursOutcome, HoursQuestion};
use super::ignored::Ignored;
use super::{Outcome, Question};
use crate::clock::UnixTime;
use crate::coverage;
use crate::coverage::run::{InputFile, StreetsInfo};
use crate::demand::Demand;
use crate::snapshot::Snapshot;

/// A run, ready to be written.
#[derive(Clone, Copy)]
pub struct SitingRun<'a> {
    /// The stations that exist; none if a table of distances came without.
    pub snapshot: &'a Snapshot,
    /// The demand.
    pub demand: &'a Demand,
    /// How far, which amenities and when.
    pub reach: &'a coverage::Question,
    /// Seconds for each metre of a way.
    pub seconds_a_metre: f64,
    /// What was chosen.
    pub found: Found<'a>,
    /// What of the input was ignored.
    pub ignored: &'a [Ignored],
    /// The street network, if there was one.
    pub network: Option<&'a StreetsInfo>,
    /// The files that were read.
    pub inputs: &'a [InputFile],
    /// When the run was made.
    pub generated_at: UnixTime,
}

/// What a run chose among.
#[derive(Clone, Copy)]
pub enum Found<'a> {
    /// Places to build at.
    Places {
        /// The question.
        question: &'a Question,
        /// The places to choose among, by row.
        candidates: &'a [Candidate],
        /// The answer.
        outcome: &'a Outcome,
    },
    /// Hours to be open at.
    Hours {
        /// The question.
        question: &'a HoursQuestion,
        /// The answer.
        outcome: &'a HoursOutcome,
    },
}
