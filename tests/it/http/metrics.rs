//! `/metrics`: each figure moves when it should, and by how much.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use tower::ServiceExt;
use yizhan::clock::UnixTime;
use yizhan::http::{AppState, Routes};
use yizhan::state::{ReloadOutcome, ServedSet};

use crate::support::http::{
    ASK, collection, get, get_with, post, problem, send, service, service_of, station,
    unready_service,
};
use crate::support::snapshot;

const NEAREST: &str = "/v1/stations/nearest";

/// Samples by name and labels, as they are written.
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    fn of(service: &Arc<AppState>) -> Self {
        let reply = get(service, "/metrics");
        assert_eq!(reply.status, 200, "{}", reply.text());
        Self(parse(&reply.text()))
    }

    /// A sample that must be there.
    fn at(&self, sample: &str) -> f64 {
        let known = || self.0.keys().cloned().collect::<Vec<_>>().join("\n");
        *self
            .0
            .get(sample)
            .unwrap_or_else(|| panic!("no {sample} among\n{}", known()))
    }

    /// A sample, or nothing counted yet.
    fn or_0(&self, sample: &str) -> f64 {
        self.0.get(sample).copied().unwrap_or(0.0)
    }

    /// The samples of a name, without the name.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.0.iter().filter_map(move |(sample, value)| {
            let labels = sample.strip_prefix(name)?;
            labels.starts_with('{').then_some((labels, *value))
        })
    }
}

/// Reads the text format line by line: every line is a help, a type, or a sample of the family
/// that was opened last, and no sample is there twice.
fn parse(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut family = String::new();
    let mut kind = String::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').unwrap();
            assert!(!help.is_empty(), "{name}");
            name.clone_into(&mut family);
            kind.clear();
            continue;
        }
        if let Some(types) = line.strip_prefix("# TYPE ") {
            assert!(kind.is_empty(), "{line}");
            let (name, named) = types.split_once(' ').unwrap();
            assert_eq!(name, family, "{line}");
            assert!(["counter", "gauge", "histogram"].contains(&named), "{line}");
            named.clone_into(&mut kind);
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').unwrap();
        let name = sample.split('{').next().unwrap();
        let endings: &[&str] = match kind.as_str() {
            "histogram" => &["_bucket", "_sum", "_count"],
            _ => &[""],
        };
        let is_of_family = |ending: &&str| name == format!("{family}{ending}");
        assert!(endings.iter().any(is_of_family), "{line}");
        assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(samples.insert(sample.to_owned(), value).is_none(), "{line}");
    }
    samples
}

