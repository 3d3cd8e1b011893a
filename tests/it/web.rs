//! Requests through the real router, without a socket.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::http::{Served, Service, router};
use yizhan::travel::Paces;

use super::support::snapshot;

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A service of some station files.
pub(crate) fn service(texts: &[&str]) -> Arc<Service> {
    let service = Arc::new(Service::new(Zone::default(), Paces::default()));
    service.replace(Served::new(snapshot(texts), 0.0));
    service
}

/// A GET with headers.
pub(crate) fn get(service: &Arc<Service>, uri: &str, headers: &[(&str, &str)]) -> Answer {
    ask(service, Method::GET, uri, headers)
}

/// Any request without a body.
pub(crate) fn ask(
    service: &Arc<Service>,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let response = router(Arc::clone(service)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    })
}

impl Answer {
    /// The value of a header that is there once, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map_or("", |value| value.to_str().unwrap());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The ids of its features, in their order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let collection = self.json();
        let features = collection["features"].as_array().unwrap();
        features
            .iter()
            .map(|feature| feature["id"].as_str().unwrap().to_owned())
            .collect()
    }
}
