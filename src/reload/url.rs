//! The address of a station file: what is requested, the credentials, and what may be shown.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::netrc::basic;

/// Longest address of a station file, bytes.
pub const MAX_SOURCE_URL_BYTES: usize = 2_048;

/// The address of a station file on a web server.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceUrl {
    /// The whole address without user and password.
    pub(super) request: String,
    /// The value of `Authorization`, if the address names a user (RFC 7617).
    pub(super) authorization: Option<String>,
    /// Without user, password, query and fragment: these may be secret.
    shown: String,
}

/// Why a text is not the address of a station file; the text is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceUrlError {
    /// It is too long.
    #[error("the address of a station file has {bytes} bytes, {MAX_SOURCE_URL_BYTES} is the most")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It holds characters that no address has.
    #[error(
        "an address of a station file holds a space, a control or a character outside ASCII; \
         percent-encode it, as %20"
    )]
    NotAscii,
    /// It names no host.
    #[error("an address of a station file names no host; as https://example.org/stations.geojson")]
    NoHost,
}

impl SourceUrl {
    /// Parses a name of a station file as an address; `None` if it is the name of a file.
    pub fn parse(text: &str) -> Option<Result<Self, SourceUrlError>> {
        let bytes = text.len();
        let parsed = Self::parse_any_length(text)?;
        if bytes > MAX_SOURCE_URL_BYTES {
            return Some(Err(SourceUrlError::TooLong { bytes }));
        }
        Some(parsed)
    }

    /// The same without a cap: the addresses that a server leads to may be long.
    pub(super) fn parse_any_length(text: &str) -> Option<Result<Self, SourceUrlError>> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        ["http", "https"]
            .contains(&scheme.as_str())
            .then(|| Self::of(&scheme, rest))
    }

    fn of(scheme: &str, rest: &str) -> Result<Self, SourceUrlError> {
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SourceUrlError::NotAscii);
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        if host.is_empty() || host.starts_with(':') {
            return Err(SourceUrlError::NoHost);
        }
        let shown_path = path.split('?').next().unwrap_or_default();
        Ok(Self {
            request: format!("{scheme}://{host}{path}"),
            authorization: user.map(authorization),
            shown: format!("{scheme}://{host}{shown_path}"),
        })
    }

    /// The name of the server, without a port.
    pub(super) fn host(&self) -> &str {
        let (_, rest) = self.request.split_once("://").unwrap_or_default();
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        match authority.rsplit_once(':') {
            // What an IPv6 address in brackets ends with is no port.
            Some((host, port)) if !port.ends_with(']') => host,
            _ => authority,
        }
    }

    /// Whether the answer comes over TLS.
    pub fn is_https(&self) -> bool {
        self.request.starts_with("https:")
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// As displayed: nothing secret.
impl fmt::Debug for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceUrl({})", self.shown)
    }
}

fn authorization(user: &str) -> String {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let decoded = |text| percent_decode_str(text).collect::<Vec<u8>>();
    basic(&decoded(name), &decoded(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> SourceUrl {
        SourceUrl::parse(text).unwrap().unwrap()
    }

    #[test]
    fn what_is_secret_is_asked_for_and_never_shown() {
        let url = parsed("https://ann:p%40ss@example.org:8443/a/b.geojson?key=secret#part");
        assert_eq!(
            url.request,
            "https://example.org:8443/a/b.geojson?key=secret"
        );
        assert_eq!(url.to_string(), "https://example.org:8443/a/b.geojson");
        assert_eq!(
            url.authorization.as_deref(),
            Some("Basic YW5uOnBAc3M="),
            "ann:p@ss"
        );
        assert!(!format!("{url:?}").contains("secret"));
        assert!(url.is_https());
        assert_eq!(
            parsed("HTTP://example.org?token=1").to_string(),
            "http://example.org"
        );
        assert_eq!(parsed("http://example.org/x").authorization, None);
    }

    #[test]
    fn the_name_of_a_server_has_no_port() {
        for (text, host) in [
            ("http://example.org", "example.org"),
            ("http://ann@example.org:81?x:1", "example.org"),
            ("http://[::1]/x", "[::1]"),
            ("http://[::1]:81/x", "[::1]"),
        ] {
            assert_eq!(parsed(text).host(), host, "{text}");
        }
    }

    #[test]
    fn other_names_are_those_of_files() {
        for text in [
            "stations.geojson",
            "/srv/http/x",
            "ftp://example.org/x",
            "http:/x",
            "a@b",
        ] {
            assert_eq!(SourceUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_address_passes_and_one_byte_more_does_not() {
        let of_length = |bytes: usize| {
            let start = "https://example.org/";
            format!("{start}{}", "x".repeat(bytes - start.len()))
        };
        parsed(&of_length(MAX_SOURCE_URL_BYTES));
        let longer = SourceUrl::parse(&of_length(MAX_SOURCE_URL_BYTES + 1)).unwrap();
        assert!(matches!(longer, Err(SourceUrlError::TooLong { .. })));
    }

    #[test]
    fn an_address_names_a_host_and_holds_only_what_addresses_hold() {
        for (text, error) in [
            ("http://", SourceUrlError::NoHost),
            ("http:///x", SourceUrlError::NoHost),
            ("http://ann@/x", SourceUrlError::NoHost),
            ("http://:80/x", SourceUrlError::NoHost),
            ("http://example.org/驿站", SourceUrlError::NotAscii),
            ("http://example.org/a b", SourceUrlError::NotAscii),
            ("http://example.org/\r\nx: y", SourceUrlError::NotAscii),
        ] {
            assert_eq!(SourceUrl::parse(text), Some(Err(error)), "{text}");
        }
    }
}
