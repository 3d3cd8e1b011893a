//! Whether parts belong to one run, and whether the stations of now are theirs.

use serde_json::Value;

use super::StationsNow;
use crate::coverage::outcome::StationCounts;
use crate::coverage::run::{InputFile, InputRole, StreetsInfo};
use crate::dataset::shown::shortened;
use crate::report::earlier::said;
use crate::report::sums::Sums;

/// What the parameters are called.
const PARAMETERS: [(&str, &str); 9] = [
    ("mode", "mode"),
    ("limit", "limit"),
    ("amenity", "wanted amenity"),
    ("at", "departure"),
    ("week", "week"),
    ("utc_offset", "UTC offset"),
    ("speed_m_s", "speed in metres a second"),
    ("detour", "detour factor"),
    ("snap_limit_m", "snap limit in metres"),
];

/// What differs between the first part and another, each in words.
pub(super) fn differences(first: &Sums, other: &Sums) -> Vec<String> {
    let mut said = Vec::new();
    differ(
        &mut said,
        "version of yizhan",
        &other.version,
        &first.version,
    );
    let (was, is) = (&first.dataset_version, &other.dataset_version);
    differ(&mut said, "version of the stations", is, was);
    in_parameters(&mut said, &other.parameters, &first.parameters);
    differ(
        &mut said,
        "demand's datum",
        &other.demand_crs,
        &first.demand_crs,
    );
    let streets = |sums: &Sums| streets(sums.network.as_ref());
    differ(&mut said, "street file", &streets(other), &streets(first));
    for (role, what) in [
        (InputRole::Stations, "station file"),
        (InputRole::Holidays, "table of days off"),
    ] {
        let files = |sums: &Sums| files(&sums.inputs, role);
        differ(&mut said, what, &files(other), &files(first));
    }
    if other.supposed != first.supposed {
        said.push("it supposes other stations or hours (--add, --close, --set-hours)".to_owned());
    }
    if other.station_counts != first.station_counts {
        let what = "count of stations";
        let counts = |sums: &Sums| counts(sums.station_counts);
        differ(&mut said, what, &counts(other), &counts(first));
    }
    said
}

/// What differs between the parts and the stations that are read now.
pub(super) fn differences_now(parts: &Sums, now: &StationsNow<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    differ(&mut said, "version of yizhan", &parts.version, version);
    if parts.dataset_version != now.version {
        let (was, is) = (shortened(&parts.dataset_version), now.version);
        said.push(format!(
            "its stations are of version {was}, those read now of {is}: name the files of the parts \
             with --stations"
        ));
    }
    in_parameters(&mut said, &parts.parameters, &now.parameters);
    let (was, is) = (
        files(&parts.inputs, InputRole::Holidays),
        files(now.holidays, InputRole::Holidays),
    );
    differ(&mut said, "table of days off", &was, &is);
    // Which stations are near a street only the parts know.
    let without_streets = StationCounts {
        unsnapped: now.counts.unsnapped,
        ..parts.station_counts
    };
    if said.is_empty() && without_streets != now.counts {
        let (was, is) = (counts(without_streets), counts(now.counts));
        differ(&mut said, "count of stations", &was, &is);
    }
    said
}

fn in_parameters(differences: &mut Vec<String>, was: &Value, is: &Value) {
    for (key, what) in PARAMETERS {
        let [was, is] = [was, is].map(|of| said(key, &of[key]));
        differ(differences, what, &was, &is);
    }
}

fn differ(differences: &mut Vec<String>, what: &str, one: &str, other: &str) {
    if one != other {
        let [one, other] = [one, other].map(shortened);
        differences.push(format!("its {what} is {one}, not {other}"));
    }
}

/// The streets; the boxes around those that the parts loaded may differ.
fn streets(network: Option<&StreetsInfo>) -> String {
    network.map_or_else(
        || "none".to_owned(),
        |of| {
            format!(
                "{} ({} nodes, {} segments, SHA-256 {})",
                of.file, of.nodes, of.segments, of.sha256
            )
        },
    )
}

/// The files of a role, by their digests.
fn files(inputs: &[InputFile], role: InputRole) -> String {
    let files = inputs.iter().filter(|input| input.role == role);
    let named: Vec<String> = files
        .map(|file| format!("{} (SHA-256 {})", file.name, file.sha256))
        .collect();
    if named.is_empty() {
        return "none".to_owned();
    }
    named.join(", ")
}

fn counts(of: StationCounts) -> String {
    let StationCounts {
        total,
        eligible,
        open,
        closed,
        unknown,
        unsnapped,
    } = of;
    format!(
        "{total}, {eligible} of them eligible, {open} open, {closed} closed, {unknown} unknown, \
         {unsnapped} away from streets"
    )
}
