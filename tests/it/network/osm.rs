//! Street maps: real files as another reader counts them, and small ones made by hand.

mod access;
mod any_bytes;
mod names;
mod squares;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use yizhan::network::osm::{self, LeftOut, OsmError, OsmFile};
use yizhan::network::streets::{ModeSet, Segment, StreetClass};
use yizhan::position::Position;
use yizhan::travel::Mode;

use crate::support::osm::{Encoding, Map, frame, read_bytes, read_path};

/// A street map of the bundled data.
pub(crate) fn bundled(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/planning")
        .join(file)
}

const PORTO_ALEGRE: &str = "porto-alegre/poa.osm.pbf";
const HELSINKI: &str = "helsinki/helsinki.osm.pbf";

/// What is counted in a map, in the order of the tables below.
#[derive(Debug, PartialEq)]
struct Count {
    ways_of_nobody: usize,
    ferries: usize,
    segments: usize,
    walk: usize,
    ride_forward: usize,
    ride_backward: usize,
    outside: usize,
    nodes: usize,
    nodes_on_foot: usize,
    stop_walkers: usize,
    stop_cycles: usize,
    /// Sums of degrees over all nodes, to seven digits after the point.
    lon_sum: String,
    lat_sum: String,
}

fn count(file: &OsmFile) -> Count {
    let streets = &file.streets;
    let of = |may: fn(&Segment) -> bool| streets.segments.iter().filter(|one| may(one)).count();
    let stopped = |mode: Mode| {
        let stops = streets.nodes.iter().map(|node| node.blocked);
        stops.filter(|blocked| blocked.contains(mode)).count()
    };
    let mut on_foot = vec![false; streets.nodes.len()];
    for segment in &streets.segments {
        for end in [segment.from, segment.to] {
            on_foot[end as usize] |= segment.forward.contains(Mode::Walk);
        }
    }
    let places = || streets.nodes.iter().map(|node| node.position);
    Count {
        ways_of_nobody: file.left_out.ways_of_nobody,
        ferries: file.left_out.ferries,
        segments: streets.segments.len(),
        walk: of(|segment| segment.forward.contains(Mode::Walk)),
        ride_forward: of(|segment| segment.forward.contains(Mode::Bike)),
        ride_backward: of(|segment| segment.backward.contains(Mode::Bike)),
        outside: file.left_out.segments_outside,
        nodes: streets.nodes.len(),
        nodes_on_foot: on_foot.into_iter().filter(|on_foot| *on_foot).count(),
        stop_walkers: stopped(Mode::Walk),
        stop_cycles: stopped(Mode::Bike),
        lon_sum: format!("{:.7}", places().map(Position::lon).sum::<f64>()),
        lat_sum: format!("{:.7}", places().map(Position::lat).sum::<f64>()),
    }
}

// The expected numbers were counted once with pyosmium 4.3.2 by a script of its own, which
// follows the tables of `network::osm::access` and shares no code with this reader; what the outlines
// of multipolygons add was counted in the same way.

#[test]
fn porto_alegre_has_the_streets_that_another_reader_counts() {
    let file = read_path(&bundled(PORTO_ALEGRE)).unwrap();
    let expected = Count {
        ways_of_nobody: 1_485,
        ferries: 0,
        segments: 46_042,
        walk: 45_677,
        ride_forward: 37_182,
        ride_backward: 25_654,
        outside: 0,
        nodes: 38_652,
        nodes_on_foot: 38_444,
        stop_walkers: 32,
        stop_cycles: 34,
        lon_sum: "-1978796.3888266".to_owned(),
        lat_sum: "-1161709.5338277".to_owned(),
    };
    assert_eq!(count(&file), expected);
    assert_eq!((file.name.as_str(), file.bytes), ("poa.osm.pbf", 900_578));
    assert_eq!(
        file.sha256,
        "d0d692b2b13c3ccabb494856966ea40068fbb3b6d5534b70b9234c74f465787d"
    );
}

