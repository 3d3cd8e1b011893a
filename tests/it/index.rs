//! The tree against brute force, wherever stations may lie and however many there are; and
//! how its work grows.

use chrono::NaiveDate;
use yizhan::amenity::{AmenityKeys, AmenitySet};
use yizhan::distance::chord_squared;
use yizhan::hours::HoursOfDay;
use yizhan::hours::schedules::Hours;
use yizhan::index::{Entry, Index, KindIdx, Placed, SearchFilter, Traits, WantedHours};
use yizhan::position::Position;
use yizhan::station::{Access, StationIdx};

/// Where stations lie.
#[derive(Clone, Copy, Debug)]
enum Ground {
    City,
    Globe,
    NorthPole,
    Antimeridian,
    /// All at one point.
    OnePoint,
    /// Many at each of a few points.
    Lattice,
}

const GROUNDS: [Ground; 6] = [
    Ground::City,
    Ground::Globe,
    Ground::NorthPole,
    Ground::Antimeridian,
    Ground::OnePoint,
    Ground::Lattice,
];
/// Around every size at which a leaf or a node is full.
const SIZES: [u32; 11] = [0, 1, 2, 15, 16, 17, 255, 256, 257, 1_000, 4_097];
const NOON: u32 = 1 << 12;
const EVENING: u32 = 1 << 20;

fn place(ground: Ground, random: &mut fastrand::Rng) -> Position {
    let mut within = |low: f64, high: f64| low + random.f64() * (high - low);
    let [lon, lat] = match ground {
        Ground::City => [within(116.2, 116.6), within(39.7, 40.1)],
        Ground::Globe => [within(-180.0, 180.0), within(-90.0, 90.0)],
        Ground::NorthPole => [within(-180.0, 180.0), within(89.9, 90.0)],
        Ground::Antimeridian => {
            let lon = within(179.9, 180.1);
            [
                if lon > 180.0 { lon - 360.0 } else { lon },
                within(-0.1, 0.1),
            ]
        }
        Ground::OnePoint => [114.17, 22.32],
        Ground::Lattice => [
            114.0 + within(0.0, 4.0).floor() * 0.002,
            22.3 + within(0.0, 4.0).floor() * 0.002,
        ],
    };
    Position::new(lon, lat).unwrap()
}

fn amenities(words: &[&str]) -> AmenitySet {
    let keys = AmenityKeys::default();
    words.iter().filter_map(|word| keys.find(word)).collect()
}

/// A station: most offer water, few a bed; some are open in the evening, some unknown; few have
/// four stars or a known access, none is for customers.
fn placed(row: u32, point_m: [f64; 3], random: &mut fastrand::Rng) -> Placed {
    let words = ["drinking_water", "microwave", "rest_bed"];
    let shares = [0.9, 0.3, 0.01];
    let offered: Vec<&str> = (words.into_iter().zip(shares))
        .filter(|(_, share)| random.f64() < *share)
        .map(|(word, _)| word)
        .collect();
    let kind = (random.f64() < 0.8).then(|| KindIdx(random.u32(0..70)));
    let hours = HoursOfDay {
        open: random.choice([0, NOON, NOON | EVENING]).unwrap_or(0),
        unknown: random.choice([0, 0, 0, EVENING]).unwrap_or(0),
    };
    let entry = Entry {
        traits: Traits::of(amenities(&offered), kind, hours),
        station: StationIdx(row),
        hours: Hours::None,
        kind,
        access: random
            .choice([None, None, Some(Access::Open), Some(Access::App)])
            .unwrap(),
        star: random
            .choice([None, None, None, Some(1), Some(2), Some(4)])
            .unwrap(),
        offers_until: random
            .choice([None, None, None, NaiveDate::from_ymd_opt(2026, 11, 24)])
            .unwrap(),
        always_active: true,
        amenities_have_hours: false,
    };
    Placed { point_m, entry }
}

fn stations(ground: Ground, size: u32, random: &mut fastrand::Rng) -> Vec<Placed> {
    (0..size)
        .map(|row| {
            let point_m = place(ground, random).earth_centred_m();
            placed(row, point_m, random)
        })
        .collect()
}

