//! What a load is told beside its files.

use super::issues::MAX_ISSUES_KEPT_A_CODE;
use crate::hours::schedules::HoursSettings;

/// How stations are loaded.
#[derive(Debug)]
pub struct LoadSettings {
    /// How opening hours are understood.
    pub hours: HoursSettings,
    /// How many issues of each code are kept; all are counted.
    pub issues_kept_a_code: usize,
}

/// With the usual number of issues kept.
impl From<HoursSettings> for LoadSettings {
    fn from(hours: HoursSettings) -> Self {
        Self {
            hours,
            issues_kept_a_code: MAX_ISSUES_KEPT_A_CODE,
        }
    }
}
