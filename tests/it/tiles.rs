//! Vector tiles: what they show is what a plain count over all stations gives.

mod over_http;
mod streets;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use std::collections::BTreeMap;
use std::sync::Arc;

use yizhan::clock::{UnixTime, Zone};
use yizhan::datum::Datum;
use yizhan::hours::OpenState;
use yizhan::notices::Truth;
use yizhan::query::WorkBudget;
use yizhan::query::opening::OpeningSearch;
use yizhan::request::StationFilter;
use yizhan::snapshot::Snapshot;
use yizhan::tiles::{
    Counts, MAX_STATIONS_SHOWN, MAX_TILE_BYTES, MAX_ZOOM, Mark, Question, STATIONS_FROM_ZOOM, Tile,
    TileOrder, encode, marks,
};

use crate::query::what_is_said::random_said;
use crate::support::http::{collection, station_at};
use crate::support::world::{Places, World};
use crate::support::{instant, snapshot};

/// Moments by day and night, on workdays, at a weekend and on days off.
const MOMENTS: [&str; 10] = [
    "2026-11-24T12:00:00+08:00",
    "2026-11-24T03:10:00+08:00",
    "2026-11-24T17:29:00+08:00",
    "2026-11-28T11:00:00+08:00",
    "2026-11-29T22:59:00+08:00",
    "2026-12-01T08:30:00+08:00",
    "2026-12-02T00:00:00+08:00",
    "2026-10-01T10:00:00+08:00",
    "2027-01-01T09:00:00+08:00",
    "2026-02-14T15:00:00+08:00",
];

/// One feature of a tile by its properties, numbers and texts alike as texts.
pub(crate) type Feature = BTreeMap<String, String>;

/// The features of a tile's one layer.
pub(crate) fn features(bytes: &[u8]) -> Vec<Feature> {
    let tile = MvtReaderRef::new(bytes).unwrap();
    let mut found = Vec::new();
    for layer in tile.layers() {
        assert_eq!(layer.name(), "stations");
        for feature in layer.features() {
            assert!(feature.geometry().is_ok());
            let properties = feature.properties().map(|property| {
                let (key, value) = property.unwrap();
                let text = match value {
                    MvtValueRef::String(text) => text.to_string(),
                    MvtValueRef::UInt(number) => number.to_string(),
                    other => panic!("{key}: {other:?}"),
                };
                (key.to_string(), text)
            });
            found.push(properties.collect());
        }
    }
    found
}

fn question<'a>(snapshot: &'a Snapshot, filter: &'a StationFilter, at: UnixTime) -> Question<'a> {
    Question {
        snapshot,
        truth: None,
        zone: Zone::default(),
        at,
        filter,
    }
}

fn sum(marks: &[Mark]) -> Counts {
    let mut sum = Counts::default();
    for mark in marks {
        sum.open += mark.counts.open;
        sum.unknown += mark.counts.unknown;
        sum.closed += mark.counts.closed;
    }
    sum
}

/// Every tile of a zoom.
fn tiles(zoom: u8) -> impl Iterator<Item = Tile> {
    let side = 1_u32 << zoom;
    (0..side).flat_map(move |x| (0..side).filter_map(move |y| Tile::new(zoom, x, y)))
}

/// The states of all stations by the query's own evaluation.
fn counted(question: &Question<'_>) -> Counts {
    let snapshot = question.snapshot;
    let mut counts = Counts::default();
    for row in snapshot.rows() {
        let station = snapshot.station(row);
        if !question.filter.passes(snapshot, station, [0.0, 0.0]) {
            continue;
        }
        let wanted = question.filter.amenities;
        let search = OpeningSearch::new(snapshot, WorkBudget::whole()).told(question.truth);
        match search
            .describe(row, wanted, question.zone, question.at)
            .state
        {
            OpenState::Open => counts.open += 1,
            OpenState::Unknown => counts.unknown += 1,
            OpenState::Closed => counts.closed += 1,
        }
    }
    counts
}

