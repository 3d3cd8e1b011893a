//! JSON in the shapes that lists come in: GeoJSON with or without ids, Overpass, Esri, features
//! or objects a line, and lists of objects. Nested `tags` stand beside the other properties.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::budget::Budget;
use super::feature::{self, Property};
use super::member_list::MemberList;
use crate::datum::Datum;
use crate::import::cell::{Cell, Form, Row, Sheet};
use crate::import::limits::MAX_COLUMNS;

/// How deep within objects a list of records is looked for.
const MAX_LIST_DEPTH: usize = 3;

/// The records of a text, and what it says for all of them.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) sheet: Sheet,
    /// The datum by its members, or because OpenStreetMap has only one.
    pub(super) datum: Option<Datum>,
    /// The name of a reference system whose coordinates are no degrees on WGS-84.
    pub(super) foreign_crs: Option<String>,
    /// The member `source` or `attribution`.
    pub(super) source: Option<String>,
    /// What it is, in words.
    pub(super) what: &'static str,
}

/// The columns in the order in which they come, and the rows so far.
#[derive(Default)]
struct Table {
    names: Vec<String>,
    places: HashMap<String, u32>,
    rows: Vec<Row>,
    budget: Budget,
}

/// Reads a text that begins like JSON; an error is a sentence.
pub(super) fn read(text: &str) -> Result<Records, String> {
    let whole: Result<&RawValue, _> = serde_json::from_str(text);
    match whole {
        Ok(raw) => read_whole(raw.get()),
        Err(error) => read_lines(text).map_err(|_| {
            format!(
                "is not JSON at line {}, column {}: {error}",
                error.line(),
                error.column()
            )
        }),
    }
}

/// A value a line, as GeoJSON text sequences have it.
fn read_lines(text: &str) -> Result<Records, String> {
    let mut table = Table::default();
    let mut n_records = 0;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim_matches(['\u{1e}', ' ', '\r', '\t', ',']);
        if line.is_empty() {
            continue;
        }
        let members: MemberList<'_> = serde_json::from_str(line).map_err(|e| e.to_string())?;
        n_records += 1;
        table.add(u32::try_from(n + 1).unwrap_or(u32::MAX), members)?;
    }
    if n_records < 2 {
        return Err("is not a value a line".to_owned());
    }
    let mut records = Records::of(table, "line", "GeoJSON, a feature a line");
    records.datum = None;
    Ok(records)
}

fn read_whole(json: &str) -> Result<Records, String> {
    if json.starts_with('[') {
        let list: Vec<&RawValue> = parse(json)?;
        return records(&list, "", "a list of objects");
    }
    let top: MemberList<'_> = parse(json)?;
    let find = |name: &str| top.find(name);
    if let Some(elements) = find("elements") {
        let mut read = records(
            &parse::<Vec<&RawValue>>(elements.get())?,
            "elements",
            "Overpass JSON",
        )?;
        read.datum = Some(Datum::Wgs84);
        read.source = Some("OpenStreetMap contributors, ODbL".to_owned());
        return Ok(read);
    }
    if let Some(features) = find("features") {
        let is_esri = find("geometryType").is_some();
        let what = if is_esri { "Esri JSON" } else { "GeoJSON" };
        let mut read = records(&parse::<Vec<&RawValue>>(features.get())?, "features", what)?;
        read.take_header(&top);
        return Ok(read);
    }
    if find("geometry").is_some() {
        let mut table = Table::default();
        table.add(0, top)?;
        return Ok(Records::of(table, "features", "one feature of GeoJSON"));
    }
    let list = list_within(json, MAX_LIST_DEPTH).ok_or("is JSON without a list of objects")?;
    records(&parse::<Vec<&RawValue>>(list)?, "", "a list of objects")
}

fn parse<'a, T: serde::Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("is not as expected: {error}"))
}

/// The first list of objects within objects, such as the `data` of an answer.
fn list_within(json: &str, depth: usize) -> Option<&str> {
    if json.starts_with('[') {
        let list: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        let is_of_objects = list.first()?.get().starts_with('{');
        return is_of_objects.then_some(json);
    }
    let depth = depth.checked_sub(1)?;
    let members: MemberList<'_> = serde_json::from_str(json).ok()?;
    let mut members = members.0.into_iter();
    members.find_map(|(_, raw)| list_within(raw.get(), depth))
}

fn records(list: &[&RawValue], path: &str, what: &'static str) -> Result<Records, String> {
    let mut table = Table::default();
    for (n, raw) in list.iter().enumerate() {
        if let Ok(members) = serde_json::from_str::<MemberList<'_>>(raw.get()) {
            table.add(u32::try_from(n).unwrap_or(u32::MAX), members)?;
        }
    }
    Ok(Records::of(table, path, what))
}

impl Table {
    fn add(&mut self, number: u32, members: MemberList<'_>) -> Result<(), String> {
        let (feature, properties) = feature::read(members);
        let mut cells = Vec::with_capacity(properties.len());
        for Property { name, cell } in properties {
            self.budget.take(&cell)?;
            cells.push((self.column(name)?, cell));
        }
        cells.sort_by_key(|(column, _)| *column);
        cells.dedup_by_key(|(column, _)| *column);
        self.rows.push(Row {
            number,
            cells,
            feature: Some(Box::new(feature)),
        });
        Ok(())
    }

