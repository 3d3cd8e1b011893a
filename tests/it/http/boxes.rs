//! Boxes as maps send them that were panned around the Earth, wherever a box is taken.

use crate::feed::{FEED, STATIONS};
use crate::support::http::{ids, problem};
use crate::support::ogc_client::{ITEMS, Site};

/// Everything that takes a box.
const PATHS: [&str; 2] = [FEED, ITEMS];

fn found(path: &str, bbox: &str) -> Vec<String> {
    let uri = format!("{path}?bbox={bbox}");
    let answer = Site::of(&[STATIONS]).document(&uri);
    ids(&answer).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_box_beyond_the_antimeridian_is_taken_around_the_earth_wherever_one_is_taken() {
    for path in PATHS {
        for (bbox, expected) in [
            ("179,-20,181,-10", vec!["fiji", "samoa", "line"]),
            ("-181,-20,-179,-10", vec!["fiji", "samoa", "line"]),
            ("179,-20,-179,-10", vec!["fiji", "samoa", "line"]),
            ("539,-20,541,-10", vec!["fiji", "samoa", "line"]),
            ("180,-20,181,-10", vec!["samoa", "line"]),
            ("476,39,477,40", vec!["beijing", "closed"]),
            ("-244,39,-243,40", vec!["beijing", "closed"]),
            ("476,39,0,477,40,100", vec!["beijing", "closed"]),
            ("190,-20,350,-10", vec![]),
        ] {
            assert_eq!(found(path, bbox), expected, "{path} {bbox}");
        }
    }
}

#[test]
fn a_box_wider_than_the_earth_is_everywhere_between_its_latitudes() {
    let everywhere = ["beijing", "shanghai", "closed", "fiji", "samoa", "line"];
    for path in PATHS {
        for bbox in [
            "-180,-90,180,90",
            "-270,-85,270,85",
            "0,-90,360,90",
            "100,-90,460.0,90",
            "-180.000001,-90,180,90",
            "-1000,-90,0,1000,90,9",
        ] {
            assert_eq!(found(path, bbox), everywhere, "{path} {bbox}");
        }
        assert_eq!(found(path, "-270,0,270,35"), ["shanghai"], "{path}");
    }
}

#[test]
fn a_box_of_what_is_no_number_or_no_latitude_is_refused() {
    let site = Site::of(&[STATIONS]);
    for path in PATHS {
        for bbox in [
            "NaN,-20,181,-10",
            "179,nan,181,-10",
            "-inf,-20,inf,-10",
            "179,-20,infinity,-10",
            "179,-91,181,-10",
            "179,-20,181,90.01",
            "179,-10,181,-20",
            "179,-20,9,181,-10,0",
            "1e7,-20,1e7,-10",
            "179,-20,181",
            "",
        ] {
            let refused = problem(&site.get(&format!("{path}?bbox={bbox}")), 400);
            assert_eq!(refused["parameter"], "bbox", "{path} {bbox}");
            // It may be what a person's screen shows.
            assert!(!refused.to_string().contains("181"), "{refused}");
        }
    }
}
