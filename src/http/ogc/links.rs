//! Absolute links between the resources.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{OPENAPI, SCHEMA};
use crate::http::base_url::BaseUrl;
use crate::http::{GEOJSON, JSON};

/// Relation of a collection or its items to its queryables.
pub const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
/// Characters that are percent-encoded in a path: all but these exceptions.
const ENCODED_IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A link in the body of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The relation of its target to this resource.
    pub rel: &'static str,
    /// The media type of the target.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// The address of the target.
    pub href: String,
}

/// The addresses of the resources.
pub struct Links {
    root: String,
}

impl Links {
    /// The resources below an address.
    pub fn new(base: &BaseUrl) -> Self {
        Self {
            root: format!("{}/ogc", base.as_str()),
        }
    }

    /// The landing page's address, without a trailing slash.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The landing page.
    pub fn landing_page(&self, rel: &'static str) -> Link {
        self.link(rel, JSON, "This service", "")
    }

    /// The API document.
    pub fn api(&self, rel: &'static str) -> Link {
        self.link(rel, OPENAPI, "The API in OpenAPI 3.0", "/api")
    }

    /// The conformance classes.
    pub fn conformance(&self, rel: &'static str) -> Link {
        self.link(rel, JSON, "Conformance classes", "/conformance")
    }

    /// The list of collections.
    pub fn collections(&self, rel: &'static str) -> Link {
        self.link(rel, JSON, "Collections", "/collections")
    }

    /// The collection.
    pub fn stations(&self, rel: &'static str) -> Link {
        self.link(rel, JSON, "Service stations", "/collections/stations")
    }

    /// The queryables.
    pub fn queryables(&self, rel: &'static str) -> Link {
        let path = "/collections/stations/queryables";
        self.link(rel, SCHEMA, "What stations can be filtered by", path)
    }

    /// The schema of a station's GeoJSON.
    pub fn feature_schema(&self, rel: &'static str) -> Link {
        let path = "/collections/stations/feature-schema";
        self.link(rel, SCHEMA, "The schema of a station", path)
    }

    /// All stations. Clients append to this address, so it never has a query string.
    pub fn items(&self, rel: &'static str) -> Link {
        self.link(rel, GEOJSON, "The stations", "/collections/stations/items")
    }

    /// A page of stations.
    pub fn page(&self, rel: &'static str, title: &'static str, query: &str) -> Link {
        let mut link = self.items(rel);
        link.title = title;
        if !query.is_empty() {
            link.href.push('?');
            link.href.push_str(query);
        }
        link
    }

    /// One station.
    pub fn item(&self, rel: &'static str, id: &str) -> Link {
        let mut link = self.items(rel);
        link.title = "This station";
        link.href.push('/');
        link.href.extend(utf8_percent_encode(id, ENCODED_IN_PATH));
        link
    }

    fn link(
        &self,
        rel: &'static str,
        media_type: &'static str,
        title: &'static str,
        path: &str,
    ) -> Link {
        Link {
            rel,
            media_type,
            title,
            href: format!("{}{path}", self.root),
        }
    }
}

impl Link {
    /// As a value of the `Link` header (RFC 8288). Addresses contain no commas and no angle
    /// brackets.
    pub fn header(&self) -> String {
        format!(
            r#"<{}>; rel="{}"; type="{}""#,
            self.href, self.rel, self.media_type
        )
    }
}
