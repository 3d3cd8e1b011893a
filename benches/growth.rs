//! How a question grows with the country, 2,000 to 2,000,000 stations, as many questions of each
//! kind, in one run: the same cities and a larger country, one with 667 stations a city; and the same
//! 300 cities with more and more stations around them, where a circle holds ever more of them. The
//! largest worlds take some gigabytes and minutes.
#![allow(clippy::print_stdout, reason = "figures are its result")]

mod support;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use support::world::{Places, World};
use support::{WORLD, instant, load_text, origins_in, snapshot};
use yizhan::clock::Zone;
use yizhan::distance::MAX_GEODESIC_M;
use yizhan::position::Position;
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours, nearest, why_empty};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

const SIZES: [usize; 4] = [2_000, 20_000, 200_000, 2_000_000];
/// Stations of a city of a country of one density: as in the world of all benches.
const STATIONS_A_CITY: usize = 667;
/// Rounds over a thousand origins; the fastest counts, for it was disturbed least.
const ROUNDS: usize = 9;

/// A kind of question, and the minutes on foot that bound it, if any.
struct Kind {
    name: &'static str,
    amenity: Option<&'static str>,
    open: OpenWhen,
    minutes: Option<f64>,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "anybody, however far",
        amenity: None,
        open: OpenWhen::Any,
        minutes: None,
    },
    Kind {
        name: "open on arrival, however far",
        amenity: None,
        open: OpenWhen::Arrival,
        minutes: None,
    },
    Kind {
        name: "open on arrival, 15 minutes on foot",
        amenity: None,
        open: OpenWhen::Arrival,
        minutes: Some(15.0),
    },
    Kind {
        name: "legal aid (11 %), open on arrival, 15 minutes",
        amenity: Some("legal_aid"),
        open: OpenWhen::Arrival,
        minutes: Some(15.0),
    },
    Kind {
        name: "a bed (0.02 %), open on arrival, however far",
        amenity: Some("rest_bed"),
        open: OpenWhen::Arrival,
        minutes: None,
    },
];

fn query(snapshot: &Snapshot, kind: &Kind) -> NearestQuery {
    let pace = Paces::default().of(Mode::Walk);
    let amenity = kind
        .amenity
        .and_then(|key| snapshot.amenity_keys().find(key));
    NearestQuery {
        filter: Filter {
            amenities: amenity.into_iter().collect(),
            ..Filter::default()
        },
        mode: Mode::Walk,
        pace,
        radius_m: kind
            .minutes
            .map_or(MAX_GEODESIC_M, |minutes| pace.radius_m(minutes)),
        limit: NonZeroUsize::new(5).expect("five"),
        open: kind.open,
        at: instant("12:00:00"),
        stay_s: 0,
        unknown_hours: UnknownHours::Include,
        zone: Zone::default(),
    }
}

/// Microseconds a question, everything included: an empty answer is explained, too.
fn micros(snapshot: &Snapshot, origins: &[Position], query: &NearestQuery) -> f64 {
    let round = || {
        let stopwatch = Instant::now();
        for origin in origins {
            let answer = nearest(snapshot, *origin, query);
            if answer.hits.is_empty() {
                black_box(why_empty(snapshot, *origin, query));
            }
            black_box(answer);
        }
        stopwatch.elapsed().as_secs_f64() * 1e6
            / f64::from(u32::try_from(origins.len()).expect("few"))
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// The same cities, and more of them.
fn larger_country(stations: usize) -> World {
    let places = Places::Country(stations.div_ceil(STATIONS_A_CITY));
    World {
        stations,
        places,
        ..WORLD
    }
}

/// The same country, and more stations in it.
fn denser_country(stations: usize) -> World {
    World { stations, ..WORLD }
}

/// Prints a row for each kind of question, and a column for each size.
fn show(title: &str, world: fn(usize) -> World) {
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for stations in SIZES {
        let world = world(stations);
        let snapshot = snapshot(load_text(&world.geojson()));
        let origins = origins_in(world);
        let times = KINDS
            .iter()
            .map(|kind| micros(&snapshot, &origins, &query(&snapshot, kind)));
        columns.push(times.collect());
        eprintln!("{stations} stations asked");
    }
    println!(
        "| {title}, five nearest of | 2,000 | 20,000 | 200,000 | 2,000,000 | from 20,000 to 2,000,000 |"
    );
    println!("|---|---|---|---|---|---|");
    for (row, kind) in KINDS.iter().enumerate() {
        print!("| {} |", kind.name);
        for column in &columns {
            print!(" {:.2} µs |", column[row]);
        }
        println!(" {:.2} times |", columns[3][row] / columns[1][row]);
    }
}

fn main() {
    show("a larger country of one density", larger_country);
    show("a denser country", denser_country);
}
