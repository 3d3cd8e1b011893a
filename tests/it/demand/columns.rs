//! Demand in columns: Parquet, GeoParquet and streams of Arrow, good ones and bad ones.

use std::fs::File;
use std::path::Path;
use std::slice;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Float32Array, Float64Array,
    Int16Array, Int64Array, LargeStringArray, RecordBatch, StringArray, UInt8Array,
};
use arrow_ipc::writer::StreamWriter;
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use yizhan::demand::{DemandError, DemandFault, DemandFile, DemandFormat, read, read_stream};

use super::{cells, codes};

/// Columns by their names.
type Columns = Vec<(&'static str, ArrayRef)>;

fn batch(columns: Columns) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap()
}

fn good() -> Columns {
    vec![
        ("id", Arc::new(StringArray::from(vec!["a", "b"]))),
        ("lon", Arc::new(Float64Array::from(vec![116.4, 116.5]))),
        ("lat", Arc::new(Float64Array::from(vec![39.9, 39.95]))),
        ("population", Arc::new(Float64Array::from(vec![12.5, 0.0]))),
        (
            "district",
            Arc::new(StringArray::from(vec![Some("东区"), None])),
        ),
    ]
}

/// The good columns with another one in the place of that of its name.
fn with<A: Array + 'static>(name: &'static str, array: A) -> Columns {
    let array: ArrayRef = Arc::new(array);
    let is_it = |(column, old): (&'static str, ArrayRef)| {
        (
            column,
            if column == name {
                Arc::clone(&array)
            } else {
                old
            },
        )
    };
    good().into_iter().map(is_it).collect()
}

fn stream_bytes(batches: &[RecordBatch]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batches[0].schema()).unwrap();
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn parquet_bytes(batch: &RecordBatch, geo: Option<&str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let metadata = geo.map(|geo| vec![KeyValue::new("geo".to_owned(), geo.to_owned())]);
    let properties = WriterProperties::builder().set_key_value_metadata(metadata);
    let properties = Some(properties.build());
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), properties).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn read_bytes(bytes: &[u8]) -> Result<DemandFile, DemandError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("people.parquet");
    std::fs::write(&path, bytes).unwrap();
    read(&path, None)
}

/// What both ways of reading columns say of them, which is the same.
fn both(columns: Columns) -> Result<DemandFile, DemandError> {
    let batch = batch(columns);
    let streamed = read_stream(&*stream_bytes(slice::from_ref(&batch)), None);
    let read = read_bytes(&parquet_bytes(&batch, None));
    match (&streamed, &read) {
        (Ok(streamed), Ok(read)) => assert_eq!(streamed.demand, read.demand),
        (Err(streamed), Err(read)) => {
            assert_eq!(streamed.fault.to_string(), read.fault.to_string());
        }
        _ => panic!("{streamed:?} {read:?}"),
    }
    read
}

#[test]
fn columns_are_read_as_a_table_is_in_any_type_that_holds_their_values() {
    let words = |words: &[&str]| {
        let mut column = StringDictionaryBuilder::<Int32Type>::new();
        for word in words {
            column.append_value(word);
        }
        column.finish()
    };
    let decimals = Decimal128Array::from(vec![125, 0]).with_precision_and_scale(9, 1);
    let shown = ["a 116.4 39.9 12.5 东区", "b 116.5 39.95 0 -"];
    for columns in [
        good(),
        with("id", words(&["a", "b"])),
        with("id", LargeStringArray::from(vec![" a ", "b"])),
        with("population", decimals.unwrap()),
        with("population", Float32Array::from(vec![12.5, 0.0])),
        with("population", StringArray::from(vec!["12.5", "0"])),
        good().into_iter().rev().collect(),
    ] {
        let read = both(columns).unwrap();
        assert_eq!(cells(&read.demand), shown);
        assert_eq!(read.demand.format, DemandFormat::Columns);
        assert_eq!((read.demand.n_rows, read.demand.issues.len()), (2, 0));
    }
    let ids = both(with("id", Int64Array::from(vec![7, 1 << 60]))).unwrap();
    let ids: Vec<&str> = ids.demand.cells.iter().map(|cell| &*cell.id).collect();
    assert_eq!(ids, ["7", "1152921504606846976"]);
    let people = both(with("population", UInt8Array::from(vec![3, 255]))).unwrap();
    assert_eq!(people.demand.cells[1].people.to_string(), "255");
    let lon = both(with("lon", Int16Array::from(vec![116, -7]))).unwrap();
    assert_eq!(lon.demand.cells[1].position.lon().to_string(), "-7");
}

