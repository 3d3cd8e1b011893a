//! Limits on a request's head: its URI and its headers.
//!
//! They are lower than those of the HTTP library, which refuses without an explanation.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::{Authority, PathAndQuery};

use crate::http::problem::Problem;

/// Longest URI, bytes: room for two query strings of the maximum length.
pub const MAX_URI_BYTES: usize = 16 << 10;
/// Most headers of a request; a repeated one counts each time.
pub const MAX_HEADERS: usize = 64;
/// Total size of all header names and values, bytes.
pub const MAX_HEADER_BYTES: usize = 16 << 10;

/// Refuses a head over a limit.
pub fn check(request: &Request) -> Result<(), Problem> {
    let uri = request.uri();
    if uri_bytes(uri) > MAX_URI_BYTES {
        return Err(Problem::uri_too_long(MAX_URI_BYTES));
    }
    let headers = request.headers();
    let bytes = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    if headers.len() > MAX_HEADERS || bytes.sum::<usize>() > MAX_HEADER_BYTES {
        return Err(Problem::headers_too_large(MAX_HEADERS, MAX_HEADER_BYTES));
    }
    Ok(())
}

/// The length of a URI as sent, without the separators between its parts.
fn uri_bytes(uri: &Uri) -> usize {
    let length = |part: Option<&str>| part.map_or(0, str::len);
    length(uri.scheme_str())
        + length(uri.authority().map(Authority::as_str))
        + length(uri.path_and_query().map(PathAndQuery::as_str))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(uri: &str, headers: &[(String, String)]) -> Request {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn a_uri_fits_up_to_its_cap() {
        let of = |bytes: usize| request(&format!("/{}", "a".repeat(bytes - 1)), &[]);
        assert!(check(&of(MAX_URI_BYTES)).is_ok());
        assert!(check(&of(MAX_URI_BYTES + 1)).is_err());
        let whole = format!("http://host/{}", "a".repeat(MAX_URI_BYTES));
        assert!(check(&request(&whole, &[])).is_err());
    }

    #[test]
    fn headers_fit_up_to_their_number_and_their_bytes() {
        let many = |n: usize| -> Vec<_> {
            let header = |row: usize| (format!("x-{row}"), "1".to_owned());
            (0..n).map(header).collect()
        };
        assert!(check(&request("/", &many(MAX_HEADERS))).is_ok());
        assert!(check(&request("/", &many(MAX_HEADERS + 1))).is_err());
        let long = |bytes: usize| [("x-1".to_owned(), "a".repeat(bytes - "x-1".len()))];
        assert!(check(&request("/", &long(MAX_HEADER_BYTES))).is_ok());
        assert!(check(&request("/", &long(MAX_HEADER_BYTES + 1))).is_err());
    }
}
