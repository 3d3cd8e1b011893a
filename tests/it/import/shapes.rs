//! The shapes of JSON, and what OpenStreetMap's tags mean.

use serde_json::json;
use yizhan::import::Settings;

use super::{imported, text, try_import};
use crate::support::settings;

fn plain() -> Settings {
    Settings::new(settings())
}

#[test]
fn counts_of_a_gis_export_without_ids_are_yes_and_no() {
    let feature = |n: usize, accessible: usize, family: usize| {
        json!({"type": "Feature", "properties": {"行政區": "樣例區", "公廁類別": "交通", "公廁名稱": format!("樣例{n}"),
               "公廁地址": format!("樣例路{n}號"), "經度": 121.5, "緯度": 25.1, "座數": 3,
               "無障礙廁座數": accessible, "親子廁座數": family},
               "geometry": {"type": "Point", "coordinates": [121.5, 25.1]}})
    };
    let collection = json!({"type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": [feature(1, 1, 0), feature(2, 0, 2)]});
    let imported = imported(&[text("a.geojson", &collection.to_string())], &plain());
    assert_eq!(imported.outcome.report.datum, Some("wgs84"));
    assert_eq!(
        imported.named("樣例1")["amenities"],
        json!({"accessible_toilet": true, "family_toilet": false})
    );
    assert_eq!(
        imported.named("樣例2")["amenities"],
        json!({"accessible_toilet": false, "family_toilet": true})
    );
    assert_eq!(imported.named("樣例1")["座數"], 3);
    // The geometry is taken; the columns that repeat it are not kept.
    assert!(imported.named("樣例1").get("經度").is_none());
}

#[test]
fn elements_of_openstreetmap_keep_their_ids_and_their_tags_have_meanings() {
    let overpass = json!({"elements": [
        {"type": "node", "id": 1, "lat": 43.1, "lon": 141.4, "tags": {"amenity": "toilets", "wheelchair": "yes",
            "changing_table": "no", "access": "yes", "check_date": "2026-06-28", "opening_hours": "24/7"}},
        {"type": "way", "id": 2, "center": {"lat": 43.2, "lon": 141.5}, "tags": {"amenity": "toilets", "access": "no"}},
        {"type": "way", "id": 3, "tags": {"amenity": "toilets"}},
        {"type": "node", "id": 4, "lat": 43.1, "lon": 141.4, "tags": {"amenity": "bank", "name": "B", "email": "a@b.example"}},
    ]});
    let imported = imported(&[text("a.json", &overpass.to_string())], &plain());
    let ids: Vec<&str> = imported
        .stations
        .iter()
        .map(|station| station["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["node/1", "way/2", "node/4"]);
    let first = &imported.stations[0]["properties"];
    assert_eq!(
        first["amenities"],
        json!({"accessible_toilet": true, "baby_care": false, "toilet": true})
    );
    for (name, value) in [
        ("kind", "public_toilet"),
        ("access", "open"),
        ("verified_on", "2026-06-28"),
    ] {
        assert_eq!(first[name], value);
    }
    // The public may not use it: it is never answered.
    assert_eq!(imported.stations[1]["properties"]["status"], "suspended");
    assert_eq!(imported.stations[2]["properties"]["kind"], json!(null));
    assert!(
        !imported
            .outcome
            .stations
            .as_deref()
            .unwrap()
            .contains("a@b.example")
    );
    assert!(
        imported.outcome.report.left_out[0]
            .why
            .contains("out center")
    );
    assert_eq!(
        imported.outcome.report.left_out[0].place,
        "a.json elements[2]"
    );
}

#[test]
fn the_same_features_come_as_a_collection_as_lines_and_as_plain_objects() {
    let feature = r#"{"type":"Feature","properties":{"osm_id":7,"osm_type":"node","name":"A","tags":{"amenity":"drinking_water"}},"geometry":{"type":"MultiPoint","coordinates":[[105.8,20.9]]}}"#;
    let other = feature.replace(":7,", ":8,");
    let collection = format!(r#"{{"type":"FeatureCollection","features":[{feature},{other}]}}"#);
    let lines = format!("{feature}\n{other}\n");
    for list in [text("a.geojson", &collection), text("a.ndjson", &lines)] {
        let imported = imported(&[list], &plain());
        assert_eq!(imported.stations[0]["id"], "node/7");
        assert_eq!(
            imported.stations[1]["properties"]["amenities"],
            json!(["drinking_water"])
        );
    }
    let objects = r#"{"data":[{"name":"A","address":"x","location":"141.4,43.1","facilities":["饮水","toilet"]}]}"#;
    let objects = imported(&[text("a.json", objects)], &plain());
    assert_eq!(
        objects.stations[0]["geometry"]["coordinates"].to_string(),
        "[141.4,43.1]"
    );
    assert_eq!(objects.offered("A"), ["drinking_water", "toilet"]);
}

#[test]
fn a_table_with_semicolons_and_the_latitude_in_front_has_no_names_but_addresses() {
    let list = "type;adresse;horaire;acces_pmr;relais_bebe;geo_shape;geo_point_2d\n\
        SANISETTE;25 AVENUE X;6 h - 22 h;Oui;;\"{\"\"coordinates\"\": [[2.3, 48.8]], \"\"type\"\": \"\"MultiPoint\"\"}\";48.8, 2.3\n";
    let imported = imported(&[text("a.csv", list)], &plain());
    let station = &imported.stations[0];
    assert_eq!(station["geometry"]["coordinates"].to_string(), "[2.3,48.8]");
    assert_eq!(station["properties"]["name"], "25 AVENUE X");
    assert_eq!(
        station["properties"]["amenities"],
        json!(["accessible_toilet"])
    );
    assert_eq!(imported.outcome.report.unknown_words[0].word, "6 h - 22 h");
}

#[test]
fn a_projected_collection_is_refused_with_the_command_that_makes_degrees() {
    let json = r#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:27700"}},"features":[{"properties":{"name":"a"}}]}"#;
    let error = try_import(&[text("a.geojson", json)], &plain())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("ogr2ogr -f GeoJSON -s_srs EPSG:27700"),
        "{error}"
    );
}

#[test]
fn a_station_file_that_was_made_gives_itself() {
    let list = text(
        "a.csv",
        "编码,名称,类型,lon,lat,设施,AED,服务时间\nA,甲,公厕,2.1,48.1,饮水,无,24小时\n",
    );
    let first = imported(&[list], &plain()).outcome.stations.unwrap();
    let again = imported(&[text("a.geojson", &first)], &plain());
    assert_eq!(again.outcome.stations.as_deref(), Some(&*first));
    assert!(again.outcome.report.is_complete());
}
