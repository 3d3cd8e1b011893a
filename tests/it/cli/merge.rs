//! `yizhan coverage --merge`: the runs over parts of a demand against one run over all of it.

use serde_json::Value;

use crate::support::cli::{Folder, Outcome};
use crate::support::http::station_at;

/// The files that are the same bytes, whatever the parts are.
const SUMMED: [&str; 3] = ["summary.json", "week.csv", "stations.csv"];
/// Those that are too where the parts are put in the order of the demand.
const ORDERED: [&str; 5] = [
    "summary.json",
    "week.csv",
    "stations.csv",
    "cells.csv",
    "gaps.geojson",
];
const AT: &str = "2026-11-24T10:00:00+08:00";
const N_CELLS: usize = 320;
/// Results of all runs are dated by this moment.
const DATED: [(&str, &str); 1] = [("SOURCE_DATE_EPOCH", "1790000000")];
const PORTO_ALEGRE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/planning/porto-alegre");
const HOURS: [&str; 4] = [
    r#""opening_hours":"Mo-Fr 08:00-17:00""#,
    r#""opening_hours":"24/7""#,
    r#""opening_hours":"Sa,Su 09:00-18:00""#,
    "",
];

/// A square of four kilometres: stations with various hours, and the lines of its cells, with people
/// whose sums depend on their order if they are rounded.
fn town() -> (Folder, Vec<String>) {
    let mut random = fastrand::Rng::with_seed(21);
    let mut place = || [114.0 + random.f64() * 0.04, 30.5 + random.f64() * 0.04];
    let stations = (0..24).map(|row| station_at(&format!("s{row}"), place(), HOURS[row % 4]));
    let folder = Folder::with(&stations.collect::<Vec<_>>());
    let cell = |row: usize| {
        let [lon, lat] = place();
        let district = ["north", "south", ""][row % 3];
        let people = ["0.1", "1e9", "0.3", "12.7", "0.0001", "7"][row % 6];
        format!("c{row},{lon},{lat},{people},{district}")
    };
    let mut lines: Vec<String> = (0..N_CELLS).map(cell).collect();
    lines.push("bad,200,0,5,north".to_owned());
    lines.push("worse,114.01,30.51,many,north".to_owned());
    folder.write("people.csv", &table(lines.iter()));
    (folder, lines)
}

fn table<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    let header = "id,lon,lat,population,district\n".to_owned();
    lines.fold(header, |table, line| format!("{table}{line}\n"))
}

/// Writes every n-th line into a part of its own; their names.
fn split(folder: &Folder, lines: &[String], n_parts: usize) -> Vec<String> {
    (0..n_parts)
        .map(|part| {
            let name = format!("part-{n_parts}-{part}");
            let of_part = lines.iter().skip(part).step_by(n_parts);
            folder.write(&format!("{name}.csv"), &table(of_part));
            name
        })
        .collect()
}

fn done(folder: &Folder, arguments: &[&str]) -> Outcome {
    let outcome = folder.run_with(&DATED, arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

fn cover(folder: &Folder, name: &str, more: &[&str]) -> Outcome {
    let demand = format!("{name}.csv");
    let run = ["coverage", "--demand", &demand, "--out", name];
    done(folder, &[&run, more].concat())
}

/// Runs each part, and adds them up.
fn merge(folder: &Folder, parts: &[String], out: &str, asked: &[&str], more: &[&str]) -> Outcome {
    for part in parts {
        cover(folder, part, asked);
    }
    done(folder, &merging(parts, out, more))
}

fn merging<'a>(parts: &'a [String], out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["coverage", "--out", out, "--merge"];
    arguments.extend(parts.iter().map(String::as_str));
    arguments.extend(more);
    arguments
}

#[test]
fn one_four_and_sixteen_parts_give_the_bytes_of_one_run() {
    let (folder, lines) = town();
    let asked = [
        "--stations",
        "stations.geojson",
        "--week",
        "--at",
        AT,
        "--minutes",
        "9.5",
    ];
    let whole = cover(&folder, "people", &asked);
    for n_parts in [1, 4, 16] {
        let parts = split(&folder, &lines, n_parts);
        let merged = merge(
            &folder,
            &parts,
            "merged",
            &asked,
            &["--demand", "people.csv"],
        );
        for name in ORDERED {
            let [is, should] =
                ["merged", "people"].map(|dir| folder.read(&format!("{dir}/{name}")));
            assert_eq!(is, should, "{name} of {n_parts} parts");
        }
        assert_eq!(merged.out, whole.out.replace("people/", "merged/"));
    }
}

#[test]
fn the_sums_of_parts_can_be_added_up_again() {
    let (folder, lines) = town();
    let asked = ["--stations", "stations.geojson", "--week", "--at", AT];
    cover(&folder, "people", &asked);
    let parts = split(&folder, &lines, 4);
    let [first, second] = [&parts[..3], &parts[3..]];
    merge(&folder, first, "first", &asked, &[]);
    merge(&folder, second, "second", &asked, &[]);
    let both = ["first", "second"].map(str::to_owned);
    done(
        &folder,
        &merging(&both, "merged", &["--demand", "people.csv"]),
    );
    for name in SUMMED {
        let [is, should] = ["merged", "people"].map(|dir| folder.read(&format!("{dir}/{name}")));
        assert_eq!(is, should, "{name}");
    }
}

#[test]
fn parts_without_the_whole_name_their_own_files() {
    let (folder, lines) = town();
    let asked = ["--stations", "stations.geojson", "--at", AT];
    cover(&folder, "people", &asked);
    let parts = split(&folder, &lines, 2);
    merge(&folder, &parts, "merged", &asked, &[]);
    let summary = |name: &str| -> Value {
        serde_json::from_str(&folder.read(&format!("{name}/summary.json"))).unwrap()
    };
    let [mut merged, mut whole] = ["merged", "people"].map(summary);
    let files = merged["inputs"].as_array().unwrap();
    let names: Vec<&str> = files
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["stations.geojson", "part-2-0.csv", "part-2-1.csv"]);
    for summary in [&mut merged, &mut whole] {
        summary.as_object_mut().unwrap().remove("inputs");
    }
    assert_eq!(merged, whole);
    assert!(!folder.path("merged/week.csv").exists());
}

