//! Examples of all operations, in the order in which people read of them.
//!
//! They are true of the bundled stations, but their long lists are cut; a test compares them with
//! what the service answers.

use serde_json::{Value, json};

use super::members_mut;

/// Operations about one matter.
#[derive(Debug)]
pub struct Group {
    /// Its heading, and the tag of its operations.
    pub name: &'static str,
    /// What they are for, in a sentence.
    pub about: &'static str,
    /// One for each operation.
    pub examples: &'static [Example],
}

/// A request and its answer.
#[derive(Debug)]
pub struct Example {
    /// The `operationId`.
    pub operation: &'static str,
    /// Path and query. A body is the example of its schema.
    pub request: &'static str,
    /// The answer as it is shown: JSON or text; empty for other bytes.
    pub answer: &'static str,
}

/// The address of the service in the examples.
pub const EXAMPLE_BASE: &str = "http://127.0.0.1:8080";

/// An example whose answer is the file of its operation.
macro_rules! example {
    ($operation:literal, $request:literal) => {
        Example {
            operation: $operation,
            request: $request,
            answer: include_str!(concat!("answers/", $operation, ".json")),
        }
    };
}

/// All operations; the main question is first.
pub const GROUPS: &[Group] = &[
    Group {
        name: "Stations",
        about: "Which stations are closest, open on arrival, and have what is needed.",
        examples: &[
            example!(
                "nearest_stations",
                "/v1/stations/nearest?lat=22.3193&lon=114.1694&amenity=toilet&limit=1&at=2026-11-24T12:00:00"
            ),
            example!("nearest_stations_of_many", "/v1/stations/nearest"),
            example!("stops_along_a_route", "/v1/stations/along"),
            example!(
                "find_station",
                "/v1/stations/hk-fehd-841?at=2026-11-24T12:00:00"
            ),
            example!(
                "search_stations",
                "/v1/stations/search?q=nelson&limit=1&fields=name,name_en,address&at=2026-11-24T12:00:00"
            ),
            example!(
                "get_circle",
                "/v1/circle?lat=22.3193&lon=114.1694&mode=ebike&minutes=10"
            ),
            example!("get_meta", "/v1/meta"),
        ],
    },
    Group {
        name: "Maps and copies",
        about: "All stations, for maps and for other programs.",
        examples: &[
            example!(
                "get_feed",
                "/v1/stations.geojson?bbox=114.167,22.317,114.168,22.318&fields=name,kind"
            ),
            example!("describe_tiles", "/v1/tiles.json?amenity=toilet"),
            Example {
                operation: "get_tile",
                request: "/v1/tiles/10/837/446.mvt",
                answer: "",
            },
        ],
    },
    Group {
        name: "What goes on",
        about: "Activities with a time of their own, near a place or as calendars.",
        examples: &[
            example!(
                "get_activities",
                "/v1/activities?lat=22.3193&lon=114.1694&category=clinic&at=2026-11-24T12:00:00"
            ),
            Example {
                operation: "get_calendar",
                request: "/v1/activities.ics?bbox=114.1,22.2,114.3,22.4",
                answer: "",
            },
            Example {
                operation: "get_station_calendar",
                request: "/v1/stations/hk-fehd-841/calendar.ics",
                answer: "",
            },
        ],
    },
    Group {
        name: "Living stations",
        about: "What keepers and riders say is true today; served with --live alone. TOKEN is a keeper's, NOTICE and REPORT are ids of answers.",
        examples: &[
            Example {
                operation: "send_report",
                request: "/v1/stations/hk-fehd-841/reports",
                answer: "",
            },
            Example {
                operation: "write_notice",
                request: "/v1/stations/hk-fehd-841/notices",
                answer: "",
            },
            Example {
                operation: "list_notices",
                request: "/v1/stations/hk-fehd-841/notices",
                answer: "",
            },
            Example {
                operation: "withdraw_notice",
                request: "/v1/notices/NOTICE",
                answer: "",
            },
            Example {
                operation: "list_notices_in_force",
                request: "/v1/live.json",
                answer: "",
            },
            Example {
                operation: "get_keeper",
                request: "/v1/keeper",
                answer: r#"{"name":"香河","stations":["hk-fehd-841"]}"#,
            },
            Example {
                operation: "list_reports",
                request: "/v1/reports?state=new",
                answer: "",
            },
            Example {
                operation: "answer_report",
                request: "/v1/reports/REPORT",
                answer: "",
            },
        ],
    },
    Group {
        name: "Planning",
        about: "How many people are within reach.",
        examples: &[example!("cover_demand", "/v1/coverage")],
    },
    Group {
        name: "OGC API - Features",
        about: "The stations for GIS programs.",
        examples: &[
            example!("getLandingPage", "/ogc/"),
            Example {
                operation: "getLandingPageWithoutSlash",
                request: "/ogc",
                answer: include_str!("answers/getLandingPage.json"),
            },
            example!("getApi", "/ogc/api"),
            example!("getConformance", "/ogc/conformance"),
            example!("getCollections", "/ogc/collections"),
            example!("getStations", "/ogc/collections/stations"),
            example!("getQueryables", "/ogc/collections/stations/queryables"),
            example!(
                "getFeatureSchema",
                "/ogc/collections/stations/feature-schema"
            ),
            example!(
                "getItems",
                "/ogc/collections/stations/items?limit=1&amenity=toilet&district=%E6%97%BA%E8%A7%92%E5%8D%80&open_at=2026-11-24T12:00:00"
            ),
            example!("getItem", "/ogc/collections/stations/items/hk-fehd-841"),
        ],
    },
    Group {
        name: "For operators",
        about: "Whether the service works, and how much.",
        examples: &[
            example!("get_live", "/health/live"),
            example!("get_ready", "/health/ready"),
            Example {
                operation: "get_metrics",
                request: "/metrics",
                answer: "# HELP yizhan_stations Stations being served.\n# TYPE yizhan_stations gauge\nyizhan_stations 963\n",
            },
        ],
    },
];

/// Adds the groups as tags, and the answers as examples.
pub(super) fn add_to(document: &mut Value) {
    let tag = |group: &Group| json!({"name": group.name, "description": group.about});
    document["tags"] = GROUPS.iter().map(tag).collect();
    let paths = members_mut(&mut document["paths"]);
    for (_, operation) in paths.flat_map(|(_, methods)| members_mut(methods)) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let Some((group, example)) = find(id) else {
            continue;
        };
        operation["tags"] = json!([group.name]);
        let Ok(answer) = serde_json::from_str::<Value>(example.answer) else {
            continue;
        };
        for (media_type, content) in members_mut(&mut operation["responses"]["200"]["content"]) {
            // A reference within a schema that is answered is none of this document.
            if media_type != "application/schema+json" {
                content["example"] = answer.clone();
            }
        }
    }
}

/// The example of an operation, with its group.
fn find(operation: &str) -> Option<(&'static Group, &'static Example)> {
    let of_group = |group: &'static Group| {
        let mut examples = group.examples.iter();
        let example = examples.find(|example| example.operation == operation)?;
        Some((group, example))
    };
    GROUPS.iter().find_map(of_group)
}
