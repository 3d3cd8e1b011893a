//! A text of hours in OSM syntax, and the repairs that were made.

/// OSM syntax, and how it differs from the original.
#[derive(Debug, Default)]
pub(super) struct Normalized {
    pub(super) syntax: String,
    /// A sentence for each repair that was more than cosmetic.
    pub(super) repairs: Vec<String>,
    /// Whether separators were inserted: each rule must then be checked for completeness.
    pub(super) has_inserted_rules: bool,
    /// Whether the days off and make-up workdays of the file's calendar are not those of the text.
    pub(super) ignores_calendar: bool,
}
