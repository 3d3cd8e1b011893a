//! A client of the OGC part that needs no socket: requests go through the real router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use yizhan::clock::Zone;
use yizhan::http::{BaseUrl, Served, Service, router};
use yizhan::snapshot::Snapshot;
use yizhan::travel::Paces;

use super::support::snapshot;

/// What links begin with where nobody says otherwise.
pub(crate) const HOST: &str = "stations.test";

/// Where the items are.
pub(crate) const ITEMS: &str = "/ogc/collections/stations/items";

/// A service and its routes.
pub(crate) struct Site {
    routes: Router,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Site {
    /// Serves some GeoJSON texts.
    pub(crate) fn of(texts: &[&str]) -> Self {
        Self::serving(snapshot(texts), None)
    }

    /// Serves a snapshot, with an address for its links.
    pub(crate) fn serving(snapshot: Snapshot, public_url: Option<&str>) -> Self {
        let public_url = public_url.map(|url| BaseUrl::parse(url).unwrap());
        let service = Service::new(Zone::default(), Paces::default()).with_public_url(public_url);
        service.replace(Served::new(snapshot, 0.0));
        Self {
            routes: router(Arc::new(service)),
        }
    }

    /// Gets a path, or an absolute address of this host.
    pub(crate) fn get(&self, target: &str) -> Answer {
        let path = target
            .strip_prefix(&format!("http://{HOST}"))
            .unwrap_or(target);
        let request = Request::get(path).header("host", HOST);
        self.send(request.body(Body::empty()).unwrap())
    }

    /// Gets a path of which only the head is wanted.
    pub(crate) fn head(&self, path: &str) -> Answer {
        let request = Request::builder().method(Method::HEAD).uri(path);
        self.send(request.header("host", HOST).body(Body::empty()).unwrap())
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(async {
            let response = self.routes.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Answer {
                status: parts.status,
                headers: parts.headers,
                text: String::from_utf8(bytes.to_vec()).unwrap(),
            }
        })
    }

    /// The document at a path, which must be there.
    pub(crate) fn document(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text);
        answer.json()
    }

    /// The ids of all stations that pass, by following the links, and what the first page
    /// said that there are.
    pub(crate) fn ids(&self, query: &str) -> (Vec<String>, usize) {
        let mut found = Vec::new();
        let mut page = self.document(&format!("{ITEMS}?{query}"));
        let n_matched = number(&page, "numberMatched");
        loop {
            let features = page["features"].as_array().unwrap();
            assert_eq!(number(&page, "numberReturned"), features.len());
            assert_eq!(number(&page, "numberMatched"), n_matched);
            found.extend(
                features
                    .iter()
                    .map(|f| f["id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = link(&page, "next") else {
                return (found, n_matched);
            };
            page = self.document(next["href"].as_str().unwrap());
        }
    }
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The media type.
    pub(crate) fn media_type(&self) -> &str {
        self.headers["content-type"].to_str().unwrap()
    }

    /// Requires a problem of some status, and gives the parameter that it names.
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.media_type(), "application/problem+json");
        let body = self.json();
        assert_eq!(body["status"], status);
        body["parameter"].as_str().unwrap_or_default().to_owned()
    }
}

/// The link of that relation.
pub(crate) fn link<'a>(document: &'a Value, rel: &str) -> Option<&'a Value> {
    let links = document["links"].as_array().unwrap();
    let mut found = links.iter().filter(|link| link["rel"] == rel);
    let first = found.next();
    assert!(found.next().is_none(), "several links are {rel}");
    first
}

/// A whole number of a document.
pub(crate) fn number(document: &Value, name: &str) -> usize {
    document[name].as_u64().unwrap().try_into().unwrap()
}