/// Every kind of question about amenities, kinds and hours, in all combinations; and each of them
/// with some access and some rating as well.
fn questions(random: &mut fastrand::Rng) -> Vec<SearchFilter> {
    let mut questions = Vec::new();
    for words in [
        &[][..],
        &["drinking_water"],
        &["rest_bed"],
        &["microwave", "rest_bed"],
    ] {
        for kinds in [
            None,
            Some(0),
            Some(KindIdx(3).mask()),
            Some(KindIdx(69).mask()),
        ] {
            for hours in [
                None,
                Some(NOON),
                Some(EVENING),
                Some(NOON | EVENING),
                Some(1),
            ] {
                for or_unknown in [false, true] {
                    questions.push(SearchFilter {
                        amenities: amenities(words),
                        kinds,
                        clock: hours.map(|hours| WantedHours { hours, or_unknown }),
                        ..SearchFilter::default()
                    });
                }
            }
        }
    }
    let access = |ways: &[Access]| ways.iter().fold(0, |mask, way| mask | way.mask());
    let ways = [
        None,
        Some(access(&[Access::App])),
        Some(access(&[Access::Open, Access::Customers])),
        Some(access(&[Access::Customers])),
    ];
    let with_both: Vec<SearchFilter> = questions
        .iter()
        .map(|question| SearchFilter {
            access: random.choice(ways).unwrap(),
            min_star: random
                .choice([None, Some(1), Some(3), Some(4), Some(5)])
                .unwrap(),
            with_offer: random.u8(0..4) == 0,
            ..*question
        })
        .collect();
    questions.extend(with_both);
    questions
}

fn is_wanted(entry: &Entry, wanted: &SearchFilter) -> bool {
    let traits = &entry.traits;
    traits.amenities.contains_all(wanted.amenities)
        && (!wanted.with_offer || entry.offers_until.is_some())
        && wanted.kinds.is_none_or(|kinds| traits.kinds & kinds != 0)
        && wanted.clock.is_none_or(|clock| {
            let unknown = if clock.or_unknown {
                traits.hours.unknown
            } else {
                0
            };
            (traits.hours.open | unknown) & clock.hours != 0
        })
        && wanted
            .access
            .is_none_or(|mask| entry.access.is_some_and(|way| way.mask() & mask != 0))
        && wanted
            .min_star
            .is_none_or(|min| entry.star.is_some_and(|star| star >= min))
}

/// Rows and squared chords of all that are wanted, the nearest first.
fn by_brute_force(
    stations: &[Placed],
    origin_m: [f64; 3],
    wanted: &SearchFilter,
) -> Vec<(u64, u32)> {
    let mut found: Vec<(u64, u32)> = stations
        .iter()
        .filter(|station| is_wanted(&station.entry, wanted))
        .map(|station| {
            // Bits of positive numbers are in their order.
            let chord_m2 = chord_squared(station.point_m, origin_m);
            (chord_m2.to_bits(), station.entry.station.0)
        })
        .collect();
    found.sort_unstable();
    found
}

/// All wanted stations within a limit.
fn within(
    index: &Index,
    origin_m: [f64; 3],
    bound_m2: f64,
    wanted: &SearchFilter,
) -> Vec<(u64, u32)> {
    let mut found = Vec::new();
    index.walk(origin_m, bound_m2, wanted, |met| {
        let chord_m2 = chord_squared(met.point_m, origin_m);
        assert_eq!(met.chord_m2.to_bits(), chord_m2.to_bits());
        found.push((chord_m2.to_bits(), met.entry.station.0));
        bound_m2
    });
    found.sort_unstable();
    found
}

/// The squared chords of the nearest wanted stations; ties may be any of them.
fn nearest(index: &Index, origin_m: [f64; 3], limit: usize, wanted: &SearchFilter) -> Vec<u64> {
    let mut found: Vec<u64> = Vec::new();
    index.walk(origin_m, f64::INFINITY, wanted, |met| {
        found.push(met.chord_m2.to_bits());
        found.sort_unstable();
        found.truncate(limit);
        let last = found.get(limit - 1);
        last.map_or(f64::INFINITY, |last| f64::from_bits(*last))
    });
    found
}