fn requests(route: &str, method: &str, status: u16) -> String {
    format!(r#"yizhan_http_requests_total{{route="{route}",method="{method}",status="{status}"}}"#)
}

fn empty(amenity: &str, hour: &str) -> String {
    format!(r#"yizhan_nearest_empty_total{{amenity="{amenity}",hour="{hour}"}}"#)
}

fn is(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

#[track_caller]
fn assert_is(found: f64, expected: f64) {
    assert!(is(found, expected), "{found} is not {expected}");
}

fn world() -> Vec<String> {
    vec![
        station(
            "a",
            100.0,
            r#""opening_hours":"08:00-20:00","amenities":["toilet"]"#,
        ),
        station(
            "b",
            200.0,
            r#""opening_hours":"08:00-20:00","amenities":["wifi"]"#,
        ),
    ]
}

#[test]
fn the_text_is_of_version_0_0_4_and_head_has_the_same_headers() {
    let service = service(&world());
    let reply = get(&service, "/metrics");
    assert_eq!(
        reply.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(parse(&reply.text()).len() > 40);
    let head = Request::head("/metrics").body(Body::empty()).unwrap();
    let head = send(&service, head);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), reply.header("content-type"));
    problem(&get(&service, "/metrics?name=a"), 400);
}

#[test]
fn requests_count_under_the_template_of_their_route_method_and_status() {
    let service = service(&world());
    let delete = |uri: &str| {
        let request = Request::builder().method(Method::DELETE).uri(uri);
        send(&service, request.body(Body::empty()).unwrap())
    };
    let invented = Request::builder().method("PLEASE").uri(ASK);
    for _ in 0..3 {
        get(&service, ASK);
    }
    get(&service, &format!("{ASK}&mode=car"));
    get(&service, "/v1/stations/a");
    get(&service, "/v1/stations/b");
    get(&service, "/v1/stations/39.123456");
    get(&service, "/39.123456/116.654321?lat=39.123456");
    post(&service, r#"{"origins":[{"lat":30,"lon":110}]}"#);
    delete(NEAREST);
    send(&service, invented.body(Body::empty()).unwrap());
    send(&service, Request::head(ASK).body(Body::empty()).unwrap());
    let scrape = Scrape::of(&service);
    let station = "/v1/stations/{id}";
    for (sample, count) in [
        (requests(NEAREST, "GET", 200), 3.0),
        (requests(NEAREST, "GET", 400), 1.0),
        (requests(NEAREST, "HEAD", 200), 1.0),
        (requests(NEAREST, "POST", 200), 1.0),
        (requests(NEAREST, "DELETE", 405), 1.0),
        (requests(NEAREST, "other", 405), 1.0),
        (requests(station, "GET", 200), 2.0),
        (requests(station, "GET", 404), 1.0),
        (requests("unmatched", "GET", 404), 1.0),
    ] {
        assert_is(scrape.at(&sample), count);
    }
    let total: f64 = scrape.all("yizhan_http_requests_total").map(|s| s.1).sum();
    assert_is(total, 12.0);
    // The scrape itself is counted once it is over.
    assert_is(
        Scrape::of(&service).at(&requests("/metrics", "GET", 200)),
        1.0,
    );
    let text = get(&service, "/metrics").text();
    assert!(!text.contains("123456") && !text.contains("654321") && !text.contains("PLEASE"));
}

#[test]
fn a_histogram_holds_each_answer_once() {
    let service = service(&world());
    for _ in 0..5 {
        get(&service, ASK);
    }
    post(&service, r#"{"origins":[{"lat":30,"lon":110}]}"#);
    let scrape = Scrape::of(&service);
    let name = "yizhan_http_request_duration_seconds";
    let get_only = |part: &str| {
        let labels = format!(r#"{name}_{part}{{route="{NEAREST}",method="GET"}}"#);
        scrape.at(&labels)
    };
    assert_is(get_only("count"), 5.0);
    assert!(get_only("sum") > 0.0 && get_only("sum") < 60.0);
    let start = format!(r#"{{route="{NEAREST}",method="GET",le=""#);
    let bucket_name = format!("{name}_bucket");
    let mut buckets: Vec<(f64, f64)> = scrape
        .all(&bucket_name)
        .filter_map(|(labels, count)| {
            let bound = labels.strip_prefix(&start)?.strip_suffix("\"}")?;
            Some((bound.parse().unwrap(), count))
        })
        .collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(buckets.len(), 20);
    assert_is(buckets[0].0, 0.000_01);
    assert_is(buckets[18].0, 10.0);
    assert!(buckets[19].0.is_infinite() && is(buckets[19].1, 5.0));
    assert!(buckets.is_sorted_by(|a, b| a.1 <= b.1), "{buckets:?}");
}

#[test]
fn empty_answers_count_under_each_amenity_and_the_hour_asked_about() {
    let service = service(&world());
    let ask = |more: &str| {
        let reply = get(&service, &format!("{NEAREST}?lat=30&lon=110&{more}"));
        assert_eq!(reply.status, 200, "{}", reply.text());
    };
    // Closed at night, by the clock of the service whatever the offset of the instant.
    ask("at=2026-11-24T03:59:00%2B08:00&amenity=toilet");
    ask("at=2026-11-23T19:00:00Z&amenity=toilet");
    ask("at=2026-11-24T03:00:00%2B08:00");
    // No station has both.
    ask("at=2026-11-24T12:00:00%2B08:00&amenity=toilet,wifi");
    // Not empty; refused; not a question.
    ask("at=2026-11-24T12:00:00%2B08:00&amenity=toilet");
    problem(&get(&service, &format!("{NEAREST}?lat=91&lon=110")), 400);
    post(
        &service,
        r#"{"at":"2026-11-24T05:00:00+08:00","amenity":["wifi"],
            "origins":[{"lat":30,"lon":110},{"lat":-30,"lon":110},{"lat":99,"lon":0}]}"#,
    );
    post(
        &service,
        r#"{"at":"2026-11-24T12:00:00+08:00",
            "origins":[{"lat":30,"lon":110},{"lat":-30,"lon":110},{"lat":99,"lon":0}]}"#,
    );
    let scrape = Scrape::of(&service);
    let expected = [
        (empty("toilet", "03"), 2.0),
        (empty("none", "03"), 1.0),
        (empty("toilet", "12"), 1.0),
        (empty("wifi", "12"), 1.0),
        (empty("wifi", "05"), 2.0),
        (empty("none", "12"), 1.0),
    ];
    for (sample, count) in &expected {
        assert!(is(scrape.at(sample), *count), "{sample}");
    }
    let n_samples = scrape.all("yizhan_nearest_empty_total").count();
    assert_eq!(n_samples, expected.len());
}

#[test]
fn words_that_only_an_earlier_set_had_are_forgotten_with_it() {
    let own = station(
        "a",
        100.0,
        r#""opening_hours":"24/7","amenities":["spare_bell"]"#,
    );
    let service = service(&[own]);
    let far = "lat=-30&lon=110&at=2026-11-24T12:00:00";
    for amenity in ["spare_bell", "toilet"] {
        get(&service, &format!("{NEAREST}?{far}&amenity={amenity}"));
    }
    assert_is(Scrape::of(&service).at(&empty("spare_bell", "12")), 1.0);
    let next = collection("", &world());
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&next]), 0.25));
    let scrape = Scrape::of(&service);
    assert_is(scrape.or_0(&empty("spare_bell", "12")), 0.0);
    assert_is(scrape.at(&empty("toilet", "12")), 1.0);
}