#[test]
fn bad_rows_of_columns_come_back_with_their_code_and_the_rest_is_used() {
    let good = (Some("ok"), Some(114.0), 30.0, Some(1.0), "");
    let rows = [
        good,
        (good.0, good.1, good.2, good.3, "1 duplicate_id"),
        (None, good.1, good.2, good.3, "2 missing_id"),
        (Some("far"), Some(200.0), 95.0, good.3, "3 out_of_range"),
        (
            Some("swapped"),
            Some(30.0),
            114.0,
            good.3,
            "4 swapped_lon_lat",
        ),
        (Some("nowhere"), None, 30.0, good.3, "5 no_position"),
        (Some("nan"), Some(f64::NAN), 30.0, good.3, "6 no_position"),
        (Some("few"), good.1, good.2, Some(-1.0), "7 bad_population"),
        (Some("null"), good.1, good.2, None, "8 bad_population"),
        (Some("control\u{1}"), good.1, good.2, good.3, "9 bad_id"),
        (Some("island"), Some(0.0), 0.0, good.3, "10 null_island"),
    ];
    let columns: Columns = vec![
        (
            "id",
            Arc::new(rows.map(|row| row.0).into_iter().collect::<StringArray>()),
        ),
        (
            "lon",
            Arc::new(Float64Array::from(rows.map(|row| row.1).to_vec())),
        ),
        (
            "lat",
            Arc::new(Float64Array::from(rows.map(|row| row.2).to_vec())),
        ),
        (
            "population",
            Arc::new(Float64Array::from(rows.map(|row| row.3).to_vec())),
        ),
    ];
    let demand = both(columns).unwrap().demand;
    let ids: Vec<&str> = demand.cells.iter().map(|cell| &*cell.id).collect();
    assert_eq!(ids, ["ok", "row-2", "island"]);
    assert_eq!(codes(&demand), rows.map(|row| row.4)[1..]);
    assert_eq!((demand.n_rows, demand.n_left_out()), (11, 8));
}

/// A point in WKB.
fn point(lon: f64, lat: f64) -> Vec<u8> {
    let (kind, lon, lat) = (1_u32.to_le_bytes(), lon.to_le_bytes(), lat.to_le_bytes());
    [&[1], &kind[..], &lon, &lat].concat()
}

fn points(name: &'static str, points: Vec<Option<&[u8]>>) -> Columns {
    let people: Vec<f64> = points.iter().map(|_| 5.0).collect();
    let ids: Vec<String> = (0..points.len()).map(|row| format!("p{row}")).collect();
    vec![
        ("id", Arc::new(StringArray::from(ids))),
        ("population", Arc::new(Float64Array::from(people))),
        (name, Arc::new(BinaryArray::from(points))),
    ]
}

#[test]
fn points_in_wkb_stand_for_lon_and_lat() {
    let (here, line) = (
        point(116.4, 39.9),
        [&[1][..], &2_u32.to_le_bytes(), &[0; 20]].concat(),
    );
    for name in ["geometry", "geom", "wkb_geometry"] {
        let rows = vec![Some(&*here), None, Some(&line), Some(&here[..20])];
        let demand = both(points(name, rows)).unwrap().demand;
        assert_eq!(cells(&demand), ["p0 116.4 39.9 5 -"]);
        assert_eq!(
            codes(&demand),
            ["1 no_position", "2 unsupported_geometry", "3 no_position"]
        );
    }
}

