//! The station file that is made, and how it differs from an older one.

use std::fmt::Write;

use hashbrown::HashMap;
use serde_json::Value;
use serde_json::value::RawValue;

use super::draft::Draft;
use super::error::ImportError;
use crate::position::Position;

/// What a station file says for all its stations.
#[derive(Clone, Debug)]
pub(super) struct Header<'h> {
    pub(super) calendar: &'h str,
    pub(super) source: Option<&'h str>,
}

/// How the stations differ from those of an older file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Ids of stations that are new.
    pub added: Vec<String>,
    /// Ids of stations that say something else.
    pub changed: Vec<String>,
    /// Ids of stations that the lists lack.
    pub gone: Vec<String>,
}

/// Stations of an older file, their JSON by their ids in its order.
#[derive(Debug, Default)]
pub(super) struct Older(Vec<(String, String)>);

/// Decimals of a degree that are written: about a centimetre.
const STEPS_A_DEGREE: f64 = 1e7;

/// A station as a feature, without its place in the file.
pub(super) fn feature(draft: &Draft, position: Position) -> String {
    let round = |degrees: f64| (degrees * STEPS_A_DEGREE).round() / STEPS_A_DEGREE;
    let id = serde_json::to_string(&draft.id).unwrap_or_default();
    let [lon, lat] = [round(position.lon()), round(position.lat())];
    let mut feature = format!("{{\"type\":\"Feature\",\"id\":{id},");
    // Writing to a String cannot fail.
    let _ = write!(
        feature,
        "\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}},\"properties\":{{{}",
        draft.members
    );
    if !draft.activities.is_empty() {
        let comma = if draft.members.is_empty() { "" } else { "," };
        let activities = serde_json::to_string(&draft.activities).unwrap_or_default();
        let _ = write!(feature, "{comma}\"activities\":{activities}");
    }
    feature.push_str("}}");
    feature
}

/// The whole file, a station a line.
pub(super) fn write<'f>(header: &Header<'_>, features: impl Iterator<Item = &'f str>) -> String {
    let calendar = serde_json::to_string(header.calendar).unwrap_or_default();
    let mut text =
        format!("{{\"type\":\"FeatureCollection\",\"datum\":\"wgs84\",\"calendar\":{calendar},");
    if let Some(source) = header.source {
        let source = serde_json::to_string(source).unwrap_or_default();
        let _ = write!(text, "\"source\":{source},");
    }
    text.push_str("\"features\":[");
    for (n, feature) in features.enumerate() {
        text.push_str(if n == 0 { "\n" } else { ",\n" });
        text.push_str(feature);
    }
    text.push_str("\n]}\n");
    text
}

impl Older {
    /// Reads the older file; one that was not made here is told, and nothing is compared.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ImportError> {
        #[derive(serde::Deserialize)]
        struct Collection<'a> {
            #[serde(borrow)]
            features: Vec<&'a RawValue>,
        }
        #[derive(serde::Deserialize)]
        struct Id {
            id: Value,
        }
        let refuse = |why: &str| ImportError::Option {
            option: "out",
            why: format!("the file that is there {why}; give another name, or remove it"),
        };
        let collection: Collection<'_> =
            serde_json::from_slice(bytes).map_err(|_| refuse("is no station file"))?;
        let mut older = Vec::with_capacity(collection.features.len());
        for raw in collection.features {
            let id: Id = serde_json::from_str(raw.get())
                .map_err(|_| refuse("has a station without an id"))?;
            let id = id
                .id
                .as_str()
                .map_or_else(|| id.id.to_string(), str::to_owned);
            older.push((id, raw.get().to_owned()));
        }
        Ok(Self(older))
    }

    /// How new stations, each an id and a feature, differ from these.
    pub(super) fn compare<'n>(&self, new: impl Iterator<Item = (&'n str, &'n str)>) -> Changes {
        let older: HashMap<&str, &str> = self.0.iter().map(|(id, raw)| (&**id, &**raw)).collect();
        let mut changes = Changes::default();
        let mut seen = hashbrown::HashSet::new();
        for (id, feature) in new {
            seen.insert(id);
            match older.get(id) {
                None => changes.added.push(id.to_owned()),
                Some(before) if !is_same(before, feature) => changes.changed.push(id.to_owned()),
                Some(_) => {}
            }
        }
        let gone = self
            .0
            .iter()
            .map(|(id, _)| id)
            .filter(|id| !seen.contains(&***id));
        changes.gone = gone.cloned().collect();
        changes
    }

    /// The features of these ids, which are kept.
    pub(super) fn features<'o>(&'o self, ids: &[String]) -> Vec<&'o str> {
        let ids: hashbrown::HashSet<&str> = ids.iter().map(String::as_str).collect();
        let kept = self.0.iter().filter(|(id, _)| ids.contains(&**id));
        kept.map(|(_, raw)| &**raw).collect()
    }
}

/// Whether two features say the same, whatever the order of their members.
fn is_same(before: &str, after: &str) -> bool {
    if before == after {
        return true;
    }
    let value = |json: &str| serde_json::from_str::<Value>(json).ok();
    value(before) == value(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stations_are_added_changed_and_gone_by_their_ids() {
        let older = br#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":"a","properties":{"x":1,"y":2}},
            {"type":"Feature","id":"b","properties":{"x":1}},
            {"type":"Feature","id":7,"properties":{}}]}"#;
        let older = Older::read(older).unwrap();
        let new = [
            (
                "a",
                r#"{"type":"Feature","id":"a","properties":{"y":2,"x":1}}"#,
            ),
            ("b", r#"{"type":"Feature","id":"b","properties":{"x":2}}"#),
            ("c", "{}"),
        ];
        let changes = older.compare(new.into_iter());
        assert_eq!(changes.added, ["c"]);
        assert_eq!(changes.changed, ["b"]);
        assert_eq!(changes.gone, ["7"]);
        assert_eq!(older.features(&changes.gone).len(), 1);
    }

    #[test]
    fn a_file_that_is_no_station_file_is_not_written_over() {
        for bytes in [&b"name,address"[..], br#"{"features":[{}]}"#] {
            assert!(matches!(
                Older::read(bytes),
                Err(ImportError::Option { option: "out", .. })
            ));
        }
    }
}
