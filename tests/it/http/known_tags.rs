//! `If-None-Match` as clients, caches and proxies send it, on everything that has a tag.

use crate::support::http::{get, get_with, service, station};

#[test]
fn a_tag_that_a_proxy_marked_with_a_coding_is_still_known() {
    let service = service(&[station("a", 100.0, "")]);
    for path in [
        "/v1/stations.geojson",
        "/widget.js",
        "/widget.d.ts",
        "/sw.js",
        "/manifest.webmanifest",
        "/embed",
        "/",
        "/web/0/page.js",
    ] {
        let tag = get(&service, path).header("etag").to_owned();
        let bare = tag.trim_start_matches("W/").trim_matches('"').to_owned();
        assert!(!bare.is_empty(), "{path}");
        for known in [
            tag.clone(),
            format!("\"{bare}\""),
            format!("W/\"{bare}-gzip\""),
            format!("\"{bare}-gzip\""),
            format!("\"{bare}--gzip\""),
            format!("\"{bare};gzip\""),
            format!("\"{bare};br\""),
            format!("W/\"{bare}-br\""),
            format!("W/\"{bare}-zstd\""),
            format!("\"x\", W/\"{bare}-gzip\" , \"y\""),
            "*".to_owned(),
        ] {
            let again = get_with(&service, path, &[("if-none-match", &known)]);
            assert_eq!(again.status, 304, "{path} {known}");
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), tag, "{path} {known}");
        }
        for unknown in [
            format!("\"{bare}gzip\""),
            format!("\"{bare}-\""),
            format!("\"{bare}-2\""),
            format!("\"x{bare}-gzip\""),
            format!("\"{}-gzip\"", &bare[..bare.len() - 1]),
            "\"-gzip\"".to_owned(),
            String::new(),
        ] {
            let again = get_with(&service, path, &[("if-none-match", &unknown)]);
            assert_eq!(again.status, 200, "{path} {unknown}");
        }
    }
}
