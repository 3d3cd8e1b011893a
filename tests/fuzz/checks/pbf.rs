//! Street maps: any bytes are streets or an error, and any streets can be walked.

use std::io::Write;

use yizhan::network::osm::{self, OsmFile};
use yizhan::network::snap::MAX_SNAP_LIMIT_M;
use yizhan::network::{Catchments, Direction, Graph, NearestPlaces, Places};
use yizhan::position::Position;
use yizhan::travel::Mode;

/// A header of a file that needs nothing of its reader.
const HEADER: &[u8] = b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x02\x0a\0";

/// People and stations that are put on the first nodes of the streets.
const MOST_PEOPLE: usize = 24;
const MOST_STATIONS: usize = 3;
/// How far the searches go, 20 km.
const LIMIT_MM: u32 = 20_000_000;

/// A whole file, if it begins like one; else the content of one block of data, uncompressed.
pub(crate) fn check(data: &[u8]) {
    let bytes = if data
        .get(4..)
        .is_some_and(|rest| rest.starts_with(&HEADER[4..15]))
    {
        data.to_vec()
    } else {
        framed(data)
    };
    if let Some(file) = read(&bytes) {
        check_streets(&file);
    }
}

/// A file of one block.
fn framed(block: &[u8]) -> Vec<u8> {
    let blob = [&[0x0a], &*varint(block.len()), block].concat();
    let size = varint(blob.len());
    let header = [b"\x0a\x07OSMData\x18", &*size].concat();
    let length = u32::try_from(header.len()).unwrap().to_be_bytes();
    [HEADER, &length, &header, &blob].concat()
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
    bytes
}

/// The reader takes a path: the file is in memory where the system has a place for that.
fn read(bytes: &[u8]) -> Option<OsmFile> {
    let mut file = tempfile::Builder::new()
        .tempfile_in("/dev/shm")
        .or_else(|_| tempfile::NamedTempFile::new())
        .unwrap();
    file.write_all(bytes).unwrap();
    osm::read(file.path(), &|_, _| {}).ok()
}

/// Streets hold together, and a graph of them can be searched.
fn check_streets(file: &OsmFile) {
    let streets = &file.streets;
    assert!(!streets.segments.is_empty());
    let mut has_segment = vec![false; streets.nodes.len()];
    for segment in &streets.segments {
        assert_ne!(segment.from, segment.to);
        assert!(!segment.forward.union(segment.backward).is_empty());
        has_segment[segment.from as usize] = true;
        has_segment[segment.to as usize] = true;
    }
    assert!(has_segment.into_iter().all(|has| has));
    let positions: Vec<Position> = streets.nodes.iter().map(|node| node.position).collect();
    for mode in Mode::ALL {
        check_graph(&Graph::build_keeping(streets, mode, 0.0), &positions);
    }
}

/// A search from a place finds the nearest of the stations whose searches find that place.
fn check_graph(graph: &Graph, positions: &[Position]) {
    let places = |most: usize, direction| {
        let positions = &positions[..positions.len().min(most)];
        Places::match_to(graph, positions, MAX_SNAP_LIMIT_M, direction)
    };
    let people = places(MOST_PEOPLE, Direction::Inward);
    let stations = places(MOST_STATIONS, Direction::Outward);
    let found = Catchments::search(graph, &people, stations.snaps(), LIMIT_MM, &|_, _| {});
    let takes_part = vec![true; stations.snaps().len()];
    let nearest = NearestPlaces::search(graph, &stations, takes_part, LIMIT_MM);
    for (person, snap) in people.snaps().iter().enumerate() {
        let expected = found.of(person).iter().map(|found| found.way_mm).min();
        let way_mm = snap.and_then(|snap| Some(nearest.of_snap(&snap)?.way_mm));
        assert_eq!(way_mm.filter(|way_mm| *way_mm <= LIMIT_MM), expected);
    }
}
