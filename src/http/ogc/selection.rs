//! Which stations pass the filters, and one page of them.
//!
//! With a filter every station is checked for every page, because the exact number of matches is
//! needed; that takes well under a microsecond per station, most of it for the opening hours.
//! Without one a page is a range of rows, however many there are. The order is that of the set, so
//! pages of one set neither overlap nor leave gaps.

use super::datetime::Dates;
use crate::clock::{UnixTime, Zone};
use crate::hours::OpenState;
use crate::query::opening::{EffectiveHours, OpeningSearch};
use crate::request::StationFilter;
use crate::snapshot::Snapshot;
use crate::station::{LIST_SEPARATOR, Station, StationIdx, Status};

/// Tests that a station must pass, all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// An amenity is requested that no station of the set has.
    pub matches_none: bool,
    /// It lies in the box, offers the amenities and is of a requested kind.
    pub filter: StationFilter,
    /// Its last on-site check was on one of these days, or is not known.
    pub verified_in: Option<Dates>,
    /// It lies in the district of exactly this name.
    pub district: Option<String>,
    /// It offers exactly the amenities that this text lists.
    pub amenities_text: Option<String>,
    /// It is known to be open, with the amenities, at this moment.
    pub open_at: Option<UnixTime>,
}

/// One page of the stations that pass.
pub struct Page {
    /// The stations of the page.
    pub stations: Vec<StationIdx>,
    /// How many pass in all.
    pub n_matched: usize,
    /// Whether a state was computed for a year without holiday data.
    pub lacks_holiday_data: bool,
}

impl Page {
    /// A page of all stations.
    fn of_all(snapshot: &Snapshot, offset: usize, limit: usize) -> Self {
        Self {
            stations: snapshot
                .rows_within(offset..offset.saturating_add(limit))
                .collect(),
            n_matched: snapshot.stations().len(),
            lacks_holiday_data: false,
        }
    }
}

impl Selection {
    /// At most `limit` of the stations that pass, after the first `offset` of them. Ends early, with
    /// fewer, once the budget of the search is spent or its request is gone.
    pub fn page(
        &self,
        search: &OpeningSearch<'_>,
        zone: Zone,
        (offset, limit): (usize, usize),
    ) -> Page {
        let snapshot = search.snapshot();
        if *self == Self::default() {
            return Page::of_all(snapshot, offset, limit);
        }
        let mut page = Page {
            stations: Vec::new(),
            n_matched: 0,
            lacks_holiday_data: false,
        };
        for idx in snapshot.rows() {
            if !search.budget().goes_on() {
                break;
            }
            if !self.admits(snapshot, snapshot.station(idx)) {
                continue;
            }
            if let Some(at) = self.open_at {
                let minute = zone.local_minute(at);
                let hours = EffectiveHours::new(snapshot, idx, self.filter.amenities);
                page.lacks_holiday_data |= hours.lacks_holiday_data(minute, minute);
                let is_active = snapshot.station(idx).status_on(minute.date()) == Status::Active;
                if !is_active || search.state_told(&hours, zone, at) != OpenState::Open {
                    continue;
                }
            }
            if page.n_matched >= offset && page.stations.len() < limit {
                page.stations.push(idx);
            }
            page.n_matched += 1;
        }
        page
    }

    /// Whether a station passes all tests except `open_at`.
    fn admits(&self, snapshot: &Snapshot, station: &Station) -> bool {
        let coordinates = [station.position.lon(), station.position.lat()];
        !self.matches_none
            && self.filter.passes(snapshot, station, coordinates)
            && self
                .verified_in
                .is_none_or(|days| days.hold(station.verified_on))
            && (self.district.is_none() || self.district.as_deref() == station.district.as_deref())
            && self
                .amenities_text
                .as_deref()
                .is_none_or(|text| lists_amenities(text, snapshot, station))
    }
}

/// Whether a text is the list of a station's amenities as answers write it.
fn lists_amenities(text: &str, snapshot: &Snapshot, station: &Station) -> bool {
    let keys = station.offered.iter();
    let keys = keys.map(|amenity| snapshot.amenity_keys().key(amenity));
    if text.is_empty() {
        return station.offered.is_empty();
    }
    text.split(LIST_SEPARATOR).eq(keys)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::dataset::load_texts;
    use crate::hours::Calendars;
    use crate::hours::schedules::HoursSettings;
    use crate::query::WorkBudget;

    const STATION: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a",
        "geometry":{"type":"Point","coordinates":[110.0,30.0]},
        "properties":{"name":"a","district":"x"}}]}"#;

    #[test]
    fn stations_are_not_looked_at_for_a_page_that_is_not_awaited() {
        let today = "2026-11-24".parse().unwrap();
        let settings = HoursSettings {
            zone: Zone::default(),
            calendars: Calendars::bundled(),
            today,
        };
        let loaded = load_texts(&[("a.geojson".to_owned(), STATION)], settings).unwrap();
        let snapshot = Snapshot::build(loaded, UnixTime::now(), today);
        let selection = Selection {
            district: Some("x".to_owned()),
            ..Selection::default()
        };
        for (is_abandoned, n_matched) in [(false, 1), (true, 0)] {
            let flag = AtomicBool::new(is_abandoned);
            let search = OpeningSearch::new(&snapshot, WorkBudget::until(&flag));
            let page = selection.page(&search, Zone::default(), (0, 10));
            assert_eq!(page.n_matched, n_matched);
        }
    }
}
