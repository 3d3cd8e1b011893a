//! The kept inputs of the fuzzer, through the same checks, without the fuzzer.

use std::path::{Path, PathBuf};

#[path = "../fuzz/checks/bodies.rs"]
mod bodies;
#[path = "../fuzz/checks/hours.rs"]
mod hours;
#[path = "../fuzz/checks/lists.rs"]
mod lists;
#[path = "../fuzz/checks/pbf.rs"]
mod pbf;
#[path = "../fuzz/checks/query.rs"]
mod query;
#[path = "../fuzz/checks/service.rs"]
mod service;
#[path = "../fuzz/checks/stations.rs"]
mod stations;

/// A corpus that is gone, or nearly, is no test.
const FEWEST_INPUTS: usize = 20;
/// What a corpus keeps for what it reaches; `tests/fuzz/choose` chooses as many.
const MOST_INPUTS: usize = 50;
/// How the names of inputs begin that once failed: all of them stay.
const FAILED: &str = "failed-";

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn paths_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Checks every input of a corpus and names the one that fails.
fn check_corpus(target: &str, check: fn(&[u8])) {
    let paths = paths_in(&corpora().join(target));
    assert!(paths.len() >= FEWEST_INPUTS, "{} inputs", paths.len());
    for path in paths {
        let input = std::fs::read(&path).unwrap();
        let outcome = std::panic::catch_unwind(|| check(&input));
        assert!(outcome.is_ok(), "{} fails", path.display());
    }
}

#[test]
fn every_kept_station_file_is_a_sound_set_or_refused() {
    check_corpus("stations", stations::check);
}

#[test]
fn every_kept_text_of_hours_is_evaluated_or_unknown() {
    check_corpus("hours", hours::check);
}

#[test]
fn every_kept_request_is_answered_or_refused_with_a_problem() {
    check_corpus("query", query::check);
}

#[test]
fn every_kept_street_map_is_read_or_refused() {
    check_corpus("pbf", pbf::check);
}

#[test]
fn every_kept_body_is_answered_or_refused_with_a_problem() {
    check_corpus("bodies", bodies::check);
}

#[test]
fn every_kept_list_gives_stations_or_a_sentence() {
    check_corpus("lists", lists::check);
}

#[test]
fn a_corpus_keeps_at_most_fifty_inputs_beside_those_that_once_failed() {
    for corpus in paths_in(&corpora()) {
        let kept = paths_in(&corpus).into_iter().filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            !name.starts_with(FAILED)
        });
        let n_kept = kept.count();
        assert!(
            n_kept <= MOST_INPUTS,
            "{n_kept} inputs in {}; tests/fuzz/choose keeps {MOST_INPUTS}",
            corpus.display()
        );
    }
}
