//! The tree beside others: the same 200,000 points, the same five nearest. kiddo is a
//! k-d tree, geo-index packs planar maps, rstar is the R-tree of its field: once as it comes,
//! with a filter behind its iterator, and once with the amenities in its envelopes.
//!
//! Before anything is measured, all that know the Earth is round must answer as brute force.

#[path = "support/rstar_bits.rs"]
mod rstar_bits;
mod support;

use std::hint::black_box;
use std::num::NonZero;
use std::sync::LazyLock;

use criterion::{Criterion, criterion_group, criterion_main};
use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{NeighborsOptions, RTree as PackedTree, RTreeBuilder, RTreeIndex};
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use rstar_bits::{Offer, Sixteen};
use support::{LIMIT, SNAPSHOT, origins, query, wanted};
use yizhan::amenity::AmenitySet;
use yizhan::distance::chord_squared;
use yizhan::index::SearchFilter;
use yizhan::position::Position;
use yizhan::query::{OpenWhen, nearest};
use yizhan::station::StationIdx;

/// Amenities by the share of stations that offer them.
const SHARES: [(&str, Option<&str>); 4] = [
    ("100%", None),
    ("11%", Some("legal_aid")),
    ("1%", Some("battery_swap")),
    ("0.02%", Some("rest_bed")),
];

/// Of the places that are asked about, one in so many is checked first.
const CHECKED_EVERY: usize = 20;

static POINTS: LazyLock<Vec<[f64; 3]>> = LazyLock::new(|| {
    let stations = SNAPSHOT.stations().iter();
    stations
        .map(|station| station.position.earth_centred_m())
        .collect()
});

fn offers(row: usize, wanted: AmenitySet) -> bool {
    SNAPSHOT.stations()[row].offered.contains_all(wanted)
}

/// Our walk alone: rows by chord, nothing measured.
fn ours(origin: Position, wanted: AmenitySet) -> Vec<(f64, StationIdx)> {
    let mut nearest: Vec<(f64, StationIdx)> = Vec::with_capacity(LIMIT + 1);
    let wanted = SearchFilter {
        amenities: wanted,
        ..SearchFilter::default()
    };
    SNAPSHOT
        .index()
        .walk(origin.earth_centred_m(), f64::INFINITY, &wanted, |met| {
            let place = nearest.partition_point(|held| held.0 <= met.chord_m2);
            nearest.insert(place, (met.chord_m2, met.entry.station));
            nearest.truncate(LIMIT);
            nearest.get(LIMIT - 1).map_or(f64::INFINITY, |last| last.0)
        });
    nearest
}

/// As many nearest as it takes until enough of them offer it, ten times as many each turn.
fn kiddo(tree: &ImmutableKdTree<f64, 3>, origin: Position, wanted: AmenitySet) -> Vec<usize> {
    let mut k = LIMIT;
    loop {
        let count = NonZero::new(k).expect("not none");
        let mut found: Vec<usize> = tree
            .query(&origin.earth_centred_m())
            .nearest_n::<SquaredEuclidean<f64>>(count)
            .execute()
            .iter()
            .map(|hit| hit.item as usize)
            .filter(|row| wanted.is_empty() || offers(*row, wanted))
            .collect();
        if found.len() >= LIMIT || k >= POINTS.len() {
            found.truncate(LIMIT);
            return found;
        }
        k = (k * 10).min(POINTS.len());
    }
}

/// Its search takes a filter. Degrees of longitude count as much as those of latitude.
fn geo_index(tree: &PackedTree<f64>, origin: Position, wanted: AmenitySet) -> Vec<(u32, f64)> {
    let distance_2 = |[min_x, min_y, max_x, max_y]: [f64; 4]| {
        let dx = (min_x - origin.lon()).max(origin.lon() - max_x).max(0.0);
        let dy = (min_y - origin.lat()).max(origin.lat() - max_y).max(0.0);
        dx * dx + dy * dy
    };
    tree.neighbors_with_callbacks(NeighborsOptions::k(LIMIT), distance_2, |row, point| {
        offers(row as usize, wanted).then(|| distance_2(point))
    })
}

fn rstar(
    tree: &RTree<GeomWithData<[f64; 3], usize>>,
    origin: Position,
    wanted: AmenitySet,
) -> Vec<usize> {
    tree.nearest_neighbor_iter(origin.earth_centred_m())
        .map(|point| point.data)
        .filter(|row| wanted.is_empty() || offers(*row, wanted))
        .take(LIMIT)
        .collect()
}

