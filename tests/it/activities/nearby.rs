//! `GET /v1/activities`: the seeds' cases by place, week and category; what is refused.

use serde_json::Value;

use super::SEEDS;
use crate::support::http::{
    collection, get, get_json, get_with, problem, service, service_of, station,
};

/// At Paoyingshan, on a Monday.
const LAWYER: &str = "/v1/activities?lat=30.513&lon=117.051&at=2026-11-23T12:00:00%2B08:00";

fn times(answer: &Value) -> Vec<String> {
    let features = answer["features"].as_array().unwrap();
    let time = |feature: &Value| {
        let properties = &feature["properties"];
        let starts = properties["starts"].as_str().unwrap();
        format!(
            "{} {}",
            properties["activity"]["id"].as_str().unwrap(),
            &starts[..16]
        )
    };
    features.iter().map(time).collect()
}

#[test]
fn the_seeds_cases_are_found_by_place_week_and_category() {
    let service = service_of(&[SEEDS]);
    let found = |uri: &str| times(&get_json(&service, uri));
    assert_eq!(found(LAWYER), ["lawyer 2026-11-24T09:00"]);
    let two_weeks = format!("{LAWYER}&to=2026-12-07T00:00:00%2B08:00&category=法律咨询");
    assert_eq!(
        found(&two_weeks),
        ["lawyer 2026-11-24T09:00", "lawyer 2026-12-01T09:00"]
    );
    assert_eq!(found(&format!("{LAWYER}&category=clinic")), [""; 0]);
    let putuo = "/v1/activities?lat=31.258&lon=121.4&mode=bike&at=2026-11-24T12:00:00%2B08:00";
    assert_eq!(
        found(putuo),
        ["reading 2026-11-26T19:00", "clinic 2026-11-28T09:00"]
    );
    let next = format!("{putuo}&from=2026-12-01T00:00:00%2B08:00&category=clinic");
    assert_eq!(found(&next), ["clinic 2026-12-05T14:00"]);
    let summer = "/v1/activities?lat=30.029&lon=120.576&at=2027-08-18T12:00:00%2B08:00&from=2027-08-19T00:00:00%2B08:00";
    assert_eq!(
        found(summer),
        ["summer 2027-08-19T08:30", "summer 2027-08-20T08:30"]
    );
}

#[test]
fn each_of_the_seeds_cases_is_found_at_its_place_in_its_week_by_its_category_alone() {
    let service = service_of(&[SEEDS]);
    let found = |place: &str, monday: &str, rest: &str| {
        let at = format!("at={monday}T00:00:00%2B08:00");
        let uri = format!("/v1/activities?{place}&{at}&minutes=5{rest}");
        times(&get_json(&service, &uri))
    };
    let elsewhere = "lat=31.3&lon=121.5";
    for (place, week, week_without, category, time) in [
        (
            "lat=30.513&lon=117.05",
            "2026-11-30",
            "2026-10-26",
            "legal_advice",
            "lawyer 2026-12-01T09:00",
        ),
        (
            "lat=31.247&lon=121.3875",
            "2026-11-23",
            "2026-11-30",
            "clinic",
            "clinic 2026-11-28T09:00",
        ),
        (
            "lat=31.269&lon=121.4085",
            "2026-11-30",
            "2026-12-07",
            "clinic",
            "clinic 2026-12-05T14:00",
        ),
        (
            "lat=31.247&lon=121.3875",
            "2026-12-07",
            "2026-12-14",
            "reading",
            "reading 2026-12-10T19:00",
        ),
        (
            "lat=30.029&lon=120.576",
            "2027-08-16",
            "2027-08-23",
            "children",
            "summer 2027-08-16T08:30",
        ),
    ] {
        let asked = format!("&category={category}");
        assert_eq!(found(place, week, &asked)[0], time);
        assert_eq!(found(place, week_without, &asked), [""; 0], "{time}");
        assert_eq!(found(elsewhere, week, &asked), [""; 0], "{time}");
        assert_eq!(found(place, week, "&category=jobs"), [""; 0], "{time}");
    }
    let partner = "/v1/stations/nearest?lat=43.811&lon=125.35&kind=partner&offer=true&open=any";
    let on = |day: &str| {
        let answer = get_json(&service, &format!("{partner}&at={day}T12:00:00%2B08:00"));
        answer["features"].as_array().unwrap().len()
    };
    assert_eq!((on("2026-11-23"), on("2026-11-24")), (2, 1));
}

