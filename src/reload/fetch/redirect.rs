//! Where a web server leads on to, and whether user and password go there.
//!
//! The HTTP library follows redirects too, but either forgets user and password on the host that
//! they are for, or takes another port of that host for the same, and it sends what a `Location`
//! itself names as user.

use ureq::http::uri::Scheme;
use ureq::http::{Response, StatusCode, Uri, header};

use crate::reload::url::{SourceUrl, SourceUrlError};

/// The value of `Location`, if the answer leads elsewhere.
pub(super) fn location<B>(response: &Response<B>) -> Option<&str> {
    let is_redirect = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(header::LOCATION)?;
    // Not a text: no address either, which the error says.
    is_redirect.then(|| location.to_str().unwrap_or_default())
}

impl SourceUrl {
    /// The address that a `Location` of this one's answer means (RFC 9110, 10.2.2).
    ///
    /// User and password go along only if that is on the same host and port, or from HTTP to HTTPS
    /// on their usual ports. A user that the `Location` names is left out.
    pub(in crate::reload) fn led_to(&self, location: &str) -> Result<Self, SourceUrlError> {
        let absolute = self.resolve(location);
        let mut next = Self::parse_any_length(&absolute).ok_or(SourceUrlError::NoHost)??;
        let is_at_home = may_share(&self.request, &next.request);
        next.authorization = self.authorization.clone().filter(|_| is_at_home);
        Ok(next)
    }

    /// An absolute or relative reference as an absolute one (RFC 3986, 5.2).
    fn resolve(&self, reference: &str) -> String {
        let reference = reference.split('#').next().unwrap_or_default();
        let (scheme, rest) = self.request.split_once("://").unwrap_or_default();
        let host = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
        let origin = format!("{scheme}://{host}");
        let path_and_query = &rest[host.len()..];
        let path = path_and_query.split('?').next().unwrap_or_default();
        if has_scheme(reference) {
            reference.to_owned()
        } else if reference.starts_with("//") {
            format!("{scheme}:{reference}")
        } else if reference.is_empty() {
            format!("{origin}{path_and_query}")
        } else if reference.starts_with('?') {
            format!("{origin}{path}{reference}")
        } else {
            let folder = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
            let folder = if reference.starts_with('/') {
                ""
            } else if folder.is_empty() {
                "/"
            } else {
                folder
            };
            format!("{origin}{}", without_dots(&format!("{folder}{reference}")))
        }
    }
}

fn has_scheme(reference: &str) -> bool {
    let end = reference.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    end.is_some_and(|end| end > 0 && reference[end..].starts_with(':'))
}

/// A path, perhaps with a query, without its segments `.` and `..` (RFC 3986, 5.2.4).
fn without_dots(path_and_query: &str) -> String {
    let (path, query) =
        path_and_query.split_at(path_and_query.find('?').unwrap_or(path_and_query.len()));
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (n, segment) in segments.iter().enumerate() {
        if *segment == ".." {
            kept.pop();
        }
        if ![".", ".."].contains(segment) {
            kept.push(segment);
        } else if n + 1 == segments.len() {
            kept.push("");
        }
    }
    format!("/{}{query}", kept.join("/"))
}

/// Whether what is secret to the host of one address may be told to the host of another.
fn may_share(from: &str, to: &str) -> bool {
    let (Ok(from), Ok(to)) = (from.parse::<Uri>(), to.parse::<Uri>()) else {
        return false;
    };
    let is_same_host = match (from.host(), to.host()) {
        (Some(from), Some(to)) => from.eq_ignore_ascii_case(to),
        _ => false,
    };
    let (from_port, to_port) = (port(&from), port(&to));
    let is_same_port = from.scheme() == to.scheme() && from_port == to_port;
    let is_upgrade =
        (from_port, to_port) == (Some(80), Some(443)) && to.scheme() == Some(&Scheme::HTTPS);
    is_same_host && (is_same_port || is_upgrade)
}

fn port(url: &Uri) -> Option<u16> {
    let usual = match url.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => Some(443),
        Some(scheme) if *scheme == Scheme::HTTP => Some(80),
        _ => None,
    };
    url.port_u16().or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led_to(from: &str, location: &str) -> Result<SourceUrl, SourceUrlError> {
        SourceUrl::parse(from).unwrap().unwrap().led_to(location)
    }

    #[test]
    fn a_location_is_resolved_against_the_address_that_was_asked() {
        for (location, to) in [
            ("https://b.example/c?d#e", "https://b.example/c?d"),
            ("HTTP://b.example", "http://b.example"),
            ("//b.example/c", "http://b.example/c"),
            ("/c", "http://a.example:81/c"),
            ("/c/../d/./e?x=../y", "http://a.example:81/d/e?x=../y"),
            ("c.geojson", "http://a.example:81/x/c.geojson"),
            ("../../c", "http://a.example:81/c"),
            ("..", "http://a.example:81/"),
            ("./", "http://a.example:81/x/"),
            ("?z", "http://a.example:81/x/y?z"),
            ("", "http://a.example:81/x/y?q"),
            ("#part", "http://a.example:81/x/y?q"),
            ("c:d", "no address"),
            ("mailto:ann", "no address"),
            ("file:///etc/passwd", "no address"),
            ("http:c", "no address"),
            ("/c d", "no address"),
        ] {
            let found = led_to("http://a.example:81/x/y?q", location);
            let found = found.map_or_else(|_| "no address".to_owned(), |url| url.request);
            assert_eq!(found, to, "{location}");
        }
        assert_eq!(
            led_to("http://a.example", "c").unwrap().request,
            "http://a.example/c"
        );
        assert_eq!(
            led_to("http://a.example?q", "c").unwrap().request,
            "http://a.example/c"
        );
    }

    #[test]
    fn user_and_password_stay_with_the_host_that_they_are_for() {
        for (from, location, is_kept) in [
            ("http://ann:s@a.example/x", "/y", true),
            ("http://ann:s@a.example/x", "http://A.example:80/y", true),
            ("http://ann:s@a.example/x", "https://a.example/y", true),
            ("https://ann:s@a.example/x", "https://a.example:443/y", true),
            ("https://ann:s@a.example/x", "http://a.example/y", false),
            ("http://ann:s@a.example:81/x", "https://a.example/y", false),
            ("http://ann:s@a.example/x", "http://a.example:81/y", false),
            ("http://ann:s@a.example/x", "http://b.a.example/y", false),
            ("http://ann:s@a.example/x", "//b.example/y", false),
            (
                "http://ann:s@a.example/x",
                "http://a.example@b.example/y",
                false,
            ),
            (
                "http://ann:s@a.example/x",
                r"http://a.example\@b.example/y",
                false,
            ),
        ] {
            let next = led_to(from, location);
            let is_sent = next.is_ok_and(|url| url.authorization.is_some());
            // A host that cannot be told is not asked at all.
            assert_eq!(is_sent, is_kept, "{from} -> {location}");
        }
        let theirs = led_to("http://a.example/x", "http://bob:t@a.example/y").unwrap();
        assert_eq!(theirs.authorization, None);
        assert_eq!(theirs.request, "http://a.example/y");
    }
}
