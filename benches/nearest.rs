//! The five nearest of 200,000 stations, by how rare what is wanted is, beside rstar's own
//! iterator with a filter and brute force; and the clock.

mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use support::{LIMIT, SNAPSHOT, instant, origins, query, wanted};
use yizhan::amenity::AmenitySet;
use yizhan::clock::{LocalMinute, Zone};
use yizhan::distance::chord_squared;
use yizhan::hours::schedules::Hours;
use yizhan::position::Position;
use yizhan::query::{OpenWhen, nearest};
use yizhan::station::StationIdx;

/// Amenities by the share of stations that offer them.
const SELECTIVITY: [(&str, Option<&str>); 7] = [
    ("100%", None),
    ("95%", Some("drinking_water")),
    ("50%", Some("microwave")),
    ("11%", Some("legal_aid")),
    ("1%", Some("battery_swap")),
    ("0.2%", Some("shower")),
    ("0.02%", Some("rest_bed")),
];

/// rstar as it comes: points, its nearest-neighbour iterator, a filter.
fn rstar_iterator(
    tree: &RTree<GeomWithData<[f64; 3], StationIdx>>,
    origin: Position,
    wanted: AmenitySet,
) -> Vec<StationIdx> {
    tree.nearest_neighbor_iter(origin.earth_centred_m())
        .map(|point| point.data)
        .filter(|idx| SNAPSHOT.station(*idx).offered.contains_all(wanted))
        .take(LIMIT)
        .collect()
}

fn brute_force(points: &[[f64; 3]], origin: Position, wanted: AmenitySet) -> Vec<(f64, usize)> {
    let origin = origin.earth_centred_m();
    let mut found: Vec<(f64, usize)> = points
        .iter()
        .enumerate()
        .filter(|(row, _)| SNAPSHOT.stations()[*row].offered.contains_all(wanted))
        .map(|(row, point)| (chord_squared(*point, origin), row))
        .collect();
    let last = LIMIT.min(found.len()).saturating_sub(1);
    if !found.is_empty() {
        found.select_nth_unstable_by(last, |a, b| a.0.total_cmp(&b.0));
    }
    found.truncate(LIMIT);
    found
}

fn by_selectivity(criterion: &mut Criterion) {
    let origins = origins();
    let points: Vec<[f64; 3]> = SNAPSHOT
        .stations()
        .iter()
        .map(|station| station.position.earth_centred_m())
        .collect();
    let entries = SNAPSHOT.rows().zip(&points);
    let tree = RTree::bulk_load(
        entries
            .map(|(idx, point)| GeomWithData::new(*point, idx))
            .collect(),
    );
    let mut group = criterion.benchmark_group("nearest_by_selectivity");
    group.sample_size(20);
    for (share, amenity) in SELECTIVITY {
        let question = query(amenity, OpenWhen::Any, "12:00:00");
        let mut next = origins.iter().cycle();
        let mut origin = move || *next.next().expect("a cycle");
        group.bench_function(format!("yizhan/{share}"), |bench| {
            bench.iter(|| black_box(nearest(&SNAPSHOT, origin(), &question)));
        });
        group.bench_function(format!("rstar_iterator_and_filter/{share}"), |bench| {
            bench.iter(|| black_box(rstar_iterator(&tree, origin(), wanted(amenity))));
        });
        group.bench_function(format!("brute_force/{share}"), |bench| {
            bench.iter(|| black_box(brute_force(&points, origin(), wanted(amenity))));
        });
    }
    group.finish();
}

fn by_clock(criterion: &mut Criterion) {
    let origins = origins();
    let mut group = criterion.benchmark_group("nearest_by_clock");
    for (time_name, time) in [("noon", "12:00:00"), ("03:00", "03:00:00")] {
        for (share, amenity) in [SELECTIVITY[0], SELECTIVITY[4], SELECTIVITY[6]] {
            for (open_name, open) in [("now", OpenWhen::Now), ("arrival", OpenWhen::Arrival)] {
                let question = query(amenity, open, time);
                let mut next = origins.iter().cycle();
                group.bench_function(format!("{time_name}/open_{open_name}/{share}"), |bench| {
                    bench.iter(|| {
                        let origin = *next.next().expect("a cycle");
                        black_box(nearest(&SNAPSHOT, origin, &question))
                    });
                });
            }
        }
    }
    group.finish();
}

fn hours_check(criterion: &mut Criterion) {
    let schedules: Vec<_> = SNAPSHOT
        .rows()
        .filter_map(|idx| match SNAPSHOT.station_hours(idx) {
            Hours::Scheduled(schedule) => Some(schedule),
            Hours::None | Hours::Unparsed => None,
        })
        .collect();
    let noon = Zone::default().local_minute(instant("12:00:00"));
    let mut group = criterion.benchmark_group("hours_check");
    let mut row = 0_usize;
    // A step that shares no factor with the lengths visits schedules and minutes evenly.
    let mut next = move || {
        row = row.wrapping_add(7_919);
        row
    };
    for (name, days_ahead) in [("within_window", 0), ("outside_window", 300)] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let step = next();
                let minute = noon.0 + days_ahead * 1_440 + i64::try_from(step % 1_440).unwrap_or(0);
                let schedule = schedules[step % schedules.len()];
                black_box(SNAPSHOT.timetable().state(schedule, LocalMinute(minute)))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, by_selectivity, by_clock, hours_check);
criterion_main!(benches);