    fn column(&mut self, name: String) -> Result<u32, String> {
        if let Some(column) = self.places.get(&name) {
            return Ok(*column);
        }
        let column = u32::try_from(self.names.len()).unwrap_or(MAX_COLUMNS);
        if column >= MAX_COLUMNS {
            return Err(format!("has more than {MAX_COLUMNS} different properties"));
        }
        self.places.insert(name.clone(), column);
        self.names.push(name);
        Ok(column)
    }

    /// The rows below one of the names.
    fn finish(self) -> Vec<Row> {
        let names = (0..).zip(&self.names);
        let header = Row {
            number: 0,
            cells: names
                .map(|(column, name)| (column, Cell::Text(name.as_str().into())))
                .collect(),
            feature: None,
        };
        std::iter::once(header).chain(self.rows).collect()
    }
}

impl Records {
    fn of(table: Table, path: &str, what: &'static str) -> Self {
        Self {
            sheet: Sheet {
                name: Some(path.to_owned()),
                form: Form::Records,
                rows: table.finish(),
                merged: Vec::new(),
            },
            datum: None,
            foreign_crs: None,
            source: None,
            what,
        }
    }

    /// What a collection says for all its features.
    fn take_header(&mut self, top: &MemberList<'_>) {
        let value =
            |name: &str| -> Option<Value> { serde_json::from_str(top.find(name)?.get()).ok() };
        if let Some(datum) = value("datum") {
            self.datum = datum.as_str().and_then(Datum::from_key);
        }
        if let Some(crs) = value("crs").or_else(|| value("spatialReference")) {
            match crs_name(&crs) {
                Some(name) if is_wgs84(&name) => self.datum = self.datum.or(Some(Datum::Wgs84)),
                Some(name) => self.foreign_crs = Some(name),
                None => {}
            }
        }
        let source = value("source").or_else(|| value("attribution"));
        self.source = source.and_then(|source| source.as_str().map(str::to_owned));
    }
}

/// The name of a reference system in the forms in which it is given.
fn crs_name(crs: &Value) -> Option<String> {
    let wkid = crs.get("latestWkid").or_else(|| crs.get("wkid"));
    if let Some(code) = wkid.and_then(Value::as_u64) {
        return Some(format!("EPSG:{code}"));
    }
    let properties = crs.get("properties")?;
    let name = properties
        .get("name")
        .and_then(Value::as_str)
        .map(str::to_owned);
    name.or_else(|| Some(format!("EPSG:{}", properties.get("code")?)))
}

/// Whether a name stands for degrees on WGS-84, or on CGCS2000, which is the same within
/// decimetres.
pub(in crate::import) fn is_wgs84(name: &str) -> bool {
    let code = name.rsplit([':', '/', '#']).next().unwrap_or_default();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    ["CRS84", "4326", "4490"].contains(&code)
        || ["wgs84", "wgs1984", "cgcs2000"].contains(&&*letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::limits::MAX_JSON_DEPTH;

    #[test]
    fn each_shape_of_json_gives_its_records() {
        for (json, what, n_rows) in [
            (
                r#"{"type":"FeatureCollection","features":[{"properties":{"a":1}}]}"#,
                "GeoJSON",
                1,
            ),
            (
                r#"{"elements":[{"type":"node","id":1,"lat":1,"lon":2,"tags":{}}]}"#,
                "Overpass JSON",
                1,
            ),
            (r#"[{"name":"a"},{"name":"b"},3]"#, "a list of objects", 2),
            (
                r#"{"code":0,"data":{"list":[{"name":"a"}]}}"#,
                "a list of objects",
                1,
            ),
            (
                "{\"properties\":{\"a\":1}}\n\u{1e}{\"properties\":{\"b\":1}}\n",
                "GeoJSON, a feature a line",
                2,
            ),
        ] {
            let read = read(json).unwrap();
            assert_eq!(
                (read.what, read.sheet.rows.len() - 1),
                (what, n_rows),
                "{json}"
            );
        }
    }

    #[test]
    fn a_collection_says_its_datum_or_a_system_that_is_none() {
        let of = |header: &str| {
            let json = format!(r#"{{{header},"features":[]}}"#);
            let read = read(&json).unwrap();
            (read.datum, read.foreign_crs)
        };
        let crs = |name: &str| format!(r#""crs":{{"properties":{{"name":"{name}"}}}}"#);
        assert_eq!(
            of(&crs("urn:ogc:def:crs:OGC:1.3:CRS84")),
            (Some(Datum::Wgs84), None)
        );
        assert_eq!(of(&crs("EPSG:4490")), (Some(Datum::Wgs84), None));
        assert_eq!(of(r#""datum":"gcj02""#), (Some(Datum::Gcj02), None));
        assert_eq!(
            of(&crs("EPSG:27700")),
            (None, Some("EPSG:27700".to_owned()))
        );
        assert_eq!(of(r#""x":1"#), (None, None));
    }

    #[test]
    fn the_deepest_value_is_kept_and_a_deeper_one_is_not() {
        let nested = |depth: usize| {
            let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
            format!(r#"[{{"a":{value}}}]"#)
        };
        let n_cells = |depth| read(&nested(depth)).unwrap().sheet.rows[1].cells.len();
        assert_eq!(n_cells(MAX_JSON_DEPTH), 1);
        assert_eq!(n_cells(MAX_JSON_DEPTH + 1), 0);
        assert_eq!(n_cells(100_000), 0);
    }
}
