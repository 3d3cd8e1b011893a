//! The embedded files with their media types and validators.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use crate::dataset::bytes::in_hex;
use crate::http::entity_tag;

/// A name, the contents, and the same as brotli where that is kept.
type Embedded = (&'static str, &'static [u8], Option<&'static [u8]>);

/// Collected by `build.rs`.
const EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));
/// Modules that the page imports at once, or without Node.js all modules.
const AHEAD: &[&str] = include!(concat!(env!("OUT_DIR"), "/web_ahead.rs"));
/// Placeholder for the name of the folder, in pages and in the modules of [`TEMPLATES`].
const VERSION_MARK: &str = "{version}";
/// Placeholder for the links that preload all modules.
const PRELOAD_MARK: &str = "<!-- modules -->";
/// Files with a placeholder, beside the pages.
const TEMPLATES: [&str; 3] = ["widget.js", "sw.js", "manifest.webmanifest"];
/// Placeholder for the names of the files that a page needs without a network.
const SHELL_MARK: &str = "'{shell}'";
/// Entry modules of one page each: they are not preloaded.
const NOT_AHEAD: [&str; 5] = ["page.js", "element.js", "widget.js", "sw.js", "door.js"];
/// What is not part of a page without a network: other pages, and what is kept once it is loaded.
const NOT_SHELL: [&str; 4] = ["element.js", "widget.js", "sw.js", "door.js"];
/// What writes reports and what shows activities, loaded when a station is opened.
const LATER: [&str; 4] = [
    "reports.js",
    "report-words.js",
    "activities.js",
    "activity-words.js",
];
/// The file of the map library; its files are embedded all together or not at all.
const MAP_LIBRARY: &str = "maplibre-gl.mjs";
/// How the names of all its files begin.
const MAP_LIBRARY_PREFIX: &str = "maplibre";

/// All files of the page.
pub static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::build);

/// The files, and the name of the folder they are served from.
pub struct Assets {
    /// Hexadecimal digest of all contents.
    version: String,
    files: Vec<Asset>,
}

/// One file as it is served.
pub struct Asset {
    name: &'static str,
    /// Its media type, with a charset for text.
    pub media_type: &'static str,
    /// Digest of the body, compared weakly because compression changes the bytes.
    pub etag: HeaderValue,
    /// The bytes.
    pub body: Cow<'static, [u8]>,
    /// The same as brotli of the best quality, if it is kept.
    pub brotli: Option<&'static [u8]>,
}

/// The file of that name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.files.iter().find(|asset| asset.name == name)
}

impl Assets {
    fn build() -> Self {
        let mut digest = Sha256::new();
        for (name, body, _) in EMBEDDED {
            digest.update(name.as_bytes());
            digest.update(body);
        }
        let version = hex(&digest.finalize());
        let files = EMBEDDED
            .iter()
            .map(|embedded| Asset::build(embedded, &version))
            .collect();
        Self { version, files }
    }

    /// Name of the folder that the files are served from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The same as a header; hexadecimal digits are a valid value.
    pub fn version_header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.version).unwrap_or(HeaderValue::from_static(""))
    }

    /// Whether the binary was built with the map library.
    pub fn has_map_library(&self) -> bool {
        self.files.iter().any(|asset| asset.name == MAP_LIBRARY)
    }
}

impl Asset {
    fn build(&(name, embedded, brotli): &Embedded, version: &str) -> Self {
        let body = fill_in(name, embedded, version);
        let digest = hex(&Sha256::digest(&body));
        let etag = HeaderValue::from_str(&format!("W/\"{digest}\""));
        Self {
            name,
            media_type: media_type(name),
            // Hexadecimal digits are a valid header value.
            etag: etag.unwrap_or(HeaderValue::from_static("W/\"\"")),
            body,
            brotli,
        }
    }

    /// Whether `If-None-Match` names this body.
    pub fn is_what_was_kept(&self, request: &HeaderMap) -> bool {
        let etag = self.etag.to_str().unwrap_or_default();
        entity_tag::is_known(request, etag).unwrap_or(false)
    }
}

/// Inserts the folder name into pages and the widget's module; other files are served unchanged.
fn fill_in(name: &str, embedded: &'static [u8], version: &str) -> Cow<'static, [u8]> {
    let names_the_folder = media_type(name).starts_with("text/html") || TEMPLATES.contains(&name);
    match std::str::from_utf8(embedded) {
        Ok(text) if names_the_folder => Cow::Owned(
            text.replace(PRELOAD_MARK, &preloads())
                .replace(SHELL_MARK, &shell())
                .replace(VERSION_MARK, version)
                .into_bytes(),
        ),
        _ => Cow::Borrowed(embedded),
    }
}

/// Whether a file is of the keepers' page only: `keep.js`, `keep.css` and the modules `keep-*.js`.
fn is_of_keepers(name: &str) -> bool {
    matches!(name, "keep.js" | "keep.css") || name.starts_with("keep-")
}

/// Links that let a browser fetch the modules in parallel.
fn preloads() -> String {
    let links: Vec<String> = AHEAD
        .iter()
        .filter(|name| !NOT_AHEAD.contains(name) && !LATER.contains(name) && !is_of_keepers(name))
        .map(|name| format!("<link rel=\"modulepreload\" href=\"web/{VERSION_MARK}/{name}\">"))
        .collect();
    links.join("\n")
}

/// Names of the page's own modules, style sheets and icon, as a list of a module. The map library is
/// kept when a browser has loaded it.
fn shell() -> String {
    let names = EMBEDDED.iter().map(|(name, ..)| *name);
    let is_own = |name: &&str| {
        let (_, ending) = name.rsplit_once('.').unwrap_or_default();
        matches!(ending, "js" | "css" | "svg")
            && !NOT_SHELL.contains(name)
            && !is_of_keepers(name)
            && !name.starts_with(MAP_LIBRARY_PREFIX)
    };
    let quoted: Vec<_> = names
        .filter(is_own)
        .map(|name| format!("'{name}'"))
        .collect();
    quoted.join(", ")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

/// The first sixteen hexadecimal digits.
fn hex(digest: &[u8]) -> String {
    in_hex(&digest[..8])
}
