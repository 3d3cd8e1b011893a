//! Whether a client has a document already, as `If-None-Match` says (RFC 9110, 13.1.2).
//!
//! Tags are compared weakly. Proxies that compress mark the tag with the coding: Apache, Caddy
//! and Tomcat write `"tag-gzip"`, Jetty `"tag--gzip"`, LiteSpeed `"tag;gz"`. Clients give it
//! back as they got it, and it still names our document.
//!
//! `IfNoneMatch` of the `headers` crate (0.4.2) was looked at. It compares whole tags, takes none
//! out of the list, and so cannot tell a marked tag from another; and its debug builds panic at a
//! blank inside a tag.

use axum::http::{HeaderMap, header};

/// What may stand between a tag and the coding that a proxy adds.
const SEPARATORS: [char; 6] = ['-', ';', ':', '.', '_', '+'];
/// The names of codings, as they are added to tags.
const CODINGS: [&str; 8] = [
    "gzip", "gz", "br", "brotli", "zstd", "zst", "deflate", "identity",
];

/// Whether one of the tags of a request names the document of this tag; `None` if the request
/// has none.
pub fn is_known(request: &HeaderMap, etag: &str) -> Option<bool> {
    let mut lists = request.get_all(header::IF_NONE_MATCH).iter().peekable();
    lists.peek()?;
    let is_named = lists
        .filter_map(|list| list.to_str().ok())
        .any(|list| names(list, etag));
    Some(is_named)
}

/// Whether a list of entity tags holds one, compared weakly, or is `*`.
fn names(list: &str, etag: &str) -> bool {
    let own = opaque_tags(etag).next().unwrap_or_default();
    list.trim() == "*" || opaque_tags(list).any(|tag| is_same(tag, own))
}

/// What stands between the quotes of each tag; commas may stand there too.
fn opaque_tags(list: &str) -> impl Iterator<Item = &str> {
    list.split('"').skip(1).step_by(2)
}

/// Whether a tag is our own, or that with codings behind it.
fn is_same(tag: &str, own: &str) -> bool {
    match tag.strip_prefix(own) {
        Some("") => true,
        Some(added) => added.starts_with(SEPARATORS) && are_codings(added),
        None => false,
    }
}

/// Whether there is nothing but codings between the separators, and one at least.
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
                // Apache before 2.4 adds it behind the quotes.
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
