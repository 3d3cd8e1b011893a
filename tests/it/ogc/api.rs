//! The API document of OGC API - Features: what clients read of it, and that it is true.

use serde_json::Value;

use crate::support::http::problem;
use crate::support::ogc_client::{HOST, Site};
use crate::support::world::{Places, World};

fn site() -> Site {
    let world = World {
        seed: 75,
        stations: 5,
        places: Places::Globe,
    };
    Site::of(&[&world.geojson()])
}

#[test]
fn the_api_is_openapi_3_0_in_json_and_says_so_in_its_media_type() {
    let answer = site().get("/ogc/api");
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.oai.openapi+json;version=3.0"
    );
    assert_eq!(answer.json()["openapi"], "3.0.3");
    let server = format!("http://{HOST}/ogc");
    assert_eq!(answer.json()["servers"][0]["url"], server.as_str());
}

#[test]
fn the_parameters_stand_where_gdal_and_qgis_look_for_them() {
    let api = site().document("/ogc/api");
    let items = &api["paths"]["/collections/stations/items"]["get"]["parameters"];
    for parameter in items.as_array().unwrap() {
        let place = parameter["$ref"].as_str().unwrap().trim_start_matches('#');
        let parameter = api.pointer(place).unwrap();
        assert_eq!(parameter["in"], "query");
        assert_eq!(parameter["style"], "form");
        assert_eq!(parameter["explode"], false);
        assert_eq!(parameter["required"], false);
        assert!(parameter["schema"]["type"].is_string());
    }
    let limit = &api["components"]["parameters"]["limit"]["schema"];
    assert_eq!(limit["minimum"], 1);
    assert_eq!(limit["default"], yizhan::http::DEFAULT_ITEMS);
    assert_eq!(limit["maximum"], yizhan::http::MAX_ITEMS);
    let bbox = &api["components"]["parameters"]["bbox"]["schema"];
    assert_eq!(
        (bbox["minItems"].as_u64(), bbox["maxItems"].as_u64()),
        (Some(4), Some(6))
    );
    assert_eq!(bbox["items"]["type"], "number");
}

#[test]
fn the_api_describes_exactly_the_parameters_that_are_taken() {
    let site = site();
    let api = site.document("/ogc/api");
    for (path, methods) in api["paths"].as_object().unwrap() {
        let path = path.replace("{featureId}", "s0");
        let refused = site.get(&format!("/ogc{path}?none_such=1"));
        assert_eq!(problem(&refused, 400)["parameter"], "none_such", "{path}");
        let mut taken: Vec<String> =
            serde_json::from_value(refused.json()["allowed"].clone()).unwrap();
        let mut described: Vec<String> = methods["get"]["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| parameter["$ref"].as_str().unwrap())
            .map(|place| place.rsplit('/').next().unwrap().to_owned())
            .filter(|name| name != "featureId")
            .collect();
        taken.sort();
        described.sort();
        assert_eq!(taken, described, "{path}");
    }
}

#[test]
fn every_reference_of_the_api_leads_somewhere() {
    fn check(value: &Value, api: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(place)) = members.get("$ref") {
                    assert!(
                        api.pointer(place.trim_start_matches('#')).is_some(),
                        "{place}"
                    );
                }
                members.values().for_each(|value| check(value, api));
            }
            Value::Array(values) => values.iter().for_each(|value| check(value, api)),
            _ => {}
        }
    }
    let api = site().document("/ogc/api");
    check(&api, &api);
}
