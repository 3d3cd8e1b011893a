//! The Content-Security-Policy of the pages: only this server and the tiles.

use axum::http::HeaderValue;

use crate::http::site::Basemap;

/// Whether other sites may show the page in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Any site may.
    Allowed,
    /// No site may, which prevents clickjacking.
    Refused,
}

/// The policy. No inline script or style, no `eval`; images also from `data:` (the map
/// library's icons) and `blob:` (its decoded tiles).
pub fn content_security_policy(basemap: Option<&Basemap>, framing: Framing) -> HeaderValue {
    let tiles = basemap
        .and_then(Basemap::origin)
        .map(|origin| format!(" {origin}"))
        .unwrap_or_default();
    let ancestors = match framing {
        Framing::Allowed => "*",
        Framing::Refused => "'none'",
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; \
         manifest-src 'self'; \
         img-src 'self' data: blob:{tiles}; connect-src 'self'{tiles}; base-uri 'none'; \
         form-action 'none'; frame-ancestors {ancestors}"
    );
    // Origins contain only letters of host names; the strictest policy is a fallback that cannot
    // occur.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
