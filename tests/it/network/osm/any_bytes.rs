//! Whatever the bytes, a street map is read or refused; it never panics.

use std::fmt::Write as _;

use proptest::prelude::*;
use yizhan::network::osm::OsmError;

use crate::network::osm::bundled;
use crate::support::osm::{
    Encoding, Map, data, differences, field, frame, header, number_field, read_bytes, read_path,
    varint,
};

const RAW: Encoding = Encoding {
    is_dense: true,
    is_zlib: false,
    block_size: 3,
};

/// A map whose every part is of use to a mutation.
fn seed(is_dense: bool) -> Vec<u8> {
    let mut map = Map::default();
    for id in 0..8_i32 {
        let lon = 116.0 + f64::from(id) / 100.0;
        let tags = if id % 3 == 0 {
            "barrier=gate foot=no"
        } else {
            ""
        };
        map = map.node(i64::from(id - 3), lon, 40.0, tags);
    }
    let map = map
        .way(1, &[-3, -2, -1], "highway=residential oneway=yes")
        .way(2, &[-1, 0, 1, 99], "highway=steps name=x")
        .way(3, &[1, 2, 3, 4], "highway=path bicycle=no")
        .way(4, &[4, -3], "route=ferry");
    map.bytes(Encoding { is_dense, ..RAW })
}

/// Streets that are read hold together.
fn read_any(bytes: &[u8]) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    // On a thread of the test, so that a caught panic is reported with it and not printed.
    let Ok(file) = pool.unwrap().install(|| read_bytes(bytes)) else {
        return;
    };
    let n_nodes = file.streets.nodes.len();
    assert!(!file.streets.segments.is_empty());
    let mut has_segment = vec![false; n_nodes];
    for segment in &file.streets.segments {
        assert_ne!(segment.from, segment.to);
        assert!(!segment.forward.union(segment.backward).is_empty());
        has_segment[segment.from as usize] = true;
        has_segment[segment.to as usize] = true;
    }
    assert!(has_segment.into_iter().all(|has| has));
}

fn message_of(bytes: &[u8]) -> String {
    read_bytes(bytes).unwrap_err().to_string()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_any(&bytes);
        read_any(&[header(&[]), bytes.clone()].concat());
        read_any(&[header(&[]), data(&bytes, RAW)].concat());
    }

    #[test]
    fn any_numbers_of_nodes_and_ways_are_read_or_refused(
        ids in prop::collection::vec(any::<i64>(), 0..4),
        places in prop::collection::vec(any::<i64>(), 0..5),
        tags in prop::collection::vec(0..6_u8, 0..12),
        rows in prop::collection::vec(0..6_u8, 0..3),
        granularity in any::<i32>(),
    ) {
        // Differences between any two numbers do not fit: written as they are, they overflow.
        let wrapped = |number: u8, numbers: &[i64]| {
            let each = numbers.iter().flat_map(|one| varint(one.cast_unsigned()));
            field(number, &each.collect::<Vec<u8>>())
        };
        let table = ["", "highway", "path", "barrier", "wall"].map(|text| field(1, text.as_bytes()));
        let dense = [wrapped(1, &ids), wrapped(8, &places), wrapped(9, &places), field(10, &tags)];
        let way = [
            number_field(1, 5),
            field(2, &[&[1], &*rows].concat()),
            field(3, &[&[2], &*rows].concat()),
            wrapped(8, &ids[..ids.len().min(2)]),
        ];
        let group = [field(2, &dense.concat()), field(3, &way.concat())].concat();
        let block = [
            field(1, &table.concat()), field(2, &group), number_field(17, i64::from(granularity).cast_unsigned()),
        ].concat();
        read_any(&[header(&[]), data(&block, RAW)].concat());
    }

    #[test]
    fn mutated_maps_are_read_or_refused(
        is_dense in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = seed(is_dense);
        for (at, byte) in changes {
            *at.get_mut(&mut bytes) = byte;
        }
        if let Some(at) = cut {
            bytes.truncate(at.index(bytes.len()));
        }
        read_any(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_mutated_or_shortened_city_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = std::fs::read(bundled("helsinki/helsinki.osm.pbf")).unwrap();
        for (at, byte) in changes {
            *at.get_mut(&mut bytes) = byte;
        }
        if let Some(at) = cut {
            bytes.truncate(at.index(bytes.len()));
        }
        read_any(&bytes);
    }
}

#[test]
fn the_seed_of_mutations_is_a_good_map() {
    for is_dense in [true, false] {
        let file = read_bytes(&seed(is_dense)).unwrap();
        assert_eq!(file.streets.segments.len(), 7);
        assert_eq!(file.left_out.segments_outside, 1);
    }
}

