//! The commands between programs: columns on standard input, columns on standard output.

use std::io::Write;
use std::process::{Output, Stdio};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, Float64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::support::cli::{AT, Folder, world};
use crate::support::http::station_at;

const HOURS: [&str; 3] = [
    r#""opening_hours":"Mo-Fr 08:00-17:00""#,
    r#""opening_hours":"24/7""#,
    "",
];
const ASKED: [&str; 6] = [
    "coverage",
    "--stations",
    "stations.geojson",
    "--week",
    "--at",
    AT,
];

/// A cell of a made-up town: its id, its place and its people.
type Row = (String, [f64; 2], f64);

fn town() -> (Folder, Vec<Row>) {
    let mut random = fastrand::Rng::with_seed(22);
    let mut place = || [114.0 + random.f64() * 0.04, 30.5 + random.f64() * 0.04];
    let stations = (0..20).map(|row| station_at(&format!("s{row}"), place(), HOURS[row % 3]));
    let folder = Folder::with(&stations.collect::<Vec<_>>());
    let people = [0.1, 7.0, 12.7];
    let rows = (0..160).map(|row| (format!("=c{row}"), place(), people[row % 3]));
    (folder, rows.collect())
}

fn stream(rows: &[Row]) -> Vec<u8> {
    let numbers = |number: &dyn Fn(&Row) -> f64| -> Arc<dyn Array> {
        Arc::new(rows.iter().map(number).collect::<Float64Array>())
    };
    let ids = rows.iter().map(|(id, ..)| Some(&**id));
    let batch = RecordBatch::try_from_iter([
        (
            "id",
            Arc::new(ids.collect::<StringArray>()) as Arc<dyn Array>,
        ),
        ("lon", numbers(&|(_, [lon, _], _)| *lon)),
        ("lat", numbers(&|(_, [_, lat], _)| *lat)),
        ("population", numbers(&|(.., people)| *people)),
    ]);
    let batch = batch.unwrap();
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

/// Runs with a stream on standard input.
fn piped(folder: &Folder, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = folder.command(arguments);
    command.env("SOURCE_DATE_EPOCH", "1790000000");
    let pipes = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    // A program that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn done(folder: &Folder, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let output = piped(folder, arguments, input);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {err}");
    output.stdout
}

fn batches(bytes: &[u8]) -> Vec<RecordBatch> {
    let reader = StreamReader::try_new(bytes, None).unwrap();
    reader.map(Result::unwrap).collect()
}

/// The rows of batches as a CSV has them.
fn lines(batches: &[RecordBatch]) -> Vec<String> {
    let shown = |array: &dyn Array, row: usize| {
        if array.is_null(row) {
            return String::new();
        }
        if let Some(texts) = array.as_string_opt::<i32>() {
            return texts.value(row).to_owned();
        }
        if let Some(numbers) = array.as_primitive_opt::<Int32Type>() {
            return numbers.value(row).to_string();
        }
        array.as_primitive::<Float64Type>().value(row).to_string()
    };
    let rows = batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
    rows.map(|(batch, row)| {
        let fields = batch.columns().iter().map(|array| shown(array, row));
        fields.collect::<Vec<_>>().join(",")
    })
    .collect()
}

#[test]
fn the_cells_on_standard_output_are_those_of_the_table_and_nothing_is_beside_them() {
    let (folder, rows) = town();
    let streamed = [&ASKED[..], &["--demand", "-", "--cells", "-"]].concat();
    let out = done(&folder, &streamed, &stream(&rows));
    let names = "id,lon,lat,population,district,status,nearest_station,distance_m,travel_time_s,\
                 stations_in_reach";
    let batches = batches(&out);
    let schema = batches[0].schema();
    let found: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| &**field.name())
        .collect();
    assert_eq!(found.join(","), names);
    let both = [&streamed[..], &["--cells", "parquet", "--out", "out"]].concat();
    assert_eq!(done(&folder, &both, &stream(&rows)), out);
    let table = folder.read("out/cells.csv");
    let without_marks = |line: &str| {
        let line = line.trim_start_matches('\'').replace(".0,", ",");
        let (place, rest) = line
            .match_indices(',')
            .nth(3)
            .map(|(at, _)| line.split_at(at))
            .unwrap();
        format!("{place},{rest}")
    };
    let expected: Vec<String> = table.lines().skip(1).map(without_marks).collect();
    assert_eq!(lines(&batches), expected);
    let file = std::fs::File::open(folder.path("out/cells.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let parquet: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(lines(&parquet), expected);
    done(
        &folder,
        &[&ASKED[..], &["--demand", "-", "--out", "out"]].concat(),
        &stream(&rows),
    );
    assert!(!folder.path("out/cells.parquet").exists());
}

#[test]
fn one_four_and_sixteen_streams_give_the_bytes_of_one() {
    let (folder, rows) = town();
    let cover = |rows: &[Row], out: &str| {
        done(
            &folder,
            &[&ASKED[..], &["--demand", "-", "--out", out]].concat(),
            &stream(rows),
        );
    };
    cover(&rows, "whole");
    for n_parts in [1, 4, 16] {
        let parts: Vec<String> = (0..n_parts)
            .map(|part| format!("{n_parts}-{part}"))
            .collect();
        for (place, part) in parts.iter().enumerate() {
            let of_part: Vec<Row> = rows.iter().skip(place).step_by(n_parts).cloned().collect();
            cover(&of_part, part);
        }
        let mut merge = vec!["coverage", "--out", "merged", "--merge"];
        merge.extend(parts.iter().map(String::as_str));
        done(&folder, &merge, b"");
        for name in ["summary.json", "week.csv", "stations.csv"] {
            let [is, should] = ["merged", "whole"].map(|dir| folder.read(&format!("{dir}/{name}")));
            assert_eq!(is, should, "{name} of {n_parts} parts");
        }
    }
}

#[test]
fn many_places_get_the_stations_that_each_of_them_would_get() {
    let folder = Folder::with(&world());
    let rows: Vec<Row> = [
        ("here", [110.0, 30.0]),
        ("there", [110.01, 30.0]),
        ("away", [120.0, 40.0]),
    ]
    .map(|(id, place)| (id.to_owned(), place, 0.0))
    .to_vec();
    let asked = ["nearest", "stations.geojson", "--at", AT, "--limit", "3"];
    let out = done(
        &folder,
        &[&asked[..], &["--batch", "-"]].concat(),
        &stream(&rows),
    );
    let found = lines(&batches(&out));
    let mut expected = Vec::new();
    for (id, [lon, lat], _) in &rows {
        let place = [
            "--lat",
            &lat.to_string(),
            "--lon",
            &lon.to_string(),
            "--format",
            "json",
        ];
        let answer = folder.run(&[&asked[..], &place].concat()).out;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let features = answer["features"].as_array().unwrap();
        for (rank, feature) in features.iter().enumerate() {
            let text = |name: &str| match &feature["properties"][name] {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Null => String::new(),
                number => number.as_f64().unwrap().to_string(),
            };
            let names = [
                "name",
                "distance_m",
                "travel_time_s",
                "open_state",
                "open_until",
                "opens_at",
            ];
            let station = feature["id"].as_str().unwrap();
            let fields = names.map(text).join(",");
            expected.push(format!("{id},{},{station},{fields}", rank + 1));
        }
        if features.is_empty() {
            expected.push(format!("{id},,,,,,,,"));
        }
    }
    assert_eq!(found, expected);
    assert!(
        found.iter().any(|line| line.starts_with("away,,")),
        "{found:?}"
    );
}

#[test]
fn what_is_no_stream_is_refused_and_leaves_standard_output_empty() {
    let (folder, rows) = town();
    let text = b"id,lon,lat,population\na,114,30.5,5\n";
    for arguments in [
        [&ASKED[..], &["--demand", "-", "--cells", "-"]].concat(),
        vec!["nearest", "stations.geojson", "--batch", "-"],
    ] {
        let whole = stream(&rows);
        for input in [&b""[..], text, &whole[..whole.len() / 2]] {
            let output = piped(&folder, &arguments, input);
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            assert!(output.stdout.is_empty());
            let err = String::from_utf8_lossy(&output.stderr);
            assert!(err.contains("cannot be read as"), "{err}");
        }
    }
    let both = [
        "nearest",
        "stations.geojson",
        "--batch",
        "-",
        "--lat",
        "30",
        "--lon",
        "110",
    ];
    let output = piped(&folder, &both, &stream(&rows));
    assert!(String::from_utf8_lossy(&output.stderr).contains("leave out --lat and --lon"));
}
