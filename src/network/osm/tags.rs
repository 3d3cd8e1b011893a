//! Tags: the few of them that decide access to a street.

/// Every key that the access rules use, and the kind of a relation, in the order of their bytes.
const KEYS: [&str; 32] = [
    "access",
    "barrier",
    "bicycle",
    "bicycle:backward",
    "bicycle:forward",
    "cycleway",
    "cycleway:both",
    "cycleway:both:oneway",
    "cycleway:left",
    "cycleway:left:oneway",
    "cycleway:right",
    "cycleway:right:oneway",
    "electric_bicycle",
    "foot",
    "foot:backward",
    "foot:forward",
    "highway",
    "junction",
    "locked",
    "motorroad",
    "oneway",
    "oneway:bicycle",
    "oneway:foot",
    "route",
    "sidewalk",
    "sidewalk:both",
    "sidewalk:left",
    "sidewalk:right",
    "type",
    "vehicle",
    "vehicle:backward",
    "vehicle:forward",
];

/// The tags of a way or a node that decide access; all others are dropped.
#[derive(Clone, Debug, Default)]
pub struct Tags<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Tags<'a> {
    /// The value of a key; the first if a broken file has several.
    ///
    /// Scans the few tags kept, rarely more than five.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        debug_assert!(is_known(key.as_bytes()), "{key} is not kept");
        self.0
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, value)| *value)
    }

    /// Whether the value of a key is one of these.
    pub(super) fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Tags<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let known = |(key, _): &(&str, &str)| is_known(key.as_bytes());
        Self(pairs.into_iter().filter(known).collect())
    }
}

/// Whether the access rules use a key.
pub(super) fn is_known(key: &[u8]) -> bool {
    KEYS.binary_search_by(|known| known.as_bytes().cmp(key))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_sorted_as_the_search_needs_them() {
        assert!(KEYS.is_sorted());
        assert!(KEYS.iter().all(|key| is_known(key.as_bytes())));
        assert!(!is_known(b"name") && !is_known(b"") && !is_known(b"\xff"));
    }

    #[test]
    fn tags_that_say_nothing_of_access_are_dropped() {
        let tags: Tags = [("name", "x"), ("foot", "no"), ("foot", "yes")]
            .into_iter()
            .collect();
        assert_eq!(tags.0.len(), 2);
        assert_eq!(tags.get("foot"), Some("no"));
        assert_eq!(tags.get("access"), None);
        assert!(tags.is("foot", &["yes", "no"]) && !tags.is("access", &["yes"]));
    }
}
