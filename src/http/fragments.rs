//! The JSON of each station that no question changes, serialised once per loaded set.
//!
//! An answer copies these bytes and writes only what changes around them. Every standard
//! property is there, null if unknown; a file's own properties follow untouched. The loader
//! has kept out those whose names answers need.

use serde::Serialize;

use crate::amenity::AmenityKeys;
use crate::snapshot::Snapshot;
use crate::station::{Access, Station, StationIdx};

/// The static JSON of all stations of a set.
pub struct Fragments {
    text: String,
    /// Per station: where its id and where its properties begin; one more row ends the last.
    starts: Vec<[usize; 2]>,
}

/// The standard properties in the order they are written.
#[derive(Serialize)]
struct Properties<'a> {
    station_id: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
    kind: Option<&'a str>,
    address: Option<&'a str>,
    city: Option<&'a str>,
    district: Option<&'a str>,
    operator: Option<&'a str>,
    phone: Option<&'a str>,
    opening_hours: Option<&'a str>,
    amenities: Vec<&'a str>,
    access: Option<&'a str>,
    star: Option<u8>,
    honours: &'a [Box<str>],
    status: &'a str,
    status_until: Option<String>,
    moved_to: Option<&'a str>,
    part_of: Option<&'a str>,
    verified_on: Option<String>,
    position_accuracy_m: Option<f64>,
    source: Option<&'a str>,
}

impl Fragments {
    /// Serialises all stations; about a microsecond each.
    pub fn build(snapshot: &Snapshot) -> Self {
        let keys = snapshot.amenity_keys();
        let mut fragments = Self {
            text: String::new(),
            starts: Vec::with_capacity(snapshot.stations().len() + 1),
        };
        for station in snapshot.stations() {
            fragments.push(station, keys);
        }
        let end = fragments.text.len();
        fragments.starts.push([end, end]);
        fragments
    }

    /// The id as a JSON string, quotes included.
    pub fn id(&self, station: StationIdx) -> &str {
        let [id, properties] = self.starts[station.row()];
        &self.text[id..properties]
    }

    /// The members of `properties` without braces.
    pub fn properties(&self, station: StationIdx) -> &str {
        let [_, properties] = self.starts[station.row()];
        let [next, _] = self.starts[station.row() + 1];
        &self.text[properties..next]
    }

    fn push(&mut self, station: &Station, keys: &AmenityKeys) {
        let id = self.text.len();
        self.text.push_str(&json_string(&station.id.0));
        self.starts.push([id, self.text.len()]);
        // Strings, numbers and nulls always serialise.
        let object = serde_json::to_string(&Properties::of(station, keys)).unwrap_or_default();
        let members = object.trim_start_matches('{').trim_end_matches('}');
        self.text.push_str(members);
        if !station.extra_members.is_empty() {
            self.text.push(',');
            self.text.push_str(&station.extra_members);
        }
    }
}

impl<'a> Properties<'a> {
    fn of(station: &'a Station, keys: &'a AmenityKeys) -> Self {
        Self {
            station_id: &station.id.0,
            name: &station.name,
            name_en: station.name_en.as_deref(),
            kind: station.kind.as_deref(),
            address: station.address.as_deref(),
            city: station.city.as_deref(),
            district: station.district.as_deref(),
            operator: station.operator.as_deref(),
            phone: station.phone.as_deref(),
            opening_hours: station.opening_hours.as_deref(),
            amenities: station.offered.iter().map(|one| keys.key(one)).collect(),
            access: station.access.map(Access::key),
            star: station.star,
            honours: &station.honours,
            status: station.status.key(),
            status_until: station.status_until.map(|date| date.to_string()),
            moved_to: station.moved_to.as_ref().map(|id| &*id.0),
            part_of: station.part_of.as_ref().map(|id| &*id.0),
            verified_on: station.verified_on.map(|date| date.to_string()),
            position_accuracy_m: station.position_accuracy_m,
            source: station.source.as_deref(),
        }
    }
}

/// A text as a JSON string.
pub(super) fn json_string(text: &str) -> String {
    // A string always serialises.
    serde_json::to_string(text).unwrap_or_default()
}
