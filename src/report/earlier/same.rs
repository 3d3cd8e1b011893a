//! Whether an earlier run answers the same question over the same people.

use serde_json::Value;

use super::{AskedNow, Input, Summary};
use crate::coverage::figures::parameters;
use crate::coverage::run::InputRole;
use crate::dataset::shown::shortened;

/// Digits of a SHA-256 that tell files apart for people.
const DIGEST_SHOWN: usize = 8;

/// A file: its name and its SHA-256.
type Named<'a> = (&'a str, &'a str);

/// What differs, each in words; empty if both can be compared.
pub(super) fn differences(earlier: &Summary, now: &AskedNow<'_>) -> Vec<String> {
    let mut differences = Vec::new();
    differ_in_file(&mut differences, "demand", demand_of(earlier), demand(now));
    let crs = shortened(&earlier.demand_crs);
    let crs_now = now.demand.datum.key();
    differ(&mut differences, "demand's datum", &crs, crs_now);
    let was = earlier.network.as_ref().map(named);
    let network = now.network;
    let is = network.map(|network| (&*network.file, &*network.sha256));
    differ_in_file(&mut differences, "street file", was, is);
    let parameters = parameters_now(now);
    let has_streets = network.is_some();
    for (key, what, is_told) in [
        ("mode", "mode", true),
        ("limit", "limit", true),
        ("amenity", "wanted amenity", true),
        ("speed_m_s", "speed in metres a second", true),
        // Streets have their own lengths: no detour counts there.
        ("detour", "detour factor", !has_streets),
        (
            "snap_limit_m",
            "snap limit in metres",
            has_streets && earlier.network.is_some(),
        ),
    ] {
        let [was, is] = [&earlier.parameters, &parameters].map(|of| said(key, &of[key]));
        if is_told {
            differ(&mut differences, what, &was, &is);
        }
    }
    differences
}

fn differ(differences: &mut Vec<String>, what: &str, was: &str, is: &str) {
    if was != is {
        differences.push(format!("its {what} is {was}, that of this run {is}"));
    }
}

/// Files are the same by their contents, whatever they are called.
fn differ_in_file(
    differences: &mut Vec<String>,
    what: &str,
    was: Option<Named<'_>>,
    is: Option<Named<'_>>,
) {
    if was.map(|file| file.1) != is.map(|file| file.1) {
        differ(differences, what, &file(was), &file(is));
    }
}

/// The parameters of this run, as they would be read from its summary.
fn parameters_now(now: &AskedNow<'_>) -> Value {
    let snap_limit_m = now.network.map(|network| network.snap_limit_m);
    let parameters = parameters(now.snapshot, now.question, snap_limit_m);
    serde_json::from_str(&parameters.to_string()).unwrap_or_default()
}

fn demand_of(earlier: &Summary) -> Option<Named<'_>> {
    let mut inputs = earlier.inputs.iter();
    let is_demand = |input: &&Input| input.role.as_deref() == Some(InputRole::Demand.key());
    inputs.find(is_demand).map(named)
}

fn demand<'a>(now: &AskedNow<'a>) -> Option<Named<'a>> {
    let mut inputs = now.inputs.iter();
    let demand = inputs.find(|input| input.role == InputRole::Demand)?;
    Some((&demand.name, &demand.sha256))
}

fn named(input: &Input) -> Named<'_> {
    (&input.name, &input.sha256)
}

fn file(file: Option<Named<'_>>) -> String {
    file.map_or_else(none, |(name, sha256)| {
        let digest: String = sha256.chars().take(DIGEST_SHOWN).collect();
        format!("{} (SHA-256 {}…)", shortened(name), shortened(&digest))
    })
}

fn none() -> String {
    "none".to_owned()
}

/// A parameter in words; the order of amenities means nothing.
pub(in crate::report) fn said(key: &str, value: &Value) -> String {
    match (key, value) {
        ("limit", Value::Object(limit)) => match limit.iter().next() {
            Some((unit, value)) if unit == "minutes" => format!("{} minutes", number(value)),
            Some((_, value)) => format!("{} metres", number(value)),
            None => none(),
        },
        (_, Value::Array(keys)) if keys.is_empty() => none(),
        (_, Value::Array(keys)) => {
            let mut keys: Vec<&str> = keys.iter().filter_map(Value::as_str).collect();
            keys.sort_unstable();
            shortened(&keys.join(", "))
        }
        (_, Value::Null) => none(),
        (_, Value::String(text)) => shortened(text),
        _ => number(value),
    }
}

/// A number without a point if it is whole.
fn number(value: &Value) -> String {
    value.as_f64().map_or_else(
        || shortened(&value.to_string()),
        |number| number.to_string(),
    )
}
