//! `yizhan audit`: criteria, stars, doubles, and the files it writes.

mod files;
mod pairs;
mod stars;

use serde_json::Value;
use yizhan::audit::{Audit, Criterion, Settings, StarRules, Verdict, audit};
use yizhan::clock::Zone;
use yizhan::dataset::{Loaded, load_texts};

use crate::support::http::{collection, station};

/// The moment of all audits here.
const AT: &str = "2026-11-24T12:00";

fn settings() -> Settings {
    let zone = Zone::default();
    Settings {
        at: zone.parse_instant(AT).unwrap(),
        zone,
        stale_days: 180,
        rules: StarRules::bundled().unwrap(),
        has_bundled_rules: true,
    }
}

fn load(stations: &[String]) -> Loaded {
    let text = collection("", stations);
    load_texts(&[("list.geojson", text)], crate::support::settings()).unwrap()
}

/// The verdict on the first station of a list with these properties.
fn verdict(properties: &str, criterion: Criterion) -> Verdict {
    let loaded = load(&[station("a", 1.0, properties)]);
    let settings = settings();
    let audit = audit(&loaded, &settings);
    audit.stations[0].verdicts[criterion.place()]
}

/// The rows of `audit.csv` by the names of their columns.
fn rows(csv_text: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(record.iter());
        cells
            .map(|(name, cell)| (name.to_owned(), Value::from(cell)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    reader
        .records()
        .map(|record| row(record.unwrap()))
        .collect()
}

fn count(audit: &Audit<'_>, verdict: Verdict) -> usize {
    let counts = Criterion::ALL.map(|criterion| audit.count(criterion, verdict));
    counts.iter().sum()
}

#[test]
fn a_blank_is_unknown_for_every_criterion_and_no_fault() {
    let unnamed = station("a", 1.0, "").replace(r#""name":"a""#, r#""x":1"#);
    let loaded = load(&[unnamed]);
    let settings = settings();
    let audit = audit(&loaded, &settings);
    assert_eq!(count(&audit, Verdict::No), 0);
    // It has a position, at which the map shows it.
    assert_eq!(count(&audit, Verdict::Yes), 2);
    assert!(!audit.has_faults());
}

#[test]
fn each_criterion_is_judged_by_what_the_list_says() {
    use Criterion as C;
    use Verdict::{No, Unknown, Yes};
    for (properties, criterion, expected) in [
        (r#""name":"人民路驿站""#, C::Name, Yes),
        (r#""sign":true"#, C::Sign, Yes),
        (r#""统一标识":"有""#, C::Sign, Yes),
        (r#""统一标识":"无""#, C::Sign, No),
        (r#""sign":"旧""#, C::Sign, Unknown),
        (r#""sign":null"#, C::Sign, Unknown),
        (r#""position_accuracy_m":50"#, C::Accuracy, Yes),
        (r#""position_accuracy_m":50.5"#, C::Accuracy, No),
        (r#""amenities":["饮水"]"#, C::Facilities, Yes),
        (r#""amenities":["饮水"]"#, C::Services, Unknown),
        (r#""amenities":["法律援助"]"#, C::Facilities, Unknown),
        (r#""amenities":["法律援助"]"#, C::Services, Yes),
        (r#""amenities":{"饮水":false}"#, C::Facilities, No),
        (r#""amenities":{"饮水":"limited"}"#, C::Facilities, Yes),
        (r#""opening_hours":"24/7""#, C::HoursStated, Yes),
        (r#""opening_hours":"24/7""#, C::HoursUnderstood, Yes),
        (r#""opening_hours":"以现场为准""#, C::HoursStated, Yes),
        (r#""opening_hours":"以现场为准""#, C::HoursUnderstood, No),
        (r#""operator":"区总工会""#, C::Operator, Yes),
        (r#""phone":"021-1""#, C::Contact, Yes),
        (r#""verified_on":"2026-11-24""#, C::Checked, Yes),
        (r#""verified_on":"2026-05-28""#, C::Checked, Yes),
        (r#""verified_on":"2026-05-27""#, C::Checked, No),
        (r#""verified_on":"2026-11-25""#, C::Checked, Unknown),
        (r#""status":"active""#, C::OnMap, Yes),
        (r#""status":"suspended""#, C::OnMap, No),
        (
            r#""status":"suspended","status_until":"2026-11-23""#,
            C::OnMap,
            Yes,
        ),
        (r#""status":"不详""#, C::OnMap, Unknown),
        (
            r#""status":"不详","opening_hours":"24/7""#,
            C::HoursUnderstood,
            Unknown,
        ),
    ] {
        assert_eq!(verdict(properties, criterion), expected, "{properties}");
    }
}

#[test]
fn a_station_far_from_its_district_has_a_position_in_doubt() {
    let of_district = |id: &str, metres: f64| station(id, metres, r#""district":"甲""#);
    let mut stations: Vec<String> = (0..8)
        .map(|n| of_district(&format!("s{n}"), f64::from(n) * 200.0))
        .collect();
    stations.push(of_district("far", 90_000.0));
    let loaded = load(&stations);
    let settings = settings();
    let audit = audit(&loaded, &settings);
    let [(row, why)] = audit.misplaced.as_slice() else {
        panic!("{:?}", audit.misplaced);
    };
    assert_eq!(&*loaded.stations[row.row()].id.0, "far");
    assert!(why.contains("from the middle"), "{why}");
    let verdicts = &audit.stations[8].verdicts;
    for criterion in [Criterion::Position, Criterion::OnMap] {
        assert_eq!(verdicts[criterion.place()], Verdict::Unknown);
    }
    assert!(audit.has_faults());
}

#[test]
fn hours_that_more_than_eighty_in_a_hundred_have_are_odd_from_ten_on() {
    let equal = |n_equal: u32, n_other: u32| {
        let hours = |n: u32| {
            if n < n_equal {
                "9:00-17:00".into()
            } else {
                format!("8:{n}-17:00")
            }
        };
        let one = |n: u32| {
            let properties = format!(r#""opening_hours":"{}""#, hours(n));
            station(&format!("s{n}"), f64::from(n) * 500.0, &properties)
        };
        let mut stations: Vec<String> = (0..n_equal + n_other).map(one).collect();
        stations.push(station("silent", 50_000.0, ""));
        let loaded = load(&stations);
        let settings = settings();
        let found = audit(&loaded, &settings).equal_hours;
        found.map(|equal| (equal.n_stations, equal.n_with_hours))
    };
    assert_eq!(equal(9, 0), None);
    assert_eq!(equal(10, 0), Some((10, 10)));
    assert_eq!(equal(9, 2), Some((9, 11)));
    assert_eq!(equal(8, 2), None);
}
