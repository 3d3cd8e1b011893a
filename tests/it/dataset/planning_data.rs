//! The planner's data that is bundled: station files without errors, as their sources say.

use std::path::Path;

use yizhan::dataset::{IssueCode, Loaded, load};
use yizhan::hours::schedules::Hours;

use crate::support::settings;

fn load_planning(file: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/planning");
    load(&[folder.join(file)], settings()).unwrap()
}

#[test]
fn the_possible_stations_of_helsinki_have_the_hours_that_the_map_has() {
    let loaded = load_planning("helsinki/stations.geojson");
    assert_eq!(loaded.stations.len(), loaded.sources[0].n_features);
    assert_eq!(loaded.stations.len(), 244);
    let count =
        |wanted: fn(&Hours) -> bool| loaded.station_hours.iter().filter(|h| wanted(h)).count();
    assert_eq!(count(|hours| matches!(hours, Hours::Scheduled(_))), 109);
    assert_eq!(count(|hours| matches!(hours, Hours::Unparsed)), 2);
    let expected = [
        IssueCode::MissingName,
        IssueCode::SuspiciousHours,
        IssueCode::UnparsedHours,
        // Kinds are the words of the map.
        IssueCode::UnknownWord,
    ];
    assert!(
        loaded
            .issues
            .iter()
            .all(|issue| expected.contains(&issue.code))
    );
    assert_eq!(loaded.sources[0].calendar, "fi");
    let toilet = loaded.amenity_keys.find("toilet").unwrap();
    let n_toilets = loaded
        .stations
        .iter()
        .filter(|s| s.offered.contains(toilet))
        .count();
    assert_eq!(n_toilets, 18);
}

#[test]
fn the_places_of_porto_alegre_are_stations_of_unknown_hours() {
    let loaded = load_planning("porto-alegre/places.geojson");
    assert_eq!(loaded.stations.len(), 15);
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
    assert!(
        loaded
            .station_hours
            .iter()
            .all(|hours| *hours == Hours::None)
    );
}
