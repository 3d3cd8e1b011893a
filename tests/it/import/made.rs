//! The same five stations in each shape of list.

use super::{Imported, fixture, gcj02, imported};
use yizhan::datum::Datum;

/// The stations on WGS-84, from `make.py` by the formula of GCJ-02.
const NAMES: [&str; 5] = [
    "甲样例驿站",
    "乙样例驿站",
    "丙样例服务点",
    "丁样例服务点",
    "戊样例驿站",
];
const AMENITIES: [&[&str]; 5] = [
    &["books", "drinking_water"],
    &["air_conditioning", "heating", "toilet"],
    &["aed", "repair_tools"],
    &["phone_charging"],
    &["microwave"],
];
const KINDS: [&str; 5] = [
    "public_toilet",
    "public_toilet",
    "union_station",
    "union_station",
    "union_station",
];

/// Each station is within half a metre of where GCJ-02 says it is.
fn assert_places(imported: &Imported) {
    for (n, name) in (0..).zip(NAMES) {
        let offset = f64::from(n) * 0.001;
        let expected = Datum::Gcj02
            .to_position(120.6201 + offset, 31.3002 + offset)
            .unwrap();
        let is_it = |station: &&serde_json::Value| station["properties"]["name"] == name;
        let station = imported.stations.iter().find(is_it).unwrap();
        let at = &station["geometry"]["coordinates"];
        let off = [
            at[0].as_f64().unwrap() - expected.lon(),
            at[1].as_f64().unwrap() - expected.lat(),
        ];
        assert!(off.iter().all(|off| off.abs() < 5e-6), "{name}: {off:?}");
    }
}

fn assert_kinds_and_amenities(imported: &Imported) {
    for ((name, kind), keys) in NAMES.into_iter().zip(KINDS).zip(AMENITIES) {
        assert_eq!(imported.named(name)["kind"], kind, "{name}");
        assert_eq!(imported.offered(name), keys, "{name}");
    }
}

#[test]
fn a_csv_in_gbk_with_points_in_one_cell_gives_every_station() {
    let imported = imported(&[fixture("list-gbk.csv")], &gcj02());
    assert_eq!(imported.outcome.report.rows, 5);
    assert!(imported.outcome.report.lists[0].what.contains("gb18030"));
    assert_places(&imported);
    assert_kinds_and_amenities(&imported);
    let first = &imported.stations[0];
    assert_eq!(first["id"], "SZ-001");
    let properties = &first["properties"];
    for (name, value) in [
        ("address", "样例路1号"),
        ("district", "姑苏区"),
        ("phone", "0512-60000001"),
        ("status", "active"),
        ("opening_hours", "24小时"),
    ] {
        assert_eq!(properties[name], value);
    }
    assert_eq!(properties["star"], 3);
    assert_eq!(imported.named("乙样例驿站")["status"], "suspended");
    assert_eq!(
        imported.named("戊样例驿站")["opening_hours"],
        serde_json::Value::Null
    );
}

#[test]
fn nothing_of_a_person_is_in_the_stations_unless_it_is_asked_for() {
    let lists = [fixture("list-gbk.csv")];
    let without = imported(&lists, &gcj02());
    let text = without.outcome.stations.as_deref().unwrap();
    for personal in ["13800001111", "13500005555", "张样例", "李样例", "王样例"] {
        assert!(!text.contains(personal), "{personal}");
    }
    assert_eq!(
        without.outcome.report.dropped_personal,
        ["联系电话", "负责人"]
    );
    let mut settings = gcj02();
    settings.keeps_personal = true;
    let with = imported(&lists, &settings);
    assert!(with.outcome.stations.unwrap().contains("张样例"));
}

#[test]
fn words_that_no_vocabulary_has_are_told_and_kept_as_text() {
    let imported = imported(&[fixture("list-gbk.csv")], &gcj02());
    let words = &imported.outcome.report.unknown_words;
    let has = |word: &str, field: &str| {
        words
            .iter()
            .any(|told| told.word == word && told.field == field)
    };
    assert!(
        has("雪橇租借", "amenities") && has("以现场为准", "opening_hours"),
        "{words:?}"
    );
    assert_eq!(words.len(), 2);
    assert_eq!(
        imported.named("丁样例服务点")["服务项目"],
        "手机充电站、雪橇租借"
    );
}

