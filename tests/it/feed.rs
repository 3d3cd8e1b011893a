//! The feed: its content, and its answers to different requests.

mod document;
mod filters;
mod plain;
mod since;

/// Where it is.
pub(crate) const FEED: &str = "/v1/stations.geojson";

/// A few stations whose answers can be checked by eye.
pub(crate) const STATIONS: &str = r#"{"type":"FeatureCollection","name":"few","source":"the union","calendar":"cn","features":[
{"type":"Feature","id":"beijing","geometry":{"type":"Point","coordinates":[116.397,39.909]},"properties":{"name":"北京","kind":"union_station","opening_hours":"Mo-Fr 08:30-17:30","amenities":["toilet","wifi"],"remark":{"own":[1,2]}}},
{"type":"Feature","id":"shanghai","geometry":{"type":"Point","coordinates":[121.4131537,31.2671811]},"properties":{"name":"上海","kind":"workers_home","opening_hours":"24/7","amenities":{"toilet":{"available":true,"opening_hours":"10:00-11:00"}}}},
{"type":"Feature","id":"closed","geometry":{"type":"Point","coordinates":[116.4,39.9]},"properties":{"name":"旧站","kind":"union_station","status":"closed","amenities":["wifi"]}},
{"type":"Feature","id":"fiji","geometry":{"type":"Point","coordinates":[179.9,-16.5]},"properties":{"name":"Fiji"}},
{"type":"Feature","id":"samoa","geometry":{"type":"Point","coordinates":[-179.9,-16.5]},"properties":{"name":"Samoa"}},
{"type":"Feature","id":"line","geometry":{"type":"Point","coordinates":[180,-16.5]},"properties":{"name":"Line"}}
]}"#;

/// A second file with a source of its own.
pub(crate) const OTHERS: &str = r#"{"type":"FeatureCollection","name":"others","source":"the city","calendar":"hk","features":[
{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[114.17,22.32]},"properties":{"name":"Mong Kok","kind":"public_toilet","amenities":["toilet"],"opening_hours":"PH off; 08:00-20:00"}}
]}"#;
