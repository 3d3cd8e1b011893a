//! Lists as people keep them, made into stations. The lists are in `tests/fixtures/import`, made
//! by `make.py` there.

mod activities;
mod any_bytes;
mod command;
mod hours;
mod made;
mod rules;
mod shapes;

use serde_json::Value;
use yizhan::datum::Datum;
use yizhan::import::{ImportError, Job, ListBytes, Outcome, Settings, import};

use crate::support::settings;

/// The station file that was made, and what was told.
pub(crate) struct Imported {
    pub(crate) stations: Vec<Value>,
    pub(crate) outcome: Outcome,
}

/// The path of a list in the fixtures.
pub(crate) fn path(name: &str) -> String {
    format!(
        "{}/tests/fixtures/import/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

pub(crate) fn fixture(name: &str) -> ListBytes {
    ListBytes {
        name: name.to_owned(),
        bytes: std::fs::read(path(name)).unwrap(),
    }
}

pub(crate) fn text(name: &str, text: &str) -> ListBytes {
    ListBytes {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// The usual settings for coordinates of a map of the mainland.
pub(crate) fn gcj02() -> Settings {
    let mut settings = Settings::new(settings());
    settings.datum = Some(Datum::Gcj02);
    settings
}

pub(crate) fn try_import(lists: &[ListBytes], settings: &Settings) -> Result<Outcome, ImportError> {
    let job = Job {
        lists,
        positions: None,
        older: None,
        settings,
    };
    import(&job, &|_, _| {})
}

pub(crate) fn features(outcome: &Outcome) -> Vec<Value> {
    let Some(text) = &outcome.stations else {
        return Vec::new();
    };
    let collection: Value = serde_json::from_str(text).unwrap();
    collection["features"].as_array().unwrap().clone()
}

/// Imports lists that must give stations.
pub(crate) fn imported(lists: &[ListBytes], settings: &Settings) -> Imported {
    let outcome = try_import(lists, settings).unwrap();
    Imported {
        stations: features(&outcome),
        outcome,
    }
}

impl Imported {
    /// The properties of the station of a name.
    pub(crate) fn named(&self, name: &str) -> &Value {
        let is_it = |station: &&Value| station["properties"]["name"] == name;
        let station = self.stations.iter().find(is_it);
        &station.unwrap_or_else(|| panic!("no {name}"))["properties"]
    }

    /// The keys that a station offers.
    pub(crate) fn offered(&self, name: &str) -> Vec<String> {
        match &self.named(name)["amenities"] {
            Value::Array(keys) => keys
                .iter()
                .map(|key| key.as_str().unwrap().to_owned())
                .collect(),
            Value::Object(members) => {
                let is_offered = |value: &Value| *value != Value::Bool(false);
                let offered = members.iter().filter(|(_, value)| is_offered(value));
                offered.map(|(key, _)| key.clone()).collect()
            }
            _ => Vec::new(),
        }
    }
}
