//! The `fields` parameter: which properties an answer has.

use super::{ParamError, Params};

/// The properties that can be asked for: those of a station in the order of answers, then those
/// that a question adds.
pub const FIELD_NAMES: [&str; 34] = [
    "station_id",
    "name",
    "name_en",
    "kind",
    "address",
    "city",
    "district",
    "operator",
    "phone",
    "opening_hours",
    "amenities",
    "access",
    "star",
    "honours",
    "status",
    "status_until",
    "moved_to",
    "part_of",
    "verified_on",
    "position_accuracy_m",
    "source",
    "amenities_text",
    "honours_text",
    "distance_m",
    "travel_time_s",
    "arrive_at",
    "travel",
    "open_state",
    "open_reason",
    "open_until",
    "opens_at",
    "notice",
    "notice_en",
    "opening_search",
];
/// Those that every answer has which can have them.
const ALWAYS: [&str; 2] = ["station_id", "open_state"];

/// A choice of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields(u64);

impl Fields {
    /// Whether a property is among them.
    pub fn contains(self, name: &str) -> bool {
        bit_of(name).is_some_and(|bit| self.0 & bit != 0)
    }
}

fn bit_of(name: &str) -> Option<u64> {
    let row = FIELD_NAMES.iter().position(|known| *known == name)?;
    Some(1 << row)
}

impl Params<'_> {
    /// The properties that are asked for; `None`: all.
    pub fn fields(&self) -> Result<Option<Fields>, ParamError> {
        self.text("fields")
            .map(|_| {
                let mut asked = ALWAYS.into_iter().chain(self.words("fields"));
                asked.try_fold(Fields(0), |fields, name| {
                    let bit = bit_of(name)
                        .ok_or_else(|| ParamError::not_among("fields", name, FIELD_NAMES))?;
                    Ok(Fields(fields.0 | bit))
                })
            })
            .transpose()
    }
}
