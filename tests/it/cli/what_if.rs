//! `yizhan coverage --add --close --set-hours --compare`: the difference against runs done apart.

mod refused;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::cli::{Folder, Outcome};
use crate::support::http::{collection, station_at};

/// A moment of the week that the runs look at.
const AT: &str = "2026-11-24T10:00:00+08:00";
const WEEK: [&str; 3] = ["--week", "--at", AT];
/// The folder of the bundled city.
const PORTO_ALEGRE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/planning/porto-alegre");
const HOURS: [&str; 4] = [
    r#""opening_hours":"Mo-Fr 08:00-17:00""#,
    r#""opening_hours":"24/7""#,
    r#""opening_hours":"Sa,Su 09:00-18:00""#,
    "",
];

/// A square of four kilometres: 300 cells in three districts, 24 stations with various hours, and
/// three more that may be added.
fn town() -> (Folder, Vec<(String, [f64; 2], String)>) {
    let mut random = fastrand::Rng::with_seed(23);
    let mut place = || [114.0 + random.f64() * 0.04, 30.5 + random.f64() * 0.04];
    let stations: Vec<(String, [f64; 2], String)> = (0..27)
        .map(|row| (format!("s{row}"), place(), HOURS[row % 4].to_owned()))
        .collect();
    let folder = Folder::with(&features(&stations[..24]));
    folder.write("more.geojson", &collection("", &features(&stations[24..])));
    let mut rows = vec!["id,lon,lat,population,district".to_owned()];
    for row in 0..300 {
        let [lon, lat] = place();
        let district = ["north", "south", ""][row % 3];
        rows.push(format!("c{row},{lon},{lat},{},{district}", row % 40));
    }
    folder.write("people.csv", &rows.join("\n"));
    (folder, stations)
}

fn features(stations: &[(String, [f64; 2], String)]) -> Vec<String> {
    let feature = |(id, at, hours): &(String, [f64; 2], String)| station_at(id, *at, hours);
    stations.iter().map(feature).collect()
}

fn run(folder: &Folder, stations: &[&str], out: &str, more: &[&str]) -> Outcome {
    let mut arguments = vec![
        "coverage",
        "--demand",
        "people.csv",
        "--out",
        out,
        "--stations",
    ];
    arguments.extend(stations);
    arguments.extend(more);
    folder.run(&arguments)
}

fn done(folder: &Folder, stations: &[&str], out: &str, more: &[&str]) -> Outcome {
    let outcome = run(folder, stations, out, more);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome
}

fn json_of(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(name)).unwrap()
}

/// The rows of a table by the names of its columns.
fn rows(folder: &Folder, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = folder.read(name);
    let mut lines = text.lines().map(|line| line.split(','));
    let header: Vec<&str> = lines.next().unwrap().collect();
    let row = |fields: std::str::Split<'_, char>| {
        let fields = header.iter().zip(fields);
        fields
            .map(|(name, field)| ((*name).to_owned(), field.to_owned()))
            .collect()
    };
    lines.map(row).collect()
}

/// People and cells that turn from one part to another, by district, from the tables of two runs.
type Turned = BTreeMap<(String, String, String), (f64, u64)>;

fn turned(folder: &Folder, before: &str, after: &str) -> Turned {
    let districts: BTreeMap<String, String> = rows(folder, "people.csv")
        .into_iter()
        .map(|row| {
            (
                row["id"].clone(),
                row.get("district").cloned().unwrap_or_default(),
            )
        })
        .collect();
    let mut turned = Turned::new();
    let before = rows(folder, &format!("{before}/cells.csv"));
    let after = rows(folder, &format!("{after}/cells.csv"));
    for (was, is) in before.iter().zip(&after) {
        assert_eq!(was["id"], is["id"]);
        let district = districts[&was["id"]].clone();
        let count = turned.entry((district, was["status"].clone(), is["status"].clone()));
        let count = count.or_default();
        count.0 += was["population"].parse::<f64>().unwrap();
        count.1 += 1;
    }
    turned
}

/// Of some districts, people and cells that turn so.
fn of(turned: &Turned, district: Option<&str>, was: &str, is: &str) -> Value {
    let all = turned.iter().filter(|((of, before, after), _)| {
        district.is_none_or(|district| district == of) && before == was && after == is
    });
    let (people, cells) = all.fold((0.0, 0), |sum, (_, count)| {
        (sum.0 + count.0, sum.1 + count.1)
    });
    json!({ "people": serde_json::from_str::<Value>(&format!("{people:.0}")).unwrap(), "cells": cells })
}

/// What a difference says, without when it was made and what was supposed.
fn figures(mut change: Value) -> Value {
    for side in ["before", "after"] {
        let side = change[side].as_object_mut().unwrap();
        side.remove("generated_at");
        side.remove("dataset_version");
    }
    change.as_object_mut().unwrap().remove("supposed");
    change
}