/// The squares of the chords to the nearest, in order.
fn brute_force(origin: Position, wanted: AmenitySet) -> Vec<f64> {
    let rows = (0..POINTS.len()).filter(|row| offers(*row, wanted));
    let mut all: Vec<f64> = chords_m2(origin, rows).collect();
    all.sort_unstable_by(f64::total_cmp);
    all.truncate(LIMIT);
    all
}

fn chords_m2(origin: Position, rows: impl IntoIterator<Item = usize>) -> impl Iterator<Item = f64> {
    let origin_m = origin.earth_centred_m();
    let rows = rows.into_iter();
    rows.map(move |row| chord_squared(POINTS[row], origin_m))
}

fn chords<T>(found: &[(f64, T)]) -> Vec<f64> {
    found.iter().map(|(chord_m2, _)| *chord_m2).collect()
}

/// Stations may be equally far, so distances are compared, not rows.
fn check(name: &str, expected: &[f64], found: &[f64]) {
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * a.max(1.0);
    assert!(
        found.len() == expected.len() && expected.iter().zip(found).all(same),
        "{name} finds others: {found:?}, not {expected:?}"
    );
}

/// What others build of the same points.
struct Trees {
    kd: ImmutableKdTree<f64, 3>,
    packed: PackedTree<f64>,
    r: RTree<GeomWithData<[f64; 3], usize>>,
    r_bits: RTree<Offer, Sixteen>,
}

impl Trees {
    fn build() -> Self {
        let mut packed = RTreeBuilder::<f64>::new(u32::try_from(POINTS.len()).expect("few"));
        for station in SNAPSHOT.stations() {
            let (lon, lat) = (station.position.lon(), station.position.lat());
            packed.add(lon, lat, lon, lat);
        }
        let points = || POINTS.iter().copied().enumerate();
        let named = points().map(|(row, point_m)| GeomWithData::new(point_m, row));
        let offers = points().map(|(row, point_m)| Offer {
            point_m,
            offered: SNAPSHOT.stations()[row].offered,
            row,
        });
        Self {
            kd: ImmutableKdTree::new_from_slice(&POINTS).expect("points"),
            packed: packed.finish::<HilbertSort>(),
            r: RTree::bulk_load(named.collect()),
            r_bits: rstar_bits::build(offers.collect()),
        }
    }

    /// That the trees of space answer as brute force does, at some places and for all shares.
    fn check(&self, origins: &[Position]) {
        for (_, amenity) in SHARES {
            let wanted = wanted(amenity);
            for &at in origins.iter().step_by(CHECKED_EVERY) {
                let expected = brute_force(at, wanted);
                let check = |name, found: Vec<f64>| check(name, &expected, &found);
                check("yizhan", chords(&ours(at, wanted)));
                check(
                    "kiddo",
                    chords_m2(at, kiddo(&self.kd, at, wanted)).collect(),
                );
                check("rstar", chords_m2(at, rstar(&self.r, at, wanted)).collect());
                check("rstar_bits", chords(&self.with_bits(at, wanted)));
            }
        }
    }

    fn with_bits(&self, origin: Position, wanted: AmenitySet) -> Vec<(f64, usize)> {
        rstar_bits::nearest(&self.r_bits, origin.earth_centred_m(), wanted, LIMIT)
    }
}

fn rivals(criterion: &mut Criterion) {
    let origins = origins();
    let trees = Trees::build();
    trees.check(&origins);
    let mut group = criterion.benchmark_group("five_nearest");
    for (share, amenity) in SHARES {
        let wanted = wanted(amenity);
        let question = query(amenity, OpenWhen::Any, "12:00:00");
        let mut next = origins.iter().cycle();
        let mut origin = move || *next.next().expect("a cycle");
        group.bench_function(format!("{share}/yizhan_index"), |bench| {
            bench.iter(|| black_box(ours(origin(), wanted)));
        });
        group.bench_function(format!("{share}/yizhan_nearest"), |bench| {
            bench.iter(|| black_box(nearest(&SNAPSHOT, origin(), &question)));
        });
        group.bench_function(format!("{share}/kiddo"), |bench| {
            bench.iter(|| black_box(kiddo(&trees.kd, origin(), wanted)));
        });
        group.bench_function(format!("{share}/geo_index"), |bench| {
            bench.iter(|| black_box(geo_index(&trees.packed, origin(), wanted)));
        });
        group.bench_function(format!("{share}/rstar"), |bench| {
            bench.iter(|| black_box(rstar(&trees.r, origin(), wanted)));
        });
        group.bench_function(format!("{share}/rstar_bits"), |bench| {
            bench.iter(|| black_box(trees.with_bits(origin(), wanted)));
        });
    }
    group.finish();
}

criterion_group!(benches, rivals);
criterion_main!(benches);