#[test]
fn stacked_tables_take_their_kinds_from_titles_and_their_points_from_another_list() {
    let settings = gcj02();
    let lists = [fixture("stacked.xlsx")];
    let positions = fixture("positions.csv");
    let job = yizhan::import::Job {
        lists: &lists,
        positions: Some(&positions),
        older: None,
        settings: &settings,
    };
    let outcome = yizhan::import::import(&job, &|_, _| {}).unwrap();
    let imported = Imported {
        stations: super::features(&outcome),
        outcome,
    };
    assert_eq!(
        (imported.outcome.report.rows, imported.stations.len()),
        (5, 5)
    );
    assert_places(&imported);
    assert_kinds_and_amenities(&imported);
    // The ids are digests of names and addresses, whichever list they come from.
    assert!(
        imported
            .stations
            .iter()
            .all(|station| station["id"].as_str().unwrap().len() == 16)
    );
}

#[test]
fn rows_without_a_point_are_left_out_with_their_cell_and_written_to_be_filled_in() {
    let outcome = super::try_import(&[fixture("stacked.xlsx")], &gcj02()).unwrap();
    assert!(outcome.stations.is_none());
    assert_eq!(outcome.report.left_out.len(), 5);
    let first = &outcome.report.left_out[0];
    assert_eq!(
        (&*first.place, &*first.why),
        ("stacked.xlsx 明细表!B5", "no position")
    );
    let lines: Vec<&str> = outcome.missing_positions.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(
        lines[1].ends_with(",甲样例驿站,样例路1号,,"),
        "{}",
        lines[1]
    );
}

#[test]
fn ticks_below_two_rows_of_headers_say_yes_no_or_nothing() {
    let imported = imported(&[fixture("ticks.xlsx")], &gcj02());
    assert_eq!(imported.stations.len(), 5);
    assert_places(&imported);
    for (name, expected) in NAMES.into_iter().zip([
        r#"{"air_conditioning":false,"drinking_water":true,"heating":false,"toilet":false}"#,
        r#"["drinking_water","toilet"]"#,
        r#"{"air_conditioning":false,"drinking_water":true,"heating":false}"#,
        r#"{"toilet":false}"#,
        r#"{"air_conditioning":true,"drinking_water":false,"heating":true,"toilet":true}"#,
    ]) {
        assert_eq!(
            imported.named(name)["amenities"].to_string(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_district_merged_over_several_rows_is_that_of_each() {
    let imported = imported(&[fixture("merged.xlsx")], &gcj02());
    let districts = ["姑苏区", "姑苏区", "吴中区", "吴中区", "吴中区"];
    for (name, district) in NAMES.into_iter().zip(districts) {
        assert_eq!(imported.named(name)["district"], district, "{name}");
    }
}

#[test]
fn start_and_end_of_an_old_workbook_are_hours_and_a_doubtful_note_makes_them_unknown() {
    let imported = imported(&[fixture("start-end.xls")], &gcj02());
    assert_places(&imported);
    for (name, hours) in NAMES.into_iter().zip([
        "08:30-17:30",
        "00:00-24:00; PH off",
        "Mo-Fr 08:30-17:00",
        "unknown \"8:30 17:00 节假日以公告为准\"",
        "Mo-Sa 09:00-21:00",
    ]) {
        assert_eq!(imported.named(name)["opening_hours"], hours, "{name}");
    }
}

#[test]
fn an_open_document_and_decimal_commas_give_the_same_places() {
    let ods = imported(&[fixture("list.ods")], &gcj02());
    assert_places(&ods);
    assert_eq!(ods.offered("甲样例驿站"), ["drinking_water"]);
    assert_eq!(
        ods.named("乙样例驿站")["amenities"]["drinking_water"],
        false
    );
    let semicolon = imported(&[fixture("semicolon.csv")], &gcj02());
    assert_places(&semicolon);
    assert_eq!(
        semicolon.outcome.report.lists[0].what,
        "text in UTF-8 with a byte order mark, separated by semicolons"
    );
    let amenities = |name: &str| semicolon.named(name)["amenities"].to_string();
    assert_eq!(
        amenities("甲样例驿站"),
        r#"{"drinking_water":false,"toilet":true}"#
    );
    assert_eq!(
        amenities("乙样例驿站"),
        r#"{"accessible_toilet":"limited","drinking_water":true}"#
    );
    assert_eq!(amenities("丁样例服务点"), "null");
}