const SUPPOSED: [&str; 9] = [
    "--add",
    "more.geojson",
    "--close",
    "s1",
    "s2",
    "s9",
    "--set-hours",
    "s0=24/7",
    "s5=Su 10:00-12:00",
];

#[test]
fn what_is_supposed_gives_the_run_and_the_difference_of_files_made_apart() {
    let (folder, mut stations) = town();
    let before = ["stations.geojson"];
    done(&folder, &before, "base", &WEEK);
    let what_if: Vec<&str> = WEEK.into_iter().chain(SUPPOSED).collect();
    let told = done(&folder, &before, "supposed", &what_if).out;
    stations[0].2 = r#""opening_hours":"24/7""#.to_owned();
    stations[5].2 = r#""opening_hours":"Su 10:00-12:00""#.to_owned();
    stations.truncate(24);
    stations.retain(|(id, ..)| !["s1", "s2", "s9"].contains(&&**id));
    folder.write("apart.geojson", &collection("", &features(&stations)));
    let apart = ["apart.geojson", "more.geojson"];
    let compared: Vec<&str> = WEEK.into_iter().chain(["--compare", "base"]).collect();
    done(&folder, &apart, "apart", &compared);
    for file in [
        "cells.csv",
        "gaps.geojson",
        "stations.csv",
        "week.csv",
        "change.csv",
    ] {
        let [supposed, apart] =
            ["supposed", "apart"].map(|dir| folder.read(&format!("{dir}/{file}")));
        assert_eq!(supposed, apart, "{file}");
    }
    let change = json_of(&folder, "supposed/change.json");
    assert_eq!(change["supposed"]["closed"], json!(["s1", "s2", "s9"]));
    assert_eq!(change["supposed"]["added"], json!(["s24", "s25", "s26"]));
    assert_eq!(change["supposed"]["hours"][1]["before"], "24/7");
    assert_eq!(
        json_of(&folder, "supposed/summary.json")["supposed"],
        change["supposed"]
    );
    assert_eq!(
        figures(change.clone()),
        figures(json_of(&folder, "apart/change.json"))
    );
    let turned = turned(&folder, "base", "apart");
    let (covered, not) = ("covered", "uncovered");
    assert_eq!(change["gained"], of(&turned, None, not, covered));
    assert_eq!(change["lost"], of(&turned, None, covered, not));
    assert!(
        change["gained"]["cells"].as_u64() > Some(0) && change["lost"]["cells"].as_u64() > Some(0)
    );
    let districts = change["by_district"].as_array().unwrap();
    assert_eq!(districts.len(), 3);
    for district in districts {
        let name = district["district"].as_str();
        assert_eq!(district["gained"], of(&turned, name, not, covered));
        assert_eq!(district["lost"], of(&turned, name, covered, not));
    }
    assert!(
        told.contains("\ngained  ") && told.contains("\nlost  "),
        "{told}"
    );
    let (base, apart) = (
        rows(&folder, "base/week.csv"),
        rows(&folder, "apart/week.csv"),
    );
    let more = change["week"]["more_people"].as_array().unwrap();
    for ((was, is), more) in base.iter().zip(&apart).zip(more) {
        let [was, is] = [was, is].map(|row| row["people_covered"].parse::<i64>().unwrap());
        assert_eq!(more.as_i64(), Some(is - was));
    }
}

#[test]
fn the_table_of_the_change_has_every_cell_that_is_otherwise_and_no_other() {
    let (folder, _) = town();
    done(&folder, &["stations.geojson"], "base", &[]);
    done(
        &folder,
        &["stations.geojson"],
        "supposed",
        &["--close", "s3", "--add", "more.geojson"],
    );
    let of_run = |dir: &str| rows(&folder, &format!("{dir}/cells.csv"));
    let pairs = of_run("base").into_iter().zip(of_run("supposed"));
    let differ = |was: &BTreeMap<String, String>, is: &BTreeMap<String, String>| {
        ["status", "travel_time_s"]
            .iter()
            .any(|column| was[*column] != is[*column])
    };
    let expected: BTreeSet<String> = pairs
        .filter(|(was, is)| differ(was, is))
        .map(|(was, _)| was["id"].clone())
        .collect();
    let listed = rows(&folder, "supposed/change.csv");
    let listed: BTreeSet<String> = listed.into_iter().map(|row| row["id"].clone()).collect();
    assert!(!expected.is_empty());
    assert_eq!(listed, expected);
    // Without a moment it is not known which stations are open.
    let change = json_of(&folder, "supposed/change.json");
    for side in ["before", "after"] {
        assert_eq!(change[side]["stations_open"], Value::Null, "{change}");
        assert!(change[side]["stations_eligible"].as_u64() > Some(0));
    }
    // A run that is not compared leaves no difference of an older one.
    done(&folder, &["stations.geojson"], "supposed", &[]);
    assert!(!folder.path("supposed/change.csv").exists());
    assert!(!folder.path("supposed/change.html").exists());
}

