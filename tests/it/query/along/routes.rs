//! Made-up routes and the worlds around them, the same in every run.

use std::num::NonZeroUsize;

use serde_json::Value;
use yizhan::clock::Zone;
use yizhan::position::Position;
use yizhan::query::along::{AlongQuery, Order, Route};
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Pace};

use crate::query::questions::pick;
use crate::support::world::{Places, World};
use crate::support::{instant, snapshot};

/// How wide the worlds are, degrees.
const WIDTH_DEG: f64 = 0.02;

/// Stations in a box, north-east of a corner that may lie just before the antimeridian.
pub(crate) fn world(seed: u64, stations: usize, corner: [f64; 2]) -> Snapshot {
    world_of(seed, stations, corner, WIDTH_DEG)
}

/// The same in a box of another width, degrees.
pub(crate) fn world_of(seed: u64, stations: usize, corner: [f64; 2], width: f64) -> Snapshot {
    let world = World {
        seed,
        stations,
        places: Places::Box([0.0, corner[1]], width),
    };
    let mut file: Value = serde_json::from_str(&world.geojson()).unwrap();
    for feature in file["features"].as_array_mut().unwrap() {
        let lon = &mut feature["geometry"]["coordinates"][0];
        *lon = wrapped(corner[0] + lon.as_f64().unwrap()).into();
    }
    snapshot(&[&file.to_string()])
}

fn wrapped(lon: f64) -> f64 {
    if lon > 180.0 { lon - 360.0 } else { lon }
}

/// A route of a few hundred metres to some kilometres: crooked, a loop, there and back, or straight.
pub(crate) fn points(random: &mut fastrand::Rng, corner: [f64; 2]) -> Vec<Position> {
    let mut somewhere = |spread: f64| {
        let offset = |random: &mut fastrand::Rng| WIDTH_DEG * (0.5 + spread * (random.f64() - 0.5));
        let lon = wrapped(corner[0] + offset(random));
        Position::new(lon, corner[1] + offset(random)).unwrap()
    };
    let spread = pick_spread(&mut somewhere);
    let mut points: Vec<Position> = (0..spread.0).map(|_| somewhere(spread.1)).collect();
    match spread.2 {
        0 => points.push(points[0]),
        1 => {
            let back: Vec<Position> = points.iter().rev().skip(1).copied().collect();
            points.extend(back);
        }
        2 => points.insert(1, points[0]),
        _ => {}
    }
    points
}

/// How many points, how far apart, and of what shape; drawn from where the first would lie, so that
/// one generator serves all.
fn pick_spread(somewhere: &mut impl FnMut(f64) -> Position) -> (usize, f64, u32) {
    let seed = somewhere(1.0).lat().to_bits();
    let mut random = fastrand::Rng::with_seed(seed);
    (
        random.usize(2..7),
        pick(&mut random, &[0.1, 0.5, 1.0]),
        random.u32(0..6),
    )
}

/// A question about a route, of a mode with any detour factor.
pub(crate) fn question(
    random: &mut fastrand::Rng,
    route: Route,
    snapshot: &Snapshot,
) -> AlongQuery {
    let wanted = pick(random, &["", "", "toilet", "phone_charging"]);
    let at = format!(
        "2026-11-24T{:02}:{:02}:00",
        random.u32(0..24),
        random.u32(0..60)
    );
    let terms = NearestQuery {
        filter: Filter {
            amenities: snapshot.amenity_keys().find(wanted).into_iter().collect(),
            ..Filter::default()
        },
        mode: Mode::Ebike,
        pace: Pace {
            speed_m_s: 1.0 + random.f64() * 5.0,
            detour: pick(random, &[1.0, 1.1, 1.25, 1.3, 2.0]),
        },
        radius_m: 0.0,
        limit: NonZeroUsize::new(pick(random, &[1, 5, 100])).unwrap(),
        open: pick(
            random,
            &[
                OpenWhen::Arrival,
                OpenWhen::Arrival,
                OpenWhen::Now,
                OpenWhen::Any,
            ],
        ),
        at: instant(&at),
        stay_s: pick(random, &[0, 0, 1_800]),
        unknown_hours: pick(random, &[UnknownHours::Include, UnknownHours::Exclude]),
        zone: Zone::default(),
    };
    let order = pick(random, &[Order::Detour, Order::Detour, Order::Route]);
    AlongQuery::new(route, terms, 100.0 + random.f64() * 900.0, order)
}
