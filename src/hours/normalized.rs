//! A text of hours in OSM syntax, and what was done to make it so.

/// OSM syntax, and what had to be done to get there.
#[derive(Debug, Default)]
pub(super) struct Normalized {
    pub(super) syntax: String,
    /// A sentence for each repair that was more than cosmetics.
    pub(super) repairs: Vec<String>,
    /// Whether separators were put in: each rule must then be checked to be whole.
    pub(super) has_inserted_rules: bool,
}
