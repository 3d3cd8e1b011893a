//! Make-up workdays, and the days around them, against the plain evaluation of `make_up_model`.

use chrono::{Days, NaiveDate};
use yizhan::dataset::load_texts;
use yizhan::hours::schedules::HoursSettings;
use yizhan::hours::{Calendars, OpenState, Rules, compile};
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;

use crate::hours::make_up_model::{
    Joiner, MAKE_UP_WORKDAYS, Rule, Season, Selector, date, expected, text_of,
};
use crate::hours::setting::context;
use crate::support::http::{collection, get_json, station, unready_service};
use crate::support::{instant, settings};

/// All times that are written here are multiples of this.
const STEP_MIN: usize = 30;

fn random_selector(random: &mut fastrand::Rng) -> Selector {
    const SEASONS: [Season; 12] = [
        Season::Months(1, 6),
        Season::Months(9, 12),
        Season::Months(2, 2),
        Season::Months(10, 10),
        Season::Dates([2, 14], [5, 9]),
        Season::Dates([9, 21], [10, 10]),
        Season::Year(2026),
        Season::Date(2026, 10, 10),
        Season::Date(2026, 2, 28),
        Season::Date(2026, 1, 5),
        Season::Weeks(1, 9),
        Season::Weeks(38, 41),
    ];
    let weekday = |random: &mut fastrand::Rng| random.usize(0..7);
    Selector {
        season: (random.u8(0..4) == 0).then(|| *random.choice(&SEASONS).unwrap()),
        weekdays: match random.u8(0..10) {
            0 => Vec::new(),
            1 | 2 => vec![(0, 4)],
            3 => vec![(1, 6)],
            4 => vec![(5, 6)],
            5 => {
                let day = weekday(random);
                vec![(day, day)]
            }
            6 | 7 => (0..random.usize(1..=3))
                .map(|_| (weekday(random), weekday(random)))
                .collect(),
            _ => vec![(weekday(random), weekday(random))],
        },
        nth: (random.u8(0..8) == 0).then(|| {
            let n = *random.choice(&[1, 2, 3, 4, 5, -1, -2]).unwrap();
            (weekday(random), n)
        }),
        days_off: random.u8(0..6) == 0,
    }
}

/// One to four rules: weeks, parts of the year, single dates, days off, nights, fallbacks.
fn random_rules(random: &mut fastrand::Rng) -> Vec<Rule> {
    const SPANS: [&[(u32, u32)]; 9] = [
        &[(540, 1_020)],
        &[(510, 720), (780, 1_050)],
        &[(600, 660)],
        &[(0, 1_440)],
        &[(960, 1_440)],
        &[(1_080, 1_560)],
        &[(1_320, 1_740)],
        &[(720, 1_440 + 720)],
        &[(480, 600), (1_200, 1_530)],
    ];
    let mut rules: Vec<Rule> = Vec::new();
    for row in 0..random.usize(1..=4) {
        let mut days = random_selector(random);
        if days.weekdays.is_empty() && days.season.is_some() {
            // `Oct Fr[2]` is a date.
            days.nth = None;
        }
        let state = match random.u8(0..8) {
            0 | 1 if row > 0 => OpenState::Closed,
            2 => OpenState::Unknown,
            _ => OpenState::Open,
        };
        let spans = match state {
            OpenState::Closed => &[(0, 1_440)],
            _ => *random.choice(&SPANS).unwrap(),
        };
        let follows_hours = rules
            .last()
            .is_some_and(|rule| rule.state == OpenState::Open);
        let joiner = match random.u8(0..6) {
            0 if follows_hours => Joiner::Adds,
            1 => Joiner::FallsBack,
            _ => Joiner::Overrides,
        };
        // What a later rule without days means is another question.
        if row == 0 || !days.is_empty() {
            rules.push(Rule {
                joiner,
                days,
                spans: spans.to_vec(),
                state,
            });
        }
    }
    rules
}

/// Rules that the crate reads as they were meant, with what it made of them.
fn read_rules(random: &mut fastrand::Rng) -> (Vec<Rule>, Rules) {
    loop {
        let rules = random_rules(random);
        let text = text_of(&rules);
        let compiled = compile(&text, &context("cn"));
        if let Some(read) = compiled.rules.filter(|read| read.normalised() == text) {
            return (rules, read);
        }
    }
}

