//! Riders in a large city: questions and areas along the streets of 470 by 470 crossings with
//! 1,000 stations. Prints percentiles, which a mean would hide.

use std::time::Instant;

#[path = "support.rs"]
mod support;
#[path = "../tests/it/support/town.rs"]
mod town;

use support::{instant, load, snapshot};
use town::Town;
use yizhan::network::Network;
use yizhan::network::area::{Reach, reached_area};
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{
    Filter, NearestQuery, OpenWhen, StreetStations, Streets, UnknownHours, WorkBudget,
    nearest_along,
};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

const CITY: Town = Town {
    columns: 470,
    rows: 470,
    ..Town::SMALL
};
const ROUNDS: usize = 200;

/// The first thousand stations of the world, moved into the city.
fn stations(random: &mut fastrand::Rng) -> Snapshot {
    let mut loaded = load();
    loaded.stations.truncate(1_000);
    loaded.station_hours.truncate(1_000);
    loaded.amenity_hours.retain(|own| own.station.row() < 1_000);
    for station in &mut loaded.stations {
        station.position = CITY.somewhere(random);
    }
    snapshot(loaded)
}

fn query(snapshot: &Snapshot, mode: Mode, minutes: f64, amenity: &str) -> (NearestQuery, f64) {
    let pace = Paces::default().of(mode);
    let query = NearestQuery {
        filter: Filter {
            amenities: snapshot.amenity_keys().find(amenity).into_iter().collect(),
            ..Filter::default()
        },
        mode,
        pace,
        radius_m: pace.radius_m(minutes),
        limit: std::num::NonZeroUsize::new(5).expect("five"),
        open: OpenWhen::Arrival,
        at: instant("12:00:00"),
        stay_s: 0,
        unknown_hours: UnknownHours::Include,
        zone: yizhan::clock::Zone::default(),
    };
    (query, pace.way_m(minutes))
}

/// Prints the median and the slowest of a hundred, in milliseconds.
#[expect(clippy::print_stdout, reason = "a bench reports")]
fn report(name: &str, mut run: impl FnMut(Position)) {
    let mut random = fastrand::Rng::with_seed(5);
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let origin = CITY.somewhere(&mut random);
            let begun = Instant::now();
            run(origin);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let milliseconds = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a row among some hundred"
        )]
        let row = ((seconds.len() - 1) as f64 * share) as usize;
        seconds[row] * 1_000.0
    };
    let (median, late) = (milliseconds(0.5), milliseconds(0.99));
    println!("{name:<42} p50 {median:>8.3} ms   p99 {late:>8.3} ms");
}

#[expect(clippy::print_stdout, reason = "a bench reports")]
fn main() {
    let begun = Instant::now();
    let network = Network::build("city", &CITY.streets(), 300.0);
    let nodes = network.of(Mode::Walk).positions().len();
    println!(
        "{nodes} nodes on foot, three graphs in {:?}",
        begun.elapsed()
    );
    let mut random = fastrand::Rng::with_seed(3);
    let snapshot = stations(&mut random);
    let begun = Instant::now();
    let stations = StreetStations::match_to(&network, &snapshot);
    println!("1,000 stations matched in {:?}", begun.elapsed());
    let streets = Streets {
        network: &network,
        stations: &stations,
    };
    for (mode, minutes) in [(Mode::Walk, 15.0), (Mode::Ebike, 15.0), (Mode::Ebike, 60.0)] {
        for amenity in ["drinking_water", "rest_bed"] {
            let (query, way_limit_m) = query(&snapshot, mode, minutes, amenity);
            let name = format!("nearest {} {minutes} min, {amenity}", mode.key());
            report(&name, |origin| {
                std::hint::black_box(nearest_along(
                    &OpeningSearch::new(&snapshot, WorkBudget::whole()),
                    streets,
                    origin,
                    &query,
                    way_limit_m,
                ));
            });
        }
    }
    for (mode, minutes) in [
        (Mode::Walk, 15.0),
        (Mode::Walk, 60.0),
        (Mode::Ebike, 15.0),
        (Mode::Ebike, 60.0),
    ] {
        let reach = Reach::within(minutes, Paces::default().of(mode));
        let mut most_corners = 0;
        report(&format!("area {} {minutes} min", mode.key()), |origin| {
            let Some(start) = network.snap(mode, origin) else {
                return;
            };
            let area = network.search(mode, None, |search| {
                reached_area(network.of(mode), search, origin, &start, reach, &|| true)
            });
            let corners = area.iter().flatten().flatten().map(Vec::len).sum();
            most_corners = most_corners.max(corners);
        });
        println!("    {most_corners} corners at most");
    }
}
