//! What several tests need: a loaded set, and the moment that most of them ask about.

pub(crate) mod cli;
pub(crate) mod coverage;
pub(crate) mod http;
pub(crate) mod live;
pub(crate) mod ogc_client;
pub(crate) mod osm;
pub(crate) mod said;
pub(crate) mod serve;
pub(crate) mod tcp;
pub(crate) mod town;
pub(crate) mod world;

use yizhan::clock::{UnixTime, Zone};
use yizhan::dataset::load_texts;
use yizhan::hours::Calendars;
use yizhan::hours::schedules::HoursSettings;
use yizhan::snapshot::Snapshot;

/// A Tuesday without holidays, the `today` of tests.
pub(crate) const TODAY: &str = "2026-11-24";

/// An instant on the service's default clock.
pub(crate) fn instant(text: &str) -> UnixTime {
    Zone::default().parse_instant(text).unwrap()
}

/// The default clock and the bundled calendars.
pub(crate) fn settings() -> HoursSettings {
    HoursSettings {
        zone: Zone::default(),
        calendars: Calendars::bundled(),
        today: TODAY.parse().unwrap(),
    }
}

/// A snapshot of some GeoJSON texts.
pub(crate) fn snapshot(texts: &[&str]) -> Snapshot {
    let named: Vec<(String, &str)> = texts
        .iter()
        .enumerate()
        .map(|(row, text)| (format!("{row}.geojson"), *text))
        .collect();
    let loaded = load_texts(&named, settings()).unwrap();
    Snapshot::build(loaded, instant(TODAY_NOON), TODAY.parse().unwrap())
}

/// Noon of [`TODAY`].
pub(crate) const TODAY_NOON: &str = "2026-11-24T12:00:00+08:00";
