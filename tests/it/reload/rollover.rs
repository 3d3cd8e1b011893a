//! Another day begins: the hours are compiled anew, and no answer changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use yizhan::clock::Zone;
use yizhan::dataset::load_texts;
use yizhan::hours::schedules::HoursSettings;
use yizhan::http::AppState;
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{get, unready_service};
use crate::support::world::{Places, World};
use crate::support::{TODAY, TODAY_NOON, instant, settings};

const WORLD: World = World {
    seed: 11,
    stations: 600,
    places: Places::Cities(2),
};

fn served_on(today: NaiveDate) -> ServedSet {
    let settings = HoursSettings {
        today,
        ..settings()
    };
    let loaded = load_texts(&[("world.geojson", WORLD.geojson())], settings).unwrap();
    ServedSet::new(Snapshot::build(loaded, instant(TODAY_NOON), today), 0.25)
}

fn service_on(today: NaiveDate) -> Arc<AppState> {
    let service = AppState::new(Zone::default(), Paces::default());
    service.set().replace(served_on(today));
    Arc::new(service)
}

/// Questions about moments inside, at the ends of and outside any compiled window.
fn questions() -> Vec<String> {
    let mut random = fastrand::Rng::with_seed(12);
    let times = ["00:00", "06:59", "08:30", "12:00", "17:29", "23:59"];
    let mut questions = Vec::new();
    for date in [
        "1992-01-02",
        "2026-09-30",
        "2026-10-01",
        "2026-10-10",
        "2026-11-16",
        "2026-11-17",
        "2026-11-24",
        "2026-11-30",
        "2026-12-01",
        "2026-12-08",
        "2026-12-31",
        "2027-01-01",
        "2027-02-08",
        "2028-02-29",
        "2099-12-31",
    ] {
        for time in times {
            let [lon, lat] = WORLD.somewhere(&mut random);
            let more = random.choice([
                "",
                "&amenity=toilet",
                "&stay_minutes=600",
                "&open=any",
                "&open=now&limit=50",
                "&unknown_hours=exclude&min_star=5",
            ]);
            let more = more.unwrap_or_default();
            questions.push(format!(
                "/v1/stations/nearest?lat={lat}&lon={lon}&minutes=60&at={date}T{time}{more}"
            ));
            let row = random.usize(0..WORLD.stations);
            questions.push(format!("/v1/stations/s{row}?at={date}T{time}"));
        }
    }
    questions
}

fn answers(service: &Arc<AppState>, questions: &[String]) -> Vec<String> {
    questions
        .iter()
        .map(|uri| get(service, uri).text())
        .collect()
}

fn compiled_for(service: &AppState) -> NaiveDate {
    service.current().unwrap().snapshot().timetable().today()
}

#[test]
fn answers_are_the_same_before_and_after_the_hours_of_another_day_are_compiled() {
    let questions = questions();
    let service = service_on(TODAY.parse().unwrap());
    let before = answers(&service, &questions);
    let with_stations = before
        .iter()
        .filter(|text| text.contains(r#""open_state":"open""#));
    assert!(
        with_stations.count() > questions.len() / 4,
        "the questions are too hard"
    );
    for day in [
        "2026-11-25",
        "2026-12-01",
        "2026-12-31",
        "2027-02-08",
        "2026-10-01",
        "2099-12-31",
    ] {
        let day: NaiveDate = day.parse().unwrap();
        service.set().roll_to(day);
        assert_eq!(compiled_for(&service), day);
        let rolled = answers(&service, &questions);
        let built = answers(&service_on(day), &questions);
        for (((question, before), rolled), built) in
            questions.iter().zip(&before).zip(rolled).zip(built)
        {
            assert_eq!(rolled, *before, "{day}: {question}");
            assert_eq!(rolled, built, "{day}: {question}");
        }
    }
}

#[test]
fn a_roll_to_the_same_day_keeps_the_very_same_set() {
    let service = service_on(TODAY.parse().unwrap());
    let before = service.current().unwrap();
    service.set().roll_to(TODAY.parse().unwrap());
    assert!(Arc::ptr_eq(&before, &service.current().unwrap()));
}

#[test]
fn a_request_keeps_its_set_across_a_day_change() {
    let service = service_on(TODAY.parse().unwrap());
    let taken = service.current().unwrap();
    service.set().roll_to("2026-11-25".parse().unwrap());
    assert_eq!(taken.snapshot().timetable().today(), TODAY.parse().unwrap());
    assert_eq!(
        taken.snapshot().version(),
        service.current().unwrap().snapshot().version()
    );
}

#[test]
fn questions_during_day_changes_are_answered_the_same() {
    const DAYS: [&str; 4] = ["2026-11-25", "2026-11-24", "2027-01-01", "2026-11-23"];
    const N_TURNS: usize = 40;
    let questions = questions();
    let service = service_on(TODAY.parse().unwrap());
    let expected = answers(&service, &questions);
    let n_turned = AtomicUsize::new(0);
    let n_rounds = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for offset in [0, questions.len() / 2] {
            let (service, questions, expected) = (&service, &questions, &expected);
            let (n_turned, n_rounds) = (&n_turned, &n_rounds);
            scope.spawn(move || {
                let rows = (0..questions.len()).cycle().skip(offset);
                for (n_asked, row) in rows.enumerate() {
                    let answer = get(service, &questions[row]);
                    assert_eq!(answer.text(), expected[row], "{}", questions[row]);
                    n_rounds.fetch_add(1, Ordering::SeqCst);
                    if n_turned.load(Ordering::SeqCst) >= N_TURNS && n_asked > 20 {
                        break;
                    }
                }
            });
        }
        for day in DAYS.iter().cycle().take(N_TURNS) {
            let day: NaiveDate = day.parse().unwrap();
            service.set().roll_to(day);
            assert_eq!(compiled_for(&service), day);
            n_turned.fetch_add(1, Ordering::SeqCst);
        }
    });
    assert!(n_rounds.load(Ordering::SeqCst) > N_TURNS);
}

#[test]
fn without_a_loaded_set_a_rollover_does_nothing() {
    let service = unready_service();
    service.set().roll_to(TODAY.parse().unwrap());
    assert!(service.current().is_err());
}
