//! Files with more faults than a reader looks at: all are counted, few are kept.

use yizhan::dataset::{
    FaultKind, IssueCode, LoadError, LoadSettings, Loaded, MAX_BAD_AT_FIRST, MAX_FEATURES,
    MAX_ISSUES_KEPT_A_CODE, Severity, load_texts,
};

use crate::dataset::{collection, feature, load_all};
use crate::support::settings;

/// A file of so many stations, then so many empty objects.
fn with_empty(n_stations: usize, n_empty: usize) -> String {
    let stations = (0..n_stations).map(|n| feature(&format!("s{n}"), r#""name":"x""#));
    let empty = (0..n_empty).map(|_| "{}".to_owned());
    let features: Vec<String> = stations.chain(empty).collect();
    let features: Vec<&str> = features.iter().map(String::as_str).collect();
    collection(&features)
}

fn kept_of(loaded: &Loaded, code: IssueCode) -> usize {
    let of_code = loaded.issues.iter().filter(|issue| issue.code == code);
    of_code.count()
}

#[test]
fn every_issue_is_counted_and_the_first_thousand_of_a_code_are_kept() {
    for n_empty in [MAX_ISSUES_KEPT_A_CODE, MAX_ISSUES_KEPT_A_CODE + 1, 20_000] {
        let loaded = load_all(&[&with_empty(5, n_empty)]).unwrap();
        assert_eq!(loaded.stations.len(), 5);
        let counts = loaded.issues.counts();
        assert_eq!(counts.with(Severity::Error), n_empty);
        let errors = loaded.issues.iter();
        let errors = errors.filter(|issue| issue.severity() == Severity::Error);
        let features: Vec<_> = errors.map(|issue| issue.feature).collect();
        let first: Vec<_> = (5..5 + MAX_ISSUES_KEPT_A_CODE).map(Some).collect();
        assert_eq!(features, first);
    }
}

#[test]
fn a_code_that_is_common_leaves_room_for_one_that_is_rare() {
    let far = r#"{"type":"Feature","id":"far","geometry":{"type":"Point","coordinates":[200,95]},"properties":{"name":"x"}}"#;
    let text = with_empty(1, 5_000).replacen("{}\n]", &format!("{{}},{far}]"), 1);
    let loaded = load_all(&[&text]).unwrap();
    assert_eq!(kept_of(&loaded, IssueCode::OutOfRange), 1);
    assert_eq!(loaded.issues.counts().of(IssueCode::OutOfRange), 1);
}

#[test]
fn how_many_are_kept_can_be_set() {
    let text = with_empty(1, 5_000);
    let settings = LoadSettings {
        issues_kept_a_code: 3,
        ..settings().into()
    };
    let loaded = load_texts(&[("x", &text)], settings).unwrap();
    assert_eq!(loaded.issues.len(), 3);
    assert_eq!(loaded.issues.counts().all(), 5_000);
}

#[test]
fn a_file_that_begins_with_nothing_but_bad_records_is_not_read_to_its_end() {
    let fault_of = |n: usize| match load_all(&[&with_empty(0, n)]) {
        Err(LoadError::Files { mut faults, .. }) => faults.remove(0).kind,
        _ => panic!("a station was found"),
    };
    let few = fault_of(MAX_BAD_AT_FIRST - 1);
    assert!(
        matches!(few, FaultKind::NoStation { n_features } if n_features == MAX_BAD_AT_FIRST - 1)
    );
    let many = fault_of(2 * MAX_BAD_AT_FIRST);
    let FaultKind::NoStationAtFirst { n_features } = many else {
        panic!("{many}");
    };
    assert!((MAX_BAD_AT_FIRST..2 * MAX_BAD_AT_FIRST).contains(&n_features));
}

#[test]
fn a_file_of_more_features_than_stations_can_be_is_refused() {
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}{{}}]}}"#,
        "0,".repeat(MAX_FEATURES)
    );
    let error = load_all(&[&text]).unwrap_err();
    assert!(
        matches!(error.faults()[0].kind, FaultKind::TooManyFeatures),
        "{error}"
    );
    assert_eq!(error.issues()[0].code, IssueCode::Unreadable);
}
