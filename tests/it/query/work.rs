//! The work of the index, counted: a rare amenity costs no more than a few times a plain
//! question, however many stations lie between.

use std::num::NonZeroUsize;

use yizhan::clock::Zone;
use yizhan::distance::MAX_GEODESIC_M;
use yizhan::position::Position;
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours, nearest_counting_work};
use yizhan::snapshot::Snapshot;
use yizhan::travel::{Mode, Paces};

use crate::support::world::{Places, World};
use crate::support::{instant, snapshot};

const WORLD: World = World {
    seed: 21,
    stations: 20_000,
    places: Places::Cities(40),
};
const QUESTIONS: usize = 300;

/// Boxes opened and stations shown, over all questions.
fn total_work(
    snapshot: &Snapshot,
    amenity: Option<&str>,
    open: OpenWhen,
    time: &str,
) -> [usize; 2] {
    let mut random = fastrand::Rng::with_seed(5);
    let query = NearestQuery {
        filter: Filter {
            amenities: amenity
                .iter()
                .filter_map(|key| snapshot.amenity_keys().find(key))
                .collect(),
            ..Filter::default()
        },
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        radius_m: MAX_GEODESIC_M,
        limit: NonZeroUsize::new(5).unwrap(),
        open,
        at: instant(&format!("2026-11-24T{time}")),
        stay_s: 0,
        unknown_hours: UnknownHours::Exclude,
        zone: Zone::default(),
    };
    let mut total = [0, 0];
    for _ in 0..QUESTIONS {
        let [lon, lat] = WORLD.somewhere(&mut random);
        let origin = Position::new(lon, lat).unwrap();
        let (_, work) = nearest_counting_work(snapshot, origin, &query);
        total[0] += work.boxes;
        total[1] += work.stations;
    }
    total
}

#[test]
fn a_rare_amenity_costs_at_most_a_few_times_a_plain_question() {
    let snapshot = snapshot(&[&WORLD.geojson()]);
    let work = |amenity, open, time| total_work(&snapshot, amenity, open, time);
    let [plain_boxes, plain_stations] = work(None, OpenWhen::Any, "12:00:00");
    // Twenty thousand stations are some 1,300 boxes: a plain question opens few of them.
    assert!(plain_boxes < 40 * QUESTIONS, "{plain_boxes} boxes");
    for (amenity, share) in [
        ("battery_swap", "1 %"),
        ("shower", "0.2 %"),
        ("rest_bed", "0.02 %"),
    ] {
        let [boxes, stations] = work(Some(amenity), OpenWhen::Any, "12:00:00");
        assert!(
            boxes <= 4 * plain_boxes,
            "{share}: {boxes} boxes, plain {plain_boxes}"
        );
        assert!(
            stations <= 2 * plain_stations,
            "{share}: {stations} stations, plain {plain_stations}"
        );
    }
    for amenity in ["battery_swap", "shower", "rest_bed"] {
        let [boxes, _] = work(Some(amenity), OpenWhen::Now, "03:00:00");
        assert!(
            boxes <= 8 * plain_boxes,
            "{amenity} at 03:00: {boxes}, plain {plain_boxes}"
        );
    }
}

#[test]
fn an_amenity_that_no_station_offers_opens_no_box() {
    let snapshot = snapshot(&[&WORLD.geojson()]);
    assert_eq!(
        total_work(&snapshot, Some("haircut"), OpenWhen::Any, "12:00:00"),
        [0, 0]
    );
}
