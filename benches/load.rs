//! From a file of 200,000 stations to a set that answers.

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use support::{GEOJSON, SNAPSHOT, load, snapshot};
use yizhan::http::Fragments;

fn load_benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.throughput(Throughput::Bytes(GEOJSON.len() as u64));
    group.sample_size(10);
    // The floor: what a value model of the same JSON costs, and what a copy does.
    group.bench_function("floor_copy_bytes", |bench| bench.iter(|| GEOJSON.clone()));
    group.bench_function("rival_serde_json_value", |bench| {
        bench.iter_with_large_drop(|| serde_json::from_str::<serde_json::Value>(&GEOJSON));
    });
    group.bench_function("read_and_check", |bench| bench.iter_with_large_drop(load));
    group.bench_function("index_and_compile_hours", |bench| {
        bench.iter_batched(load, snapshot, BatchSize::PerIteration);
    });
    group.bench_function("serialise_fragments", |bench| {
        bench.iter_with_large_drop(|| Fragments::build(&SNAPSHOT));
    });
    group.finish();
}

criterion_group!(benches, load_benches);
criterion_main!(benches);
