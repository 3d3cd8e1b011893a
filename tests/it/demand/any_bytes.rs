//! Whatever the bytes, demand is read or refused, and a bad row changes no other.

use proptest::prelude::*;
use yizhan::demand::{Cell, Demand, read_text};

use crate::demand::{HEADER, collection, feature};

/// Rows that have nothing to do with each other but their form.
const BAD_ROWS: [&str; 16] = [
    "",
    ",",
    "\"",
    "bad,1,2",
    "bad,1,2,3,4,5,6",
    "bad,x,2,3,",
    "bad,1,2,-3,",
    "bad,1,200,3,",
    "bad,200,1000,3,",
    "\"bad,1,2,3,",
    "bad,1,2,3,\"",
    "bad,1,2,x,\"\"\"",
    "bad,1,\"2,x\",3,\"y",
    "bad\u{0},1,2,3,,",
    "bad,1,2,3,4,\"",
    "bad,1,2,3,4,\"x\"\",\"\"",
];
const BAD_FEATURES: [&str; 6] = [
    "null",
    "[]",
    "{}",
    r#"{"type":"Feature","geometry":null,"properties":{"population":1}}"#,
    r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1]},"properties":[]}"#,
    r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"\ud800":1}}"#,
];

/// What must hold of any demand that is not refused.
fn check(demand: &Demand) {
    assert!(!demand.cells.is_empty());
    let mut ids: Vec<&str> = demand.cells.iter().map(|cell| &*cell.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    assert!(
        demand
            .cells
            .iter()
            .all(|cell| cell.people.is_finite() && cell.people >= 0.0)
    );
    let counts = demand.issue_counts.iter();
    let n_left_out: usize = counts.filter(|c| !c.is_kept).map(|c| c.n_rows).sum();
    assert_eq!(demand.n_left_out(), n_left_out);
    assert!(
        demand
            .issues
            .windows(2)
            .all(|pair| pair[0].row <= pair[1].row)
    );
}

fn read_any(bytes: &[u8]) {
    match read_text("any", bytes, None) {
        Ok(demand) => check(&demand),
        Err(error) => assert!(error.to_string().starts_with("any ")),
    }
}

/// A field of a good row as CSV writes it, quoted or not.
fn quoted(text: &str, is_quoted: bool) -> String {
    if is_quoted || text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

prop_compose! {
    fn good_row(n: usize)(
        lon in -180.0..180.0_f64,
        lat in -90.0..90.0_f64,
        people in 0.0..1e6_f64,
        district in "[a-z东西 ,;\"]{0,6}",
        // Not both a quote and a line break: such a field can end what a stray quote opens.
        note in prop_oneof!["", "[a-z东][a-z ,;\"]{0,6}", "[a-z东][a-z ,;\n]{0,6}"],
        is_quoted in any::<bool>(),
    ) -> String {
        let fields = [format!("cell {n}"), lon.to_string(), lat.to_string(), people.to_string(), district, note];
        fields.map(|field| quoted(&field, is_quoted)).join(",")
    }
}

fn good_rows() -> impl Strategy<Value = Vec<String>> {
    (1..12_usize).prop_flat_map(|n| (0..n).map(good_row).collect::<Vec<_>>())
}

/// Rows under a header with a column that is not read.
fn noted(rows: &[String]) -> Demand {
    read_text(
        "noted",
        format!("{HEADER},note\n{}", rows.join("\n")).as_bytes(),
        None,
    )
    .unwrap()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_any(&bytes);
    }

    #[test]
    fn any_rows_are_read_or_refused(
        rows in prop::collection::vec("[a1\",.;\n\r\t -]{0,12}", 0..30),
        line_break in prop::sample::select(&["\n", "\r\n", "\r"][..]),
        delimiter in prop::sample::select(&[",", ";", "\t"][..]),
    ) {
        let good = "good,1,2,3,4";
        let text = format!("{HEADER}\n{good}\n{}", rows.join("\n"));
        read_any(text.replace(',', delimiter).replace('\n', line_break).as_bytes());
    }

    #[test]
    fn a_bad_row_anywhere_changes_no_other(
        good in good_rows(),
        bad in prop::sample::select(&BAD_ROWS[..]),
        at in any::<prop::sample::Index>(),
    ) {
        let alone = noted(&good);
        prop_assert_eq!(alone.cells.len(), good.len());
        let mut rows = good.clone();
        rows.insert(at.index(good.len() + 1), bad.to_owned());
        let mixed = noted(&rows);
        check(&mixed);
        prop_assert_eq!(&mixed.cells, &alone.cells);
        prop_assert_eq!(mixed.n_left_out(), usize::from(!bad.is_empty()));
    }

    #[test]
    fn a_bad_feature_anywhere_changes_no_other(
        n_good in 1..8_usize,
        bad in prop::sample::select(&BAD_FEATURES[..]),
        at in any::<prop::sample::Index>(),
    ) {
        let good: Vec<String> = (0..n_good)
            .map(|n| {
                let geometry = format!(r#"{{"type":"Point","coordinates":[{n},1]}}"#);
                feature(&format!(r#""id":{n},"#), &geometry, r#""population":1"#)
            })
            .collect();
        let cells = |features: &[String]| -> Vec<Cell> {
            let demand = read_text("x", collection(features).as_bytes(), None).unwrap();
            check(&demand);
            demand.cells
        };
        let mut features = good.clone();
        features.insert(at.index(n_good + 1), bad.to_owned());
        prop_assert_eq!(cells(&features), cells(&good));
    }
}

#[test]
fn deep_nesting_is_refused_without_a_stack_overflow() {
    let deep = "[".repeat(100_000);
    read_any(deep.as_bytes());
    let geometry = format!(
        r#"{{"type":"Polygon","coordinates":{deep}{}}}"#,
        "]".repeat(100_000)
    );
    read_any(collection(&[feature("", &geometry, r#""population":1"#)]).as_bytes());
}
