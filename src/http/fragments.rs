//! The WGS-84 feed as one text, serialised once per loaded set.
//!
//! Every answer about stations is cut from it: whole features, or an id and the properties
//! with what a question changes written around them. Every standard property is there, null
//! if unknown; a file's own properties follow untouched. The loader has kept out those whose
//! names answers need.

use std::sync::Arc;

use axum::body::Bytes;
use serde::Serialize;

use super::feed::{close_collection, open_collection};
use super::response::write_point;
use crate::amenity::AmenityKeys;
use crate::datum::Datum;
use crate::snapshot::Snapshot;
use crate::station::{Access, Station, StationIdx};

/// The static JSON of all stations of a set: a FeatureCollection and where its parts are.
pub struct Fragments {
    collection: Collection,
    features: Vec<FeatureSpan>,
}

/// The text, shared with the answers that send it whole.
#[derive(Clone)]
struct Collection(Arc<String>);

/// Where a feature and its parts are in the text, bytes from its beginning.
struct FeatureSpan {
    start: usize,
    /// Where the id ends; it begins after [`FEATURE_START`].
    id_end: usize,
    /// Where the members of the properties begin.
    properties: usize,
    /// Where they end; [`FEATURE_END`] closes the feature.
    properties_end: usize,
}

/// What every feature begins with; its id follows.
pub(super) const FEATURE_START: &str = r#"{"type":"Feature","id":"#;
/// What every feature ends with.
pub(super) const FEATURE_END: &str = "}}";

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
        let mut text = String::new();
        let mut features = Vec::with_capacity(snapshot.stations().len());
        open_collection(&mut text, snapshot, Datum::Wgs84);
        for station in snapshot.stations() {
            if !features.is_empty() {
                text.push(',');
            }
            features.push(write_feature(&mut text, station, keys));
        }
        close_collection(&mut text);
        text.shrink_to_fit();
        Self {
            collection: Collection(Arc::new(text)),
            features,
        }
    }

    /// The whole feed in WGS-84, not copied.
    pub fn collection(&self) -> Bytes {
        Bytes::from_owner(self.collection.clone())
    }

    /// The whole Feature in WGS-84.
    pub fn feature(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        self.cut(span.start, span.properties_end + FEATURE_END.len())
    }

    /// The id as a JSON string, quotes included.
    pub fn id(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        self.cut(span.start + FEATURE_START.len(), span.id_end)
    }

    /// The members of `properties` without braces.
    pub fn properties(&self, station: StationIdx) -> &str {
        let span = &self.features[station.row()];
        self.cut(span.properties, span.properties_end)
    }

    fn cut(&self, start: usize, end: usize) -> &str {
        &self.collection.0[start..end]
    }
}

impl AsRef<[u8]> for Collection {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn write_feature(out: &mut String, station: &Station, keys: &AmenityKeys) -> FeatureSpan {
    let start = out.len();
    out.push_str(FEATURE_START);
    out.push_str(&json_string(&station.id.0));
    let id_end = out.len();
    out.push_str(r#","geometry":"#);
    write_point(out, station.position, Datum::Wgs84);
    out.push_str(r#","properties":{"#);
    let properties = out.len();
    // Strings, numbers and nulls always serialise.
    let object = serde_json::to_string(&Properties::of(station, keys)).unwrap_or_default();
    out.push_str(object.trim_start_matches('{').trim_end_matches('}'));
    if !station.extra_members.is_empty() {
        out.push(',');
        out.push_str(&station.extra_members);
    }
    let properties_end = out.len();
    out.push_str(FEATURE_END);
    FeatureSpan {
        start,
        id_end,
        properties,
        properties_end,
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
