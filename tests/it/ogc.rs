//! OGC API - Features: what the official test suite asserts of each resource, and what its
//! clients were seen to depend on.

mod api;
mod items;
mod links;

use serde_json::Value;

use crate::support::http::problem;
use crate::support::ogc_client::{HOST, ITEMS, Site, link, number};
use crate::support::world::{Places, World};

/// All of the suite's boxes but that of the collection: both poles and the antimeridian.
const SUITE_BOXES: [&str; 5] = [
    "-1.5,50.0,1.5,53.0",
    "-180.0,85.0,180.0,90.0",
    "-180.0,-90.0,180.0,-85.0",
    "177.0,65.0,-177.0,70.0",
    "177.0,-50.0,-177.0,50.0",
];

const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
const COLLECTION: &str = "/ogc/collections/stations";

fn site() -> Site {
    let world = World {
        seed: 71,
        stations: 60,
        places: Places::Globe,
    };
    Site::of(&[&world.geojson()])
}

fn has_type(link: Option<&Value>, media_type: &str) -> bool {
    link.is_some_and(|link| link["type"] == media_type && link["href"].is_string())
}

#[test]
fn the_landing_page_answers_with_and_without_a_slash_and_links_to_all() {
    let site = site();
    assert_eq!(site.get("/ogc").text(), site.get("/ogc/").text());
    let page = site.document("/ogc");
    assert!(has_type(link(&page, "self"), "application/json"));
    assert!(has_type(link(&page, "data"), "application/json"));
    assert!(has_type(link(&page, "conformance"), "application/json"));
    assert!(has_type(link(&page, "service-desc"), OPENAPI));
}

#[test]
fn core_geojson_openapi_and_queryables_are_declared_and_no_more() {
    let document = site().document("/ogc/conformance");
    let classes: Vec<&str> = document["conformsTo"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| class.as_str().unwrap().rsplit_once("/spec/").unwrap().1)
        .collect();
    assert_eq!(
        classes,
        [
            "ogcapi-features-1/1.0/conf/core",
            "ogcapi-features-1/1.0/conf/oas30",
            "ogcapi-features-1/1.0/conf/geojson",
            "ogcapi-features-3/1.0/conf/queryables",
            "ogcapi-features-3/1.0/conf/queryables-query-parameters",
        ]
    );
}

#[test]
fn the_collection_is_the_same_in_the_list_and_on_its_own() {
    let site = site();
    let list = site.document("/ogc/collections");
    assert!(has_type(link(&list, "self"), "application/json"));
    let collection = site.document(COLLECTION);
    assert_eq!(list["collections"], serde_json::json!([collection]));
    assert_eq!(collection["id"], "stations");
    assert_eq!(collection["itemType"], "feature");
    assert_eq!(collection["itemCount"], 60);
    assert!(has_type(link(&collection, "self"), "application/json"));
    assert!(has_type(link(&collection, "items"), "application/geo+json"));
    let items = link(&collection, "items").unwrap()["href"]
        .as_str()
        .unwrap();
    assert!(!items.contains('?'), "clients append to {items}");
    // Either would promise other reference systems.
    assert!(collection.get("storageCrs").is_none() && collection.get("crs").is_none());
}

#[test]
fn the_extent_holds_every_station() {
    let site = site();
    let collection = site.document(COLLECTION);
    let bbox: Vec<f64> =
        serde_json::from_value(collection["extent"]["spatial"]["bbox"][0].clone()).unwrap();
    assert!(bbox[0] >= -180.0 && bbox[1] >= -90.0 && bbox[2] <= 180.0 && bbox[3] <= 90.0);
    let words: Vec<String> = bbox.iter().map(f64::to_string).collect();
    let page = site.document(&format!("{ITEMS}?bbox={}", words.join(",")));
    assert_eq!(page["numberMatched"], 60);
}

#[test]
fn a_page_has_all_that_the_suite_asks_of_it() {
    let site = site();
    let answer = site.get(ITEMS);
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let page = answer.json();
    assert_eq!(page["type"], "FeatureCollection");
    assert_eq!(number(&page, "numberReturned"), 10);
    assert_eq!(number(&page, "numberMatched"), 60);
    assert!(has_type(link(&page, "self"), "application/geo+json"));
    assert!(has_type(link(&page, "next"), "application/geo+json"));
    assert!(link(&page, "prev").is_none());
    let stamp = page["timeStamp"].as_str().unwrap();
    assert!(
        chrono::DateTime::parse_from_rfc3339(stamp).is_ok(),
        "{stamp}"
    );
    for feature in page["features"].as_array().unwrap() {
        assert_eq!(feature["geometry"]["type"], "Point");
        assert_eq!(feature["properties"]["station_id"], feature["id"]);
    }
}

