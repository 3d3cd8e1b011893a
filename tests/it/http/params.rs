//! The parameters of `GET /v1/stations/nearest`: both sides of every cap, and what a
//! refusal says.

use serde_json::json;

use crate::support::http::{ASK, get, get_json, problem, service, station, unready_service};

/// Queries without a place.
const NEAREST: &str = "/v1/stations/nearest?";

#[test]
fn what_is_left_out_has_the_defaults_of_the_contract() {
    let service = service(&[station("a", 100.0, "")]);
    let answer = get_json(&service, ASK);
    assert_eq!(
        answer["query"],
        json!({
            "at": "2026-11-24T12:00:00+08:00", "mode": "walk", "speed_m_s": 1.25, "detour": 1.3,
            "radius_m": 865.4, "crs": "wgs84", "open": "arrival", "stay_minutes": 0,
            "unknown_hours": "include", "limit": 5, "amenity": [], "kind": [], "access": [],
            "min_star": null,
        })
    );
}

#[test]
fn each_parameter_is_taken_up_to_its_bounds_and_echoed_as_understood() {
    let service = service(&[station("a", 100.0, r#""kind":"tea_house""#)]);
    for (given, member, echoed) in [
        ("minutes=1", "radius_m", json!(57.7)),
        ("minutes=60", "radius_m", json!(3461.5)),
        ("minutes=7.5", "radius_m", json!(432.7)),
        ("radius_m=1", "radius_m", json!(1.0)),
        ("radius_m=50000", "radius_m", json!(50_000.0)),
        ("limit=1", "limit", json!(1)),
        ("limit=100", "limit", json!(100)),
        ("min_star=1", "min_star", json!(1)),
        ("min_star=5", "min_star", json!(5)),
        ("stay_minutes=0", "stay_minutes", json!(0)),
        ("stay_minutes=1440", "stay_minutes", json!(1440)),
        ("mode=walk", "mode", json!("walk")),
        ("mode=bike", "speed_m_s", json!(3.75)),
        ("mode=ebike", "speed_m_s", json!(17.0 / 3.6)),
        ("mode=ebike", "detour", json!(1.25)),
        ("open=arrival", "open", json!("arrival")),
        ("open=now", "open", json!("now")),
        ("open=any", "open", json!("any")),
        ("unknown_hours=include", "unknown_hours", json!("include")),
        ("unknown_hours=exclude", "unknown_hours", json!("exclude")),
        ("crs=wgs84", "crs", json!("wgs84")),
        ("crs=gcj02", "crs", json!("gcj02")),
        ("crs=bd09", "crs", json!("bd09")),
        (
            "amenity=wifi,toilet&amenity=aed",
            "amenity",
            json!(["wifi", "toilet", "aed"]),
        ),
        ("amenity=toilet%20,%20toilet", "amenity", json!(["toilet"])),
        (
            "amenity=%E9%A5%AE%E6%B0%B4%E6%9C%BA",
            "amenity",
            json!(["drinking_water"]),
        ),
        (
            "amenity=%E6%B7%8B%E6%B5%B4%EF%BC%8CAED",
            "amenity",
            json!(["aed", "shower"]),
        ),
        (
            "kind=%E5%85%AC%E5%8E%95,tea_house",
            "kind",
            json!(["public_toilet", "tea_house"]),
        ),
        (
            "access=open,scan&access=members",
            "access",
            json!(["open", "scan", "members"]),
        ),
    ] {
        let answer = get_json(&service, &format!("{ASK}&{given}"));
        assert_eq!(answer["query"][member], echoed, "{given}");
    }
}

#[test]
fn one_step_beyond_each_bound_is_refused_and_names_its_parameter() {
    let service = service(&[station("a", 100.0, "")]);
    for (given, parameter) in [
        ("minutes=0.99", "minutes"),
        ("minutes=60.01", "minutes"),
        ("minutes=-5", "minutes"),
        ("minutes=NaN", "minutes"),
        ("minutes=inf", "minutes"),
        ("minutes=", "minutes"),
        ("minutes=ten", "minutes"),
        ("radius_m=0.99", "radius_m"),
        ("radius_m=50000.1", "radius_m"),
        ("radius_m=1e400", "radius_m"),
        ("minutes=10&radius_m=500", "radius_m"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=2.5", "limit"),
        ("limit=-1", "limit"),
        ("limit=99999999999", "limit"),
        ("min_star=0", "min_star"),
        ("min_star=6", "min_star"),
        ("stay_minutes=-1", "stay_minutes"),
        ("stay_minutes=1441", "stay_minutes"),
        ("mode=car", "mode"),
        ("mode=Walk", "mode"),
        ("open=later", "open"),
        ("unknown_hours=maybe", "unknown_hours"),
        ("crs=epsg:4326", "crs"),
        ("amenity=", "amenity"),
        ("amenity=toilet,", "amenity"),
        ("amenity=hot_tub", "amenity"),
        ("kind=castle", "kind"),
        ("access=key", "access"),
        ("lang=zh", "lang"),
        ("=1", ""),
        ("lng=110", "lng"),
        ("mode=walk&mode=walk", "mode"),
        ("limit=5&limit=6", "limit"),
        ("at=now", "at"),
        ("lat=30", "lat"),
    ] {
        let refused = problem(&get(&service, &format!("{ASK}&{given}")), 400);
        assert_eq!(
            refused["parameter"].as_str().unwrap_or(""),
            parameter,
            "{given}"
        );
    }
}

#[test]
fn a_place_is_required_and_lies_on_earth() {
    let service = service(&[station("a", 100.0, "")]);
    for (given, parameter) in [
        ("", "lat"),
        ("lat=30", "lon"),
        ("lon=110", "lat"),
        ("lat=&lon=110", "lat"),
        ("lat=90.0001&lon=110", "lat"),
        ("lat=-90.0001&lon=110", "lat"),
        ("lat=30&lon=180.0001", "lon"),
        ("lat=30&lng=-180.0001", "lng"),
        ("lat=110&lon=30", "lat"),
        ("lat=nan&lon=110", "lat"),
        ("lat=30&lon=inf", "lon"),
        ("lat=30,110&lon=110", "lat"),
        ("lat=40&lon=2&crs=gcj02", "crs"),
    ] {
        let refused = problem(&get(&service, &format!("{NEAREST}{given}")), 400);
        assert_eq!(refused["parameter"], parameter, "{given}");
    }
    for given in [
        "lat=90&lon=180",
        "lat=-90&lon=-180",
        "lat=+30&lon=110",
        "lat=3e1&lng=110",
        "lat=-0&lon=0",
    ] {
        get_json(&service, &format!("{NEAREST}{given}"));
    }
}

#[test]
fn lng_is_another_name_of_lon() {
    let service = service(&[station("a", 100.0, "")]);
    let by_lng = get_json(&service, &ASK.replace("lon=", "lng="));
    assert_eq!(by_lng, get_json(&service, ASK));
}

#[test]
fn an_instant_may_have_an_offset_or_none_and_lies_within_bounds() {
    let service = service(&[station("a", 100.0, "")]);
    for (given, understood) in [
        ("2026-11-24T12:00:00%2B08:00", "2026-11-24T12:00:00+08:00"),
        ("2026-11-24+12:00", "2026-11-24T12:00:00+08:00"),
        ("2026-11-24T04:00:00Z", "2026-11-24T12:00:00+08:00"),
        ("2026-11-23T23:00:00-05:00", "2026-11-24T12:00:00+08:00"),
        ("2026-11-24T12:00:00", "2026-11-24T12:00:00+08:00"),
        ("2026-11-24T12:00", "2026-11-24T12:00:00+08:00"),
        ("1992-01-01T00:00:00Z", "1992-01-01T08:00:00+08:00"),
        ("2100-01-01T00:00:00Z", "2100-01-01T08:00:00+08:00"),
    ] {
        let answer = get_json(&service, &format!("{NEAREST}lat=30&lon=110&at={given}"));
        assert_eq!(answer["query"]["at"], understood, "{given}");
    }
    get_json(&service, &format!("{NEAREST}lat=30&lon=110&at=now"));
    for given in [
        "1991-12-31T23:59:59Z",
        "2100-01-01T00:00:01Z",
        "0000-01-01T00:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-11-24",
        "12:00",
        "1795500000",
        "yesterday",
        "",
    ] {
        let uri = format!("{NEAREST}lat=30&lon=110&at={given}");
        assert_eq!(
            problem(&get(&service, &uri), 400)["parameter"],
            "at",
            "{given}"
        );
    }
}

#[test]
fn a_plus_that_became_a_blank_is_put_right_after_a_t_and_after_a_blank() {
    let service = service(&[station("a", 100.0, "")]);
    for given in [
        "2026-11-24T12:00:00+08:00",
        "2026-11-24T12:00+08:00",
        "2026-11-24%2012:00:00+08:00",
        "2026-11-24+12:00:00+08:00",
    ] {
        let answer = get_json(&service, &format!("{NEAREST}lat=30&lon=110&at={given}"));
        assert_eq!(
            answer["query"]["at"], "2026-11-24T12:00:00+08:00",
            "{given}"
        );
    }
}

#[test]
fn no_problem_repeats_the_place_of_the_user() {
    let service = service(&[station("a", 100.0, "")]);
    let place = "lat=39.123456&lon=116.654321";
    for given in [
        "lat=39.123456",
        "lat=39.123456&lon=216.654321",
        "lat=139.123456&lon=116.654321",
        "lat=39.123456&lon=116.654321x",
        "lat=39.123456,116.654321",
        "lat=39.123456&lon=116.654321&lng=116.654321",
        "lat=-39.123456&lon=116.654321&crs=bd09",
        &format!("{place}&{place}"),
        &format!("{place}&amenity=hot_tub"),
        &format!("{place}&limit=0"),
        &format!("{place}&%zz"),
    ] {
        let text = get(&service, &format!("{NEAREST}{given}")).text();
        assert!(
            !text.contains("123456") && !text.contains("654321"),
            "{given}: {text}"
        );
    }
    let text = get(&unready_service(), &format!("{NEAREST}{place}")).text();
    assert!(!text.contains("123456"), "{text}");
}

#[test]
fn a_word_that_is_repeated_counts_once() {
    let service = service(&[station("a", 9.0, r#""kind":"market","access":"open""#)]);
    let repeated = format!("{ASK}&kind=market,market&kind=%E8%A1%97%E5%B8%82&access=open,open");
    let answer = get_json(&service, &repeated);
    assert_eq!(answer["query"]["kind"], json!(["market"]));
    assert_eq!(answer["query"]["access"], json!(["open"]));
    assert_eq!(answer["features"].as_array().unwrap().len(), 1);
}

#[test]
fn resources_without_parameters_refuse_any() {
    let service = service(&[station("a", 9.0, "")]);
    for uri in ["/health/live", "/health/ready", "/openapi.json", "/v1/meta"] {
        assert_eq!(get(&service, uri).status, 200, "{uri}");
        problem(&get(&service, &format!("{uri}?x=1")), 400);
    }
}