#[test]
fn every_half_hour_of_make_up_workdays_and_of_the_days_around_them_equals_a_plain_evaluation() {
    const N_TEXTS: usize = 400;
    let cn = Calendars::bundled().get("cn");
    let mut random = fastrand::Rng::with_seed(12);
    let mut n_found = [0; 3];
    for _ in 0..N_TEXTS {
        let (rules, read) = read_rules(&mut random);
        let hours = read.hours_of_day();
        for made_up in MAKE_UP_WORKDAYS.map(date) {
            let day_before = made_up.pred_opt().unwrap();
            for on in day_before.iter_days().take(4) {
                let day = read.day(on);
                for minute in (0..1_440_u16).step_by(STEP_MIN) {
                    let state = day.at(minute).state;
                    let expected = expected(&rules, on, minute.into(), &cn);
                    let text = read.normalised();
                    assert_eq!(state, expected, "{text} on {on}, minute {minute}");
                    let bit = 1 << (minute / 60);
                    let (row, is_possible) = match state {
                        OpenState::Open => (0, hours.open & bit != 0),
                        OpenState::Unknown => (1, hours.unknown & bit != 0),
                        OpenState::Closed => (2, true),
                    };
                    assert!(is_possible, "{text} on {on}, minute {minute}: {hours:?}");
                    n_found[row] += 1;
                }
            }
        }
    }
    let n_asked = N_TEXTS * MAKE_UP_WORKDAYS.len() * 4 * (1_440 / STEP_MIN);
    assert_eq!(n_found.iter().sum::<usize>(), n_asked);
    assert!(n_found.iter().all(|n| n * 12 > n_asked), "{n_found:?}");
}

#[test]
fn the_nearest_open_stations_of_a_make_up_workday_are_those_of_a_plain_evaluation() {
    const N_STATIONS: usize = 500;
    let cn = Calendars::bundled().get("cn");
    let mut random = fastrand::Rng::with_seed(13);
    let rules: Vec<Vec<Rule>> = (0..N_STATIONS).map(|_| read_rules(&mut random).0).collect();
    let features: Vec<String> = (0_u32..)
        .zip(&rules)
        .map(|(row, rules)| {
            let hours = format!(r#""opening_hours":"{}""#, text_of(rules));
            station(&row.to_string(), f64::from(row) * 20.0 + 1.0, &hours)
        })
        .collect();
    let text = collection("", &features);
    // With the day compiled beforehand, and evaluated when asked.
    for today in ["2026-10-09", "2026-11-24"].map(date) {
        let loaded = load_texts(
            &[("0.geojson", &text)],
            HoursSettings {
                today,
                ..settings()
            },
        )
        .unwrap();
        let service = unready_service();
        let snapshot = Snapshot::build(loaded, instant("2026-10-09T12:00:00+08:00"), today);
        service.set().replace(ServedSet::new(snapshot, 0.1));
        for on in ["2026-10-10", "2026-10-11", "2026-02-28", "2026-09-20"].map(date) {
            for minute in [0, 90, 360, 540, 630, 750, 960, 1_110, 1_410] {
                let states = rules.iter().map(|rules| expected(rules, on, minute, &cn));
                let states: Vec<OpenState> = states.collect();
                for (limit, unknown) in [(5, "include"), (100, "include"), (100, "exclude")] {
                    let found = nearest(
                        &service,
                        on,
                        minute,
                        &format!("&limit={limit}&unknown_hours={unknown}"),
                    );
                    let wanted = ranked(&states, unknown == "include", limit);
                    assert_eq!(found, wanted, "{on}, minute {minute}, today {today}");
                }
            }
        }
    }
    assert!(date("2026-10-10") < date("2026-10-09") + Days::new(13));
}

/// Ids and states as they are answered.
fn nearest(
    service: &std::sync::Arc<yizhan::http::AppState>,
    on: NaiveDate,
    minute: u32,
    more: &str,
) -> Vec<String> {
    let at = format!("{on}T{:02}:{:02}", minute / 60, minute % 60);
    let uri = format!("/v1/stations/nearest?lat=30&lon=110&radius_m=50000&open=now&at={at}{more}");
    let answer = get_json(service, &uri);
    let features = answer["features"].as_array().unwrap().iter();
    let shown = features.map(|feature| {
        let text = |name: &str| feature["properties"][name].as_str().unwrap();
        format!("{} {}", text("station_id"), text("open_state"))
    });
    shown.collect()
}

/// The first of all that are open, then those unknown, each by their rows: by distance.
fn ranked(states: &[OpenState], with_unknown: bool, limit: usize) -> Vec<String> {
    let of = |state: OpenState, word: &'static str| {
        let rows = states
            .iter()
            .enumerate()
            .filter(move |(_, found)| **found == state);
        rows.map(move |(row, _)| format!("{row} {word}"))
    };
    let unknown = of(OpenState::Unknown, "unknown").filter(|_| with_unknown);
    of(OpenState::Open, "open")
        .chain(unknown)
        .take(limit)
        .collect()
}
