//! What a snapshot knows of its stations as a whole.

use std::collections::BTreeMap;

use yizhan::dataset::IssueCode;

use crate::support::http::{collection, station};
use crate::support::snapshot;
use crate::support::world::{Places, World};

/// More stations than one core counts at a time.
const WORLD: World = World {
    seed: 41,
    stations: 20_000,
    places: Places::Globe,
};

#[test]
fn the_counts_of_a_set_are_those_of_a_plain_recount() {
    let checked = |id, day| station(id, 5.0, &format!(r#""verified_on":"{day}""#));
    let features = [
        checked("b", "2026-03-02"),
        checked("a", "2025-11-09"),
        checked("c", "2026-01-01"),
    ];
    let built = snapshot(&[&WORLD.geojson(), &collection("", &features)]);
    let snapshot = built.rolled_to("2026-12-24".parse().unwrap());
    let (counts, stations) = (snapshot.counts(), snapshot.stations());
    for amenity in snapshot.amenity_keys().iter() {
        let n_offering = stations
            .iter()
            .filter(|station| station.offered.contains(amenity));
        assert_eq!(counts.offering(amenity), n_offering.count());
    }
    for (kind, key) in snapshot.kinds().iter() {
        let of_kind = stations
            .iter()
            .filter(|station| station.kind.as_deref() == Some(key));
        assert_eq!(counts.of_kind(kind), of_kind.count(), "{key}");
    }
    let mut issues = BTreeMap::new();
    for code in IssueCode::ALL {
        let n_found = snapshot.issues().counts().of(code);
        if n_found > 0 {
            *issues.entry(code.key()).or_insert(0) += n_found;
        }
    }
    assert!(issues.len() > 1, "too few kinds to prove anything");
    assert_eq!(counts.issues(), &issues);
    let lons = || stations.iter().map(|station| station.position.lon());
    let lats = || stations.iter().map(|station| station.position.lat());
    let bounds = [
        lons().fold(180.0, f64::min),
        lats().fold(90.0, f64::min),
        lons().fold(-180.0, f64::max),
        lats().fold(-90.0, f64::max),
    ];
    assert_eq!(counts.bounds().map(f64::to_bits), bounds.map(f64::to_bits));
    let days = ["2025-11-09", "2026-03-02"].map(|day| day.parse().unwrap());
    assert_eq!(counts.verified_days(), Some(days));
}