#[test]
fn parts_along_streets_and_with_supposed_stations_add_up_too() {
    let folder = Folder::new();
    let [streets, stations, people] = ["poa.osm.pbf", "places.geojson", "hexgrid.csv"]
        .map(|name| format!("{PORTO_ALEGRE}/{name}"));
    let text = std::fs::read_to_string(people).unwrap();
    folder.write("people.csv", &text);
    let (header, rows) = text.split_once('\n').unwrap();
    let (mut parts, rows) = (Vec::new(), rows.lines().collect::<Vec<_>>());
    for (place, rows) in rows.chunks(rows.len().div_ceil(3)).enumerate() {
        let name = format!("third-{place}");
        folder.write(
            &format!("{name}.csv"),
            &format!("{header}\n{}\n", rows.join("\n")),
        );
        parts.push(name);
    }
    let asked = [
        "--stations",
        &stations,
        "--network",
        &streets,
        "--snap-limit-m",
        "250",
        "--mode",
        "bike",
        "--minutes",
        "4",
        "--close",
        "farrapos_station",
        "ufrgs",
        "--compare",
        "before",
    ];
    let before = &asked[..10];
    cover(&folder, "people", before);
    std::fs::rename(folder.path("people"), folder.path("before")).unwrap();
    cover(&folder, "people", &asked);
    merge(
        &folder,
        &parts,
        "merged",
        &asked[..13],
        &["--demand", "people.csv"],
    );
    for name in ["summary.json", "stations.csv", "cells.csv", "gaps.geojson"] {
        let [is, should] = ["merged", "people"].map(|dir| folder.read(&format!("{dir}/{name}")));
        assert_eq!(is, should, "{name}");
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused_and_what_differs_is_said() {
    let (folder, lines) = town();
    let parts = split(&folder, &lines, 2);
    let asked = ["--stations", "stations.geojson", "--week", "--at", AT];
    cover(&folder, &parts[0], &asked);
    let other = folder
        .read("stations.geojson")
        .replace("Mo-Fr 08", "Mo-Fr 07");
    folder.write("others.geojson", &other);
    let at = "2026-11-25T10:00:00+08:00";
    for (differently, said) in [
        (
            vec!["--minutes", "10"],
            "its limit is 10 minutes, not 15 minutes",
        ),
        (vec!["--mode", "bike"], "its mode is bike, not walk"),
        (
            vec!["--speed", "walk=1.5"],
            "its speed in metres a second is 1.5, not 1.25",
        ),
        (
            vec!["--amenity", "toilet"],
            "its wanted amenity is toilet, not none",
        ),
        (
            vec!["--demand-crs", "gcj02"],
            "its demand's datum is gcj02, not wgs84",
        ),
        (
            vec!["--utc-offset", "+09:00"],
            "its UTC offset is +09:00, not +08:00",
        ),
        (vec!["--close", "s3"], "it supposes other stations or hours"),
    ] {
        cover(&folder, &parts[1], &[&asked[..], &differently].concat());
        refused(&folder, &merging(&parts, "merged", &[]), said);
    }
    for (asked, said) in [
        (
            vec!["--stations", "stations.geojson", "--week", "--at", at],
            "its departure is 2026-11-25",
        ),
        (
            vec!["--stations", "stations.geojson", "--at", AT],
            "its week is false, not true",
        ),
        (
            vec!["--stations", "others.geojson", "--week", "--at", AT],
            "its version of the stations is",
        ),
    ] {
        cover(&folder, &parts[1], &asked);
        refused(&folder, &merging(&parts, "merged", &[]), said);
    }
    assert!(!folder.path("merged").exists());
}

fn refused(folder: &Folder, arguments: &[&str], said: &str) {
    let outcome = folder.run_with(&DATED, arguments);
    assert_eq!(outcome.code, Some(2), "{said}: {outcome:?}");
    assert!(outcome.err.contains(said), "{said}: {}", outcome.err);
}

#[test]
fn stations_people_and_cells_that_are_not_those_of_the_parts_are_refused() {
    let (folder, lines) = town();
    let parts = split(&folder, &lines, 2);
    let asked = ["--stations", "stations.geojson", "--at", AT];
    for part in &parts {
        cover(&folder, part, &asked);
    }
    let merging = |more: &[&'static str]| -> Vec<String> {
        let arguments = merging(&parts, "merged", more);
        arguments.into_iter().map(str::to_owned).collect()
    };
    let refused = |arguments: Vec<String>, said: &str| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refused(&folder, &arguments, said);
    };
    let stations = folder.read("stations.geojson");
    folder.write("others.geojson", &stations.replace("s3", "s33"));
    refused(
        merging(&["--stations", "others.geojson"]),
        "name the files of the parts with --stations",
    );
    folder.write("fewer.csv", &table(lines[..200].iter()));
    refused(
        merging(&["--demand", "fewer.csv"]),
        "it has 200 cells, the parts have 320",
    );
    let more = [&lines[..], &["new,114,30.5,1,".to_owned()]].concat();
    folder.write("more.csv", &table(more.iter()));
    refused(
        merging(&["--demand", "more.csv"]),
        "its cell new is in no part",
    );
    folder.write(
        "moved.csv",
        &table(lines.iter()).replace(",12.7,", ",12.8,"),
    );
    refused(
        merging(&["--demand", "moved.csv"]),
        "its cell c3 is another in the parts",
    );
    refused(merging(&["--minutes", "9"]), "leave out the streets");
    let twice = [
        "coverage", "--out", "merged", "--merge", &parts[0], &parts[0],
    ]
    .map(str::to_owned);
    refused(twice.to_vec(), "the cell c0 is in part-2-0 too");
    let over = [
        "coverage", "--out", &parts[0], "--merge", &parts[0], &parts[1],
    ]
    .map(str::to_owned);
    refused(over.to_vec(), "part-2-0 is the folder of --out");
    let nowhere = ["coverage", "--out", "merged", "--merge", "nowhere"].map(str::to_owned);
    refused(nowhere.to_vec(), "sums.json cannot be read");
}

#[test]
fn sums_that_are_not_those_of_their_cells_are_refused() {
    let (folder, lines) = town();
    let parts = split(&folder, &lines, 1);
    cover(
        &folder,
        &parts[0],
        &["--stations", "stations.geojson", "--week", "--at", AT],
    );
    let sums = folder.read("part-1-0/sums.json");
    let cells = folder.read("part-1-0/cells.csv");
    for (from, to) in [
        (r#"["north",1]"#, r#"["north",2]"#),
        (
            r#""stations":{"#,
            r#""stations":{"99":{"in_reach":"1","only_here":"0"},"#,
        ),
        (r#""week":true"#, r#""week":false"#),
        (r#""people":""#, r#""people":"-"#),
        (r#""cells":"#, r#""cells":18446744073709551615,"x":"#),
    ] {
        assert!(sums.contains(from), "{from}");
        folder.write("part-1-0/sums.json", &sums.replacen(from, to, 1));
        refused(
            &folder,
            &merging(&parts, "merged", &[]),
            "is not as `coverage --out` writes it",
        );
    }
    folder.write("part-1-0/sums.json", &sums);
    for (from, to) in [
        ("\nc7,", "\nc8,"),
        (",covered,", ",here,"),
        (",covered,", ",uncovered,"),
        ("s1,", "nowhere,"),
    ] {
        assert!(cells.contains(from), "{from}");
        folder.write("part-1-0/cells.csv", &cells.replacen(from, to, 1));
        refused(
            &folder,
            &merging(&parts, "merged", &[]),
            "is not as `coverage --out` writes it",
        );
    }
    let fewer = cells.trim_end().rsplit_once('\n').unwrap().0;
    folder.write("part-1-0/cells.csv", fewer);
    refused(
        &folder,
        &merging(&parts, "merged", &[]),
        "it has 319 of 320 cells",
    );
}