#[test]
fn what_is_no_street_map_is_named_by_what_it_is() {
    for (bytes, found) in [
        (&b""[..], "but empty"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><osm>", "but XML"),
        (b" {\"type\":\"FeatureCollection\"}", "but JSON"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "gzip"),
        (b"BZh91AY&SY", "bzip2"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\xff\xe0\x04o5m2", "o5m"),
        (b"id,lon,lat,population\n", "something else"),
        (b"\x00\x00\x00", "something else"),
    ] {
        let message = message_of(bytes);
        assert!(message.contains(found), "{message}");
        assert!(message.contains("osmium cat"), "{message}");
    }
    let data_first = data(b"", RAW);
    assert!(matches!(
        read_bytes(&data_first),
        Err(OsmError::NotPbf { .. })
    ));
}

#[test]
fn what_is_no_file_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read_path(folder.path()), Err(OsmError::NotAFile)));
    assert!(matches!(
        read_path(&folder.path().join("none.osm.pbf")),
        Err(OsmError::Unreadable(_))
    ));
}

#[test]
fn a_file_cut_anywhere_but_between_blobs_is_truncated() {
    let whole = seed(true);
    let mut ends = Vec::new();
    for length in 5..whole.len() {
        match read_bytes(&whole[..length]) {
            Err(OsmError::Truncated { .. }) => {}
            Ok(_) | Err(OsmError::NoStreet { .. }) => ends.push(length),
            Err(other) => panic!("cut at {length}: {other}"),
        }
    }
    // After the header, three blobs of nodes, and the first of two of ways.
    assert_eq!(ends.len(), 5, "{ends:?}");
}

#[test]
fn a_fault_is_told_with_the_byte_where_its_blob_begins() {
    let start = header(&[]);
    let good = seed(true);
    for (blob, what) in [
        (frame("OSMData", b""), "it is empty"),
        (frame("OSMData", b"\xff"), "a number without an end"),
        (frame("OSMData", &[0x0a, 9]), "longer than its message"),
        (frame("OSMData", &[0x0b]), "wire type 3"),
        (
            frame("OSMData", &field(3, b"no zlib")),
            "cannot be decompressed",
        ),
        (data(&field(2, &field(3, b"")), RAW), "required"),
        (frame("OSMHeader", &field(1, &field(4, b"\xff"))), "utf-8"),
        (b"\x00\x01\x00\x01".to_vec(), "its header has 65537 bytes"),
        (b"\x00\x00\x00\x00".to_vec(), "without a type and a size"),
    ] {
        let message = message_of(&[start.clone(), blob, good.clone()].concat());
        let place = format!("blob at byte {}: ", start.len());
        assert!(message.contains(&place), "{message}");
        assert!(message.to_lowercase().contains(what), "{message}");
    }
}

