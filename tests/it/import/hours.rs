//! Hours of municipal lists: never open against their notes.

use yizhan::clock::LocalMinute;
use yizhan::dataset::load_texts;
use yizhan::hours::OpenState;
use yizhan::hours::schedules::Hours;

use super::{fixture, imported};
use crate::support::settings;
use yizhan::import::Settings;

/// The states of a station over two weeks, by the hour.
fn states(text: &str, row: usize) -> Vec<OpenState> {
    let loaded = load_texts(&[("stations.geojson", text)], settings()).unwrap();
    let Hours::Scheduled(schedule) = loaded.station_hours[row] else {
        return vec![OpenState::Unknown];
    };
    let rules = &loaded.schedules.rules()[schedule.0 as usize];
    let first = LocalMinute::midnight("2026-11-23".parse().unwrap());
    let hours = 0..14 * 24;
    hours
        .map(|hour| {
            let at = LocalMinute(first.0 + hour * 60);
            let minute = u16::try_from(hour % 24 * 60).unwrap();
            rules.day(at.date()).at(minute).state
        })
        .collect()
}

#[test]
fn a_note_that_is_not_understood_makes_the_hours_unknown_and_its_text_is_kept() {
    let imported = imported(&[fixture("aed-japan.csv")], &Settings::new(settings()));
    let text = imported.outcome.stations.as_deref().unwrap();
    assert_eq!(imported.stations.len(), 5);
    for (row, is_known) in [(0, false), (1, false), (2, false), (3, true), (4, true)] {
        let states = states(text, row);
        assert_eq!(states.contains(&OpenState::Open), is_known, "{row}");
        assert_eq!(states.contains(&OpenState::Unknown), !is_known, "{row}");
    }
    let hours = |n: usize| {
        imported.stations[n]["properties"]["opening_hours"]
            .as_str()
            .unwrap()
    };
    assert!(
        hours(0).contains("土日、祝日、年末年始を除く"),
        "{}",
        hours(0)
    );
    assert_eq!(hours(3), "24/7");
    assert_eq!(hours(4), "Mo,We,Fr 09:00-16:00");
    assert_eq!(imported.outcome.report.unknown_words.len(), 3);
}

#[test]
fn a_blank_among_days_is_unknown_and_a_column_of_closing_times_makes_one_of_opening_times() {
    let list = "名称,地址,lon,lat,星期,开放时间,关闭时间\n\
                甲,一路,2.1,48.1,周一至周五,8:00,17:00\n\
                乙,二路,2.2,48.2,,8:00,17:00\n\
                丙,三路,2.3,48.3,每天,00:00,24:00\n\
                丁,四路,2.4,48.4,每天,22:00,6:00\n\
                戊,五路,2.5,48.5,每天,8:00,8:00\n";
    let imported = imported(&[super::text("a.csv", list)], &Settings::new(settings()));
    let hours: Vec<&str> = imported
        .stations
        .iter()
        .map(|station| station["properties"]["opening_hours"].as_str().unwrap())
        .collect();
    assert_eq!(
        hours,
        [
            "Mo-Fr 08:00-17:00",
            "unknown \"8:00 17:00\"",
            "00:00-24:00",
            "22:00-06:00",
            "unknown \"每天 8:00 8:00\""
        ]
    );
}

#[test]
fn weekdays_saturdays_and_sundays_may_have_columns_of_their_own() {
    let list = "場所名稱,場所地址,地點LNG,地點LAT,周一至周五起,周一至周五迄,周六起,周六迄,周日起,周日迄,開放使用時間備註\n\
                甲,一路,121.5,25.0,08:00,17:00,09:00,12:00,,,\n\
                乙,二路,121.6,25.1,08:00,17:00,,,,,依校方公告\n";
    let imported = imported(&[super::text("a.csv", list)], &Settings::new(settings()));
    let hours = |n: usize| {
        imported.stations[n]["properties"]["opening_hours"]
            .as_str()
            .unwrap()
    };
    assert_eq!(hours(0), "Mo-Fr 08:00-17:00; Sa 09:00-12:00; Su unknown");
    assert!(hours(1).starts_with("unknown \""), "{}", hours(1));
    let states = states(imported.outcome.stations.as_deref().unwrap(), 0);
    assert!(states.contains(&OpenState::Open) && states.contains(&OpenState::Unknown));
}
