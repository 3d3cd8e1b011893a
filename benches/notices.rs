//! What notices in force cost a question: the five nearest of 200,000 stations without any, with a
//! thousand and with twenty thousand of them, turn by turn in one run; and how long it takes until
//! they count.
#![allow(clippy::print_stdout, reason = "figures are its result")]

mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use support::{SNAPSHOT, instant, origins, query};
use yizhan::clock::Zone;
use yizhan::notices::{Notice, NoticeKind, Said, Truth};
use yizhan::position::Position;
use yizhan::query::opening::OpeningSearch;
use yizhan::query::{NearestQuery, OpenWhen, UnknownHours, WorkBudget, nearest_in};

/// How many notices are in force; `None`: they are not kept.
const COUNTS: [Option<usize>; 4] = [None, Some(0), Some(1_000), Some(20_000)];
/// Turns over a thousand origins; the fastest counts, for it was disturbed least.
const TURNS: usize = 25;

/// So many notices of all kinds, at stations all over the country.
fn said(count: usize) -> Arc<Said> {
    let stations = SNAPSHOT.stations();
    let notice = |row: usize| {
        let station = &stations[row * (stations.len() / count)];
        let kind = NoticeKind::ALL[row % NoticeKind::ALL.len()];
        Arc::new(Notice {
            id: format!("n{row}"),
            station: station.id.to_string(),
            kind,
            amenity: (kind == NoticeKind::AmenityOut).then(|| "microwave".to_owned()),
            from: instant("00:00:00"),
            until: instant("23:59:00"),
            text: Some("今天下午检查，请到附近的驿站".to_owned()),
            text_en: None,
            created_at: instant("00:00:00"),
            withdrawn_at: None,
        })
    };
    Arc::new(Said {
        version: 1,
        notices: (0..count).map(notice).collect(),
        reports: Vec::new(),
    })
}

/// Microseconds a question.
fn micros(truth: Option<&Truth>, origins: &[Position], query: &NearestQuery) -> f64 {
    let stopwatch = Instant::now();
    for origin in origins {
        let search = OpeningSearch::new(&SNAPSHOT, WorkBudget::whole()).told(truth);
        black_box(nearest_in(&search, *origin, query));
    }
    let n_origins = u32::try_from(origins.len()).expect("few");
    stopwatch.elapsed().as_secs_f64() * 1e6 / f64::from(n_origins)
}

fn main() {
    let origins = origins();
    let mut truths: Vec<Option<Truth>> = Vec::new();
    for count in COUNTS {
        let truth = count.map(|count| {
            let said = said(count.max(1));
            let said = if count == 0 { Arc::default() } else { said };
            // The first one makes what the set keeps.
            black_box(Truth::resolve(
                Arc::clone(&said),
                &SNAPSHOT,
                Zone::default(),
            ));
            let stopwatch = Instant::now();
            let truth = Truth::resolve(said, &SNAPSHOT, Zone::default());
            let ms = stopwatch.elapsed().as_secs_f64() * 1e3;
            println!("{count} notices count after {ms:.2} ms");
            truth
        });
        truths.push(truth);
    }
    println!("\n| five nearest | none kept | 0 notices | 1,000 | 20,000 |\n|---|---|---|---|---|");
    for (name, amenity, open, time) in [
        ("open on arrival, noon", None, OpenWhen::Arrival, "12:00:00"),
        (
            "open on arrival, 03:00",
            None,
            OpenWhen::Arrival,
            "03:00:00",
        ),
        (
            "with a microwave, noon",
            Some("microwave"),
            OpenWhen::Arrival,
            "12:00:00",
        ),
        ("whenever open", None, OpenWhen::Any, "12:00:00"),
    ] {
        let question = NearestQuery {
            unknown_hours: UnknownHours::Include,
            ..query(amenity, open, time)
        };
        let mut fastest = [f64::INFINITY; COUNTS.len()];
        for _ in 0..TURNS {
            for (fastest, truth) in fastest.iter_mut().zip(&truths) {
                *fastest = fastest.min(micros(truth.as_ref(), &origins, &question));
            }
        }
        print!("| {name} | {:.2} µs |", fastest[0]);
        for time in &fastest[1..] {
            print!(" {:.3} times |", time / fastest[0]);
        }
        println!();
    }
}