#[test]
fn a_feature_is_the_station_with_one_time_of_one_activity() {
    let service = service_of(&[SEEDS]);
    let answer = get_json(&service, LAWYER);
    let properties = &answer["features"][0]["properties"];
    assert_eq!(properties["station_id"], "aq-yingjiang-paoyingshan");
    assert_eq!(properties["activity"]["category"], "legal_advice");
    assert_eq!(properties["activity"]["booking"], "在驿站预约");
    assert_eq!(properties["starts"], "2026-11-24T09:00:00+08:00");
    assert_eq!(properties["ends"], "2026-11-24T11:30:00+08:00");
    assert!(properties["distance_m"].as_f64().unwrap() > 90.0);
    assert!(properties["travel_time_s"].as_f64().unwrap() > 90.0);
    // Its hours are not known, and are not taken to be open.
    assert_eq!(properties["open_state"], "unknown");
    assert!(properties.get("activities").is_none());
    assert_eq!(answer["query"]["to"], "2026-11-30T12:00:00+08:00");
}

#[test]
fn a_feature_has_the_stations_offers_in_every_datum() {
    let both = r#""activities":[{"id":"a","title":"t","category":"other","starts":"2026-11-25T11:00","ends":"2026-11-25T12:00","recurs":"FREQ=DAILY"}],"offers":[{"title":"茶","for":"members"}],"activitiesx":[1]"#;
    let features = [
        station("first", 5.0, r#""offers":[{"title":"水"}]"#),
        station("both", 10.0, both),
        station("none", 20.0, ""),
    ];
    let service = service(&features);
    for crs in ["wgs84", "gcj02", "bd09"] {
        let uri = format!(
            "/v1/activities?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00&crs={crs}&minutes=60&limit=2"
        );
        let answer = get_json(&service, &uri);
        let found = answer["features"].as_array().unwrap();
        assert_eq!(found.len(), 2);
        for feature in found {
            let properties = &feature["properties"];
            assert_eq!(properties["offers"][0]["title"], "茶", "{crs}");
            assert_eq!(properties["activity"]["id"], "a");
            assert_eq!(properties["activitiesx"][0], 1);
            assert!(properties.get("activities").is_none(), "{crs}");
        }
    }
}

#[test]
fn only_what_ends_after_arrival_is_answered() {
    // 625 m are 650 s on foot.
    let now = r#""activities":[{"title":"t","category":"other","starts":"2026-11-24T11:00","ends":"2026-11-24T12:10:50"}]"#;
    let service = service(&[station("a", 625.0, now)]);
    let found = |at: &str| {
        let uri = format!("/v1/activities?lat=30&lon=110&at=2026-11-24T{at}%2B08:00");
        get_json(&service, &uri)["features"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((found("11:59:58"), found("12:00:01")), (1, 0));
    // Of next week only the way from now counts, not that at its beginning.
    let from = "&from=2026-11-24T12:10:00%2B08:00";
    let uri = format!("/v1/activities?lat=30&lon=110&at=2026-11-24T09:00:00%2B08:00{from}");
    assert_eq!(
        get_json(&service, &uri)["features"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_station_out_of_service_has_nothing_going_on() {
    let activity = r#""activities":[{"title":"t","category":"other","starts":"2026-11-27T11:00","ends":"2026-11-27T12:00","recurs":"FREQ=DAILY"}]"#;
    let service = service(&[
        station("closed", 10.0, &format!(r#"{activity},"status":"closed""#)),
        station(
            "moved",
            20.0,
            &format!(r#"{activity},"status":"relocated""#),
        ),
        station(
            "back",
            30.0,
            &format!(r#"{activity},"status":"suspended","status_until":"2026-11-29""#),
        ),
    ]);
    let uri = "/v1/activities?lat=30&lon=110&at=2026-11-24T12:00:00%2B08:00";
    assert_eq!(
        times(&get_json(&service, uri)),
        ["t 2026-11-30T11:00", "t 2026-12-01T11:00"]
    );
}

#[test]
fn what_is_not_understood_is_refused() {
    let service = service(&[station("a", 10.0, "")]);
    let place = "/v1/activities?lat=30&lon=110";
    for (parameters, parameter) in [
        ("&amenity=toilet", "amenity"),
        ("&category=karaoke", "category"),
        ("&mode=car", "mode"),
        ("&minutes=61", "minutes"),
        ("&limit=101", "limit"),
        ("&from=tomorrow", "from"),
        ("&from=2026-12-01T00:00&to=2026-12-01T00:00", "to"),
        ("&from=2026-12-01T00:00&to=2027-01-01T00:01", "to"),
        ("&at=now&at=now", "at"),
    ] {
        let refused = problem(&get(&service, &format!("{place}{parameters}")), 400);
        assert_eq!(refused["parameter"], parameter, "{refused}");
    }
    assert_eq!(get(&service, "/v1/activities").status, 400);
    let longest = format!("{place}&from=2026-12-01T00:00&to=2027-01-01T00:00");
    assert_eq!(get(&service, &longest).status, 200);
    assert_eq!(get_json(&service, place)["features"], serde_json::json!([]));
}

#[test]
fn the_feed_the_station_and_ogc_have_what_goes_on() {
    let service = service_of(&[SEEDS]);
    let id = "aq-yingjiang-paoyingshan";
    let station = get_json(&service, &format!("/v1/stations/{id}"));
    let listed = &station["properties"]["activities"];
    assert_eq!(listed[0]["recurs"], "FREQ=WEEKLY;BYDAY=TU");
    let item = format!("/ogc/collections/stations/items/{id}");
    let item = get_with(&service, &item, &[("host", "localhost")]).json();
    assert_eq!(&item["properties"]["activities"], listed);
    let feed = get_json(&service, "/v1/stations.geojson");
    let features = feed["features"].as_array().unwrap();
    let find = |id: &str| features.iter().find(|feature| feature["id"] == id).unwrap();
    assert_eq!(&find(id)["properties"]["activities"], listed);
    assert!(find(id)["properties"].get("offers").is_none());
    let offers = &find("cc-nanguan-xingfu")["properties"]["offers"];
    assert_eq!(offers[0]["for"], "members");
    let chosen = get_json(&service, "/v1/stations.geojson?fields=offers");
    let chosen = chosen["features"].as_array().unwrap().iter();
    assert_eq!(
        chosen
            .filter(|one| one["properties"].get("offers").is_some())
            .count(),
        3
    );
    // The feed is a station file: what is read again is the same.
    let again = service_of(&[&get(&service, "/v1/stations.geojson").text()]);
    let feed_again = get_json(&again, "/v1/stations.geojson");
    assert_eq!(feed_again["features"], feed["features"]);
}

#[test]
fn the_vocabulary_is_in_meta_with_its_stations() {
    let service = service_of(&[SEEDS]);
    let meta = get_json(&service, "/v1/meta");
    let terms = meta["activities"].as_array().unwrap();
    let clinic = terms.iter().find(|term| term["key"] == "clinic").unwrap();
    assert_eq!(
        (&clinic["zh"], &clinic["stations"]),
        (&"义诊".into(), &2.into())
    );
    let empty = service_of(&[&collection("", &[station("a", 1.0, "")])]);
    assert_eq!(get_json(&empty, "/v1/meta")["activities"][0]["stations"], 0);
}