#[test]
fn helsinki_has_the_streets_that_another_reader_counts() {
    let file = read_path(&bundled(HELSINKI)).unwrap();
    let expected = Count {
        ways_of_nobody: 94,
        ferries: 1,
        segments: 8_662,
        walk: 8_450,
        ride_forward: 2_985,
        ride_backward: 2_052,
        outside: 1_083,
        nodes: 7_142,
        nodes_on_foot: 7_018,
        stop_walkers: 8,
        stop_cycles: 8,
        lon_sum: "178155.1817347".to_owned(),
        lat_sum: "429742.5217792".to_owned(),
    };
    assert_eq!(count(&file), expected);
}

#[test]
fn a_file_gives_the_same_streets_on_any_number_of_threads() {
    let read_on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        pool.build()
            .unwrap()
            .install(|| read_path(&bundled(HELSINKI)).unwrap())
    };
    let one = read_on(1);
    assert_eq!(one, read_on(2));
    assert_eq!(one, read_on(7));
}

#[test]
fn progress_rises_to_twice_the_size_of_the_file() {
    let seen = Mutex::new(Vec::new());
    let file = osm::read(&bundled(HELSINKI), &|done, total| {
        seen.lock().unwrap().push((done, total));
    })
    .unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted() && seen.len() > 4, "{seen:?}");
    assert!(seen.iter().all(|(_, total)| *total == 2 * file.bytes));
    assert_eq!(seen.last(), Some(&(2 * file.bytes, 2 * file.bytes)));
}

/// A crossing of two streets with a gate on one, and a house that is no street.
fn crossing() -> Map {
    Map::default()
        .node(9, 116.39, 39.90, "")
        .node(-4, 116.40, 39.91, "highway=crossing")
        .node(7, 116.41, 39.92, "barrier=gate bicycle=no")
        .node(5, 116.42, 39.93, "")
        .node(1, 116.43, 39.94, "amenity=toilets")
        .way(30, &[9, -4, 7], "highway=residential oneway=yes name=北街")
        .way(-20, &[5, -4], "highway=footway")
        .way(10, &[9, -4, 5, 9], "building=yes")
}

fn modes(modes: &[Mode]) -> ModeSet {
    let sets = modes.iter().map(|mode| ModeSet::only(*mode));
    sets.fold(ModeSet::EMPTY, ModeSet::union)
}

#[test]
fn nodes_come_by_their_ids_and_segments_by_the_file() {
    let file = crossing().read().unwrap();
    let nodes = &file.streets.nodes;
    let lons: Vec<f64> = nodes.iter().map(|node| node.position.lon()).collect();
    // -4, 5, 7 and 9; the toilet is on no street. Degrees are what the file has, not nearly so.
    let expected = [116.40_f64, 116.42, 116.41, 116.39];
    assert_eq!(
        lons.iter().map(|lon| lon.to_bits()).collect::<Vec<_>>(),
        expected.map(f64::to_bits)
    );
    let stopped: Vec<ModeSet> = nodes.iter().map(|node| node.blocked).collect();
    let none = ModeSet::EMPTY;
    let cycles = modes(&[Mode::Bike, Mode::Ebike]);
    assert_eq!(stopped, [none, none, cycles, none]);
    let on_foot = ModeSet::only(Mode::Walk);
    let segment = |class, from, to, forward, backward| Segment {
        from,
        to,
        forward,
        backward,
        class,
    };
    let (street, path) = (StreetClass::Street, StreetClass::Path);
    assert_eq!(
        file.streets.segments,
        [
            segment(street, 3, 0, modes(&Mode::ALL), on_foot),
            segment(street, 0, 2, modes(&Mode::ALL), on_foot),
            segment(path, 1, 0, on_foot, on_foot),
        ]
    );
    assert_eq!(file.left_out, LeftOut::default());
}