#[test]
fn the_set_is_described_by_size_version_age_and_findings() {
    let service = unready_service();
    let scrape = Scrape::of(&service);
    assert_is(scrape.at("yizhan_ready"), 0.0);
    assert_is(scrape.or_0("yizhan_stations"), 0.0);
    let bad = station("a", 9.0, r#""star":9"#);
    let text = collection("", &[bad.clone(), bad, station("b", 50.0, "")]);
    service
        .set()
        .replace(ServedSet::new(snapshot(&[&text]), 0.25));
    let scrape = Scrape::of(&service);
    assert_is(scrape.at("yizhan_ready"), 1.0);
    assert_is(scrape.at("yizhan_stations"), 2.0);
    assert_is(scrape.at("yizhan_dataset_load_duration_seconds"), 0.25);
    let issues = |code: &str| scrape.at(&format!(r#"yizhan_dataset_issues{{code="{code}"}}"#));
    assert_is(issues("duplicate_id"), 1.0);
    assert_is(issues("bad_property"), 2.0);
    assert_is(issues("no_position"), 0.0);
    let served = service.current().unwrap();
    let set = served.snapshot();
    let version = set.version();
    assert_is(
        scrape.at(&format!(r#"yizhan_dataset_info{{version="{version}"}}"#)),
        1.0,
    );
    let loaded_at = scrape.at("yizhan_dataset_loaded_timestamp_seconds");
    let age = scrape.at("yizhan_dataset_age_seconds");
    let expected: f64 = set.loaded_at().unix_s.to_string().parse().unwrap();
    let now: f64 = UnixTime::now().unix_s.to_string().parse().unwrap();
    assert_is(loaded_at, expected);
    assert!(
        age >= 0.0 && (loaded_at + age - now).abs() < 60.0 || loaded_at > now,
        "{age}"
    );
}

#[test]
fn every_attempt_to_load_again_counts_by_its_outcome() {
    let service = service(&world());
    let total = |scrape: &Scrape, outcome: &str| {
        scrape.at(&format!(r#"yizhan_reloads_total{{outcome="{outcome}"}}"#))
    };
    let last =
        |outcome: &str| format!(r#"yizhan_last_reload_timestamp_seconds{{outcome="{outcome}"}}"#);
    let scrape = Scrape::of(&service);
    for outcome in ["swapped", "unchanged", "kept"] {
        assert_is(total(&scrape, outcome), 0.0);
        assert_is(scrape.or_0(&last(outcome)), 0.0);
    }
    for outcome in [
        ReloadOutcome::Kept,
        ReloadOutcome::Swapped,
        ReloadOutcome::Kept,
    ] {
        service.set().note_reload(outcome, "a reason".to_owned());
    }
    let scrape = Scrape::of(&service);
    assert_is(total(&scrape, "swapped"), 1.0);
    assert_is(total(&scrape, "unchanged"), 0.0);
    assert_is(total(&scrape, "kept"), 2.0);
    let now: f64 = UnixTime::now().unix_s.to_string().parse().unwrap();
    assert!((scrape.at(&last("kept")) - now).abs() < 60.0);
    assert_is(scrape.or_0(&last("unchanged")), 0.0);
}

#[test]
fn a_client_that_goes_away_leaves_nothing_in_flight() {
    let service = service(&world());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let in_flight = |scrape: &Scrape| scrape.at("yizhan_http_requests_in_flight");
    // A body that never comes.
    let never = endless();
    let request = Request::post(NEAREST)
        .header("content-type", "application/json")
        .body(never)
        .unwrap();
    let mut answering = Box::pin(Routes::new(&service).oneshot(request));
    runtime.block_on(async {
        let soon = std::time::Duration::from_millis(50);
        assert!(tokio::time::timeout(soon, &mut answering).await.is_err());
    });
    // The scrape and the one that waits.
    assert_is(in_flight(&Scrape::of(&service)), 2.0);
    drop(answering);
    let scrape = Scrape::of(&service);
    assert_is(in_flight(&scrape), 1.0);
    let gone =
        format!(r#"yizhan_http_requests_abandoned_total{{route="{NEAREST}",method="POST"}}"#);
    assert_is(scrape.at(&gone), 1.0);
    assert!(!scrape.0.keys().any(|sample| {
        sample.starts_with("yizhan_http_requests_total") && sample.contains("POST")
    }));
}

/// A body of which nothing ever arrives.
fn endless() -> Body {
    struct Never;
    impl http_body::Body for Never {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
    Body::new(Never)
}

/// The kernel's clock for start times of processes; tests may run under a faked time.
fn kernel_now_s() -> f64 {
    if !cfg!(target_os = "linux") {
        return UnixTime::now().unix_s.to_string().parse().unwrap();
    }
    let word = |path: &str, name: &str| -> f64 {
        let text = std::fs::read_to_string(path).unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    word("/proc/stat", "btime ") + word("/proc/uptime", "")
}

#[test]
fn the_process_and_the_build_have_their_usual_metric_names() {
    let service = service_of(&[&collection("", &world())]);
    let scrape = Scrape::of(&service);
    let version = env!("CARGO_PKG_VERSION");
    assert_is(
        scrape.at(&format!(r#"yizhan_build_info{{version="{version}"}}"#)),
        1.0,
    );
    let now = kernel_now_s();
    let started = scrape.at("process_start_time_seconds");
    assert!(
        started > now - 86_400.0 && started <= now + 1.0,
        "{started}"
    );
    if cfg!(target_os = "linux") {
        assert!(scrape.at("process_resident_memory_bytes") > 1e6);
        assert!(scrape.at("process_open_fds") > 2.0);
    }
}

#[test]
fn the_id_of_a_request_comes_back_and_is_in_the_problem_when_the_service_fails() {
    let service = unready_service();
    let given = get_with(&service, ASK, &[("x-request-id", "Job_12-x")]);
    assert_eq!(given.header("x-request-id"), "Job_12-x");
    assert_eq!(problem(&given, 503)["request_id"], "Job_12-x");
    let made = get_with(&service, ASK, &[("x-request-id", "39.123456")]);
    let id = made.header("x-request-id");
    assert_eq!(id.len(), 16);
    assert_eq!(problem(&made, 503)["request_id"], id);
    assert_ne!(get(&service, ASK).header("x-request-id"), id);
    // What the client did wrong is not looked up in the log.
    let wrong = get(&service, "/nowhere");
    assert_eq!(wrong.header("x-request-id").len(), 16);
    assert!(problem(&wrong, 404)["request_id"].is_null());
    let origin = get_with(&service, "/health/live", &[("origin", "https://a.example")]);
    let exposed = origin.header("access-control-expose-headers");
    assert!(exposed.contains("x-request-id"), "{exposed}");
}
