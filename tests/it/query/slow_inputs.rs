//! Inputs made to be slow: minutes each by the change, moments by the day. What is found in
//! them is right.

use std::fmt::Write as _;

use crate::support::http::{get_json, service, station};

/// The quarters of each hour from `first` on, every other one, as opening hours of all days.
fn quarters(first: u32) -> String {
    let mut text = String::new();
    for hour in 0..24 {
        for quarter in [first, first + 2] {
            let minute = |quarter| hour * 60 + quarter * 15;
            let (from, to) = (minute(quarter), minute(quarter + 1));
            write!(
                text,
                "{:02}:{:02}-{:02}:{:02},",
                from / 60,
                from % 60,
                to / 60,
                to % 60
            )
            .unwrap();
        }
    }
    text.trim_end_matches(',').to_owned()
}

/// Stations that are open in the quarters in which their toilet is shut, but for one evening of the
/// year.
fn never_both(n_stations: u32) -> Vec<String> {
    let door = format!("{}; Aug 8 20:00-21:00", quarters(0));
    let toilet = format!("{}; Aug 8 20:00-21:00", quarters(1));
    (0..n_stations)
        .map(|number| {
            let properties = format!(
                r#""opening_hours":"{door}","amenities":{{"toilet":{{"opening_hours":"{toilet}"}}}}"#
            );
            station(&number.to_string(), f64::from(number), &properties)
        })
        .collect()
}

#[test]
fn hours_that_hardly_ever_meet_are_followed_day_by_day_and_their_meeting_is_found() {
    let service = service(&never_both(10));
    let at = "at=2026-11-24T12:00:00%2B08:00";
    let one = get_json(&service, &format!("/v1/stations/3?{at}"));
    let toilet = &one["properties"]["amenity_details"]["toilet"];
    assert_eq!(toilet["open_state"], "closed", "{one}");
    assert_eq!(toilet["opens_at"], "2027-08-08T20:00:00+08:00");
    let ask = format!("/v1/stations/nearest?lat=30&lon=110&amenity=toilet&{at}");
    let none = get_json(&service, &ask);
    let next = &none["why_empty"]["next_opening"];
    assert_eq!(next["opens_at"], "2027-08-08T20:00:00+08:00", "{none}");
    let any = get_json(&service, &format!("{ask}&open=any&limit=100"));
    assert_eq!(any["features"].as_array().unwrap().len(), 10);
}