#[test]
fn every_size_on_every_ground_is_walked_as_by_brute_force() {
    let mut random = fastrand::Rng::with_seed(31);
    let questions = questions(&mut random);
    let mut n_found = 0;
    for ground in GROUNDS {
        for size in SIZES {
            let stations = stations(ground, size, &mut random);
            let index = Index::build(&stations);
            assert_eq!(index.len(), stations.len());
            for wanted in &questions {
                let origin_m = place(ground, &mut random).earth_centred_m();
                let expected = by_brute_force(&stations, origin_m, wanted);
                let what = format!("{size} on {ground:?}: {wanted:?}");
                // A bound that some station lies on exactly, and none at all.
                let bound = expected.get(expected.len() / 2).map_or(1, |held| held.0);
                let inside: Vec<_> = expected.iter().copied().filter(|e| e.0 <= bound).collect();
                let bound_m2 = f64::from_bits(bound);
                assert_eq!(within(&index, origin_m, bound_m2, wanted), inside, "{what}");
                let all = within(&index, origin_m, f64::INFINITY, wanted);
                assert_eq!(all, expected, "{what}");
                let first: Vec<u64> = expected.iter().take(5).map(|held| held.0).collect();
                assert_eq!(nearest(&index, origin_m, 5, wanted), first, "{what}");
                n_found += first.len();
            }
        }
    }
    assert!(n_found > 5_000, "too few to prove anything: {n_found}");
}

#[test]
fn from_the_other_side_of_the_earth_the_nearest_are_found_too() {
    let mut random = fastrand::Rng::with_seed(32);
    let stations = stations(Ground::City, 3_000, &mut random);
    let index = Index::build(&stations);
    for _ in 0..200 {
        let origin_m = place(Ground::Globe, &mut random).earth_centred_m();
        let expected = by_brute_force(&stations, origin_m, &SearchFilter::default());
        let first: Vec<u64> = expected.iter().take(20).map(|held| held.0).collect();
        assert_eq!(
            nearest(&index, origin_m, 20, &SearchFilter::default()),
            first
        );
    }
}

/// Boxes opened for five nearest around 300 towns, a question.
fn boxes_a_question(size: u32, wanted: &SearchFilter) -> f64 {
    const QUESTIONS: u32 = 1_000;
    let mut random = fastrand::Rng::with_seed(33);
    let towns: Vec<Position> = (0..300)
        .map(|_| {
            let [east, north] = [random.f64(), random.f64()];
            Position::new(100.0 + 22.0 * east, 22.0 + 20.0 * north).unwrap()
        })
        .collect();
    let somewhere = |random: &mut fastrand::Rng| {
        let town = towns[random.usize(0..towns.len())];
        let [east, north] = [random.f64(), random.f64()].map(|share| (share - 0.5) * 0.3);
        let place = Position::new(town.lon() + east, town.lat() + north).unwrap();
        place.earth_centred_m()
    };
    let stations: Vec<Placed> = (0..size)
        .map(|row| {
            let point_m = somewhere(&mut random);
            placed(row, point_m, &mut random)
        })
        .collect();
    let index = Index::build(&stations);
    let mut boxes = 0_usize;
    for _ in 0..QUESTIONS {
        let origin_m = somewhere(&mut random);
        let mut nearest: Vec<f64> = Vec::new();
        let work = index.walk(origin_m, f64::INFINITY, wanted, |met| {
            nearest.push(met.chord_m2);
            nearest.sort_by(f64::total_cmp);
            nearest.truncate(5);
            nearest.get(4).copied().unwrap_or(f64::INFINITY)
        });
        boxes += work.boxes;
    }
    f64::from(u32::try_from(boxes).unwrap()) / f64::from(QUESTIONS)
}

#[test]
fn a_hundred_times_as_many_stations_are_at_most_twice_the_work() {
    let bed = SearchFilter {
        amenities: amenities(&["rest_bed"]),
        ..SearchFilter::default()
    };
    for wanted in [SearchFilter::default(), bed] {
        let few = boxes_a_question(20_000, &wanted);
        let many = boxes_a_question(2_000_000, &wanted);
        assert!(many <= 2.0 * few, "{few} boxes, then {many}: {wanted:?}");
        assert!(few > 3.0 && many < 40.0, "{few} boxes, then {many}");
    }
}