#[test]
fn however_a_file_is_written_it_gives_the_same_streets() {
    let plain = crossing().read().unwrap().streets;
    for is_dense in [true, false] {
        for is_zlib in [true, false] {
            for block_size in [1, 2, 100] {
                let encoding = Encoding {
                    is_dense,
                    is_zlib,
                    block_size,
                };
                let file = read_bytes(&crossing().bytes(encoding)).unwrap();
                assert_eq!(file.streets, plain, "{encoding:?}");
                assert_eq!(file.left_out, LeftOut::default(), "{encoding:?}");
            }
        }
    }
}

#[test]
fn a_missing_node_costs_the_pieces_that_end_there_and_no_more() {
    let file = crossing()
        .way(40, &[404, 9, 5, 405, 406, 7], "highway=path")
        .way(50, &[407, 408], "highway=path")
        .read()
        .unwrap();
    // 9 to 5 is left; nothing leads from 5 to 7 in a straight line past what is not there.
    assert_eq!(file.streets.nodes.len(), 4);
    assert_eq!(file.streets.segments.len(), 4);
    let expected = LeftOut {
        segments_outside: 5,
        ..LeftOut::default()
    };
    assert_eq!(file.left_out, expected);
}

#[test]
fn what_is_no_piece_of_street_is_counted_by_its_reason() {
    let file = crossing()
        .way(40, &[9, 9, 5, 5, 5], "highway=path")
        .way(50, &[9], "highway=path")
        .way(51, &[], "highway=path")
        .way(60, &[9, 5], "highway=motorway")
        .way(61, &[9, 5], "highway=service access=private")
        .way(70, &[9, 5], "route=ferry")
        .read()
        .unwrap();
    assert_eq!(file.streets.segments.len(), 4);
    let expected = LeftOut {
        ways_of_nobody: 2,
        ways_too_short: 2,
        ferries: 1,
        segments_to_themselves: 3,
        ..LeftOut::default()
    };
    assert_eq!(file.left_out, expected);
}

#[test]
fn two_nodes_in_one_place_are_two_nodes_with_a_piece_between() {
    let file = Map::default()
        .node(1, 10.0, 50.0, "")
        .node(2, 10.0, 50.0, "")
        .way(1, &[1, 2], "highway=path")
        .read()
        .unwrap();
    assert_eq!(file.streets.nodes.len(), 2);
    assert_eq!(file.streets.segments.len(), 1);
}

#[test]
fn of_a_node_that_comes_twice_the_first_counts() {
    for block_size in [1, 100] {
        let map = crossing()
            .node(9, 1.0, 1.0, "barrier=wall")
            .node(1, 2.0, 2.0, "");
        let encoding = Encoding {
            block_size,
            ..Encoding::default()
        };
        let file = read_bytes(&map.bytes(encoding)).unwrap();
        assert_eq!(file.streets, crossing().read().unwrap().streets);
        assert_eq!(file.left_out.nodes_repeated, 1);
    }
}

#[test]
fn a_node_off_the_earth_is_counted_and_its_pieces_are_outside() {
    let file = crossing()
        .node(11, 180.0, -90.0, "")
        .node(12, 180.000_000_1, 0.0, "")
        .node(13, 0.0, 90.000_000_1, "")
        .way(40, &[9, 11, 12, 5, 13], "highway=path")
        .read()
        .unwrap();
    assert_eq!(file.streets.nodes.len(), 5);
    let expected = LeftOut {
        nodes_out_of_range: 2,
        segments_outside: 3,
        ..LeftOut::default()
    };
    assert_eq!(file.left_out, expected);
}

#[test]
fn a_file_that_changes_between_its_two_readings_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.osm.pbf");
    let bytes = |junk: &[u8]| {
        let map = crossing().bytes(Encoding::default());
        [map, frame("Index", junk)].concat()
    };
    std::fs::write(&path, bytes(b"before")).unwrap();
    let answer = osm::read(&path, &|done, total| {
        if done == total / 2 {
            std::fs::write(&path, bytes(b"behind")).unwrap();
        }
    });
    assert!(matches!(answer, Err(OsmError::Changed)), "{answer:?}");
    assert!(read_path(&path).is_ok());
}