#[test]
fn a_closed_station_of_porto_alegre_is_as_if_its_file_did_not_have_it() {
    let folder = Folder::new();
    let [places, demand, streets] = ["places.geojson", "hexgrid.csv", "poa.osm.pbf"]
        .map(|name| format!("{PORTO_ALEGRE}/{name}"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&places).unwrap()).unwrap();
    let features = file["features"].as_array_mut().unwrap();
    features.retain(|feature| feature["id"] != "farrapos_station");
    assert_eq!(features.len(), 14);
    folder.write("without.geojson", &file.to_string());
    let with = |stations: &str, out: &str, more: &[&str]| {
        let mut arguments = vec!["coverage", "--stations", stations, "--demand", &demand];
        arguments.extend(["--network", &streets, "--out", out]);
        arguments.extend(more);
        let outcome = folder.run(&arguments);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        outcome
    };
    with("without.geojson", "apart", &[]);
    let told = with(&places, "closed", &["--close", "farrapos_station"]).out;
    for file in ["cells.csv", "gaps.geojson", "stations.csv"] {
        let [apart, closed] = ["apart", "closed"].map(|dir| folder.read(&format!("{dir}/{file}")));
        assert_eq!(apart, closed, "{file}");
    }
    let change = json_of(&folder, "closed/change.json");
    let [before, after] = ["before", "after"].map(|side| &change[side]["covered"]["people"]);
    assert_eq!(before, 133_028);
    assert_eq!(change["gained"]["people"], 0);
    assert_eq!(
        change["lost"]["people"].as_u64(),
        Some(133_028 - after.as_u64().unwrap())
    );
    assert!(told.contains("not computed    1271 in 22 cells"), "{told}");
    a_station_where_nothing_was_known_is_no_gain_and_no_loss(&folder, &places, &with);
}

/// A station where no way led to any: those people are covered with it, and neither gained nor lost
/// by anything that is known.
fn a_station_where_nothing_was_known_is_no_gain_and_no_loss(
    folder: &Folder,
    places: &str,
    with: &dyn Fn(&str, &str, &[&str]) -> Outcome,
) {
    let apart = rows(folder, "apart/cells.csv");
    let mut unknown = apart.iter().filter(|row| row["status"] == "unreachable");
    let cell = unknown.find(|row| row["population"] != "0").unwrap();
    let at = ["lon", "lat"].map(|name| cell[name].parse().unwrap());
    folder.write(
        "island.geojson",
        &collection("", &[station_at("island", at, "")]),
    );
    with(places, "island", &["--add", "island.geojson"]);
    let change = json_of(folder, "island/change.json");
    assert_eq!(change["gained"]["people"], 0);
    let covered = &change["covered_now_not_computed_before"]["people"];
    assert!(covered.as_u64() > Some(0), "{change}");
    assert_eq!(change["net_people"], 0);
    let page = folder.read("island/change.html");
    assert!(page.contains("that have one could not be computed before"));
    let neither = "Of the people computed in both runs none gain or lose a station";
    assert!(page.contains(neither) && !page.contains("none gain one"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(places).unwrap()).unwrap();
    let island: Value = serde_json::from_str(&folder.read("island.geojson")).unwrap();
    let features = file["features"].as_array_mut().unwrap();
    features.push(island["features"][0].clone());
    folder.write("both.geojson", &file.to_string());
    with("both.geojson", "gone", &["--close", "island"]);
    let change = json_of(folder, "gone/change.json");
    assert_eq!(
        &change["not_computed_now_covered_before"]["people"],
        covered
    );
    assert_eq!(
        (&change["lost"]["people"], &change["net_people"]),
        (&json!(0), &json!(0))
    );
    let page = folder.read("gone/change.html");
    assert!(page.contains("that had one could not be computed now"));
    assert!(page.contains(neither) && !page.contains("none lose theirs"));
}

#[test]
fn the_page_of_a_change_shows_what_files_say_and_runs_none_of_it() {
    let (folder, _) = town();
    let name = r#""opening_hours":"24/7","address":"x""#;
    let hostile = station_at("</script><b>", [114.02, 30.52], name);
    folder.write("hostile.geojson", &collection("", &[hostile]));
    let supposed = [
        "--at",
        AT,
        "--add",
        "hostile.geojson",
        "--close",
        "s8",
        "--set-hours",
        "s0=24/7",
    ];
    done(&folder, &["stations.geojson"], "out", &supposed);
    let page = folder.read("out/change.html");
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;"));
    assert!(!page.contains("</script><b>"));
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("default-src 'none'"));
    for part in [
        "map-section",
        "side-by-side",
        "districts",
        "changed-stations",
        "sources",
    ] {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    for shape in ["#m-added", "#m-gone", "#m-hours"] {
        assert!(
            page.contains(&format!("<use href=\"{shape}\" x=")),
            "{shape}"
        );
    }
    let report = folder.read("out/report.html");
    assert!(report.contains("Supposed: 1 station added, 1 closed, 1 with other hours"));
    assert!(!page.contains("http-equiv=\"refresh\"") && !page.contains("src=\"http"));
}
