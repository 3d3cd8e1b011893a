//! Whether a client already has a document, by `If-None-Match` (RFC 9110, 13.1.2).
//!
//! Tags are compared weakly. Compressing proxies append the coding to the tag: Apache, Caddy and
//! Tomcat write `"tag-gzip"`, Jetty `"tag--gzip"`, LiteSpeed `"tag;gz"`. Clients send it back in
//! that form, and it still names our document.
//!
//! `IfNoneMatch` of the `headers` crate (0.4.2) does not fit: it compares whole tags and gives no
//! access to the list, so a tag with a suffix cannot be recognised, and its debug builds panic at a
//! blank inside a tag.

use axum::http::{HeaderMap, header};

/// Separators between a tag and the coding that a proxy appends.
const SEPARATORS: [char; 6] = ['-', ';', ':', '.', '_', '+'];
/// The names of codings as they are appended to tags.
const CODINGS: [&str; 8] = [
    "gzip", "gz", "br", "brotli", "zstd", "zst", "deflate", "identity",
];

/// Whether one of the request's tags names the document with this tag; `None` if it has none.
pub fn is_known(request: &HeaderMap, etag: &str) -> Option<bool> {
    let mut lists = request.get_all(header::IF_NONE_MATCH).iter().peekable();
    lists.peek()?;
    let is_named = lists
        .filter_map(|list| list.to_str().ok())
        .any(|list| names(list, etag));
    Some(is_named)
}

/// Whether a list of entity tags contains this one, compared weakly, or is `*`.
fn names(list: &str, etag: &str) -> bool {
    let own = opaque_tags(etag).next().unwrap_or_default();
    list.trim() == "*" || opaque_tags(list).any(|tag| is_same(tag, own))
}

/// The text between the quotes of each tag; it may contain commas.
fn opaque_tags(list: &str) -> impl Iterator<Item = &str> {
    list.split('"').skip(1).step_by(2)
}

/// Whether a tag is our own, with or without appended codings.
fn is_same(tag: &str, own: &str) -> bool {
    match tag.strip_prefix(own) {
        Some("") => true,
        Some(added) => added.starts_with(SEPARATORS) && are_codings(added),
        None => false,
    }
}

/// Whether the suffix consists of codings only, at least one.
fn are_codings(added: &str) -> bool {
    let mut words = added.split(SEPARATORS).filter(|word| !word.is_empty());
    words.next().is_some_and(is_coding) && words.all(is_coding)
}

fn is_coding(word: &str) -> bool {
    CODINGS
        .iter()
        .any(|coding| coding.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "W/\"v1-wgs84\"";

    #[test]
    fn tags_are_compared_weakly_in_lists_and_the_star_names_all() {
        for list in [
            "*",
            " * ",
            "W/\"v1-wgs84\"",
            "\"v1-wgs84\"",
            "\"other\", W/\"v1-wgs84\"",
            "\"with, comma\",\"v1-wgs84\"",
        ] {
            assert!(names(list, OWN), "{list}");
        }
        for list in [
            "",
            "\"v1\"",
            "v1-wgs84",
            "\"a\"v1-wgs84\"b\"",
            "W/*",
            "\"\"",
        ] {
            assert!(!names(list, OWN), "{list}");
        }
    }

    #[test]
    fn a_tag_to_which_a_proxy_added_a_coding_is_still_ours() {
        for added in [
            "-gzip",
            "--gzip",
            "-br",
            "--br",
            "-zstd",
            "--zstd",
            "-deflate",
            ";gzip",
            ";gz",
            ";br",
            ":gzip",
            ".gz",
            "_gzip",
            "+gzip",
            "-GZIP",
            "-gzip-gzip",
            ";gz--gzip",
        ] {
            for list in [
                format!("\"v1-wgs84{added}\""),
                format!("W/\"v1-wgs84{added}\""),
                format!("\"other-gzip\",W/\"v1-wgs84{added}\", \"more\""),
                // Apache before 2.4 appends it after the quotes.
                format!("\"v1-wgs84\"{added}"),
            ] {
                assert!(names(&list, OWN), "{list}");
            }
        }
    }

    #[test]
    fn a_tag_with_anything_else_behind_it_is_another() {
        for added in [
            "gzip", "-", "--", "-gzi", "-gzipx", "-2", "-gzip-2", "-2-gzip", "/gzip", " gzip",
            "-gcj02", "x-gzip",
        ] {
            let list = format!("\"v1-wgs84{added}\"");
            assert!(!names(&list, OWN), "{list}");
        }
        for list in ["\"v1-gcj02-gzip\"", "\"-gzip\"", "\"v1-gzip\"", "\"gzip\""] {
            assert!(!names(list, OWN), "{list}");
        }
    }
}
