//! Demand as tables of Chinese offices and of Excel come: in another datum, with a line that names
//! the separator, with numbers as 编号, and with rows that lack what is empty.

use yizhan::datum::Datum;
use yizhan::demand::{Demand, DemandError, read_text};

use crate::demand::{cells, codes, collection, feature};

fn table(text: &str) -> Demand {
    read_text("table.csv", text.as_bytes(), None).unwrap()
}

fn in_datum(text: &str, datum: Datum) -> Result<Demand, DemandError> {
    read_text("demand", text.as_bytes(), Some(datum))
}

#[test]
fn the_rows_of_a_table_are_in_the_datum_that_is_said() {
    let text = "id,lon,lat,population\na,116.404,39.915,12\nb,121.48,31.23,3\n";
    for datum in Datum::ALL {
        let demand = in_datum(text, datum).unwrap();
        assert_eq!(demand.datum, datum);
        for (cell, [lon, lat]) in demand
            .cells
            .iter()
            .zip([[116.404, 39.915], [121.48, 31.23]])
        {
            assert_eq!(cell.position, datum.to_position(lon, lat).unwrap());
        }
    }
    assert_eq!(
        in_datum(text, Datum::Wgs84).unwrap().cells,
        table(text).cells
    );
    assert_ne!(
        in_datum(text, Datum::Gcj02).unwrap().cells,
        table(text).cells
    );
}

#[test]
fn a_row_outside_the_area_of_the_datum_is_left_out() {
    let text = "id,lon,lat,population\na,116.404,39.915,12\nb,24.9,60.1,3\n";
    let demand = in_datum(text, Datum::Gcj02).unwrap();
    assert_eq!(codes(&demand), ["3 outside_datum_area"]);
    assert_eq!(demand.cells.len(), 1);
}

