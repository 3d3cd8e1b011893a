//! The `fields` parameter: which properties an answer has.

use super::{ParamError, Params};

/// The properties that can be asked for: those of a station in the order of answers, then those
/// that a question adds.
pub const FIELD_NAMES: [&str; 41] = [
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
    "activities",
    "offers",
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
    "detour_m",
    "detour_s",
    "leaves_route_at_m",
    "joins_route_at_m",
    "side",
];
/// Those that every answer has which can have them.
const ALWAYS: [&str; 2] = ["station_id", "open_state"];

/// A choice of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields(u64);

/// One of the properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field(u64);

impl Fields {
    /// All of them.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether a property is among them.
    pub const fn contains(self, field: Field) -> bool {
        self.0 & field.0 != 0
    }

    /// Takes a property out; false if it is not among them.
    pub const fn take(&mut self, field: Field) -> bool {
        let is_in = self.contains(field);
        self.0 &= !field.0;
        is_in
    }

    /// Whether none is left of those up to a property, itself included.
    pub const fn has_none_up_to(self, last: Field) -> bool {
        let up_to = (last.0 << 1).wrapping_sub(1);
        self.0 & up_to == 0
    }
}

impl Field {
    /// The property of a name, in constants: a name that is none does not compile there.
    ///
    /// # Panics
    ///
    /// If no property has the name.
    pub const fn named(name: &str) -> Self {
        let mut row = 0;
        while row < FIELD_NAMES.len() {
            if is_same(FIELD_NAMES[row].as_bytes(), name.as_bytes()) {
                return Self(1 << row);
            }
            row += 1;
        }
        panic!("no property has this name")
    }

    /// The property of a name, looked for from a row on: names mostly come in the order of
    /// [`FIELD_NAMES`].
    pub fn find_from(row: usize, name: &str) -> Option<(usize, Self)> {
        let rows = (row..FIELD_NAMES.len()).chain(0..row);
        rows.into_iter()
            .find(|row| FIELD_NAMES[*row] == name)
            .map(|row| (row, Self(1 << row)))
    }
}

/// Texts can not be compared in constants otherwise.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl Params<'_> {
    /// The properties that are asked for; `None`: all.
    pub fn fields(&self) -> Result<Option<Fields>, ParamError> {
        self.text("fields")
            .map(|_| {
                let mut asked = ALWAYS.into_iter().chain(self.words("fields"));
                asked.try_fold(Fields(0), |fields, name| {
                    let (_, field) = Field::find_from(0, name)
                        .ok_or_else(|| ParamError::not_among("fields", name, FIELD_NAMES))?;
                    Ok(Fields(fields.0 | field.0))
                })
            })
            .transpose()
    }
}
