//! Station files: any bytes are a set or an error; a set is answered as brute force does and
//! written as JSON.

use std::num::NonZeroUsize;

use serde::Deserialize;
use serde_json::value::RawValue;
use yizhan::amenity::AmenitySet;
use yizhan::clock::{UnixTime, Zone};
use yizhan::dataset::{Loaded, Severity, load_texts};
use yizhan::datum::Datum;
use yizhan::distance::{MAX_GEODESIC_M, geodesic_m};
use yizhan::hours::schedules::HoursSettings;
use yizhan::hours::{Calendars, OpenState};
use yizhan::position::Position;
use yizhan::query::opening::describe;
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours, nearest};
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;
use yizhan::station::StationIdx;
use yizhan::travel::{Mode, Paces};

/// A Tuesday without holidays.
const TODAY: &str = "2026-11-24";
/// Noon of that day, and three in the night.
const MOMENTS: [&str; 2] = ["2026-11-24T12:00", "2026-11-24T03:00"];
/// Larger sets are only loaded and asked once: brute force would take the time.
const MAX_STATIONS_CHECKED: usize = 12;

/// The feed, as far as it is looked at.
#[derive(Deserialize)]
struct Feed<'a> {
    #[serde(borrow)]
    features: Vec<Feature<'a>>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    id: String,
    #[serde(borrow)]
    properties: &'a RawValue,
}

/// One file.
pub(crate) fn check(data: &[u8]) {
    let settings = HoursSettings {
        zone: Zone::default(),
        calendars: Calendars::bundled(),
        today: TODAY.parse().unwrap(),
    };
    match load_texts(&[("any.geojson", data)], settings) {
        Ok(loaded) => check_set(loaded),
        Err(error) => {
            let mut issues = error.issues().iter();
            assert!(issues.any(|issue| issue.severity() == Severity::Error));
            assert!(error.to_string().contains("any.geojson"));
        }
    }
}

fn check_set(loaded: Loaded) {
    assert!(!loaded.stations.is_empty());
    assert_eq!(loaded.stations.len(), loaded.station_hours.len());
    for issue in &loaded.issues {
        assert!(issue.to_string().starts_with("any.geojson"));
    }
    let snapshot = Snapshot::build(loaded, moment(MOMENTS[0]), TODAY.parse().unwrap());
    let first = snapshot.station(StationIdx(0));
    let asked = [
        (first.position, AmenitySet::default()),
        (first.position, first.offered),
        (Position::new(-180.0, 89.9).unwrap(), AmenitySet::default()),
    ];
    let n_asked = if snapshot.stations().len() > MAX_STATIONS_CHECKED {
        1
    } else {
        asked.len()
    };
    for (origin, amenities) in &asked[..n_asked] {
        for at in MOMENTS {
            for open in [OpenWhen::Arrival, OpenWhen::Now, OpenWhen::Any] {
                check_nearest(&snapshot, *origin, &query(*amenities, at, open));
            }
        }
    }
    check_feed(snapshot);
}

fn moment(text: &str) -> UnixTime {
    Zone::default().parse_instant(text).unwrap()
}

fn query(amenities: AmenitySet, at: &str, open: OpenWhen) -> NearestQuery {
    NearestQuery {
        filter: Filter {
            amenities,
            ..Filter::default()
        },
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        radius_m: MAX_GEODESIC_M,
        limit: NonZeroUsize::new(4).unwrap(),
        open,
        at: moment(at),
        stay_s: 0,
        unknown_hours: UnknownHours::Include,
        zone: Zone::default(),
    }
}

/// The answer is what looking at every station gives.
fn check_nearest(snapshot: &Snapshot, origin: Position, query: &NearestQuery) {
    let mut expected: Vec<(usize, f64, &str)> = snapshot
        .rows()
        .filter(|idx| {
            let offered = snapshot.station(*idx).offered;
            offered.contains_all(query.filter.amenities)
        })
        .filter_map(|idx| {
            let distance_m = geodesic_m(origin, snapshot.station(idx).position);
            let rank = rank(snapshot, idx, distance_m, query)?;
            Some((rank, distance_m, &*snapshot.station(idx).id.0))
        })
        .collect();
    expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
    expected.truncate(query.limit.get());
    let answer = nearest(snapshot, origin, query);
    let found: Vec<(f64, &str)> = answer
        .hits
        .iter()
        .map(|hit| {
            (
                to_a_tenth(hit.distance_m),
                &*snapshot.station(hit.station).id.0,
            )
        })
        .collect();
    let expected: Vec<(f64, &str)> = expected
        .into_iter()
        .map(|(_, distance_m, id)| (to_a_tenth(distance_m), id))
        .collect();
    assert_eq!(found, expected);
}

/// As distances are answered; behind that they are good to a micrometre.
fn to_a_tenth(distance_m: f64) -> f64 {
    (distance_m * 10.0).round() / 10.0
}

/// Open stations come first, then those of which it is not known.
fn rank(
    snapshot: &Snapshot,
    idx: StationIdx,
    distance_m: f64,
    query: &NearestQuery,
) -> Option<usize> {
    let at = match query.open {
        OpenWhen::Any => return Some(0),
        OpenWhen::Now => query.at,
        OpenWhen::Arrival => query.pace.arrive_at(query.at, distance_m),
    };
    let wanted = query.filter.amenities;
    match describe(snapshot, idx, wanted, query.zone, at).state {
        OpenState::Open => Some(0),
        OpenState::Unknown => Some(1),
        OpenState::Closed => None,
    }
}

/// Every station is written, in each datum, as JSON that can be read.
fn check_feed(snapshot: Snapshot) {
    let served = ServedSet::new(snapshot, 0.0);
    for datum in Datum::ALL {
        let text = served.serialise_feed(datum);
        let feed: Feed<'_> = serde_json::from_slice(&text).unwrap();
        let stations = served.snapshot().stations();
        assert_eq!(feed.features.len(), stations.len());
        for (feature, station) in feed.features.iter().zip(stations) {
            assert_eq!(feature.id, *station.id.0);
            assert!(feature.properties.get().starts_with('{'));
        }
    }
}
