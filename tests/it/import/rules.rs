//! Datums, ids, changes, and what the caller chooses.

use yizhan::datum::Datum;
use yizhan::import::{ImportError, Job, ListBytes, Mapping, Settings, import};

use super::{features, fixture, gcj02, imported, text, try_import};
use crate::support::settings;

fn plain() -> Settings {
    Settings::new(settings())
}

/// The sentence of an import that a choice is missing for.
fn choice_missing(list: &ListBytes) -> String {
    match try_import(std::slice::from_ref(list), &plain()) {
        Err(ImportError::ChoiceMissing(why)) => why,
        other => panic!("{:?}", other.map(|outcome| outcome.report)),
    }
}

#[test]
fn points_in_the_mainland_need_a_datum_and_none_is_guessed() {
    let why = choice_missing(&fixture("list-gbk.csv"));
    assert!(why.contains("--datum gcj02"), "{why}");
    let said = text(
        "a.csv",
        "名称,gcj02_lon,gcj02_lat,wgs84_lon,wgs84_lat\n甲,120.6201,31.3002,120.6159,31.3023\n",
    );
    let from_header = imported(&[said], &plain());
    assert_eq!(from_header.outcome.report.datum, Some("wgs84"));
    let at = &from_header.stations[0]["geometry"]["coordinates"];
    assert_eq!(at.to_string(), "[120.6159,31.3023]");
    let only_gcj02 = text("a.csv", "名称,高德经度,高德纬度\n甲,120.6201,31.3002\n");
    let from_header = imported(&[only_gcj02], &plain());
    assert_eq!(from_header.outcome.report.datum, Some("gcj02"));
    let elsewhere = text("a.csv", "名称,经度,纬度\n甲,121.5294,25.1097\n");
    assert_eq!(imported(&[elsewhere], &plain()).stations.len(), 1);
}

#[test]
fn a_list_without_names_or_without_degrees_says_what_is_there_and_what_to_do() {
    let why = choice_missing(&text("a.csv", "foo,经度,纬度\n1,2,3\n"));
    assert!(why.contains("the headers are foo, 经度, 纬度"), "{why}");
    let why = choice_missing(&text(
        "uk.csv",
        "LocationText,CoordinateReferenceSystem,GeoX,GeoY\nBEACH,OSGB36,518072,103649\n",
    ));
    assert!(
        why.contains("ogr2ogr -f GeoJSON -s_srs EPSG:27700 -t_srs EPSG:4326"),
        "{why}"
    );
    assert!(
        why.contains("X_POSSIBLE_NAMES=GeoX") && why.ends_with("uk.csv"),
        "{why}"
    );
    let why = choice_missing(&text("a.csv", "名称,坐标\n甲,\"48.8, 2.3\"\n"));
    assert!(why.contains("--map 坐标=lat_lon"), "{why}");
}

#[test]
fn whole_columns_that_are_swapped_are_put_right_and_single_rows_are_left_out() {
    let swapped = text("a.csv", "名称,緯度,経度\n甲,139.5,35.6\n乙,139.6,35.7\n");
    let right = imported(&[swapped], &plain());
    assert_eq!(
        right.stations[0]["geometry"]["coordinates"].to_string(),
        "[139.5,35.6]"
    );
    assert!(right.outcome.report.notes[0].contains("other way round"));
    let one = text(
        "a.csv",
        "名称,lon,lat\n甲,139.5,35.6\n乙,35.7,139.6\n丙,0,0\n丁,x,1\n",
    );
    let one = imported(&[one], &plain());
    assert_eq!(
        (one.stations.len(), one.outcome.report.left_out.len()),
        (1, 3)
    );
    assert_eq!(one.outcome.report.left_out[0].place, "a.csv A3");
}

#[test]
fn ids_stay_when_the_list_is_in_another_order_and_never_count_rows() {
    let list = |rows: &[&str]| {
        text(
            "a.csv",
            &format!("序号,名称,地址,lon,lat\n{}\n", rows.join("\n")),
        )
    };
    let forward = imported(
        &[list(&["1,甲,一路,2.1,48.1", "2,乙,二路,2.2,48.2"])],
        &plain(),
    );
    let backward = imported(
        &[list(&["1,乙,二路,2.2,48.2", "2,甲,一路,2.1,48.1"])],
        &plain(),
    );
    assert_eq!(forward.stations[0]["id"], backward.stations[1]["id"]);
    assert_ne!(forward.stations[0]["id"], forward.stations[1]["id"]);
    let twice = imported(
        &[list(&["1,甲,一路,2.1,48.1", "2,甲,一路,2.1,48.1"])],
        &plain(),
    );
    assert_eq!(twice.stations.len(), 1);
    assert!(twice.outcome.report.left_out[0].why.contains("as a.csv B2"));
    let zeros = text("a.csv", "NO,名称,lon,lat\n0110000001,甲,2.1,48.1\n");
    assert_eq!(imported(&[zeros], &plain()).stations[0]["id"], "0110000001");
}