#[test]
fn geoparquet_names_its_column_and_its_reference_system() {
    let here = point(116.4, 39.9);
    let geo = |crs: &str| {
        let column = format!(r#"{{"encoding":"WKB","geometry_types":["Point"]{crs}}}"#);
        format!(r#"{{"version":"1.1.0","primary_column":"place","columns":{{"place":{column}}}}}"#)
    };
    let batch = batch(points("place", vec![Some(&here)]));
    let read_with = |crs| read_bytes(&parquet_bytes(&batch, Some(&geo(crs))));
    for crs in [
        "",
        r#","crs":null"#,
        r#","crs":{"id":{"authority":"EPSG","code":4490}}"#,
    ] {
        assert_eq!(
            cells(&read_with(crs).unwrap().demand),
            ["p0 116.4 39.9 5 -"]
        );
    }
    let metres = r#","crs":{"name":"Beijing 1954","id":{"authority":"EPSG","code":2433}}"#;
    let error = read_with(metres).unwrap_err();
    assert!(
        matches!(error.fault, DemandFault::ForeignCrs { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("EPSG:2433"), "{error}");
}

#[test]
fn columns_that_lack_or_hold_something_else_are_refused_by_their_names() {
    let lacking = good().into_iter().filter(|(name, _)| *name != "population");
    let error = both(lacking.collect()).unwrap_err().to_string();
    assert!(error.contains("no column `population`"), "{error}");
    let flags = || BooleanArray::from(vec![true, false]);
    for name in ["id", "lon", "population", "district"] {
        let error = both(with(name, flags())).unwrap_err().to_string();
        let said = format!("has a column `{name}` of the type Boolean");
        assert!(error.contains(&said), "{error}");
    }
}

#[test]
fn a_stream_has_the_digest_of_its_cells_in_any_order_and_any_batches() {
    let two = batch(good());
    let whole = read_stream(&*stream_bytes(slice::from_ref(&two)), None).unwrap();
    let turned = [two.slice(1, 1), two.slice(0, 1)];
    let turned = read_stream(&*stream_bytes(&turned), None).unwrap();
    assert_eq!((&*whole.name, whole.sha256.len()), ("-", 64));
    assert_eq!(whole.sha256, turned.sha256);
    let other = batch(with("population", Float64Array::from(vec![12.5, 1.0])));
    let other = read_stream(&*stream_bytes(&[other]), None).unwrap();
    assert_ne!(whole.sha256, other.sha256);
}

#[test]
fn a_value_that_a_small_file_says_often_is_in_memory_once() {
    // Written out, the ids are four gigabytes.
    let long = "x".repeat(200_000);
    let mut ids = StringDictionaryBuilder::<Int32Type>::new();
    ids.append_n(&long, 20_000).unwrap();
    let numbers = |number: f64| -> ArrayRef { Arc::new(Float64Array::from(vec![number; 20_000])) };
    let columns: Columns = vec![
        ("id", Arc::new(ids.finish())),
        ("lon", numbers(116.4)),
        ("lat", numbers(39.9)),
        ("population", numbers(1.0)),
    ];
    let bytes = parquet_bytes(&batch(columns), None);
    assert!(bytes.len() < 4 << 20, "{}", bytes.len());
    let error = read_bytes(&bytes).unwrap_err();
    let DemandFault::NoUsableRow {
        n_rows,
        issue_counts,
        ..
    } = error.fault
    else {
        panic!("{error}");
    };
    assert_eq!((n_rows, issue_counts[0].code), (20_000, "bad_id"));
}

#[test]
fn bytes_that_were_changed_are_read_or_refused() {
    let batch = batch(good());
    let mut random = fastrand::Rng::with_seed(2_021);
    for (bytes, n_changed) in [
        (parquet_bytes(&batch, None), 3_000),
        (stream_bytes(&[batch.clone(), batch]), 3_000),
    ] {
        for _ in 0..n_changed {
            let mut changed = bytes.clone();
            for _ in 0..random.usize(1..6) {
                let place = random.usize(0..changed.len());
                changed[place] = random.u8(..);
            }
            if random.u8(0..8) == 0 {
                changed.truncate(random.usize(0..changed.len()));
            }
            // What is no longer Parquet is taken for a table, and refused as one.
            drop(read_bytes(&changed));
            drop(read_stream(&*changed, None));
        }
    }
}

#[test]
fn what_is_no_stream_and_no_parquet_is_refused_in_words() {
    for bytes in [
        &b""[..],
        b"id,lon,lat,population\na,1,2,3\n",
        b"\xff\xff\xff\xff\xff\xff\xff\x7f",
    ] {
        let error = read_stream(bytes, None).unwrap_err().to_string();
        let said = "standard input cannot be read as Parquet or as a stream of Arrow";
        assert!(error.contains(said), "{error}");
    }
    let error = read_bytes(b"PAR1 and nothing more")
        .unwrap_err()
        .to_string();
    assert!(error.contains("cannot be read as Parquet"), "{error}");
    let dir = tempfile::tempdir().unwrap();
    assert!(File::create(dir.path().join("-")).is_ok());
    assert!(Path::new(yizhan::demand::STANDARD_INPUT).is_relative());
}
