//! Lints.
use super::{HoursIssue, Rules};
use chrono::NaiveDate;
pub(super) fn findings(_rules: &Rules, _today: NaiveDate) -> Vec<HoursIssue> {
    Vec::new()
}
