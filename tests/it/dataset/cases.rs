//! The smallest inputs that raise each issue code of a record.

use crate::dataset::{feature, feature_at};

/// One fault and what is said of it.
pub(crate) struct Case {
    /// The code it must raise.
    pub(crate) code: &'static str,
    /// The feature that has it.
    pub(crate) feature: String,
    /// A part of the message.
    pub(crate) fragment: &'static str,
}

/// A code, a part of a feature, and a part of the message.
type Row = (&'static str, &'static str, &'static str);

/// Faults of whole features; the record is refused.
const FEATURES: [Row; 12] = [
    ("not_geojson", "5", "is the number 5; a GeoJSON Feature"),
    ("not_geojson", "null", "is null"),
    (
        "not_geojson",
        r#"{"type":"feature","id":1}"#,
        "of type \"feature\"",
    ),
    ("not_geojson", r#"{"id":1}"#, "without a `type`"),
    (
        "not_geojson",
        r#"{"type":"Feature","id":1,"\ud800":2}"#,
        "line 3, column 33: ",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G}"#,
        "the feature has no `id`; text or",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G,"properties":{"id":"x"}}"#,
        "property `id`",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G,"properties":{"station_id":5}}"#,
        "`station_id`",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G,"id":" "}"#,
        "no `id`",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G,"id":true}"#,
        "`id` is true; text or a number",
    ),
    (
        "missing_id",
        r#"{"type":"Feature","geometry":G,"id":"a\nb"}"#,
        "without control characters",
    ),
    (
        "duplicate_id",
        r#"{"type":"Feature","geometry":G,"id":"good","properties":{"name":"x"}}"#,
        "feature 0 of a.geojson",
    ),
];