#[test]
fn the_next_page_stands_in_the_header_too() {
    let answer = site().get(&format!("{ITEMS}?bbox=-180,-90,180,90&limit=5"));
    let page = answer.json();
    let next = link(&page, "next").unwrap()["href"].as_str().unwrap();
    let expected = format!(r#"<{next}>; rel="next"; type="application/geo+json""#);
    let headers: Vec<&str> = answer
        .headers
        .get_all("link")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(headers.contains(&expected.as_str()), "{headers:?}");
    assert!(
        headers.iter().all(|value| !value.contains(',')),
        "{headers:?}"
    );
    assert!(
        headers
            .iter()
            .any(|value| value.contains("rel/ogc/1.0/queryables"))
    );
}

#[test]
fn limits_are_kept_and_one_over_the_most_is_no_error() {
    let site = site();
    for (limit, expected) in [("1", 1), ("33", 33), ("60", 60), ("10001", 60)] {
        let page = site.document(&format!("{ITEMS}?limit={limit}"));
        assert_eq!(number(&page, "numberReturned"), expected, "{limit}");
    }
    for limit in ["0", "unlimited", "-1", ""] {
        let answer = site.get(&format!("{ITEMS}?limit={limit}"));
        assert_eq!(problem(&answer, 400)["parameter"], "limit", "{limit}");
    }
}

#[test]
fn the_boxes_and_datetimes_of_the_suite_are_answered() {
    let site = site();
    for bbox in SUITE_BOXES {
        site.document(&format!("{ITEMS}?bbox={bbox}&limit=1000"));
        site.document(&format!("{ITEMS}?bbox={}", bbox.replace(',', "%2C")));
    }
    for datetime in [
        "2018-02-12T23:20:52Z",
        "2018-02-12T00:00:00Z/2018-03-18T12:31:12Z",
        "2018-02-12T00:00:00Z/..",
        "../2018-03-18T12:31:12Z",
        "2025-04-08/P2D",
    ] {
        site.document(&format!("{ITEMS}?datetime={datetime}"));
    }
    for (name, bad) in [
        ("bbox", "1,2,3"),
        ("bbox", "0,0,0,91"),
        ("datetime", "soon"),
    ] {
        let answer = site.get(&format!("{ITEMS}?{name}={bad}"));
        assert_eq!(problem(&answer, 400)["parameter"], name);
    }
}

#[test]
fn a_feature_has_its_links_and_an_unknown_one_is_not_found() {
    let site = site();
    let answer = site.get(&format!("{ITEMS}/s7"));
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let feature = answer.json();
    assert_eq!(
        (&feature["type"], &feature["id"]),
        (&"Feature".into(), &"s7".into())
    );
    assert!(has_type(link(&feature, "self"), "application/geo+json"));
    assert!(has_type(link(&feature, "collection"), "application/json"));
    problem(&site.get(&format!("{ITEMS}/none_such")), 404);
    problem(&site.get(&format!("{ITEMS}/%FF")), 404);
    problem(&site.get("/ogc/collections/none_such"), 404);
    problem(&site.get("/ogc/collections/none_such/items"), 404);
}

#[test]
fn one_format_is_served_and_every_resource_takes_its_name() {
    let site = site();
    for path in [
        "/ogc",
        "/ogc/",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/collections",
        COLLECTION,
        ITEMS,
        &format!("{COLLECTION}/queryables"),
        &format!("{COLLECTION}/feature-schema"),
        &format!("{ITEMS}/s0"),
    ] {
        assert_eq!(site.get(&format!("{path}?f=json")).status, 200, "{path}");
        assert_eq!(
            problem(&site.get(&format!("{path}?f=html")), 400)["parameter"],
            "f",
            "{path}"
        );
        assert_eq!(
            problem(&site.get(&format!("{path}?f=json&x=1")), 400)["parameter"],
            "x",
            "{path}"
        );
        assert_eq!(
            problem(&site.get(&format!("{path}?f=json&f=json")), 400)["parameter"],
            "f",
            "{path}"
        );
        let head = site.head(path);
        assert_eq!((head.status, head.text().as_str()), (200, ""), "{path}");
    }
}

#[test]
fn the_queryables_are_the_filters_of_the_items() {
    let site = site();
    let answer = site.get(&format!("{COLLECTION}/queryables"));
    assert_eq!(answer.header("content-type"), "application/schema+json");
    let document = answer.json();
    assert_eq!(
        document["$id"],
        format!("http://{HOST}{COLLECTION}/queryables")
    );
    assert_eq!(document["type"], "object");
    let api = site.document("/ogc/api");
    for (name, schema) in document["properties"].as_object().unwrap() {
        if name == "geometry" {
            assert_eq!(schema["x-ogc-role"], "primary-geometry");
            continue;
        }
        assert_eq!(
            &api["components"]["parameters"][name]["schema"], schema,
            "{name}"
        );
    }
}

#[test]
fn the_schema_of_a_station_keeps_the_order_of_its_properties() {
    let site = site();
    let feature = site.get(&format!("{ITEMS}/s0"));
    let order = |text: &str| {
        let properties = feature.json()["properties"].as_object().unwrap().clone();
        let mut names: Vec<String> = properties.keys().cloned().collect();
        names.sort_by_key(|name| text.find(&format!("\"{name}\":")));
        names
    };
    let schema = site.get(&format!("{COLLECTION}/feature-schema"));
    assert_eq!(order(&schema.text()), order(&feature.text()));
    assert_eq!(order(&schema.text())[..2], ["station_id", "name"]);
}

#[test]
fn the_schema_of_a_station_names_exactly_what_every_station_has() {
    let site = site();
    let schema = site.document(&format!("{COLLECTION}/feature-schema"));
    let described = schema["properties"]["properties"]["properties"]
        .as_object()
        .unwrap();
    let page = site.document(&format!("{ITEMS}?limit=60"));
    for feature in page["features"].as_array().unwrap() {
        let properties = feature["properties"].as_object().unwrap();
        // Offers stand only where there are some.
        let of_every = |name: &&String| *name != "offers";
        let names = properties.keys().filter(of_every);
        assert!(names.eq(described.keys()));
        for (name, value) in properties.iter().filter(|(name, _)| of_every(name)) {
            let fits = match described[name]["type"].as_str().unwrap() {
                "array" => value.is_array(),
                "string" => value.is_string() || value.is_null(),
                "integer" => value.is_u64() || value.is_null(),
                _ => value.is_number() || value.is_null(),
            };
            assert!(fits, "{name}: {value}");
        }
    }
}
