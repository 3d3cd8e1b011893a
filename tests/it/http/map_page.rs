//! The map page and the widget as a browser receives them.

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;
use yizhan::clock::Zone;
use yizhan::http::{AppState, Basemap, BasemapError, Site};
use yizhan::travel::Paces;

use crate::support::http::{
    Reply, call, collection, get_json, get_with, problem, service_of, station,
};

fn get(site: Site, path: &str, headers: &[(&str, &str)]) -> Reply {
    get_with(&service(site), path, headers)
}

fn service(site: Site) -> Arc<AppState> {
    Arc::new(AppState::new(Zone::default(), Paces::default()).with_site(site))
}

fn plain(path: &str) -> Reply {
    get(Site::default(), path, &[])
}

/// The address of a file that the page names, from the page itself.
fn address_of(name: &str) -> String {
    let page = plain("/");
    let end = page.text().find(&format!("/{name}\"")).unwrap();
    let start = page.text()[..end].rfind('"').unwrap() + 1;
    format!("/{}/{name}", &page.text()[start..end])
}

fn tiles(datum: &str) -> Site {
    let url = "https://tiles.example:8443/base/{z}/{x}/{y}.png?key=1";
    Site {
        basemap: Some(Basemap::new(url, Some("Tiles & <co>"), datum).unwrap()),
    }
}

#[test]
fn the_page_runs_nothing_inline_and_refuses_frames() {
    let page = plain("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(
        page.header("referrer-policy"),
        "strict-origin-when-cross-origin"
    );
    assert!(!page.text().contains("{version}"), "{}", page.text());
    assert!(!page.text().contains("<style") && !page.text().contains(" style="));
}

#[test]
fn the_frame_may_stand_on_any_page() {
    let frame = plain("/embed");
    let policy = frame.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors *"), "{policy}");
}

#[test]
fn only_the_configured_tiles_may_be_asked_beside_the_service() {
    let page = get(tiles("gcj02"), "/", &[]);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("img-src 'self' data: blob: https://tiles.example:8443;"),
        "{policy}"
    );
    assert!(
        policy.contains("connect-src 'self' https://tiles.example:8443;"),
        "{policy}"
    );
}

#[test]
fn files_are_cached_permanently_under_the_name_of_their_contents() {
    let address = address_of("page.js");
    let file = plain(&address);
    assert_eq!(
        file.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert!(file.header("cache-control").contains("immutable"));
    assert_eq!(file.header("access-control-allow-origin"), "*");
    let tag = file.header("etag");
    let again = get(Site::default(), &address, &[("if-none-match", tag)]);
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
}

#[test]
fn a_page_from_before_an_update_still_gets_its_files_uncached() {
    let file = plain("/web/0123456789abcdef/page.js");
    assert_eq!(file.status, 200);
    assert_eq!(file.header("cache-control"), "no-cache");
}

#[test]
fn files_are_compressed_and_answer_head() {
    let address = address_of("app.css");
    let gzip = [("accept-encoding", "gzip")];
    let small = get(Site::default(), &address, &gzip);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() * 2 < plain(&address).body.len());
    let head = call(&service(Site::default()), Method::HEAD, &address, &[]);
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
}

#[test]
fn files_are_sent_as_brotli_to_clients_that_like_it_as_well_as_gzip() {
    let has_bundle = plain("/web/0/maplibre-gl.mjs").status == 200;
    if !has_bundle {
        return;
    }
    let address = address_of("app.css");
    for (accepted, sent) in [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0", ""),
        ("identity", ""),
    ] {
        let file = get(Site::default(), &address, &[("accept-encoding", accepted)]);
        assert_eq!(file.header("content-encoding"), sent, "{accepted}");
        assert_eq!(file.header("vary"), "accept-encoding", "{accepted}");
        assert_eq!(file.header("etag"), plain(&address).header("etag"));
    }
    let brotli = get(Site::default(), &address, &[("accept-encoding", "br")]);
    let mut text = Vec::new();
    brotli::BrotliDecompress(&mut &*brotli.body, &mut text).unwrap();
    assert!(text == plain(&address).body);
}

