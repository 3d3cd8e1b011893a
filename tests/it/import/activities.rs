//! Activities and offers of lists: columns beside stations, and tables joined to them.

use serde_json::{Value, json};
use yizhan::dataset::MAX_ACTIVITIES;

use super::{Imported, gcj02, imported, text};

const STATIONS: &str = "编码,名称,地址,经度,纬度,会员优惠\n\
    PY-1,炮营山社区工会驿站,人民路1号,117.05,30.513,购书九折；咖啡半价\n\
    XH-1,香河驿站,真光路1433号,121.3875,31.247,\n\
    T-1,同名驿站,一路1号,121.40,31.25,\n\
    T-2,同名驿站,二路2号,121.41,31.26,\n";

fn with(activities: &str) -> Imported {
    let lists = [text("站点.csv", STATIONS), text("活动.csv", activities)];
    imported(&lists, &gcj02())
}

fn codes(imported: &Imported) -> Vec<&'static str> {
    let left_out = imported.outcome.report.left_out.iter();
    left_out.map(|left| left.code.unwrap_or("none")).collect()
}

#[test]
fn a_table_of_activities_is_joined_to_stations_by_name_code_and_address() {
    let imported = with(
        "驿站名称,编码,地址,活动名称,活动类型,活动日期,开始时间,结束时间,重复规则,参加对象,名额,报名方式,是否免费\n\
        炮营山社区工会驿站,,,律师坐班,法律咨询,2026-11-03,9:00,11:30,每周二,职工,12人,0556-1234567,免费\n\
        ,XH-1,,专家义诊,义诊,2026年11月28日,上午9时,上午11时,,,,,\n\
        同名驿站,,二路2号,读书会,阅读,2026-11-26,19:00,20:30,FREQ=WEEKLY;INTERVAL=2,,,,\n",
    );
    assert_eq!(codes(&imported), [""; 0]);
    assert_eq!(imported.stations.len(), 4);
    let report = &imported.outcome.report;
    assert_eq!((report.rows, report.activities), (4, 3));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let mut lawyer = imported.named("炮营山社区工会驿站")["activities"][0].clone();
    assert_eq!(lawyer["id"].as_str().unwrap().len(), 16);
    lawyer.as_object_mut().unwrap().remove("id");
    assert_eq!(
        lawyer,
        json!({
            "title": "律师坐班", "category": "legal_advice",
            "starts": "2026-11-03T09:00", "ends": "2026-11-03T11:30",
            "recurs": "FREQ=WEEKLY;BYDAY=TU", "audience": "职工", "places": 12,
            "booking": "0556-1234567", "free": true
        })
    );
    let clinic = &imported.named("香河驿站")["activities"][0];
    assert_eq!(clinic["category"], "clinic");
    assert_eq!(clinic["ends"], "2026-11-28T11:00");
    let with_reading = imported.stations.iter().find(|one| one["id"] == "T-2");
    let reading = &with_reading.unwrap()["properties"]["activities"][0];
    assert_eq!(reading["recurs"], "FREQ=WEEKLY;INTERVAL=2");
}

#[test]
fn offers_of_a_column_are_those_of_the_station() {
    let imported = with("驿站名称,活动名称,活动时间\n");
    let offers = &imported.named("炮营山社区工会驿站")["offers"];
    assert_eq!(
        offers,
        &json!([{"title": "购书九折"}, {"title": "咖啡半价"}])
    );
    assert_eq!(imported.named("香河驿站")["offers"], Value::Null);
}

#[test]
fn rows_that_fit_no_station_or_are_no_activities_come_back_with_a_code() {
    let imported = with(
        "驿站名称,活动名称,活动时间,重复规则\n\
        无此驿站,义诊,2026-11-28 9:00-11:00,\n\
        同名驿站,义诊,2026-11-28 9:00-11:00,\n\
        ,义诊,2026-11-28 9:00-11:00,\n\
        香河驿站,义诊,待定,\n\
        香河驿站,,2026-11-28 9:00-11:00,\n\
        香河驿站,义诊,2026-11-28 9:00-11:00,BYDAY=周二\n\
        香河驿站,义诊,2026-11-28 9:00-11:00,\n\
        香河驿站,义诊,2026-11-28 9:00-10:00,\n",
    );
    assert_eq!(
        codes(&imported),
        [
            "unknown_station",
            "ambiguous_station",
            "unknown_station",
            "bad_activity",
            "bad_activity",
            "bad_recurrence",
            "repeated_activity"
        ]
    );
    let left_out = &imported.outcome.report.left_out;
    assert_eq!(left_out[0].place, "活动.csv A2");
    assert!(left_out[0].why.contains("无此驿站"), "{}", left_out[0].why);
    assert!(
        left_out[3].why.contains("09:00-11:00"),
        "{}",
        left_out[3].why
    );
    let told = serde_json::to_value(&left_out[0]).unwrap();
    assert_eq!(told["code"], "unknown_station");
    assert_eq!(imported.outcome.report.activities, 1);
}

