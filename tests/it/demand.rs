//! Demand files: what is read of good rows, what is said of bad ones, and what is refused.

mod any_bytes;
mod columns;
mod geojson;
mod tables;

use std::path::{Path, PathBuf};

use yizhan::demand::{
    Cell, Demand, DemandError, DemandFault, DemandFormat, MAX_DISTRICT_BYTES, MAX_FILE_BYTES,
    MAX_ID_BYTES, MAX_ISSUES_KEPT, read, read_text,
};

pub(crate) const HEADER: &str = "id,lon,lat,population,district";

fn csv(rows: &str) -> Demand {
    read_text("demand.csv", format!("{HEADER}\n{rows}").as_bytes(), None).unwrap()
}

pub(crate) fn collection(features: &[String]) -> String {
    let features = features.join(",");
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

pub(crate) fn feature(id: &str, geometry: &str, properties: &str) -> String {
    format!(r#"{{"type":"Feature",{id}"geometry":{geometry},"properties":{{{properties}}}}}"#)
}

pub(crate) fn refused(bytes: &[u8]) -> DemandError {
    read_text("demand", bytes, None).unwrap_err()
}

/// A cell in short: id, place, people, district.
fn shown(cell: &Cell) -> String {
    let (lon, lat) = (cell.position.lon(), cell.position.lat());
    let district = cell.district.as_deref().unwrap_or("-");
    format!("{} {lon} {lat} {} {district}", cell.id, cell.people)
}

pub(crate) fn cells(demand: &Demand) -> Vec<String> {
    demand.cells.iter().map(shown).collect()
}

/// Issues as `row code`.
pub(crate) fn codes(demand: &Demand) -> Vec<String> {
    let issues = demand.issues.iter();
    issues
        .map(|issue| format!("{} {}", issue.row, issue.code))
        .collect()
}

fn data(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/planning")
        .join(file)
}

#[test]
fn real_grids_are_read_whole() {
    for (file, n_cells, people) in [
        ("porto-alegre/hexgrid.csv", 1_227, 812_935.0),
        ("helsinki/population.csv", 92, 71_724.0),
    ] {
        let read = read(&data(file), None).unwrap();
        assert_eq!(read.demand.cells.len(), n_cells);
        assert_eq!(read.demand.n_rows, n_cells);
        assert!(read.demand.issues.is_empty() && read.demand.issue_counts.is_empty());
        let total: f64 = read.demand.cells.iter().map(|cell| cell.people).sum();
        assert!((total - people).abs() < 1e-6, "{file}: {total}");
        assert_eq!(read.name, file.rsplit('/').next().unwrap());
        assert_eq!(read.sha256.len(), 64);
    }
    let cells = read(&data("porto-alegre/hexgrid.csv"), None)
        .unwrap()
        .demand
        .cells;
    assert_eq!(
        shown(&cells[1]),
        "89a9012a3cfffff -51.2118666785315 -30.1005760100267 159 -"
    );
}

#[test]
fn the_digest_is_that_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.csv");
    std::fs::write(&path, "id,lon,lat,population\na,116.4,39.9,12\n").unwrap();
    let read = read(&path, None).unwrap();
    let digest = "20bc0bd30cf21b6688605b73ae5450a0ae88f474196280aa7c93c1ae76dfb456";
    assert_eq!((&*read.name, &*read.sha256), ("abc.csv", digest));
}

#[test]
fn good_rows_of_a_csv_are_cells() {
    for (row, cell) in [
        ("a,116.4,39.9,12,Dong", "a 116.4 39.9 12 Dong"),
        ("a,-180,-90,0,", "a -180 -90 0 -"),
        (" a , 116.4 ,39.9, 12.5 ,  ", "a 116.4 39.9 12.5 -"),
        (
            "\"a, b\",\"116.4\",39.9,\"12\",\"东城区\"",
            "a, b 116.4 39.9 12 东城区",
        ),
        ("\"a\"\"b\",1.164e2,+39.9,1e3,x", "a\"b 116.4 39.9 1000 x"),
        ("7,116.4,39.9,12,3", "7 116.4 39.9 12 3"),
    ] {
        for end in ["", "\n", "\r\n"] {
            let demand = csv(&format!("{row}{end}"));
            assert_eq!(cells(&demand), [cell], "{row}");
            assert!(demand.issues.is_empty(), "{row}: {:?}", demand.issues);
        }
    }
}

#[test]
fn the_same_table_is_read_however_it_is_written_down() {
    let expected = ["a 116.4 39.9 12 -", "b 116.5 39.8 0 -"];
    for text in [
        "id,lon,lat,population\na,116.4,39.9,12\nb,116.5,39.8,0",
        "\u{feff}id,lon,lat,population\r\na,116.4,39.9,12\r\nb,116.5,39.8,0\r\n",
        "id,lon,lat,population\ra,116.4,39.9,12\rb,116.5,39.8,0\r",
        "id;lon;lat;population\na;116.4;39.9;12\nb;116.5;39.8;0\n",
        "id\tlon\tlat\tpopulation\na\t116.4\t39.9\t12\nb\t116.5\t39.8\t0\n",
        "jobs,Pop,ID,Latitude,LNG\nx,12,a,39.9,116.4\n\ny,0,b,39.8,116.5\n",
        "编号,id,经度,纬度,人口\n1,a,116.4,39.9,12\n2,b,116.5,39.8,0\n",
        "id,lon,lat,population,note\na,116.4,39.9,12,\"two\nlines\"\nb,116.5,39.8,0,\n",
    ] {
        let demand = read_text("x", text.as_bytes(), None).unwrap();
        assert_eq!(cells(&demand), expected, "{text}");
        assert_eq!((demand.n_rows, demand.format), (2, DemandFormat::Csv));
        assert!(demand.issues.is_empty(), "{text}: {:?}", demand.issues);
    }
}

#[test]
fn bad_rows_of_a_csv_are_named_and_left_out() {
    let long_id = format!("{},116.4,39.9,12,", "i".repeat(MAX_ID_BYTES + 1));
    for (row, code, said) in [
        (
            "a,116.4,39.9",
            "wrong_field_count",
            "3 fields, the header has 5",
        ),
        (
            "a,116,4,39.9,12,x",
            "wrong_field_count",
            "quote a field that has the separator",
        ),
        ("a,,39.9,12,", "no_position", "`lon` is empty; degrees"),
        ("a,east,39.9,12,", "no_position", "`lon` is 'east'"),
        ("a,NaN,39.9,12,", "no_position", "`lon` is 'NaN'"),
        (
            "a,\"116,4\",39.9,12,",
            "no_position",
            "a comma is neither a decimal point",
        ),
        (
            "a,39.9,116.4,12,",
            "swapped_lon_lat",
            "but 116.4, 39.9 is; the order",
        ),
        (
            "a,500,39.9,12,",
            "out_of_range",
            "lon must be within -180..=180, got 500",
        ),
        ("a,116.4,39.9,,", "bad_population", "`population` is empty"),
        ("a,116.4,39.9,-3,", "bad_population", "'-3'; 0 or more"),
        ("a,116.4,39.9,inf,", "bad_population", "'inf'"),
        ("a,116.4,39.9,many,", "bad_population", "'many'"),
        (
            "a\u{7},116.4,39.9,12,",
            "bad_id",
            "without control characters",
        ),
        (&long_id, "bad_id", "257 bytes long; at most 256"),
        ("a,116.4,39.9,12,\"x", "unclosed_quote", "never closed"),
        (
            "good,116.4,39.9,12,",
            "duplicate_id",
            "given before, in line 2; the first is kept",
        ),
    ] {
        let demand = csv(&format!(
            "good,116.5,39.8,1,x\n{row}\nlast,116.6,39.7,2,y\n"
        ));
        let expected = ["good 116.5 39.8 1 x", "last 116.6 39.7 2 y"];
        assert_eq!(cells(&demand), expected, "{row}");
        assert_eq!(codes(&demand), [format!("3 {code}")], "{row}");
        let issue = &demand.issues[0];
        assert!(issue.message.contains(said), "{}", issue.message);
        assert_eq!((demand.n_rows, demand.n_left_out()), (3, 1));
        let count = demand.issue_counts[0];
        assert_eq!((count.code, count.is_kept, count.n_rows), (code, false, 1));
    }
}

#[test]
fn doubtful_rows_are_kept_with_a_warning() {
    let long = format!(
        "a,116.4,39.9,12,{}",
        "区".repeat(MAX_DISTRICT_BYTES / 3 + 1)
    );
    for (row, code, cell) in [
        (",116.4,39.9,12,", "missing_id", "line-2 116.4 39.9 12 -"),
        ("a,0,0,12,", "null_island", "a 0 0 12 -"),
        (&long, "bad_district", "a 116.4 39.9 12 -"),
    ] {
        let demand = csv(&format!("{row}\nb,116.5,39.8,1,x"));
        assert_eq!(cells(&demand), [cell, "b 116.5 39.8 1 x"]);
        assert_eq!(codes(&demand), [format!("2 {code}")]);
        assert!(demand.issue_counts[0].is_kept);
    }
}

#[test]
fn bytes_that_are_not_utf8_cost_the_rows_that_need_them() {
    let mut text = format!("{HEADER},note\na,116.4,39.9,12,x,").into_bytes();
    text.extend(b"\xb6\xab\nb,116.5,39.8,1,\xb6\xab,\n\xb6,116.5,39.8,2,x,\nc,116.5,39.8,3,x,\n");
    let demand = read_text("x", &text, None).unwrap();
    assert_eq!(
        cells(&demand),
        ["a 116.4 39.9 12 x", "b 116.5 39.8 1 -", "c 116.5 39.8 3 x"]
    );
    assert_eq!(codes(&demand), ["3 not_utf8", "4 not_utf8"]);
    assert!(demand.issues[0].message.contains("save the file as UTF-8"));
}

#[test]
fn made_ids_are_stable_and_never_those_of_another_row() {
    let demand = csv(",116.4,39.9,1,\nline-2,116.4,39.9,2,\n,116.4,39.9,3,\n");
    let ids: Vec<&str> = demand.cells.iter().map(|cell| &*cell.id).collect();
    assert_eq!(ids, ["line-2+", "line-2", "line-4"]);
}

#[test]
fn an_id_is_given_before_only_if_that_row_was_kept() {
    let demand = csv("a,116.4,39.9,-1,\na,116.4,39.9,2,\na,116.4,39.9,3,\n");
    assert_eq!(cells(&demand), ["a 116.4 39.9 2 -"]);
    assert_eq!(codes(&demand), ["2 bad_population", "4 duplicate_id"]);
}

#[test]
fn what_cannot_be_understood_is_refused_whole_with_advice() {
    let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:31982"}},"features":[]}"#;
    for (text, said) in [
        ("", "demand is empty"),
        (" \r\n", "demand is empty"),
        (
            "name,x,y\na,1,2\n",
            "has no column `id`, `lon`, `lat`, `population`; it has name, x, y",
        ),
        (
            "id,lon,lat,populaton\n",
            "`population` (is it `populaton`?)",
        ),
        (
            "id,lon,lat,pop,people\n",
            "pop, people could both be `population`",
        ),
        (HEADER, "holds no usable row among its 0"),
        (
            "id,lon,lat,population\na,1,2,x\nb,1,2,y\n",
            "no usable row among its 2; the first is line 2: `population` is 'x'",
        ),
        (
            "id,lon,lat,population\na,39.9,116.4,1\n",
            "the first is line 2: 39.9, 116.4 is no place",
        ),
        ("[]", "is not a GeoJSON FeatureCollection: it is a list"),
        (
            r#"{"type":"FeatureCollection","features":["#,
            "is not JSON at line 1",
        ),
        (
            crs,
            "has the coordinate reference system EPSG:31982; reproject it",
        ),
        (crs, "ogr2ogr -t_srs EPSG:4326"),
    ] {
        let message = refused(text.as_bytes()).to_string();
        assert!(message.contains(said), "{text}\n{message}");
    }
}

#[test]
fn metres_of_a_projection_are_refused_with_advice() {
    let rows = "a,478123.4,6672345.6,12,x\nb,478223.4,6672345.6,-1,x\nc,0,0,3,x\n";
    let error = refused(format!("{HEADER}\n{rows}").as_bytes());
    let message = error.to_string();
    assert!(
        matches!(error.fault, DemandFault::Projected { .. }),
        "{message}"
    );
    for said in [
        "line 2: lon must be",
        "got 478123.4",
        "ogr2ogr -s_srs EPSG:<its code>",
    ] {
        assert!(message.contains(said), "{message}");
    }
    // One row in degrees tells that the others are wrong, not the file.
    let mixed = csv(&format!("{rows}d,24.9,60.1,1,x"));
    assert_eq!(mixed.cells.len(), 2);
    let feature = feature(
        "",
        r#"{"type":"Point","coordinates":[478123.4,6672345.6]}"#,
        "",
    );
    let message = refused(collection(&[feature]).as_bytes()).to_string();
    assert!(
        message.contains("feature 0") && message.contains("-s_srs"),
        "{message}"
    );
}

#[test]
fn the_first_issues_are_kept_in_words_and_all_are_counted() {
    let n_bad = MAX_ISSUES_KEPT + 1;
    let rows = "b,116.4,39.9,x,\n".repeat(n_bad);
    let demand = csv(&format!("{rows}a,116.4,39.9,1,\na,116.4,39.9,1,\n"));
    assert_eq!(demand.issues.len(), MAX_ISSUES_KEPT);
    assert_eq!(demand.issues.last().unwrap().row, MAX_ISSUES_KEPT + 1);
    let counts: Vec<_> = demand
        .issue_counts
        .iter()
        .map(|c| (c.code, c.n_rows))
        .collect();
    assert_eq!(counts, [("bad_population", n_bad), ("duplicate_id", 1)]);
    assert_eq!(demand.n_left_out(), n_bad + 1);
}

#[test]
fn the_longest_id_and_district_pass() {
    let (id, district) = ("i".repeat(MAX_ID_BYTES), "d".repeat(MAX_DISTRICT_BYTES));
    let demand = csv(&format!("{id},116.4,39.9,1,{district}\n"));
    assert_eq!(demand.cells[0].id, id);
    assert_eq!(demand.cells[0].district.as_deref(), Some(&*district));
    let demand = csv(&format!("{id},116.4,39.9,1,{district}d\n"));
    assert_eq!(
        (demand.cells[0].district.as_deref(), codes(&demand).len()),
        (None, 1)
    );
}

#[test]
fn a_file_that_is_not_there_or_too_large_is_named() {
    let error = read(Path::new("no/such/file.csv"), None)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("no/such/file.csv cannot be read"),
        "{error}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    // No more than the directory entry: the file has a length and no content.
    std::fs::File::create(&path)
        .unwrap()
        .set_len(MAX_FILE_BYTES + 1)
        .unwrap();
    let error = read(&path, None).unwrap_err();
    assert!(
        matches!(error.fault, DemandFault::TooLarge { .. }),
        "{error}"
    );
}