#[test]
fn a_geojson_file_may_be_said_to_be_in_a_datum_that_it_does_not_contradict() {
    let point = r#"{"type":"Point","coordinates":[116.404,39.915]}"#;
    let plain = collection(&[feature(r#""id":"a","#, point, r#""population":1"#)]);
    let shifted = plain.replacen('{', r#"{"datum":"gcj02","#, 1);
    let place = Datum::Gcj02.to_position(116.404, 39.915).unwrap();
    for (text, given) in [
        (&plain, Some(Datum::Gcj02)),
        (&shifted, None),
        (&shifted, Some(Datum::Gcj02)),
    ] {
        let demand = read_text("x", text.as_bytes(), given).unwrap();
        assert_eq!(
            (demand.cells[0].position, demand.datum),
            (place, Datum::Gcj02)
        );
    }
    let message = in_datum(&shifted, Datum::Bd09).unwrap_err().to_string();
    assert_eq!(
        message,
        "demand says that it is in gcj02, not in bd09; leave one of them out"
    );
    assert!(in_datum(&shifted, Datum::Wgs84).is_err());
}

#[test]
fn a_column_that_names_a_datum_is_not_passed_over_in_silence() {
    for column in ["crs", "CRS", " Datum", "srs", "坐标系", "坐標系"] {
        let text =
            format!("sep=,\nid,lon,lat,population,{column}\na,116.4,39.9,12,gcj02\nb,116,39,x,\n");
        let demand = table(&text);
        assert_eq!(
            codes(&demand),
            ["2 datum_not_read", "4 bad_population"],
            "{column}"
        );
        let said = &demand.issues[0].message;
        assert!(
            said.contains(column.trim()) && said.contains("--demand-crs gcj02"),
            "{said}"
        );
        assert!(
            demand
                .issue_counts
                .iter()
                .any(|count| count.code == "datum_not_read" && count.is_kept)
        );
        let told = in_datum(&text, Datum::Gcj02).unwrap();
        assert_eq!(codes(&told), ["4 bad_population"], "{column}");
        let windows = table(&text.replace('\n', "\r\n"));
        assert_eq!(codes(&windows), codes(&demand), "{column}");
    }
}

#[test]
fn a_table_that_names_its_separator_or_its_ids_in_chinese_is_the_same_table() {
    let expected = ["a 116.4 39.9 12 -", "b 116.5 39.8 0 -"];
    for text in [
        "sep=,\nid,lon,lat,population\na,116.4,39.9,12\nb,116.5,39.8,0",
        "\u{feff}sep=;\r\nid;lon;lat;population\r\na;116.4;39.9;12\r\nb;116.5;39.8;0\r\n",
        "\"sep=;\"\nid;lon;lat;population\na;116.4;39.9;12\nb;116.5;39.8;0\n",
        "Sep=\t\nid\tlon\tlat\tpopulation\na\t116.4\t39.9\t12\nb\t116.5\t39.8\t0\n",
        "sep=|\nid|lon|lat|population|note\na|116.4|39.9|12|\"x|y\"\nb|116.5|39.8|0|\n",
        "编号,经度,纬度,人口\na,116.4,39.9,12\nb,116.5,39.8,0\n",
        "\u{feff}sep=,\n編號,經度,緯度,人口\na,116.4,39.9,12\nb,116.5,39.8,0\n",
        " 编号 ,lon,lat,pop\na,116.4,39.9,12\nb,116.5,39.8,0\n",
    ] {
        let demand = table(text);
        assert_eq!(cells(&demand), expected, "{text}");
        assert_eq!(demand.n_rows, 2, "{text}");
        assert!(demand.issues.is_empty(), "{text}: {:?}", demand.issues);
    }
}

#[test]
fn a_row_may_lack_its_last_fields_if_nothing_is_needed_of_them() {
    let demand = table(
        "id,lon,lat,population,district,note\n\
         a,116.4,39.9,12\nb,116.4,39.9,12,Dong\nc,116.4,39.9,12,Dong,x\nd,116.4,39.9,12,,,\n\
         e,116.4,39.9,12,Xi,x,,  ,\r\nf,116.4,39.9\ng,116.4,39.9,12,Xi,x,y\nh\n",
    );
    let expected = [
        "a 116.4 39.9 12 -",
        "b 116.4 39.9 12 Dong",
        "c 116.4 39.9 12 Dong",
        "d 116.4 39.9 12 -",
        "e 116.4 39.9 12 Xi",
    ];
    assert_eq!(cells(&demand), expected);
    assert_eq!(
        codes(&demand),
        [
            "7 wrong_field_count",
            "8 wrong_field_count",
            "9 wrong_field_count"
        ]
    );
    // Where what is needed stands last, nothing may be missing.
    let demand = table("district,id,lon,lat,population\nx,a,116.4,39.9,1\nb,116.4,39.9,1\n");
    assert_eq!(codes(&demand), ["3 wrong_field_count"]);
}

#[test]
fn rows_of_a_cell_add_up_if_they_are_of_hours_of_the_week() {
    let read = |header: &str, rows: &str| {
        let text = format!("id,lon,lat,population,{header}\n{rows}");
        read_text("demand.csv", text.as_bytes(), None).unwrap()
    };
    let rows = "a,116.4,39.9,1,Monday,8\nb,116.5,39.9,2,Monday,8\na,116.4,39.9,4,Monday,9\n\
                a,116.41,39.9,8,Monday,9\n";
    let demand = read("weekday,hour", rows);
    assert_eq!(cells(&demand), ["a 116.4 39.9 5 -", "b 116.5 39.9 2 -"]);
    // The same id at another place is no row of the same cell.
    assert_eq!(codes(&demand), ["5 duplicate_id"]);
    assert_eq!((demand.n_rows, demand.n_left_out()), (4, 1));
    for header in ["weekday,other", "other,hour"] {
        let demand = read(header, rows);
        assert_eq!(cells(&demand), ["a 116.4 39.9 1 -", "b 116.5 39.9 2 -"]);
        assert_eq!(codes(&demand), ["4 duplicate_id", "5 duplicate_id"]);
    }
}