#[test]
fn against_an_older_file_stations_are_added_changed_and_gone_and_may_be_kept() {
    let list = |rows: &str| text("a.csv", &format!("编码,名称,lon,lat\n{rows}"));
    let older = imported(&[list("A,甲,2.1,48.1\nB,乙,2.2,48.2\n")], &plain())
        .outcome
        .stations
        .unwrap();
    let lists = [list("C,丙,2.3,48.3\nB,乙二,2.2,48.2\n")];
    let run = |settings: &Settings| {
        let job = Job {
            lists: &lists,
            positions: None,
            older: Some(older.as_bytes()),
            settings,
        };
        import(&job, &|_, _| {}).unwrap()
    };
    let outcome = run(&plain());
    let report = &outcome.report;
    assert_eq!((report.added, report.changed, report.gone), (1, 1, 1));
    assert_eq!(
        (
            &*report.added_ids[0],
            &*report.changed_ids[0],
            &*report.gone_ids[0]
        ),
        ("C", "B", "A")
    );
    assert_eq!(features(&outcome).len(), 2);
    let mut keeping = plain();
    keeping.keeps_gone = true;
    let kept = features(&run(&keeping));
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[2]["id"], "A");
}

#[test]
fn what_the_caller_maps_and_sets_counts_and_a_saved_mapping_does_the_same() {
    let lists = [text("a.csv", "标题,街,东,北,描述\n甲,一路,2.1,48.1,饮水\n")];
    let mut chosen = plain();
    for map in [
        "标题=name",
        "街=address",
        "东=lon",
        "北=lat",
        "描述=amenities",
    ] {
        chosen.map(map).unwrap();
    }
    chosen.set("city=样例市").unwrap();
    chosen.set("kind=公厕").unwrap();
    let first = imported(&lists, &chosen);
    let properties = &first.stations[0]["properties"];
    assert_eq!(
        (&properties["city"], &properties["kind"]),
        (&"样例市".into(), &"public_toilet".into())
    );
    assert_eq!(first.offered("甲"), ["drinking_water"]);
    let saved = first.outcome.mapping.to_json();
    let mut again = plain();
    Mapping::parse(&saved).unwrap().apply(&mut again).unwrap();
    assert_eq!(
        imported(&lists, &again).outcome.stations,
        first.outcome.stations
    );
    for (map, set) in [
        ("x", "city"),
        ("x=nothing", "nothing=1"),
        ("x=amenities.sauna", "star=9"),
    ] {
        assert!(
            plain().map(map).is_err() && plain().set(set).is_err(),
            "{map} {set}"
        );
    }
    assert!(Mapping::parse("{\"colums\":[]}").is_err());
}

#[test]
fn a_status_that_is_not_known_is_kept_and_told_and_blank_ones_are_absent() {
    let list = text(
        "a.csv",
        "名称,lon,lat,状态,恢复日期\n甲,2.1,48.1,停用,2026年3月1日\n乙,2.2,48.2,0,\n丙,2.3,48.3,,\n",
    );
    let imported = imported(&[list], &plain());
    assert_eq!(imported.named("甲")["status_until"], "2026-03-01");
    assert_eq!(imported.named("乙")["status"], "0");
    assert!(imported.named("丙")["status"].is_null());
    assert_eq!(imported.outcome.report.unknown_words[0].field, "status");
}

#[test]
fn only_the_sheets_that_are_named_are_read() {
    let mut settings = gcj02();
    settings.sheets = vec!["别的".to_owned()];
    let refused = try_import(&[fixture("stacked.xlsx")], &settings);
    let error = refused.unwrap_err().to_string();
    assert!(
        error.contains("--sheet") && error.contains("明细表"),
        "{error}"
    );
}

#[test]
fn a_list_is_read_with_the_datum_of_the_option_unless_its_header_says_another() {
    let list = |header: &str| text("a.csv", &format!("名称,{header}\n甲,120.6201,31.3002\n"));
    let datum = |header: &str| imported(&[list(header)], &gcj02()).outcome.report.datum;
    assert_eq!(datum("经度,纬度"), Some(Datum::Gcj02.key()));
    assert_eq!(datum("wgs84Lng,wgs84Lat"), Some(Datum::Wgs84.key()));
}
