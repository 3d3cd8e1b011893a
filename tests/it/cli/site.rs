//! `yizhan site`: the files that it leaves, what it prints, and what it refuses.

use serde_json::Value;

use crate::support::cli::{Folder, Outcome};
use crate::support::http::{station, station_at};

/// A station of the tests, and people along a line east of it, 1,000 m apart.
pub(super) fn line() -> (Folder, f64, f64) {
    let folder = Folder::with(&[station("a", 1.0, r#""opening_hours":"Mo-Fr 09:00-17:00""#)]);
    let file: Value = serde_json::from_str(&folder.read("stations.geojson")).unwrap();
    let at = &file["features"][0]["geometry"]["coordinates"];
    let (lon, lat) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    let people = [10, 20, 40, 80, 160];
    let rows = people.iter().zip(0_u8..).map(|(people, place)| {
        format!(
            "c{place},{},{lat},{people}\n",
            lon + 0.0104 * f64::from(place)
        )
    });
    let text: String = std::iter::once("id,lon,lat,population\n".to_owned())
        .chain(rows)
        .collect();
    folder.write("people.csv", &text);
    (folder, lon, lat)
}

const LINE: [&str; 9] = [
    "site",
    "--stations",
    "stations.geojson",
    "--demand",
    "people.csv",
    "--max-distance-m",
    "1200",
    "--out",
    "out",
];

pub(super) fn with(folder: &Folder, more: &[&str]) -> Outcome {
    folder.run(&LINE.iter().chain(more).copied().collect::<Vec<_>>())
}

fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out/summary.json")).unwrap()
}

#[test]
fn the_files_say_where_to_build_and_how_good_that_is() {
    let (folder, ..) = line();
    let outcome = with(&folder, &["--new", "1"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome
            .out
            .contains("site 1          c3: +280, 310 (100.0 %)"),
        "{}",
        outcome.out
    );
    assert!(outcome.out.contains("proved optimal"), "{}", outcome.out);
    let table = folder.read("out/siting.csv");
    let mut rows = table.lines();
    assert_eq!(
        rows.next().unwrap(),
        "rank,site,lon,lat,people_gained,people_covered,share"
    );
    assert!(rows.next().unwrap().starts_with("1,c3,"), "{table}");
    let found = summary(&folder);
    assert_eq!(found["people_covered_before"], 30);
    assert_eq!(found["people_covered"], 310);
    assert_eq!(found["upper_bound"], 310);
    assert_eq!(found["ratio"], 1.0);
    assert_eq!(found["proved_optimal"], true);
    assert_eq!(found["ranks"][0]["site"], "c3");
    assert_eq!(found["ranks"][0]["alternatives"][0]["site"], "c4");
    assert_eq!(found["ranks"][0]["alternatives"][0]["loses_people"], 40);
    let points: Value = serde_json::from_str(&folder.read("out/siting.geojson")).unwrap();
    assert_eq!(points["features"][0]["properties"]["people_gained"], 280);
    let report = folder.read("out/report.html");
    assert!(report.contains(r#"<th scope="row">c3</th>"#), "{report}");
}

#[test]
fn it_stops_and_says_so_when_nobody_is_left_to_gain() {
    let (folder, ..) = line();
    let outcome = with(&folder, &["--new", "4"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome
            .out
            .contains("stopped         all people are covered that can be"),
        "{}",
        outcome.out
    );
    assert_eq!(summary(&folder)["stopped"], "all_covered");
    assert_eq!(summary(&folder)["new_chosen"], 1);
}

#[test]
fn each_goal_has_its_own_figures() {
    let (folder, ..) = line();
    let all = with(&folder, &["--goal", "cover-all", "--exact"]);
    assert_eq!(all.code, Some(0), "{all:?}");
    assert_eq!(summary(&folder)["new_chosen"], 1);
    assert_eq!(summary(&folder)["lower_bound_sites"], 1.0);
    for (goal, figure) in [
        ("mean-time", "mean_distance_m"),
        ("worst-time", "farthest_m"),
    ] {
        let outcome = with(&folder, &["--goal", goal, "--new", "1", "--exact"]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let found = summary(&folder);
        assert!(
            found[figure].as_f64() < found[format!("{figure}_before")].as_f64(),
            "{found}"
        );
        assert_eq!(found["proved_optimal"], true, "{found}");
        assert!(
            folder
                .read("out/siting.csv")
                .starts_with("rank,site,lon,lat,people_gained")
        );
    }
}

#[test]
fn candidates_are_looked_for_as_far_as_a_limit_that_is_beyond_two_hours() {
    let lat = 30.5;
    let folder = Folder::with(&[station_at("a", [114.0, lat], "")]);
    let at = |lon: f64, id: &str| format!("{id},{lon},{lat}");
    let people = [at(114.0, "near") + ",10", at(114.44, "far") + ",20"].join("\n");
    folder.write("people.csv", &format!("id,lon,lat,population\n{people}\n"));
    folder.write("sites.csv", &format!("id,lon,lat\n{}\n", at(114.3, "x")));
    for goal in ["mean-time", "worst-time"] {
        let far = ["--max-distance-m", "18000", "--candidates", "sites.csv"];
        let asked = ["--goal", goal, "--new", "1"];
        let both = [&LINE[..5], &LINE[7..], &far, &asked].concat();
        let outcome = folder.run(&both);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let found = summary(&folder);
        assert_eq!(found["ranks"][0]["site"], "x", "{found}");
        assert_eq!(found["people_covered"], 30, "{found}");
        assert_eq!(found["people_out_of_reach"], 0, "{found}");
    }
}

#[test]
fn candidates_that_are_wrong_or_stations_already_are_named() {
    let (folder, lon, lat) = line();
    let text = format!(
        "id,lon,lat\na,{lon},{lat}\nx,{},{lat}\nbad,east,{lat}\n",
        lon + 0.03
    );
    folder.write("sites.csv", &text);
    let outcome = with(&folder, &["--new", "2", "--candidates", "sites.csv"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    for told in [
        "sites.csv, line 4 (bad)",
        "1 candidates are stations already: a",
    ] {
        assert!(outcome.err.contains(told), "{told}: {}", outcome.err);
    }
    let ignored = summary(&folder)["ignored"].to_string();
    assert!(ignored.contains("stations already"), "{ignored}");
    assert!(folder.read("out/siting.csv").contains("\n1,x,"));
}

#[test]
fn distances_made_elsewhere_take_the_place_of_computed_ones() {
    let (folder, ..) = line();
    folder.write(
        "ways.csv",
        "demand,site,distance_m\nc0,a,10\nc0,a,20\nc1,s,900\nc2,s,1200\nc3,t,1200.5\nc4,t,-3\nc9,t,1\n",
    );
    let outcome = with(&folder, &["--new", "2", "--matrix", "ways.csv"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told = [
        "ways.csv, line 7: `distance_m` is '-3'",
        "1 pairs of the matrix are named twice: the shorter way counts",
        "1 cells of the matrix are not in the demand: c9",
        "1 cells of the demand are not in the matrix: c4",
    ];
    for told in told {
        assert!(outcome.err.contains(told), "{told}: {}", outcome.err);
    }
    assert_eq!(
        folder.read("out/siting.csv").lines().nth(1).unwrap(),
        "1,s,,,60,70,0.225806"
    );
    assert_eq!(summary(&folder)["stopped"], "all_covered");
    // Without stations nothing exists, and none that could offer anything.
    let alone = [
        "site",
        "--demand",
        "people.csv",
        "--matrix",
        "ways.csv",
        "--new",
        "1",
        "--out",
        "out",
        "--max-distance-m",
        "1200",
    ];
    let outcome = folder.run(&alone);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(summary(&folder)["people_covered_before"], 0);
    assert_eq!(summary(&folder)["candidates"], 3);
    let refused = folder.run(&[&alone[..], &["--amenity", "toilet"]].concat());
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("--amenity: is of --stations"),
        "{}",
        refused.err
    );
}

#[test]
fn a_station_of_a_matrix_that_does_not_count_is_told_and_is_no_place_to_build() {
    let closed = station("gone", 1.0, r#""status":"closed""#);
    let bare = station("bare", 2.0, "");
    let toilet = station("toilet", 3.0, r#""amenities":["toilet"]"#);
    let absent = station("absent", 4.0, r#""amenities":["toilet"]"#);
    let folder = Folder::with(&[closed, bare, toilet, absent]);
    folder.write(
        "people.csv",
        "id,lon,lat,population\nc,114,30.5,10\nd,114.1,30.5,20\n",
    );
    let rows = "c,toilet,5\nc,gone,10\nd,gone,10\nd,bare,10\nd,new,900\nd,remote,1201\n";
    folder.write("ways.csv", &format!("demand,site,distance_m\n{rows}"));
    let matrix = ["--matrix", "ways.csv", "--amenity", "toilet"];
    let outcome = with(&folder, &[&["--new", "2"][..], &matrix].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let found = summary(&folder);
    assert_eq!(found["candidates"], 2, "{found}");
    assert_eq!(found["people_covered_before"], 10, "{found}");
    assert_eq!(found["ranks"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["ranks"][0]["site"], "new", "{found}");
    for told in [
        "1 stations are not in the matrix: absent",
        "2 sites of the matrix are stations that do not count, closed or without what is wanted: \
         gone, bare",
        "1 candidates are in reach of no people: remote",
    ] {
        assert!(outcome.err.contains(told), "{told}: {}", outcome.err);
        assert!(found["ignored"].to_string().contains(told), "{found}");
    }
}

#[test]
fn a_block_of_hours_brings_what_coverage_finds_with_it() {
    let (folder, ..) = line();
    let at = ["--at", "2026-11-24T12:00:00+08:00"];
    let extend = [
        &["--extend-hours", "--new", "2", "--block-hours", "3"][..],
        &at,
    ]
    .concat();
    let outcome = with(&folder, &extend);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let found = summary(&folder);
    let table = folder.read("out/siting.csv");
    assert!(
        table.starts_with("rank,site,lon,lat,days,hours,person_hours_gained"),
        "{table}"
    );
    // 30 people, 8 hours on 5 days, and 3 hours twice.
    assert_eq!(found["person_hours_before"], 30 * 40);
    assert_eq!(found["person_hours"], 30 * 46);
    assert_eq!(found["proved_optimal"], true);
    let blocks = found["ranks"].as_array().unwrap().iter();
    let blocks: Vec<String> = blocks
        .map(|block| {
            format!(
                "{} {}",
                block["days"].as_str().unwrap(),
                block["hours"].as_str().unwrap()
            )
        })
        .collect();
    let hours = format!(
        r#""opening_hours":"Mo-Fr 09:00-17:00, {}""#,
        blocks.join(", ")
    );
    let longer = Folder::with(&[station("a", 1.0, &hours)]);
    longer.write("people.csv", &folder.read("people.csv"));
    let week = [
        &[
            "coverage",
            "--stations",
            "stations.geojson",
            "--demand",
            "people.csv",
            "--week",
        ][..],
        &["--max-distance-m", "1200", "--out", "out"],
        &at,
    ];
    let outcome = longer.run(&week.concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let people = longer.read("out/week.csv");
    let people = people
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(3).unwrap().parse::<u32>());
    assert_eq!(people.map(Result::unwrap).sum::<u32>(), 30 * 46, "{hours}");
}

#[test]
fn options_that_do_not_go_together_are_refused_and_none_is_passed_over() {
    let (folder, ..) = line();
    folder.write("ways.csv", "demand,site,distance_m\nc0,a,10\nc1,s,900\n");
    for (options, option) in [
        (&[][..], "--new: say how many"),
        (&["--new", "0"], "--new: must be within 1 and 1000"),
        (&["--new", "1001"], "--new: must be within 1 and 1000"),
        (&["--new", "1", "--week"], "--week: "),
        (
            &["--new", "1", "--at-least", "6"],
            "--at-least: must be within 1 and 5",
        ),
        (
            &["--new", "1", "--time-limit", "0"],
            "--time-limit: must be seconds",
        ),
        (
            &["--goal", "cover-all", "--new", "3"],
            "--new: is not given",
        ),
        (
            &["--goal", "mean-time", "--new", "3", "--at-least", "2"],
            "--at-least: is 1",
        ),
        (
            &["--extend-hours", "--new", "3", "--goal", "worst-time"],
            "--goal: is for new places",
        ),
        (
            &["--extend-hours", "--new", "3", "--block-hours", "25"],
            "--block-hours: must be",
        ),
        (
            &["--extend-hours", "--new", "3", "--matrix", "ways.csv"],
            "--matrix: is for new",
        ),
        (
            &[
                "--new",
                "1",
                "--matrix",
                "ways.csv",
                "--at",
                "2026-11-24T12:00:00+08:00",
            ],
            "--at: cannot be used with --matrix",
        ),
        (
            &[
                "--new",
                "1",
                "--matrix",
                "ways.csv",
                "--snap-limit-m",
                "300",
            ],
            "--snap-limit-m: cannot be used with --matrix",
        ),
        (
            &["--new", "1", "--matrix", "ways.csv", "--detour", "walk=1.5"],
            "--detour: cannot be used with --matrix",
        ),
        (
            &["--new", "1", "--block-hours", "4"],
            "--block-hours: is of --extend-hours",
        ),
        (
            &["--new", "1", "--time-limit", "60"],
            "--time-limit: is of --exact",
        ),
        (
            &["--new", "1", "--matrix", "missing.csv"],
            "--matrix: missing.csv cannot be read",
        ),
        (
            &["--new", "1", "--matrix", "people.csv"],
            "wanted are demand, site, distance_m",
        ),
        (
            &["--new", "1", "--candidates", "ways.csv"],
            "wanted are id, lon, lat",
        ),
    ] {
        let outcome = with(&folder, options);
        assert_eq!(outcome.code, Some(2), "{options:?}: {outcome:?}");
        assert!(outcome.err.contains(option), "{options:?}: {}", outcome.err);
    }
}