#[test]
fn a_station_that_is_listed_for_each_of_its_activities_is_one_station_with_all_of_them() {
    let list = "名称,地址,经度,纬度,活动名称,活动时间\n\
        香河驿站,真光路1433号,121.3875,31.247,义诊,2026-11-28 9:00-11:00\n\
        香河驿站,真光路1433号,121.3875,31.247,理发,2026-11-29 9:00-11:00\n\
        香河驿站,真光路1433号,121.3875,31.247,理发,2026-11-29 9:00-11:00\n\
        香河驿站,真光路1433号,121.3875,31.247,,\n";
    let imported = imported(&[text("a.csv", list)], &gcj02());
    assert_eq!(imported.stations.len(), 1);
    let activities = imported.named("香河驿站")["activities"].clone();
    let titles: Vec<&Value> = activities
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["title"])
        .collect();
    assert_eq!(titles, ["义诊", "理发"]);
    // The rows that say nothing new are told.
    assert_eq!(codes(&imported), ["none", "none"]);
}

#[test]
fn ids_of_activities_stay_when_rows_come_and_go() {
    let rows = [
        "香河驿站,义诊,2026-11-28 9:00-11:00",
        "香河驿站,义诊,2026-12-05 9:00-11:00",
    ];
    let ids = |rows: &[&str]| {
        let imported = with(&format!(
            "驿站名称,活动名称,活动时间\n{}\n",
            rows.join("\n")
        ));
        let activities = imported.named("香河驿站")["activities"].clone();
        let ids = activities.as_array().unwrap().iter();
        ids.map(|one| one["id"].to_string()).collect::<Vec<_>>()
    };
    let both = ids(&rows);
    assert_ne!(both[0], both[1]);
    assert_eq!(ids(&rows[1..]), [both[1].clone()]);
    assert_eq!(ids(&[rows[1], rows[0]]), [both[1].clone(), both[0].clone()]);
}

#[test]
fn the_most_activities_of_a_station_are_joined_and_one_more_comes_back() {
    let joined = |n: usize| {
        let rows: Vec<String> = (0..n)
            .map(|n| format!("香河驿站,活动{n},2026-11-28 9:00-11:00"))
            .collect();
        let imported = with(&format!(
            "驿站名称,活动名称,活动时间\n{}\n",
            rows.join("\n")
        ));
        (imported.outcome.report.activities, codes(&imported))
    };
    assert_eq!(joined(MAX_ACTIVITIES), (MAX_ACTIVITIES, vec![]));
    let more = joined(MAX_ACTIVITIES + 1);
    assert_eq!(more, (MAX_ACTIVITIES, vec!["too_many_activities"]));
}

#[test]
fn nothing_of_a_person_is_in_activities_unless_it_is_asked_for() {
    let list = "驿站名称,活动名称,活动时间,报名方式\n\
        香河驿站,义诊,2026-11-28 9:00-11:00,张三 13812345678\n";
    let booking =
        |imported: &Imported| imported.named("香河驿站")["activities"][0]["booking"].to_string();
    let without = with(list);
    assert!(!booking(&without).contains("138"), "{}", booking(&without));
    let report = &without.outcome.report;
    assert_eq!(report.dropped_personal, ["报名方式"]);
    let mut settings = gcj02();
    settings.keeps_personal = true;
    let lists = [text("站点.csv", STATIONS), text("活动.csv", list)];
    assert!(booking(&imported(&lists, &settings)).contains("138"));
}

#[test]
fn activities_and_offers_of_a_station_file_come_through_as_they_are() {
    let list = r#"{"type":"FeatureCollection","datum":"wgs84","features":[{"type":"Feature","id":"a",
        "geometry":{"type":"Point","coordinates":[121.3,31.2]},"properties":{"name":"甲",
        "activities":[{"id":"x","title":"t","category":"other","starts":"2026-12-01T09:00","ends":"2026-12-01T10:00"}],
        "offers":[{"title":"茶","for":"members"}]}}]}"#;
    let imported = imported(&[text("a.geojson", list)], &gcj02());
    let properties = imported.named("甲");
    assert_eq!(properties["activities"][0]["id"], "x");
    assert_eq!(properties["offers"][0]["for"], "members");
}
