//! Whatever the bytes, an import gives stations or an error; it never panics.

use proptest::prelude::*;
use yizhan::import::{ListBytes, MAX_UNPACKED_BYTES};

use super::{fixture, gcj02, try_import};

const FIXTURES: [&str; 8] = [
    "list-gbk.csv",
    "stacked.xlsx",
    "ticks.xlsx",
    "start-end.xls",
    "list.ods",
    "semicolon.csv",
    "aed-japan.csv",
    "positions.csv",
];

/// Imports bytes; what comes out is a set that loads, or a sentence.
fn import_any(bytes: Vec<u8>) {
    let list = ListBytes {
        name: "any".to_owned(),
        bytes,
    };
    match try_import(&[list], &gcj02()) {
        Ok(outcome) => {
            let report = &outcome.report;
            assert_eq!(outcome.stations.is_some(), report.stations > 0);
            assert!(report.stations <= report.rows);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The parts of a workbook, unpacked so that a mutation reaches what they hold.
fn stored(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().to_string();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        writer.start_file(name, options).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn mutated_lists_give_stations_or_an_error(
        name in prop::sample::select(&FIXTURES[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = fixture(name).bytes;
        if bytes.starts_with(b"PK") {
            bytes = stored(&bytes);
        }
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        import_any(bytes);
    }

    #[test]
    fn any_texts_in_cells_give_stations_or_an_error(
        cells in prop::collection::vec("[0-9一有无°′NE,.:;@ +\\-]{0,12}", 12),
    ) {
        let mut text = "名称,地址,经纬度,开始时间,结束时间,星期,备注,设施,星级,状态,更新时间,电话\n".to_owned();
        text.push_str(&cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(","));
        import_any(text.into_bytes());
    }

    #[test]
    fn any_bytes_give_stations_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        import_any(bytes);
    }
}

#[test]
fn a_workbook_that_unpacks_to_more_than_may_be_is_refused() {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![b' '; 1 << 20];
    for part in ["[Content_Types].xml", "xl/sharedStrings.xml"] {
        writer.start_file(part, options).unwrap();
        for _ in 0..=MAX_UNPACKED_BYTES >> 21 {
            writer.write_all(&zeros).unwrap();
        }
    }
    let bytes = writer.finish().unwrap().into_inner();
    let list = ListBytes {
        name: "bomb.xlsx".to_owned(),
        bytes,
    };
    let error = try_import(&[list], &gcj02()).unwrap_err().to_string();
    assert!(error.contains("unpacks to more"), "{error}");
}