#[test]
fn a_blob_that_lies_about_its_size_is_refused() {
    let block = differences(1, [1, 2, 3]);
    let blob = [number_field(2, 2), field(3, &zlib(&block))].concat();
    let message = message_of(&[header(&[]), frame("OSMData", &blob)].concat());
    assert!(message.contains("claims another size"), "{message}");
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_blob_of_the_greatest_length_is_awaited_and_a_longer_one_refused() {
    // 32 MiB and 64 KiB, in a header without the blob.
    let most = 32 * 1024 * 1024 + 64 * 1024;
    for (length, expected) in [
        (most, "ends in the middle of its blob at byte"),
        (most + 1, "it has 33619969 bytes, 33619968 is the most"),
        (u64::MAX, "it has 18446744073709551615 bytes"),
    ] {
        let next = [field(1, b"OSMData"), number_field(3, length)].concat();
        let next = [&[0, 0, 0, next.len().to_le_bytes()[0]], &*next].concat();
        let message = message_of(&[header(&[]), next].concat());
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_small_file_that_decompresses_to_more_than_a_block_is_refused() {
    let bomb = zlib(&vec![0; 32 * 1024 * 1024]);
    assert!(bomb.len() < 40_000);
    let message = message_of(&[header(&[]), frame("OSMData", &field(3, &bomb))].concat());
    assert!(message.contains("more than 33554431 bytes"), "{message}");
    let bomb = zlib(&field(2, b"").repeat(8_000_000));
    let message = message_of(&[header(&[]), frame("OSMData", &field(3, &bomb))].concat());
    assert!(message.contains("more than 1000000 fields"), "{message}");
}

#[test]
fn objects_that_do_not_add_up_are_faults_and_not_skipped() {
    let table = ["", "highway", "path"].map(|text| field(1, text.as_bytes()));
    let block = |group: Vec<u8>| [field(1, &table.concat()), field(2, &group)].concat();
    let way = |keys: &[u8], values: &[u8]| {
        let parts = [
            number_field(1, 1),
            field(2, keys),
            field(3, values),
            differences(8, [1, 2]),
        ];
        field(3, &parts.concat())
    };
    let node = |id, tags: &[u8], lons: &[i64]| {
        let parts = [
            differences(1, [id, id + 1]),
            differences(8, [0, 0]),
            differences(9, lons.iter().copied()),
            field(10, tags),
        ];
        field(2, &parts.concat())
    };
    let street = way(&[1], &[2]);
    for (group, what) in [
        (way(&[1, 1], &[2]), "more keys than values"),
        (way(&[1], &[3]), "not in the table of strings"),
        (way(&[200, 1], &[2]), "not in the table of strings"),
        (
            [street.clone(), node(1, &[1, 77, 0, 0], &[0, 0])].concat(),
            "not in the table of strings",
        ),
        (
            [street.clone(), node(1, &[], &[0])].concat(),
            "nodes without a longitude",
        ),
    ] {
        let message = message_of(&[header(&[]), data(&block(group), RAW)].concat());
        assert!(message.contains(what), "{message}");
    }
    let good = [street, node(1, &[0, 0], &[0, 7])].concat();
    assert!(read_bytes(&[header(&[]), data(&block(good), RAW)].concat()).is_ok());
}

#[test]
fn a_word_that_is_not_utf8_is_unknown_and_hides_no_other() {
    let table: Vec<u8> = [
        &b""[..],
        b"name",
        b"\xff\xfe",
        b"highway",
        b"path",
        b"foot",
        b"no",
    ]
    .iter()
    .flat_map(|text| field(1, text))
    .collect();
    let way = |keys: &[u8], values: &[u8]| {
        let parts = [
            number_field(1, 1),
            field(2, keys),
            field(3, values),
            differences(8, [1, 2]),
        ];
        field(3, &parts.concat())
    };
    let nodes = [
        differences(1, [1, 2]),
        differences(8, [0, 0]),
        differences(9, [0, 9]),
    ];
    let group = [
        field(2, &nodes.concat()),
        // A strange name, then a street closed to people on foot.
        way(&[1, 3, 5], &[2, 4, 6]),
        // An unknown value for a street: pedestrians may use it.
        way(&[3], &[2]),
    ];
    let block = [field(1, &table), field(2, &group.concat())].concat();
    let file = read_bytes(&[header(&[]), data(&block, RAW)].concat()).unwrap();
    let mut found = String::new();
    for segment in &file.streets.segments {
        for mode in yizhan::travel::Mode::ALL {
            let sign = if segment.forward.contains(mode) {
                mode.key()
            } else {
                "-"
            };
            write!(found, "{sign} ").unwrap();
        }
    }
    assert_eq!(found, "- bike ebike walk - - ");
}

#[test]
fn a_file_that_needs_more_of_its_reader_is_refused_with_advice() {
    let history = message_of(&header(&["OsmSchema-V0.6", "HistoricalInformation"]));
    assert!(
        history.contains("needs \"HistoricalInformation\""),
        "{history}"
    );
    assert!(history.contains("osmium time-filter"), "{history}");
    let other = message_of(&header(&["Has_Wings"]));
    assert!(other.contains("needs \"Has_Wings\""), "{other}");
    let lz4 = [header(&[]), frame("OSMData", &field(6, b"x"))].concat();
    let lz4 = message_of(&lz4);
    assert!(lz4.contains("another method than zlib"), "{lz4}");
}

#[test]
fn blobs_of_other_programs_are_skipped() {
    let mut bytes = header(&[]);
    bytes.extend(frame("Index", b"\xff\xff\xff"));
    bytes.extend(seed(true));
    assert_eq!(read_bytes(&bytes).unwrap().streets.segments.len(), 7);
}

#[test]
fn a_map_without_streets_says_what_it_has_instead() {
    let map = Map::default()
        .node(1, 0.0, 0.0, "")
        .way(1, &[1, 2, 3], "highway=path")
        .way(2, &[1, 2], "highway=motorway")
        .way(3, &[1, 2], "building=yes");
    let message = map.read().unwrap_err().to_string();
    assert!(message.contains("2 ways have a `highway`"), "{message}");
    assert!(message.contains("2 pieces of street lack"), "{message}");
}