#[test]
fn the_worker_of_the_page_names_files_that_are_there() {
    let worker = plain("/sw.js");
    assert_eq!(
        worker.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(worker.header("cache-control"), "no-cache");
    let policy = worker.header("content-security-policy");
    assert_eq!(policy, "default-src 'none'; connect-src 'self'");
    let text = worker.text();
    let version = plain("/").header("yizhan-version").to_owned();
    assert!(text.contains(&format!("'{version}'")), "{text}");
    let (_, files) = text.split_once("FILES = [").unwrap();
    let (files, _) = files.split_once(']').unwrap();
    let files: Vec<_> = files
        .split(", ")
        .map(|name| name.trim_matches('\''))
        .collect();
    assert!(
        files.contains(&"page.js") && files.contains(&"app.css"),
        "{files:?}"
    );
    let is_of_keepers = |name: &&&str| name.starts_with("keep");
    assert_eq!(files.iter().find(is_of_keepers), None);
    for name in files {
        assert_eq!(
            plain(&format!("/web/{version}/{name}")).status,
            200,
            "{name}"
        );
    }
}

#[test]
fn the_page_loads_no_module_ahead_that_only_keepers_or_an_opened_station_need() {
    let page = plain("/").text();
    let ahead: Vec<_> = page.split("modulepreload\" href=\"").skip(1).collect();
    assert!(!ahead.is_empty());
    for link in ahead {
        let (address, _) = link.split_once('"').unwrap();
        let (_, name) = address.rsplit_once('/').unwrap();
        assert!(!name.starts_with("keep"), "{name}");
        let later = [
            "reports.js",
            "report-words.js",
            "activities.js",
            "activity-words.js",
        ];
        assert!(!later.contains(&name), "{name}");
    }
}

#[test]
fn the_manifest_names_icons_that_are_there_from_wherever_the_service_stands() {
    let page = plain("/").text();
    assert!(page.contains(r#"<link rel="manifest" href="manifest.webmanifest">"#));
    let policy = plain("/").header("content-security-policy").to_owned();
    assert!(policy.contains("manifest-src 'self'"), "{policy}");
    let manifest = plain("/manifest.webmanifest");
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest = manifest.json();
    assert_eq!(
        (&manifest["start_url"], &manifest["scope"]),
        (&"./".into(), &"./".into())
    );
    for icon in manifest["icons"].as_array().unwrap() {
        let reply = plain(&format!("/{}", icon["src"].as_str().unwrap()));
        assert_eq!(reply.header("content-type"), icon["type"].as_str().unwrap());
    }
}

#[test]
fn the_widget_names_its_files_for_any_origin() {
    let widget = plain("/widget.js");
    assert_eq!(widget.header("access-control-allow-origin"), "*");
    assert_eq!(widget.header("cache-control"), "no-cache");
    assert!(
        widget.text().contains("import './web/") && !widget.text().contains("{version}"),
        "{}",
        widget.text()
    );
}

#[test]
fn the_types_of_the_widget_are_text_beside_it() {
    let types = plain("/widget.d.ts");
    assert_eq!(types.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(types.header("cache-control"), "no-cache");
    assert!(types.text().contains("'yizhan-map': YizhanMapElement;"));
}

#[test]
fn an_unknown_file_of_the_page_is_a_problem() {
    for path in [
        "/web/0/nothing.js",
        "/web/0/package.json",
        "/web/0/%2e%2e%2fhttp.rs",
        "/web",
    ] {
        let reply = plain(path);
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}

#[test]
fn the_configuration_names_the_tiles_and_the_map_library() {
    let bare = plain("/web/config.json").json();
    assert_eq!(bare["basemap"], Value::Null);
    assert_eq!(bare["utc_offset_s"], 28_800);
    let has_library = plain("/web/0/maplibre-gl.mjs").status == 200;
    assert_eq!(bare["map_library"], has_library);
    let reply = get(tiles("GCJ02"), "/web/config.json", &[]);
    let config = reply.json();
    assert_eq!(config["basemap"]["datum"], "gcj02");
    assert_eq!(config["basemap"]["attribution"], "Tiles & <co>");
}

#[test]
fn a_base_map_that_cannot_be_drawn_is_refused() {
    let of = |url| Basemap::new(url, None, "wgs84").unwrap_err();
    assert!(matches!(
        of("https://t.example/{z}/{x}.png"),
        BasemapError::NoTemplate(_)
    ));
    assert!(matches!(
        of("https://{s}.t.example/{z}/{x}/{y}"),
        BasemapError::OtherPlaceholder(_)
    ));
    for url in [
        "ftp://t.example/{z}/{x}/{y}",
        "//t.example/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://a; script-src */{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
    ] {
        assert!(matches!(of(url), BasemapError::NoAddress(_)), "{url}");
    }
    assert!(matches!(
        Basemap::new("/tiles/{z}/{x}/{y}", None, "bd09"),
        Err(BasemapError::NoTileDatum(_))
    ));
    let own = Basemap::new("/tiles/{z}/{x}/{y}", None, "wgs84").unwrap();
    assert_eq!(own.origin(), None);
}

#[test]
fn an_asset_whose_path_is_not_utf_8_is_a_problem() {
    problem(&plain("/web/%ff/x"), 404);
}

#[test]
fn the_map_tells_clusters_by_what_files_cannot_say_of_a_station() {
    let own = r#""cluster":true,"cluster_id":7,"point_count":1000,"point_count_abbreviated":"x""#;
    let features = [
        station("a", 1.0, own),
        station("b", 2.0, r#""station_id":null"#),
    ];
    let stations = service_of(&[&collection("", &features)]);
    let feed = get_json(&stations, "/v1/stations.geojson");
    for feature in feed["features"].as_array().unwrap() {
        assert_eq!(feature["properties"]["station_id"], feature["id"]);
    }
    let sources = [
        include_str!("../../../src/web/map.js"),
        include_str!("../../../src/web/style.js"),
    ];
    for trusted in [
        "properties.cluster)",
        "['has', 'point_count']",
        "['has', 'cluster']",
    ] {
        assert!(!sources.concat().contains(trusted), "{trusted} is trusted");
    }
}
