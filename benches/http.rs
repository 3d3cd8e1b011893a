//! An answer through the real routes, without a socket, beside a handler that returns a
//! constant; asked plainly, and with `Accept-Encoding: gzip` as browsers and apps ask.

mod support;

use std::hint::black_box;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header, request};
use axum::routing::get;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http_body_util::BodyExt;
use support::{SNAPSHOT, origins};
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::http::{AppState, RequestService, Routes};
use yizhan::position::Position;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

/// How requests are asked: what names of benches end in, and what they accept.
const ASKED: [(&str, Option<&str>); 2] = [("", None), ("_gzip", Some("gzip"))];

/// Sends a request through routes and reads the whole answer; its length.
async fn answer_length(
    routes: impl RequestService,
    mut request: request::Builder,
    accepted: Option<&str>,
    body: Body,
) -> usize {
    if let Some(accepted) = accepted {
        request = request.header(header::ACCEPT_ENCODING, accepted);
    }
    let request = request.body(body).expect("a request");
    let response = routes.oneshot(request).await.expect("an answer");
    assert!(response.status().is_success());
    let body = response.into_body().collect().await.expect("a body");
    body.to_bytes().len()
}

fn http_answer(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let service = Arc::new(AppState::new(Zone::default(), Paces::default()));
    service.set().replace(ServedSet::new(SNAPSHOT.clone(), 0.0));
    let yizhan = Routes::new(&service);
    let constant = "x".repeat(4_000);
    let floor = Router::new().route("/", get(move || std::future::ready(constant.clone())));
    let uris: Vec<String> = origins()
        .iter()
        .map(|origin| {
            format!(
                "/v1/stations/nearest?lat={:.6}&lon={:.6}&amenity=toilet&at=2026-11-24T12:00:00",
                origin.lat(),
                origin.lon()
            )
        })
        .collect();
    let mut next = uris.iter().cycle();
    let mut group = criterion.benchmark_group("http_in_process");
    group.bench_function("floor_constant_4_kB", |bench| {
        bench.iter(|| {
            let request = Request::get("/");
            runtime.block_on(answer_length(floor.clone(), request, None, Body::empty()))
        });
    });
    for (suffix, accepted) in ASKED {
        group.bench_function(format!("nearest{suffix}"), |bench| {
            bench.iter(|| {
                let request = Request::get(next.next().expect("a cycle"));
                let answer = answer_length(yizhan.clone(), request, accepted, Body::empty());
                black_box(runtime.block_on(answer))
            });
        });
    }
    let body = batch_body();
    group.throughput(Throughput::Elements(1_000));
    for (suffix, accepted) in ASKED {
        group.bench_function(format!("batch_of_1000{suffix}"), |bench| {
            bench.iter(|| {
                let request = Request::post("/v1/stations/nearest");
                let body = Body::from(body.clone());
                let answer = answer_length(yizhan.clone(), request, accepted, body);
                black_box(runtime.block_on(answer))
            });
        });
    }
    group.finish();
}

/// One question from all places.
fn batch_body() -> String {
    let origin = |at: &Position| format!(r#"{{"lat":{:.6},"lon":{:.6}}}"#, at.lat(), at.lon());
    let origins: Vec<String> = origins().iter().map(origin).collect();
    format!(
        r#"{{"origins":[{}],"amenity":"toilet","at":"2026-11-24T12:00:00"}}"#,
        origins.join(",")
    )
}

criterion_group!(benches, http_answer);
criterion_main!(benches);
