//! What people say about stations beside the files: notices of keepers, reports of riders.
//!
//! Values only.

mod notice;
mod report;

use std::sync::Arc;

pub use notice::{Notice, NoticeKind};
pub use report::{Report, ReportState, ReportWhat};

/// Everything said that may count at a moment from now on, as one version.
///
/// Stations are named by their ids, so that it outlives the set of stations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Grows with each change.
    pub version: u64,
    /// Notices in force or to come, not withdrawn, by id.
    pub notices: Vec<Arc<Notice>>,
    /// Reports of the last day that may bear on whether a station is open (`locked`, and what
    /// contradicts it), by moment.
    pub reports: Vec<Arc<Report>>,
}
