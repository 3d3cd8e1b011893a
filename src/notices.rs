//! What people say about stations beside the files: notices of keepers, reports of riders.
//!
//! Values only: [`Said`] is all that counts, [`Truth`] what it makes true of the stations of a loaded
//! set. A notice decides for its time whatever the hours say; a report can only make an open station
//! doubtful, and never closes one.

mod doubt;
mod notice;
mod opened;
mod report;
mod rows;
mod station_truth;
mod truth;

use std::sync::Arc;

pub use doubt::{BEARS_FOR_S, DOUBT_S, MAX_REPORT_AGE_S, POSTED_OPEN_S, REPORTERS_NEEDED};
pub use notice::{Notice, NoticeKind};
pub use opened::Opened;
pub use report::{Report, ReportState, ReportWhat};
pub use station_truth::{NoticeIdx, Period, StationTruth, Word};
pub use truth::Truth;

/// Everything said that may count at a moment from now on, as one version.
///
/// Stations are named by their ids, so that it outlives the set of stations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Grows with each change in the life of a process; given by [`crate::state::CurrentSet`].
    pub version: u64,
    /// By id: notices in force or to come, and those that are over but answered reports that are
    /// here.
    pub notices: Vec<Arc<Notice>>,
    /// Reports that may bear on whether a station is open (`locked`, and what contradicts it) for as
    /// long as they may, [`BEARS_FOR_S`]; by moment. Of a station that has very many the newest.
    pub reports: Vec<Arc<Report>>,
}
