//! Squares that are multipolygons: people walk along their outline.

use yizhan::travel::Mode;

use super::modes;
use crate::support::osm::{Encoding, Map, read_bytes};

/// A square of two ways without tags of their own, with a fountain in its middle.
fn square(tags: &str) -> Map {
    Map::default()
        .node(1, 10.0, 50.0, "")
        .node(2, 10.01, 50.0, "")
        .node(3, 10.01, 50.01, "")
        .node(4, 10.0, 50.01, "")
        .node(5, 10.004, 50.004, "")
        .node(6, 10.006, 50.006, "")
        .node(7, 9.99, 50.0, "")
        .way(1, &[7, 1], "highway=residential")
        .way(2, &[1, 2, 3], "")
        .way(3, &[3, 4, 1], "")
        .way(4, &[5, 6, 5], "")
        .relation(1, &[("outer", 2), ("", 3), ("inner", 4)], tags)
}

#[test]
fn the_outline_of_a_square_of_several_ways_is_a_street() {
    for block_size in [1, 8_000] {
        let map = square("type=multipolygon highway=pedestrian area=yes oneway=yes");
        let encoding = Encoding {
            block_size,
            ..Encoding::default()
        };
        let streets = read_bytes(&map.bytes(encoding)).unwrap().streets;
        let ends: Vec<[u32; 2]> = streets.segments.iter().map(|s| [s.from, s.to]).collect();
        // The street that was there, then the outline; the fountain is none.
        assert_eq!(ends, [[4, 0], [0, 1], [1, 2], [2, 3], [3, 0]]);
        for outline in &streets.segments[1..] {
            assert_eq!(outline.forward, modes(&[Mode::Walk]));
            assert_eq!(outline.backward, outline.forward);
        }
    }
}

#[test]
fn relations_that_are_no_squares_add_no_street() {
    for tags in [
        "type=multipolygon building=yes",
        "type=multipolygon highway=pedestrian foot=no",
        "type=multipolygon highway=proposed",
        "type=route highway=pedestrian",
        "highway=pedestrian",
    ] {
        assert_eq!(
            square(tags).read().unwrap().streets.segments.len(),
            1,
            "{tags}"
        );
    }
}

#[test]
fn a_way_that_is_a_street_by_its_own_tags_is_so_once_in_a_square() {
    let map = square("type=multipolygon highway=pedestrian")
        .way(5, &[1, 2], "highway=footway foot=no")
        .relation(
            2,
            &[("outer", 5), ("outer", 2), ("outer", 99)],
            "type=multipolygon highway=service",
        );
    let streets = map.read().unwrap().streets;
    // Way 2 is in both squares, and open to all that one of them opens it to.
    assert_eq!(streets.segments.len(), 5);
    assert_eq!(streets.segments[1].forward, modes(&Mode::ALL));
    assert_eq!(streets.segments[3].forward, modes(&[Mode::Walk]));
}
