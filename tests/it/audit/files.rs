//! The command: exit codes, figures, `audit.csv` and `audit.html`.

use yizhan::audit::{MAX_LISTED, MAX_RULES_BYTES};

use super::{AT, rows};
use crate::support::cli::Folder;
use crate::support::http::{collection, station};

fn audit_in(folder: &Folder, more: &[&str]) -> crate::support::cli::Outcome {
    let base = ["audit", "stations.geojson", "--at", AT];
    folder.run(&[&base, more].concat())
}

#[test]
fn the_exit_code_says_whether_anything_is_wrong() {
    let folder = Folder::new();
    for (name, stations) in [
        ("good", vec![station("a", 1.0, r#""opening_hours":"24/7""#)]),
        (
            "stale",
            vec![station("a", 1.0, r#""verified_on":"2025-01-01""#)],
        ),
        (
            "refused",
            vec![station("a", 1.0, ""), station("a", 900.0, "")],
        ),
        (
            "starry",
            vec![station(
                "a",
                1.0,
                r#""star":1,"amenities":{"饮水":false,"wifi":true}"#,
            )],
        ),
    ] {
        folder.write(&format!("{name}.geojson"), &collection("", &stations));
    }
    folder.write("cut.geojson", "{");
    folder.write("rules.csv", "star,requirement,value\n9,amenity,wifi\n");
    for (arguments, code) in [
        (vec!["good.geojson"], 0),
        (vec!["stale.geojson"], 1),
        (vec!["stale.geojson", "--stale-days", "3650"], 0),
        (vec!["refused.geojson"], 1),
        (vec!["starry.geojson"], 1),
        (vec!["good.geojson", "--stale-days", "0"], 2),
        (vec!["good.geojson", "--stale-days", "3651"], 2),
        (vec!["good.geojson", "--stars", "rules.csv"], 2),
        (vec!["good.geojson", "--stars", "gone.csv"], 2),
        (vec!["good.geojson", "--at", "noon"], 2),
        (vec!["good.geojson", "--out", "good.geojson"], 2),
        (vec!["cut.geojson"], 2),
        (vec!["gone.geojson"], 2),
        (vec![], 2),
    ] {
        let at = if arguments.contains(&"--at") {
            &[][..]
        } else {
            &["--at", AT]
        };
        let outcome = folder.run(&[&["audit"], arguments.as_slice(), at].concat());
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {outcome:?}");
    }
    let outcome = folder.run(&["audit", "good.geojson", "--stars", "rules.csv"]);
    assert!(
        outcome
            .err
            .contains("--stars: rules.csv line 2: the star '9'"),
        "{outcome:?}"
    );
}

#[test]
fn the_table_has_a_row_a_station_and_a_column_a_criterion() {
    let folder = Folder::with(&[
        station(
            "a",
            1.0,
            r#""star":4,"amenities":["饮水","座椅"],"phone":"1","opening_hours":"周一至周五 9:00-17:00""#,
        ),
        station("b", 20.0, r#""address":"路1号","district":"甲区""#),
        station("c", 60.0, r#""address":"路1号""#),
    ]);
    let outcome = audit_in(&folder, &["--out", "out"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(
        outcome
            .out
            .contains("1 claim stars, 1 of them more than they can carry"),
        "{outcome:?}"
    );
    assert!(outcome.out.contains("wrote out/audit.csv"), "{outcome:?}");
    assert!(
        outcome
            .out
            .lines()
            .all(|line| crate::cli::width(line) <= 80)
    );
    let rows = rows(&folder.read("out/audit.csv"));
    assert_eq!(rows.len(), 3);
    for (row, column, value) in [
        (0, "id", "a"),
        (0, "contact", "yes"),
        (0, "checked", "unknown"),
        (0, "hours_understood", "yes"),
        (0, "star_claimed", "4"),
        (0, "star_carried", "1"),
        (0, "star_possible", "3"),
        (0, "star_verdict", "not_carried"),
        (1, "district", "甲区"),
        (1, "hours_stated", "unknown"),
        (1, "star_verdict", ""),
        (1, "may_be", ""),
        (2, "may_be", "b"),
        (2, "same", "address"),
    ] {
        assert_eq!(rows[row][column], value, "{row} {column}: {:?}", rows[row]);
    }
    assert!(
        rows[0]["star_missing"].as_str().unwrap().contains("56小时"),
        "{:?}",
        rows[0]
    );
}

#[test]
fn what_a_file_says_is_no_formula_and_no_markup() {
    let hostile = r#""address":"=1+1","district":"@x","operator":"<b>""#;
    let one = station("=cmd|' /C calc'!A0", 1.0, hostile).replace(
        r#""name":"=cmd|' /C calc'!A0""#,
        r#""name":"<script>alert(1)</script>\"&""#,
    );
    let two = station(
        "b",
        5.0,
        r#""address":"=1+1","opening_hours":"<img src=x>""#,
    );
    let folder = Folder::with(&[one, two]);
    audit_in(&folder, &["--out", "out"]);
    let rows = rows(&folder.read("out/audit.csv"));
    assert_eq!(rows[0]["id"], "'=cmd|' /C calc'!A0");
    assert_eq!(rows[0]["district"], "'@x");
    assert_eq!(rows[1]["may_be"], "'=cmd|' /C calc'!A0");
    let page = folder.read("out/audit.html");
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;"), "{page}");
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("http:") && !page.contains("https:"));
}

#[test]
fn rules_of_a_union_take_the_place_of_the_bundled_ones() {
    let folder = Folder::with(&[station("a", 1.0, r#""star":5,"amenities":["饮水"]"#)]);
    folder.write(
        "rules.csv",
        "\u{feff}star,requirement,value,zh,en\n5,amenity,饮水机,有水,water\n",
    );
    let outcome = audit_in(&folder, &["--stars", "rules.csv", "--out", "out"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(
        rows(&folder.read("out/audit.csv"))[0]["star_verdict"],
        "carried"
    );
    let page = folder.read("out/audit.html");
    assert!(page.contains("有水") && !page.contains("内置规则"));
}

#[test]
fn the_largest_table_of_rules_is_read_and_one_byte_more_is_not() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    let table = |bytes: u64| {
        let start = "star,requirement,value,zh\n1,amenity,wifi,";
        let rest = usize::try_from(bytes).unwrap() - start.len();
        format!("{start}{}", "x".repeat(rest))
    };
    for (bytes, code) in [(MAX_RULES_BYTES, 0), (MAX_RULES_BYTES + 1, 2)] {
        folder.write("rules.csv", &table(bytes));
        let outcome = audit_in(&folder, &["--stars", "rules.csv"]);
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
    }
}

#[test]
fn the_page_lists_the_most_pairs_and_counts_the_rest() {
    let page = |n_stations: usize| {
        let one = |n: usize| {
            let named = station(&format!("s{n}"), 1.0, "");
            named.replace(&format!(r#""name":"s{n}""#), r#""name":"甲""#)
        };
        let folder = Folder::with(&(0..n_stations).map(one).collect::<Vec<_>>());
        audit_in(&folder, &["--out", "out"]);
        folder.read("out/audit.html")
    };
    assert!(!page(MAX_LISTED + 1).contains("audit.csv"));
    assert!(page(MAX_LISTED + 2).contains("1 more are in audit.csv"));
}

#[test]
fn the_page_shows_the_most_stations_and_counts_the_rest() {
    let list = |n: u32| -> String {
        let one = |n: u32| station(&format!("s{n}"), f64::from(n) * 500.0, "");
        let folder = Folder::with(&(0..n).map(one).collect::<Vec<_>>());
        audit_in(&folder, &["--out", "out"]);
        folder.read("out/audit.html")
    };
    let most = u32::try_from(yizhan::audit::MAX_STATIONS_SHOWN).unwrap();
    assert!(!list(most).contains("audit.csv"));
    assert!(list(most + 1).contains("1 more are in audit.csv"));
}

#[test]
fn older_files_stay_if_one_cannot_be_written() {
    let folder = Folder::with(&[station("a", 1.0, "")]);
    folder.write("out/audit.csv", "old");
    std::fs::create_dir_all(folder.path("out/audit.html")).unwrap();
    let outcome = audit_in(&folder, &["--out", "out"]);
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert_eq!(folder.read("out/audit.csv"), "old");
}
