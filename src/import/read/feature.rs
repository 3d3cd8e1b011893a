//! One record of JSON: its properties as cells, its point and its id.

use serde_json::Value;
use serde_json::value::RawValue;

use super::member_list::MemberList;
use crate::dataset::parse::geometry;
use crate::import::cell::{Cell, Feature};

/// Whole numbers beyond this are not exact as doubles: 2 to the power of 53.
const MAX_EXACT: u64 = 1 << 53;

/// A property as a cell.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) cell: Cell,
}

/// Properties in their order; a name counts once.
#[derive(Default)]
struct Properties {
    found: Vec<Property>,
    names: hashbrown::HashSet<String>,
}

/// Reads a feature, an element of OpenStreetMap or a plain object.
pub(super) fn read(members: MemberList<'_>) -> (Feature, Vec<Property>) {
    let mut feature = Feature::default();
    let mut properties = Properties::default();
    let within = members
        .find("properties")
        .or_else(|| members.find("attributes"));
    if let Some(within) = within {
        feature.id = members.find("id").and_then(id_text);
        if let Some(raw) = members.find("geometry") {
            take_geometry(raw, &mut feature);
        }
        properties.add_object(within);
    } else if is_osm_element(&members) {
        read_element(&members, &mut feature);
        if let Some(tags) = members.find("tags") {
            properties.add_object(tags);
        }
    } else {
        for (name, raw) in members.0 {
            properties.add(name, raw);
        }
    }
    if feature.id.is_none() {
        feature.id = osm_id(&mut properties.found);
    }
    (feature, properties.found)
}

fn is_osm_element(members: &MemberList<'_>) -> bool {
    let kind = members.find("type").map(RawValue::get);
    let is_kind = matches!(kind, Some("\"node\"" | "\"way\"" | "\"relation\""));
    is_kind && members.find("id").is_some()
}

/// A node has its own point, a way or relation that of its `center`.
fn read_element(members: &MemberList<'_>, feature: &mut Feature) {
    let number = |raw: Option<&RawValue>| -> Option<f64> { raw?.get().parse().ok() };
    let kind = members.find("type").map(RawValue::get).unwrap_or_default();
    let id = members.find("id").and_then(id_text).unwrap_or_default();
    feature.id = Some(format!("{}/{id}", kind.trim_matches('"')));
    let own = number(members.find("lon")).zip(number(members.find("lat")));
    let center = || {
        let center: MemberList<'_> = serde_json::from_str(members.find("center")?.get()).ok()?;
        number(center.find("lon")).zip(number(center.find("lat")))
    };
    feature.lon_lat = own.or_else(center).map(|(lon, lat)| [lon, lat]);
    if feature.lon_lat.is_none() {
        feature.fault = Some("no point: ask Overpass for `out center`");
    }
}

/// The id of an element that other converters put among the properties, which are then taken.
fn osm_id(properties: &mut Vec<Property>) -> Option<String> {
    let find = |name: &str| properties.iter().position(|property| property.name == name);
    let (kind, id) = (find("osm_type")?, find("osm_id")?);
    let text = |place: usize| properties[place].cell.as_text();
    let joined = format!("{}/{}", text(kind), text(id));
    properties.retain(|property| property.name != "osm_type" && property.name != "osm_id");
    Some(joined)
}

/// A point, one of several if there is only one, or a point within an area; Esri's x and y.
fn take_geometry(raw: &RawValue, feature: &mut Feature) {
    let value: Option<Value> = serde_json::from_str(raw.get()).ok();
    let Some(value) = value else {
        feature.fault = Some("a geometry that cannot be read");
        return;
    };
    if let (Some(x), Some(y)) = (value["x"].as_f64(), value["y"].as_f64()) {
        feature.lon_lat = Some([x, y]);
        return;
    }
    match geometry::shape(Some(raw)).and_then(|shape| shape.centre()) {
        Ok(point) => feature.lon_lat = Some(point),
        Err(_) if value["coordinates"].as_array().is_some_and(Vec::is_empty) => {}
        Err(_) => feature.fault = Some("a geometry that is neither a point nor an area"),
    }
}