/// Faults of geometries; the record is refused.
const GEOMETRIES: [Row; 22] = [
    ("no_position", "null", "there is no geometry"),
    ("no_position", "[114,22]", "the geometry is a list"),
    ("no_position", r#"{"type":"Point"}"#, "has no coordinates"),
    (
        "no_position",
        r#"{"type":"Polygon","coordinates":[]}"#,
        "enclose no area",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":["114.1","22.3"]}"#,
        "without quotes",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":[114.1]}"#,
        "[114.1]",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":[]}"#,
        "cannot be read",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":[114.1,null]}"#,
        "cannot be read",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":[1e999,1]}"#,
        "out of range",
    ),
    (
        "no_position",
        r#"{"type":"Point","coordinates":{"lon":1,"lat":2}}"#,
        "cannot be read",
    ),
    (
        "unsupported_geometry",
        r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#,
        "LineString",
    ),
    (
        "unsupported_geometry",
        r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#,
        "'MultiPoint' and holds 2 points",
    ),
    (
        "unsupported_geometry",
        r#"{"type":"GeometryCollection","geometries":[]}"#,
        "a Point [lon",
    ),
    (
        "unsupported_geometry",
        r#"{"type":"point","coordinates":[1,2]}"#,
        "'point'",
    ),
    (
        "unsupported_geometry",
        r#"{"coordinates":[1,2]}"#,
        "of type ''",
    ),
    (
        "out_of_range",
        r#"{"type":"Point","coordinates":[181,22.3]}"#,
        "got 181",
    ),
    (
        "out_of_range",
        r#"{"type":"Point","coordinates":[12717000,2550000]}"#,
        "degrees of lon",
    ),
    (
        "swapped_lon_lat",
        r#"{"type":"Point","coordinates":[22.3,114.1]}"#,
        "but 114.1, 22.3 is",
    ),
    (
        "swapped_lon_lat",
        r#"{"type":"Point","coordinates":[-90,90.1]}"#,
        "longitude, latitude",
    ),
    (
        "swapped_lon_lat",
        r#"{"type":"Polygon","coordinates":[[[22,114],[23,114],[23,115]]]}"#,
        "114",
    ),
    (
        "null_island",
        r#"{"type":"Point","coordinates":[0,0.0]}"#,
        "the coordinates are 0, 0",
    ),
    (
        "null_island",
        r#"{"type":"Point","coordinates":[9e-7,-9e-7]}"#,
        "the coordinates are 0, 0",
    ),
];

/// Faults of properties; the record is kept.
const PROPERTIES: [Row; 42] = [
    (
        "bad_property",
        r#""phone":21.5"#,
        "`phone` is the number 21.5; text, or a number in digits",
    ),
    ("bad_property", r#""name":"Two""#, "`name` is given twice"),
    ("bad_property", r#""x":1,"x":2"#, "`x` is given twice"),
    ("bad_property", r#""city":["a"]"#, "`city` is a list"),
    (
        "bad_property",
        r#""opening_hours":{"Mo":1}"#,
        "`opening_hours` is an object",
    ),
    ("bad_property", r#""kind":true"#, "`kind` is true"),
    (
        "bad_property",
        r#""access":"anyone""#,
        "\"anyone\"; one of open, scan, app, members, customers",
    ),
    (
        "bad_property",
        r#""star":6"#,
        "`star` is the number 6; a whole number from 1 to 5 is wanted",
    ),
    ("bad_property", r#""star":0"#, "a whole number"),
    ("bad_property", r#""star":4.5"#, "a whole number"),
    (
        "bad_property",
        r#""star":"five""#,
        "`star` is the text \"five\"",
    ),
    ("bad_property", r#""honours":5"#, "`honours` is the number"),
    (
        "bad_property",
        r#""honours":["best",5]"#,
        "`honours[1]` is the number 5",
    ),
    (
        "bad_property",
        r#""status":"closed","status_until":"2026-13-01""#,
        "`status_until`",
    ),
    (
        "bad_property",
        r#""verified_on":"1/2/2026""#,
        "a date such as \"2026-11-22\"",
    ),
    (
        "bad_property",
        r#""verified_on":"+026-01-02""#,
        "a date such as",
    ),
    ("bad_property", r#""verified_on":46118"#, "the number 46118"),
    (
        "bad_property",
        r#""moved_to":{}"#,
        "`moved_to` is an object",
    ),
    ("bad_property", r#""position_accuracy_m":-1"#, "0 or more"),
    (
        "bad_property",
        r#""position_accuracy_m":"10 m""#,
        "the text \"10 m\"",
    ),
    (
        "bad_property",
        r#""open_state":"open""#,
        "answers have their own property",
    ),
    (
        "bad_property",
        r#""travel":"bus 12""#,
        "`travel` is the text \"bus 12\"; another name",
    ),
    (
        "bad_property",
        r#""station_id":"GBFS-77""#,
        "`station_id` is the text \"GBFS-77\"; another name",
    ),
    (
        "bad_property",
        r#""amenities":5"#,
        "a list of keys, or an object",
    ),
    (
        "bad_property",
        r#""amenities":["wifi",true]"#,
        "`amenities[1]` is true",
    ),
    (
        "bad_property",
        r#""amenities":["wifi,toilet"]"#,
        "without commas",
    ),
    ("bad_property", r#""amenities":{"":true}"#, "an empty key"),
    (
        "bad_property",
        r#""amenities":{"wifi":"maybe"}"#,
        "`amenities.wifi` is the text \"maybe\"",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":2}"#,
        "true, false or \"limited\" is wanted",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":{"available":2}}"#,
        "`amenities.wifi.available`",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":{"hours":"24/7"}}"#,
        "`amenities.wifi.hours` is not known",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":{"note":5}}"#,
        "`amenities.wifi.note`",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":{"booking":5}}"#,
        "true, false or text",
    ),
    (
        "bad_property",
        r#""amenities":{"wifi":true,"免费WiFi":false}"#,
        "both that there is wifi",
    ),
    (
        "unknown_status",
        r#""status":"repair""#,
        "so its hours are unknown",
    ),
    (
        "unknown_status",
        r#""status":1"#,
        "is the number 1; one of active",
    ),
    (
        "unparsed_hours",
        r#""opening_hours":"???""#,
        "`opening_hours` is '???'",
    ),
    (
        "unparsed_hours",
        r#""amenities":{"义诊":{"opening_hours":"???"}}"#,
        "opening_hours` is '???'",
    ),
    (
        "suspicious_hours",
        r#""opening_hours":"Mo-Fr 08:00+""#,
        "`opening_hours` is 'Mo-Fr 08:00+'",
    ),
    (
        "dangling_reference",
        r#""moved_to":"x""#,
        "`moved_to` is 'x', which is not",
    ),
    (
        "dangling_reference",
        r#""part_of":"one""#,
        "which is this station itself",
    ),
    (
        "co_located",
        "\"x\":1",
        "station 'good' of the same name is 0.0 m away",
    ),
];

/// Faults of activities; the record is kept.
const ACTIVITIES: [Row; 3] = [
    (
        "bad_activity",
        r#""starts":"2026-12-05T09:00","ends":"2026-12-05T08:00""#,
        "`activities[0]` is left out: it ends before it starts",
    ),
    (
        "bad_recurrence",
        r#""starts":"2026-12-05T09:00","ends":"2026-12-05T10:00","recurs":"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30""#,
        "so it never comes",
    ),
    (
        "past_activity",
        r#""starts":"2026-11-05T09:00","ends":"2026-11-05T10:00""#,
        "was over on 2026-11-05T10:00:00+08:00",
    ),
];

/// Faults of names; the record is kept.
const NAMES: [Row; 4] = [
    ("missing_name", "", "its id serves"),
    ("missing_name", r#""name":null"#, "no `name`"),
    ("missing_name", r#""name":"""#, "no `name`"),
    (
        "bad_property",
        r#""name":5"#,
        "`name` is the number 5; text",
    ),
];

fn cases<'a>(
    rows: &'a [Row],
    to_feature: impl Fn(&str) -> String + 'a,
) -> impl Iterator<Item = Case> + 'a {
    rows.iter().map(move |&(code, part, fragment)| Case {
        code,
        feature: to_feature(part),
        fragment,
    })
}

/// Records that are refused.
pub(crate) fn errors() -> impl Iterator<Item = Case> {
    let many: Vec<String> = (0..128).map(|n| format!("\"extra {n}\"")).collect();
    let properties = format!(r#""name":"One","amenities":[{}]"#, many.join(","));
    let too_many = Case {
        code: "too_many_amenities",
        feature: feature("one", &properties),
        fragment: "too many: extra ",
    };
    let point = r#"{"type":"Point","coordinates":[114,22]}"#;
    cases(&FEATURES, move |json| {
        json.replace(":G", &format!(":{point}"))
    })
    .chain(cases(&GEOMETRIES, feature_at))
    .chain([too_many])
}

/// Records that are kept.
pub(crate) fn warnings() -> impl Iterator<Item = Case> {
    let reserved = Case {
        code: "reserved_id",
        feature: feature("nearest", r#""name":"One""#),
        fragment: "`id` is 'nearest', which means something else",
    };
    let named = |property: &str| feature("one", &format!(r#""name":"One",{property}"#));
    let with_activity = move |members: &str| {
        named(&format!(
            r#""activities":[{{"title":"t","category":"other",{members}}}]"#
        ))
    };
    cases(&PROPERTIES, named)
        .chain(cases(&ACTIVITIES, with_activity))
        .chain(cases(&NAMES, |properties| feature("one", properties)))
        .chain([reserved])
}
