//! The work of the index, counted: what few stations have costs no more than a few times a plain
//! question, however many stations lie between.

use std::num::NonZeroUsize;
use std::sync::Arc;

use yizhan::clock::Zone;
use yizhan::distance::MAX_GEODESIC_M;
use yizhan::notices::{NoticeKind, Truth};
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{
    Filter, NearestQuery, OpenWhen, UnknownHours, WorkBudget, nearest_counting_work, nearest_in,
};
use yizhan::snapshot::Snapshot;
use yizhan::station::Access;
use yizhan::travel::{Mode, Paces};

use crate::support::said::{notice, said};
use crate::support::world::{Places, World};
use crate::support::{TODAY_NOON, instant, snapshot};

const WORLD: World = World {
    seed: 21,
    stations: 20_000,
    places: Places::Cities(40),
};
const QUESTIONS: usize = 300;

/// The five nearest on foot at noon, however far.
fn question(filter: Filter, open: OpenWhen) -> NearestQuery {
    NearestQuery {
        filter,
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        radius_m: MAX_GEODESIC_M,
        limit: NonZeroUsize::new(5).unwrap(),
        open,
        at: instant(TODAY_NOON),
        stay_s: 0,
        unknown_hours: UnknownHours::Exclude,
        zone: Zone::default(),
    }
}

/// Boxes opened and stations shown, over all questions.
fn total_work(snapshot: &Snapshot, filter: Filter, open: OpenWhen, time: &str) -> [usize; 2] {
    let mut random = fastrand::Rng::with_seed(5);
    let query = NearestQuery {
        at: instant(&format!("2026-11-24T{time}")),
        ..question(filter, open)
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

/// The work of plain questions by day and by night while every n-th station has a notice.
fn work_told(snapshot: &Snapshot, kind: NoticeKind, every: usize) -> [[usize; 2]; 2] {
    let (from, until) = (instant(TODAY_NOON), instant("2026-11-25T12:00:00"));
    let stations = snapshot.stations().iter().step_by(every);
    let notices = stations.map(|one| notice(&one.id.0, kind, from, until));
    let said = said(notices.collect(), Vec::new());
    let truth = Truth::resolve(Arc::new(said), snapshot, Zone::default());
    ["2026-11-24T13:00:00", "2026-11-25T03:00:00"].map(|at| {
        let mut random = fastrand::Rng::with_seed(5);
        let query = NearestQuery {
            at: instant(at),
            ..question(Filter::default(), OpenWhen::Now)
        };
        let mut total = [0, 0];
        for _ in 0..QUESTIONS {
            let [lon, lat] = WORLD.somewhere(&mut random);
            let origin = Position::new(lon, lat).unwrap();
            let search = OpeningSearch::new(snapshot, WorkBudget::whole()).told(Some(&truth));
            let (_, work) = nearest_in(&search, origin, &query);
            total[0] += work.boxes;
            total[1] += work.stations;
        }
        total
    })
}

#[test]
fn a_thousand_notices_cost_at_most_a_few_boxes_and_stations_more_a_question() {
    let snapshot = snapshot(&[&WORLD.geojson()]);
    let silent = work_told(&snapshot, NoticeKind::Note, 20);
    for kind in [NoticeKind::Closed, NoticeKind::Open] {
        let told = work_told(&snapshot, kind, 20);
        for (told, silent) in told.iter().zip(silent) {
            assert!(
                told[0] <= silent[0] + 8 * QUESTIONS,
                "{kind:?}: {told:?}, {silent:?}"
            );
            assert!(
                told[1] <= silent[1] + 8 * QUESTIONS,
                "{kind:?}: {told:?}, {silent:?}"
            );
        }
    }
}

/// An amenity, or none.
fn offering(snapshot: &Snapshot, amenity: Option<&str>) -> Filter {
    let keys = snapshot.amenity_keys();
    Filter {
        amenities: amenity.iter().filter_map(|key| keys.find(key)).collect(),
        ..Filter::default()
    }
}

/// Members only.
fn for_members() -> Filter {
    Filter {
        access: vec![Access::Members],
        ..Filter::default()
    }
}

/// At least five stars.
fn five_stars() -> Filter {
    Filter {
        min_star: Some(5),
        ..Filter::default()
    }
}

/// The world without a station of five stars or for members only.
fn plain_world() -> String {
    let geojson = WORLD.geojson().replace(r#""star":5"#, r#""star":4"#);
    geojson.replace(r#""access":"members""#, r#""access":"open""#)
}

#[test]
fn a_rare_amenity_costs_at_most_a_few_times_a_plain_question() {
    let snapshot = snapshot(&[&WORLD.geojson()]);
    let work =
        |amenity, open, time| total_work(&snapshot, offering(&snapshot, amenity), open, time);
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
    let haircut = offering(&snapshot, Some("haircut"));
    assert_eq!(
        total_work(&snapshot, haircut, OpenWhen::Any, "12:00:00"),
        [0, 0]
    );
}

#[test]
fn a_rating_or_an_access_that_no_station_has_opens_no_box() {
    let snapshot = snapshot(&[&plain_world()]);
    for filter in [five_stars(), for_members()] {
        for open in [OpenWhen::Any, OpenWhen::Now] {
            let work = total_work(&snapshot, filter.clone(), open, "12:00:00");
            assert_eq!(work, [0, 0], "{filter:?}");
        }
    }
}

#[test]
fn a_rating_or_an_access_of_one_station_costs_at_most_a_plain_question() {
    let geojson = plain_world()
        .replacen(r#""star":4"#, r#""star":5"#, 1)
        .replacen(r#""access":"app""#, r#""access":"members""#, 1);
    let snapshot = snapshot(&[&geojson]);
    let work = |filter| total_work(&snapshot, filter, OpenWhen::Any, "12:00:00");
    let plain = work(Filter::default());
    for filter in [five_stars(), for_members()] {
        let [boxes, stations] = work(filter);
        assert!(boxes <= plain[0], "{boxes} boxes, plain {}", plain[0]);
        // The one station, once a question.
        assert_eq!(stations, QUESTIONS);
    }
}