fn id_text(raw: &RawValue) -> Option<String> {
    match serde_json::from_str(raw.get()).ok()? {
        Value::String(id) => (!id.trim().is_empty()).then_some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

impl Properties {
    fn add_object(&mut self, raw: &RawValue) {
        if let Ok(members) = serde_json::from_str::<MemberList<'_>>(raw.get()) {
            for (name, raw) in members.0 {
                self.add(name, raw);
            }
        }
    }

    /// A property; nested tags become properties of their own, the members of another object
    /// `name.member`.
    fn add(&mut self, name: String, raw: &RawValue) {
        match raw.get().as_bytes().first() {
            Some(b'{') if name == "tags" => self.add_object(raw),
            Some(b'{') => {
                let members = serde_json::from_str::<MemberList<'_>>(raw.get());
                for (member, raw) in members.map(|list| list.0).unwrap_or_default() {
                    self.push(format!("{name}.{member}"), raw);
                }
            }
            _ => self.push(name, raw),
        }
    }

    fn push(&mut self, name: String, raw: &RawValue) {
        let Some(cell) = cell(raw) else { return };
        if self.names.insert(name.clone()) {
            self.found.push(Property { name, cell });
        }
    }
}

/// A value as a cell; a list of texts as one text of several words.
fn cell(raw: &RawValue) -> Option<Cell> {
    match serde_json::from_str(raw.get()).ok()? {
        Value::Null => None,
        Value::Bool(is_true) => Some(Cell::Bool(is_true)),
        Value::String(text) => Cell::text(&text),
        Value::Number(number) => {
            let whole = number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::unsigned_abs));
            match number.as_f64() {
                Some(double) if whole.is_none_or(|whole| whole <= MAX_EXACT) => {
                    Some(Cell::Number(double))
                }
                _ => Cell::text(&number.to_string()),
            }
        }
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Cell::text(&words.join("、"))
        }
        Value::Object(members) if members.is_empty() => None,
        Value::Array(_) | Value::Object(_) => Some(Cell::Json(raw.get().into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_json(json: &str) -> (Feature, Vec<(String, String)>) {
        let (feature, properties) = read(serde_json::from_str(json).unwrap());
        let texts = properties.into_iter();
        let texts = texts.map(|property| (property.name, property.cell.as_text().to_string()));
        (feature, texts.collect())
    }

    #[test]
    fn tags_stand_beside_properties_once_and_the_id_is_that_of_the_element() {
        let (feature, properties) = read_json(
            r#"{"properties":{"osm_id":7,"osm_type":"way","name":null,"tags":{"fee":"no","name":"a"},"fee":"no","p":{"x":1}}}"#,
        );
        assert_eq!(feature.id.as_deref(), Some("way/7"));
        let expected = [("fee", "no"), ("name", "a"), ("p.x", "1")];
        assert_eq!(
            properties,
            expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn points_come_from_nodes_centres_and_geometries_of_one_point() {
        for (json, point) in [
            (
                r#"{"type":"node","id":1,"lat":1.5,"lon":2.5,"tags":{}}"#,
                Some([2.5, 1.5]),
            ),
            (
                r#"{"type":"way","id":1,"center":{"lat":1.5,"lon":2.5}}"#,
                Some([2.5, 1.5]),
            ),
            (r#"{"type":"way","id":1}"#, None),
            (
                r#"{"properties":{},"geometry":{"type":"MultiPoint","coordinates":[[2.5,1.5]]}}"#,
                Some([2.5, 1.5]),
            ),
            (
                r#"{"attributes":{},"geometry":{"x":2.5,"y":1.5}}"#,
                Some([2.5, 1.5]),
            ),
            (
                r#"{"properties":{},"geometry":{"type":"LineString","coordinates":[[1,1],[2,2]]}}"#,
                None,
            ),
        ] {
            assert_eq!(read_json(json).0.lon_lat, point, "{json}");
        }
    }

    #[test]
    fn numbers_that_are_not_exact_keep_their_digits() {
        let (_, properties) = read_json(r#"{"a":12345678901234567890,"b":1.5,"c":["x","y"]}"#);
        let texts: Vec<&str> = properties.iter().map(|(_, text)| &**text).collect();
        assert_eq!(texts, ["12345678901234567890", "1.5", "x、y"]);
    }
}