#[test]
fn the_counts_of_all_tiles_of_a_zoom_are_those_of_all_stations_by_state() {
    for (seed, places) in [
        (5, Places::Cities(9)),
        (6, Places::Globe),
        (7, Places::Lattice),
    ] {
        let world = World {
            seed,
            stations: 3_000,
            places,
        };
        let snapshot = snapshot(&[&world.geojson()]);
        let toilets = StationFilter {
            amenities: [snapshot.amenity_keys().find("toilet").unwrap()]
                .into_iter()
                .collect(),
            ..StationFilter::default()
        };
        let mut random = fastrand::Rng::with_seed(seed);
        for (n, at) in MOMENTS.iter().enumerate() {
            for filter in [&StationFilter::default(), &toilets] {
                let said = random_said(&mut random, &snapshot, instant(at));
                let truth = Truth::resolve(Arc::new(said), &snapshot, Zone::default());
                let question = Question {
                    truth: (n % 2 == 0).then_some(&truth),
                    ..question(&snapshot, filter, instant(at))
                };
                let expected = counted(&question);
                let crs = Datum::ALL[n % Datum::ALL.len()];
                let order = TileOrder::build(&snapshot, crs);
                for zoom in [0, 1, 4, 7] {
                    let shown = tiles(zoom).flat_map(|tile| marks(&question, &order, tile));
                    let shown: Vec<Mark> = shown.collect();
                    assert_eq!(sum(&shown), expected, "seed {seed}, {at}, zoom {zoom}");
                }
            }
        }
    }
}

