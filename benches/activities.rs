//! What goes on near a place: questions among 100,000 activities at 20,000 stations of a city of
//! 60 by 60 km, each with other hundreds around it. Prints percentiles, which a mean would hide; and
//! how long a week of one rule takes by arithmetic and by the crate rrule.
#![allow(clippy::print_stdout, reason = "figures are its result")]

use std::fmt::Write;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

#[path = "support.rs"]
mod support;

use chrono::{DateTime, NaiveDate};
use rrule::{RRule, Tz, Unvalidated};
use support::{instant, load_text, snapshot};
use yizhan::clock::Zone;
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{ActivitiesQuery, WorkBudget, activities};
use yizhan::snapshot::Snapshot;
use yizhan::station::Recurrence;
use yizhan::travel::{Mode, Paces};

const STATIONS: usize = 20_000;
const ACTIVITIES_A_STATION: usize = 5;
const ROUNDS: u32 = 400;
/// Degrees of latitude of 60 km, and as many of longitude there.
const CITY_DEGREES: [f64; 2] = [0.63, 0.54];
const CENTRE: [f64; 2] = [121.4, 31.2];

fn place(random: &mut fastrand::Rng) -> [f64; 2] {
    let mut degrees = CENTRE;
    for (degree, width) in degrees.iter_mut().zip(CITY_DEGREES) {
        *degree += (random.f64() - 0.5) * width;
    }
    degrees
}

fn city(random: &mut fastrand::Rng) -> Snapshot {
    let rules = [
        "",
        r#","recurs":"FREQ=WEEKLY""#,
        r#","recurs":"FREQ=DAILY;BYDAY=MO,WE,FR""#,
        r#","recurs":"FREQ=WEEKLY;INTERVAL=2""#,
        r#","recurs":"FREQ=MONTHLY;BYDAY=1SA;COUNT=12""#,
    ];
    let mut text = r#"{"type":"FeatureCollection","features":["#.to_owned();
    for n in 0..STATIONS {
        let [lon, lat] = place(random);
        let separator = if n == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{separator}{{"type":"Feature","id":"s{n}","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{"name":"n","opening_hours":"Mo-Su 08:00-20:00","activities":["#
        );
        for nth in 0..ACTIVITIES_A_STATION {
            let separator = if nth == 0 { "" } else { "," };
            let (day, hour) = (random.u8(10..29), random.u8(8..20));
            let _ = write!(
                text,
                r#"{separator}{{"id":"{nth}","title":"t","category":"clinic","starts":"2026-11-{day}T{hour:02}:00","ends":"2026-11-{day}T{hour:02}:50"{}}}"#,
                rules[random.usize(0..rules.len())]
            );
        }
        text.push_str("]}}");
    }
    text.push_str("]}");
    let started = Instant::now();
    let loaded = load_text(&text);
    println!("load: {:.2} s", started.elapsed().as_secs_f64());
    snapshot(loaded)
}

fn ask(set: &Snapshot, mode: Mode, minutes: f64, random: &mut fastrand::Rng) {
    let pace = Paces::default().of(mode);
    let at = instant("12:00:00");
    let query = ActivitiesQuery {
        mode,
        pace,
        radius_m: pace.radius_m(minutes),
        way_limit_m: 0.0,
        at,
        from: at,
        to: at.plus_seconds(7 * 86_400),
        categories: Vec::new(),
        limit: NonZeroUsize::new(20).expect("twenty"),
        zone: Zone::default(),
    };
    let mut times: Vec<f64> = Vec::new();
    let mut n_stations = 0;
    for _ in 0..ROUNDS {
        let [lon, lat] = place(random);
        let origin = Position::new(lon, lat).expect("a place of the city");
        let started = Instant::now();
        let search = OpeningSearch::new(set, WorkBudget::whole());
        let (answer, work) = activities(&search, None, origin, &query);
        times.push(started.elapsed().as_secs_f64() * 1e6);
        n_stations += work.stations;
        black_box(answer);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{} {minutes} min: p50 {:.0} us, p99 {:.0} us, {} stations looked at",
        mode.key(),
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        n_stations / times.len()
    );
}

/// A week, two years after the first day.
fn rules() {
    let starts = instant("09:00:00");
    let rule = "FREQ=WEEKLY;BYDAY=TU,SA";
    let week: [NaiveDate; 2] = [(2028, 11, 20), (2028, 11, 26)]
        .map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).expect("a day"));
    let recurrence = Recurrence::parse(rule, starts, Zone::default()).expect("a rule");
    let started = Instant::now();
    for _ in 0..ROUNDS {
        black_box(recurrence.within(week[0]..=week[1]).count());
    }
    let by_arithmetic = started.elapsed().as_secs_f64() / f64::from(ROUNDS);
    let parsed: RRule<Unvalidated> = rule.parse().expect("a rule");
    let local = DateTime::from_timestamp(starts.unix_s + 28_800, 0).expect("a moment");
    let set = parsed.build(local.with_timezone(&Tz::UTC)).expect("a rule");
    let started = Instant::now();
    for _ in 0..ROUNDS {
        let days = set.into_iter().map(|time| time.date_naive());
        let days = days.take_while(|day| *day <= week[1]);
        black_box(days.filter(|day| *day >= week[0]).count());
    }
    let walked = started.elapsed().as_secs_f64() / f64::from(ROUNDS);
    println!(
        "a week after two years: {:.2} us by arithmetic, {:.2} us by the crate",
        by_arithmetic * 1e6,
        walked * 1e6
    );
}

fn main() {
    let mut random = fastrand::Rng::with_seed(100_000);
    let set = city(&mut random);
    for (mode, minutes) in [(Mode::Walk, 15.0), (Mode::Bike, 15.0), (Mode::Ebike, 60.0)] {
        ask(&set, mode, minutes, &mut random);
    }
    rules();
}
