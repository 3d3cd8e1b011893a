//! The one world that all benches measure: 200,000 stations around 300 cities.
#![allow(dead_code, reason = "each bench uses its part")]

#[path = "../tests/it/support/world.rs"]
pub(crate) mod world;

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use world::{Places, World};
use yizhan::amenity::AmenitySet;
use yizhan::clock::{UnixTime, Zone};
use yizhan::dataset::{Loaded, load_texts};
use yizhan::distance::MAX_GEODESIC_M;
use yizhan::hours::Calendars;
use yizhan::hours::schedules::HoursSettings;
use yizhan::position::Position;
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

/// The world of all benches.
pub(crate) const WORLD: World = World {
    seed: 2026,
    stations: 200_000,
    places: Places::Cities(300),
};

/// A Tuesday.
pub(crate) const TODAY: &str = "2026-11-24";

/// Its station file, made once.
pub(crate) static GEOJSON: LazyLock<String> = LazyLock::new(|| WORLD.geojson());

/// Its stations, loaded once.
pub(crate) static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| snapshot(load()));

/// The same with so many stations.
pub(crate) fn world_of(stations: usize) -> World {
    World { stations, ..WORLD }
}

/// The number of stations that the command line names, or the usual one.
pub(crate) fn stations_argument() -> usize {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    numbers.next().unwrap_or(WORLD.stations)
}

/// What hours are read against.
pub(crate) fn settings() -> HoursSettings {
    HoursSettings {
        zone: Zone::default(),
        calendars: Calendars::bundled(),
        today: TODAY.parse().expect("a date"),
    }
}

/// Reads and checks the station file.
pub(crate) fn load() -> Loaded {
    load_text(&GEOJSON)
}

/// Reads and checks the station file of another world.
pub(crate) fn load_text(geojson: &str) -> Loaded {
    load_texts(&[("world.geojson", geojson)], settings()).expect("a sound world")
}

/// Indexes what was loaded.
pub(crate) fn snapshot(loaded: Loaded) -> Snapshot {
    Snapshot::build(loaded, instant("12:00:00"), TODAY.parse().expect("a date"))
}

/// A time of that Tuesday.
pub(crate) fn instant(time: &str) -> UnixTime {
    Zone::default()
        .parse_instant(&format!("{TODAY}T{time}"))
        .expect("an instant")
}

/// The same thousand places near stations in every run.
pub(crate) fn origins() -> Vec<Position> {
    origins_in(WORLD)
}

/// The same of another world.
pub(crate) fn origins_in(world: World) -> Vec<Position> {
    let mut random = fastrand::Rng::with_seed(7);
    (0..1_000)
        .map(|_| {
            let [lon, lat] = world.somewhere(&mut random);
            Position::new(lon, lat).expect("a place on Earth")
        })
        .collect()
}

/// How many stations are asked for.
pub(crate) const LIMIT: usize = 5;

/// The amenity of a key, if one is wanted.
pub(crate) fn wanted(amenity: Option<&str>) -> AmenitySet {
    amenity
        .into_iter()
        .filter_map(|key| SNAPSHOT.amenity_keys().find(key))
        .collect()
}

/// A question about the nearest on foot, however far.
pub(crate) fn query(amenity: Option<&str>, open: OpenWhen, time: &str) -> NearestQuery {
    NearestQuery {
        filter: Filter {
            amenities: wanted(amenity),
            ..Filter::default()
        },
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        radius_m: MAX_GEODESIC_M,
        limit: NonZeroUsize::new(LIMIT).expect("five"),
        open,
        at: instant(time),
        stay_s: 0,
        unknown_hours: UnknownHours::Exclude,
        zone: Zone::default(),
    }
}