#[test]
fn a_tile_of_many_stations_shows_squares_of_them_and_a_near_one_each_station() {
    let station = |n: usize| {
        let place = [114.0 + f64::from(u32::try_from(n).unwrap()) * 1e-6, 22.3];
        station_at(&format!("s{n}"), place, r#""opening_hours":"24/7""#)
    };
    for n_stations in [MAX_STATIONS_SHOWN, MAX_STATIONS_SHOWN + 1] {
        let stations: Vec<String> = (0..n_stations).map(station).collect();
        let snapshot = snapshot(&[&collection("", &stations)]);
        let filter = StationFilter::default();
        let question = question(&snapshot, &filter, instant(MOMENTS[0]));
        let order = TileOrder::build(&snapshot, Datum::Wgs84);
        for (zoom, x) in [(STATIONS_FROM_ZOOM - 1, 3_345), (STATIONS_FROM_ZOOM, 6_690)] {
            let y = (0..1_u32 << zoom).find(|y| {
                let tile = Tile::new(zoom, x, *y).unwrap();
                !marks(&question, &order, tile).is_empty()
            });
            let tile = Tile::new(zoom, x, y.unwrap()).unwrap();
            let shown = marks(&question, &order, tile);
            let are_single = shown.iter().all(|mark| mark.station.is_some());
            let is_near = zoom >= STATIONS_FROM_ZOOM && n_stations <= MAX_STATIONS_SHOWN;
            assert_eq!(are_single, is_near, "{n_stations} at {zoom}");
            assert_eq!(sum(&shown).all() as usize, n_stations);
        }
    }
}

#[test]
fn a_tile_is_never_larger_than_its_cap_whatever_stations_are_called() {
    let station = |n: u32| {
        let id = format!("{}{n}", "i".repeat(250));
        let name = format!(r#""title":"x","name_en":"{}""#, "n".repeat(2_000));
        let place = [
            114.0 + f64::from(n % 20) * 1e-4,
            22.3 + f64::from(n / 20) * 1e-4,
        ];
        let named = station_at(&id, place, &name);
        named.replacen(
            &format!(r#""name":"{id}""#),
            &format!(r#""name":"{}""#, "驿".repeat(900)),
            1,
        )
    };
    let stations: Vec<String> = (0..400).map(station).collect();
    let snapshot = snapshot(&[&collection("", &stations)]);
    let filter = StationFilter::default();
    let question = question(&snapshot, &filter, instant(MOMENTS[0]));
    let order = TileOrder::build(&snapshot, Datum::Wgs84);
    let mut n_largest = 0;
    for (zoom, x, y) in [
        (0, 0, 0),
        (14, 13_380, 7_150),
        (14, 13_380, 7_149),
        (14, 13_381, 7_150),
    ] {
        let shown = marks(&question, &order, Tile::new(zoom, x, y).unwrap());
        let bytes = encode(
            &question,
            &OpeningSearch::new(&snapshot, WorkBudget::whole()),
            &shown,
        )
        .unwrap();
        assert!(bytes.len() <= MAX_TILE_BYTES, "{} bytes", bytes.len());
        n_largest = n_largest.max(bytes.len());
        let counts = features(&bytes).into_iter();
        let counts = counts.map(|feature| feature["count"].parse::<u32>().unwrap());
        assert_eq!(counts.sum::<u32>(), sum(&shown).all());
    }
    assert!(n_largest > MAX_TILE_BYTES / 2, "{n_largest} proves nothing");
}

#[test]
fn english_names_take_only_what_all_other_texts_leave() {
    let shown_of = |name_en: &str| {
        let station = |n: u32| {
            let place = [
                114.0 + f64::from(n % 20) * 1e-4,
                22.3 + f64::from(n / 20) * 1e-4,
            ];
            let id = format!("{}{n}", "i".repeat(10));
            station_at(&id, place, &format!(r#""name_en":"{name_en}{n}""#))
        };
        let stations: Vec<String> = (0..400).map(station).collect();
        let snapshot = snapshot(&[&collection("", &stations)]);
        let filter = StationFilter::default();
        let question = question(&snapshot, &filter, instant(MOMENTS[0]));
        let order = TileOrder::build(&snapshot, Datum::Wgs84);
        let shown = tiles_around(&question, &order);
        let has = |name: &str| shown.iter().filter(|one| one.contains_key(name)).count();
        (has("station_id"), has("name"), has("name_en"))
    };
    let (few, many) = (shown_of(""), shown_of(&"n".repeat(110)));
    assert_eq!((many.0, many.1), (few.0, few.1));
    assert!(many.2 > 0 && many.2 < many.0, "{many:?}");
}

/// What the largest of the tiles of zoom 14 around a place shows.
fn tiles_around(question: &Question<'_>, order: &TileOrder) -> Vec<Feature> {
    let tiles = [(13_380, 7_150), (13_380, 7_149), (13_381, 7_150)];
    let shown = tiles.map(|(x, y)| marks(question, order, Tile::new(14, x, y).unwrap()));
    let largest = shown.into_iter().max_by_key(Vec::len).unwrap();
    let search = OpeningSearch::new(question.snapshot, WorkBudget::whole());
    features(&encode(question, &search, &largest).unwrap())
}

#[test]
fn a_station_out_of_service_counts_as_closed_and_one_without_hours_as_unknown() {
    let stations = [
        station_at("open", [114.0, 22.3], r#""opening_hours":"24/7""#),
        station_at("none", [114.0, 22.3], ""),
        station_at(
            "gone",
            [114.0, 22.3],
            r#""opening_hours":"24/7","status":"closed""#,
        ),
    ];
    let snapshot = snapshot(&[&collection("", &stations)]);
    let filter = StationFilter::default();
    let question = question(&snapshot, &filter, instant(MOMENTS[0]));
    let order = TileOrder::build(&snapshot, Datum::Wgs84);
    let shown = marks(&question, &order, Tile::new(0, 0, 0).unwrap());
    let expected = Counts {
        open: 1,
        unknown: 1,
        closed: 1,
    };
    assert_eq!(sum(&shown), expected);
    assert!(Tile::new(MAX_ZOOM + 1, 0, 0).is_none());
}
