//! `query::activities` against every day of every activity of every station, looked at one by one.

use std::num::NonZeroUsize;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rrule::{RRule, Tz, Unvalidated};
use yizhan::clock::{UnixTime, Zone};
use yizhan::distance::geodesic_m;
use yizhan::notices::{NoticeKind, Said, Truth};
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{ActivitiesQuery, WorkBudget, activities};
use yizhan::snapshot::Snapshot;
use yizhan::station::{Activity, Status};
use yizhan::travel::{Mode, Paces};

use crate::support::http::{HERE, collection, station_at};
use crate::support::said::{notice, said};
use crate::support::{instant, snapshot};

/// A time that is found: its start, its end, the way, station and activity.
type Time = (i64, i64, f64, String, String);

const CATEGORIES: [&str; 3] = ["clinic", "reading", "other"];
const RULES: [&str; 6] = [
    "",
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=DAILY;INTERVAL=3;COUNT=9",
    "FREQ=WEEKLY;UNTIL=20261205T030000Z",
];

fn activity(random: &mut fastrand::Rng, n: usize) -> String {
    let start = instant("2026-11-10T00:00").plus_seconds(random.i64(0..40 * 96) * 900);
    let end = start.plus_seconds(random.i64(1..200) * 900);
    let text = |at| Zone::default().format_instant(at);
    let rule = RULES[random.usize(0..RULES.len())];
    let recurs = if rule.is_empty() {
        String::new()
    } else {
        format!(r#","recurs":"{rule}""#)
    };
    format!(
        r#"{{"id":"{n}","title":"t","category":"{}","starts":"{}","ends":"{}"{recurs}}}"#,
        CATEGORIES[random.usize(0..3)],
        text(start),
        text(end)
    )
}

fn world(random: &mut fastrand::Rng) -> Snapshot {
    let mut features = Vec::new();
    for n in 0..300 {
        let place = HERE.map(|degrees| degrees + (random.f64() - 0.5) / 20.0);
        let list: Vec<String> = (0..random.usize(0..4))
            .map(|n| activity(random, n))
            .collect();
        let status = match n % 25 {
            0 => r#","status":"closed""#,
            1 => r#","status":"suspended","status_until":"2026-11-27""#,
            _ => "",
        };
        let list = list.join(",");
        let properties =
            format!(r#""opening_hours":"Mo-Fr 08:00-20:00","activities":[{list}]{status}"#);
        features.push(station_at(&format!("s{n}"), place, &properties));
    }
    snapshot(&[&collection("", &features)])
}

fn random_said(random: &mut fastrand::Rng) -> Said {
    let notices = (0..60).map(|_| {
        let id = format!("s{}", random.usize(0..300));
        let from = instant("2026-11-20T00:00").plus_seconds(random.i64(0..14 * 86_400));
        let kind = [NoticeKind::Closed, NoticeKind::Open, NoticeKind::Note][random.usize(0..3)];
        notice(
            &id,
            kind,
            from,
            from.plus_seconds(random.i64(1..3 * 86_400)),
        )
    });
    said(notices.collect(), Vec::new())
}

/// The days of an activity, walked through by the crate.
fn days(activity: &Activity, last: NaiveDate) -> Vec<NaiveDate> {
    let zone = Zone::default();
    let first = zone.local_minute(activity.starts).date();
    let Some(recurrence) = &activity.recurrence else {
        return vec![first];
    };
    let local = |at: UnixTime| {
        let local = chrono::DateTime::from_timestamp(at.unix_s + 28_800, 0).unwrap();
        local.with_timezone(&Tz::UTC)
    };
    // UNTIL is written in UTC; here local times stand in for it.
    let rule = recurrence.rule().replace("T030000Z", "T110000Z");
    let rule: RRule<Unvalidated> = rule.parse().unwrap();
    let set = rule.build(local(activity.starts)).unwrap();
    let walked = set.into_iter().map(|time| time.date_naive());
    walked.take_while(|day| *day <= last).collect()
}

fn expected(set: &Snapshot, said: &Said, origin: Position, query: &ActivitiesQuery) -> Vec<Time> {
    let zone = Zone::default();
    let mut times: Vec<Time> = Vec::new();
    for station in set.stations() {
        let distance_m = geodesic_m(origin, station.position);
        if distance_m > query.radius_m {
            continue;
        }
        let way_s = query.pace.travel_time_s(distance_m);
        let arrive_at = query.pace.arrive_at(query.at, distance_m);
        for activity in station.activities() {
            if !query.categories.is_empty() && !query.categories.contains(&&*activity.category) {
                continue;
            }
            let first = zone.local_minute(activity.starts).date();
            for day in days(activity, zone.local_minute(query.to).date() + Days::new(1)) {
                let later_s = (day - first).num_days() * 86_400;
                let starts = activity.starts.plus_seconds(later_s);
                let ends = activity.ends.plus_seconds(later_s);
                let there = starts.max(arrive_at);
                let closed = said.notices.iter().any(|notice| {
                    notice.station == *station.id.0
                        && notice.kind == NoticeKind::Closed
                        && notice.holds_at(there)
                });
                let status = station.status_on(zone.local_minute(there).date());
                if ends > arrive_at
                    && ends > query.from
                    && starts < query.to
                    && !closed
                    && status == Status::Active
                {
                    times.push((
                        starts.unix_s,
                        ends.unix_s,
                        way_s,
                        station.id.to_string(),
                        activity.id.to_string(),
                    ));
                }
            }
        }
    }
    times.sort_by(|a, b| {
        (a.0.cmp(&b.0))
            .then(a.2.total_cmp(&b.2))
            .then((&a.3, &a.4).cmp(&(&b.3, &b.4)))
    });
    times.truncate(query.limit.get());
    times
}

fn random_query(random: &mut fastrand::Rng) -> ActivitiesQuery {
    let mode = Mode::ALL[random.usize(0..3)];
    let pace = Paces::default().of(mode);
    let at = instant("2026-11-24T00:00").plus_seconds(random.i64(0..86_400));
    let from = match random.u8(0..3) {
        0 => at,
        1 => at.plus_seconds(random.i64(0..8 * 86_400)),
        _ => at.plus_seconds(-random.i64(0..86_400)),
    };
    let n_categories = random.usize(0..3);
    ActivitiesQuery {
        mode,
        pace,
        radius_m: pace.radius_m(random.f64().mul_add(50.0, 5.0)),
        way_limit_m: 0.0,
        at,
        from,
        to: from.plus_seconds(random.i64(1..31 * 86_400)),
        categories: CATEGORIES[..n_categories].to_vec(),
        limit: NonZeroUsize::new(random.usize(1..60)).unwrap(),
        zone: Zone::default(),
    }
}

#[test]
fn answers_equal_brute_force_with_and_without_notices() {
    let mut random = fastrand::Rng::with_seed(1201);
    let set = world(&mut random);
    let origin = Position::new(HERE[0], HERE[1]).unwrap();
    let mut n_found = 0;
    for n in 0..200 {
        let query = random_query(&mut random);
        let said = Arc::new(if n % 2 == 0 {
            random_said(&mut random)
        } else {
            Said::default()
        });
        let truth = Truth::resolve(Arc::clone(&said), &set, Zone::default());
        let search = OpeningSearch::new(&set, WorkBudget::whole()).told(Some(&truth));
        let (answer, _) = activities(&search, None, origin, &query);
        let found: Vec<Time> = answer
            .hits
            .iter()
            .map(|hit| {
                let station = set.station(hit.station);
                let activity = &station.activities()[hit.activity];
                (
                    hit.time.starts.unix_s,
                    hit.time.ends.unix_s,
                    hit.travel_time_s,
                    station.id.to_string(),
                    activity.id.to_string(),
                )
            })
            .collect();
        n_found += found.len();
        assert_eq!(found, expected(&set, &said, origin, &query), "{query:?}");
    }
    assert!(n_found > 2_000, "{n_found}");
}

/// A hundred thousand activities at twenty thousand stations of a city of 60 km.
#[test]
fn a_question_looks_at_the_stations_of_its_circle_alone() {
    let mut random = fastrand::Rng::with_seed(100_000);
    let list: Vec<String> = (0..5).map(|n| activity(&mut random, n)).collect();
    let busy = format!(r#""activities":[{}]"#, list.join(","));
    let features: Vec<String> = (0..4_000)
        .map(|n| {
            let place = HERE.map(|degrees| degrees + (random.f64() - 0.5) * 0.6);
            // Most stations have nothing.
            let properties = if n % 4 == 0 { busy.as_str() } else { "" };
            station_at(&format!("s{n}"), place, properties)
        })
        .collect();
    let set = snapshot(&[&collection("", &features)]);
    let origin = Position::new(HERE[0], HERE[1]).unwrap();
    let mut query = random_query(&mut random);
    query.pace = Paces::default().of(Mode::Walk);
    query.radius_m = query.pace.radius_m(15.0);
    let search = OpeningSearch::new(&set, WorkBudget::whole());
    let (_, work) = activities(&search, None, origin, &query);
    assert!(work.stations < 40, "{work:?}");
    assert!(work.boxes < 40, "{work:?}");
}
