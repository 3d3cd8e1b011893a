//! Columns of tables whose rows are activities.

use super::{Column, Columns};
use crate::import::field::{Field, Key};

impl Columns {
    /// In a table of activities, times and kinds are those of the activity, unless others are.
    pub(super) fn settle_activities(list: &mut [Column]) {
        for (of_station, of_activity) in [
            (Key::Opens, Key::ActivityStarts),
            (Key::Closes, Key::ActivityEnds),
            (Key::OpeningHours, Key::ActivityTime),
            (Key::Kind, Key::ActivityCategory),
            (Key::Access, Key::ActivityAudience),
            (Key::Phone, Key::ActivityBooking),
        ] {
            let of_activity = Field::Key(of_activity, None);
            if list.iter().any(|column| column.field == of_activity) {
                continue;
            }
            let is_of_station = |column: &&mut Column| column.field == Field::Key(of_station, None);
            if let Some(column) = list.iter_mut().find(is_of_station) {
                column.field = of_activity;
            }
        }
    }
}
