//! A client of the OGC part: it asks with a host and follows links.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::Value;
use yizhan::clock::Zone;
use yizhan::http::{AppState, BaseUrl};
use yizhan::snapshot::Snapshot;
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{Reply, call, get_with, ids, send};
use crate::support::snapshot;

/// What links begin with by default.
pub(crate) const HOST: &str = "stations.test";

/// Where the items are.
pub(crate) const ITEMS: &str = "/ogc/collections/stations/items";

/// A service whose links begin with [`HOST`], or with an address of its own.
pub(crate) struct Site(Arc<AppState>);

impl Site {
    /// Serves some GeoJSON texts.
    pub(crate) fn of(texts: &[&str]) -> Self {
        Self::serving(snapshot(texts), None)
    }

    /// Serves a snapshot, with an address for its links.
    pub(crate) fn serving(snapshot: Snapshot, public_url: Option<&str>) -> Self {
        let public_url = public_url.map(|url| BaseUrl::parse(url).unwrap());
        let service = AppState::new(Zone::default(), Paces::default()).with_public_url(public_url);
        service.set().replace(ServedSet::new(snapshot, 0.0));
        Self(Arc::new(service))
    }

    /// Gets a path, or an absolute address of this host.
    pub(crate) fn get(&self, target: &str) -> Reply {
        let path = target
            .strip_prefix(&format!("http://{HOST}"))
            .unwrap_or(target);
        get_with(&self.0, path, &[("host", HOST)])
    }

    /// Gets a path of which only the head is wanted.
    pub(crate) fn head(&self, path: &str) -> Reply {
        call(&self.0, Method::HEAD, path, &[("host", HOST)])
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: Request<Body>) -> Reply {
        send(&self.0, request)
    }

    /// The document at a path, which must be there.
    pub(crate) fn document(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json()
    }

    /// The ids of all stations that pass, by following the links, and what the first page
    /// said that there are.
    pub(crate) fn ids(&self, query: &str) -> (Vec<String>, usize) {
        let mut found = Vec::new();
        let mut page = self.document(&format!("{ITEMS}?{query}"));
        let n_matched = number(&page, "numberMatched");
        loop {
            let on_page = ids(&page);
            assert_eq!(number(&page, "numberReturned"), on_page.len());
            assert_eq!(number(&page, "numberMatched"), n_matched);
            found.extend(on_page.into_iter().map(str::to_owned));
            let Some(next) = link(&page, "next") else {
                return (found, n_matched);
            };
            page = self.document(next["href"].as_str().unwrap());
        }
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
