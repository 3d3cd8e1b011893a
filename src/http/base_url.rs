//! The address under which clients reach this service: the base of absolute links.
//!
//! It is the operator's setting or else the request's own host, and it is validated. Headers that
//! any client can send (Forwarded, X-Forwarded-Host) are ignored.

use std::net::Ipv6Addr;

use axum::http::header;
use axum::http::request::Parts;

/// Longest public URL, bytes.
pub const MAX_URL_BYTES: usize = 2_048;
/// Longest host name in DNS, bytes.
pub const MAX_HOST_BYTES: usize = 253;

/// An `http` or `https` address without a query and without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

/// The text is not a valid base of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an address such as https://example.org/stations, without user, query and fragment"
)]
pub struct BaseUrlError;

impl BaseUrl {
    /// Parses an address: scheme, host, and optionally a port and a path.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .ok_or(BaseUrlError)?;
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        if text.len() > MAX_URL_BYTES || !is_authority(authority) || !path.bytes().all(is_in_path) {
            return Err(BaseUrlError);
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host that a request names.
    pub fn of_request(parts: &Parts) -> Option<Self> {
        let mut hosts = parts.headers.get_all(header::HOST).iter();
        let host = match parts.uri.authority() {
            Some(authority) => authority.as_str(),
            None => hosts.next()?.to_str().ok()?,
        };
        let is_only_one = hosts.next().is_none() || parts.uri.authority().is_some();
        (is_only_one && is_authority(host)).then(|| Self(format!("http://{host}")))
    }
}

/// A host name or address, optionally with a port; no user, ASCII only.
fn is_authority(text: &str) -> bool {
    // The colons of an IPv6 address are in brackets; the last one outside is the port's.
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_host = address.map_or_else(
        || is_host_name(host),
        |address| address.parse::<Ipv6Addr>().is_ok(),
    );
    is_host && port.is_none_or(is_port)
}

fn is_host_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (1..=MAX_HOST_BYTES).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

const fn is_in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_of_an_address_is_removed() {
        for (text, expected) in [
            ("https://example.org", "https://example.org"),
            ("https://example.org/", "https://example.org"),
            (
                "http://example.org:8080/a/b/",
                "http://example.org:8080/a/b",
            ),
            ("http://[::1]:80/%E9%A9%BF", "http://[::1]:80/%E9%A9%BF"),
        ] {
            assert_eq!(BaseUrl::parse(text).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn an_invalid_base_of_links_is_refused() {
        for text in [
            "",
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///path",
            "https://user@example.org",
            "https://example.org?x=1",
            "https://example.org/#top",
            "https://example.org/a b",
            "https://example.org/\"",
            "https://example.org:port",
            "https://example.org:",
            "https://example.org:+80",
            "https://example.org:65536",
            "https://驿站.cn",
            "https://[::1",
            "https://[nonsense]",
            "https://[::1]80",
        ] {
            assert_eq!(BaseUrl::parse(text), Err(BaseUrlError), "{text}");
        }
    }

    #[test]
    fn a_host_of_253_bytes_and_a_url_of_2048_are_accepted_and_one_more_is_not() {
        let host = |length: usize| format!("http://{}", "a".repeat(length));
        assert!(BaseUrl::parse(&host(MAX_HOST_BYTES)).is_ok());
        assert!(BaseUrl::parse(&host(MAX_HOST_BYTES + 1)).is_err());
        let url = |length: usize| format!("http://a/{}", "p".repeat(length - 9));
        assert!(BaseUrl::parse(&url(MAX_URL_BYTES)).is_ok());
        assert!(BaseUrl::parse(&url(MAX_URL_BYTES + 1)).is_err());
    }
}
