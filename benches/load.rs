//! From a file of 200,000 stations to the first answer, beside what it costs to read the same
//! file into value models of JSON: `cargo bench --bench load`, or with a number of stations.
//!
//! All are measured in turns, so that whatever else the machine does falls on all of them.

#![allow(clippy::print_stdout, reason = "the figures are the result")]

mod support;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use support::{settings, snapshot, stations_argument};
use yizhan::dataset::load;
use yizhan::render::StationJson;
use yizhan::state::ServedSet;

/// The allocator of the command; the value models have it too.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How often each is measured.
const ROUNDS: usize = 7;

/// What was measured, in the order of the first round.
#[derive(Default)]
struct Table(Vec<(&'static str, Vec<f64>)>);

impl Table {
    /// Measures one; what it returns is dropped outside the measurement.
    fn measure<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let stopwatch = Instant::now();
        let done = black_box(work());
        let seconds = stopwatch.elapsed().as_secs_f64();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(seconds),
            None => self.0.push((name, vec![seconds])),
        }
        done
    }

    fn median_s(&self, name: &str) -> f64 {
        let (_, seconds) = self
            .0
            .iter()
            .find(|(known, _)| *known == name)
            .expect("one");
        let mut seconds = seconds.clone();
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    }

    fn print(&self) {
        for (name, seconds) in &self.0 {
            let least = seconds.iter().copied().fold(f64::INFINITY, f64::min);
            println!(
                "{name:<44} median {:7.3} s  least {least:7.3} s",
                self.median_s(name)
            );
        }
        let floors = VALUE_MODELS.map(|name| self.median_s(name));
        let floor = floors.into_iter().fold(f64::INFINITY, f64::min);
        println!(
            "ready in {:.2} times the fastest value model",
            self.median_s(READY) / floor
        );
    }
}

const VALUE_MODELS: [&str; 4] = [
    "read, parse: sonic-rs Value",
    "read, parse: simd-json BorrowedValue",
    "read, parse: simd-json OwnedValue",
    "read, parse: serde_json Value",
];
const READY: &str = "ready: file to first answer";

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.geojson");
    let world = support::world_of(stations_argument());
    std::fs::write(&path, world.geojson()).expect("a file");
    let mut table = Table::default();
    for _ in 0..ROUNDS {
        floors(&mut table, &path);
        ours(&mut table, &path);
    }
    table.print();
}

fn floors(table: &mut Table, path: &Path) {
    let read = || std::fs::read(path).expect("the file");
    table.measure("read", read);
    table.measure(VALUE_MODELS[0], || {
        sonic_rs::from_slice::<sonic_rs::Value>(&read()).expect("JSON")
    });
    table.measure(VALUE_MODELS[1], || {
        let mut bytes = read();
        black_box(simd_json::to_borrowed_value(&mut bytes).expect("JSON"));
    });
    table.measure(VALUE_MODELS[2], || {
        simd_json::to_owned_value(&mut read()).expect("JSON")
    });
    table.measure(VALUE_MODELS[3], || {
        serde_json::from_slice::<serde_json::Value>(&read()).expect("JSON")
    });
}

fn ours(table: &mut Table, path: &Path) {
    let files = [path.to_owned()];
    table.measure(READY, || {
        let loaded = load(&files, settings()).expect("a sound world");
        ServedSet::new(snapshot(loaded), 0.0)
    });
    let loaded = table.measure("  of it: read and check", || {
        load(&files, settings()).expect("a sound world")
    });
    let snapshot = table.measure("  of it: compile hours and index", || snapshot(loaded));
    table.measure("  of it: serialise the feed", || {
        StationJson::build(&snapshot)
    });
}
