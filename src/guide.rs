//! The guide: the pages of reference beside the README, as text.
//!
//! The pages are the files of `src/guide`. They are read in the repository and at `/docs` of
//! a running service, where their relative links (`feed.md#caching`) work, and without links here.
//! Their code blocks name a language. A test runs each command that they show.

/// A page of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Name of its file without the ending, for addresses and links.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The whole page, heading included.
    pub markdown: &'static str,
}

macro_rules! pages {
    ($($name:ident $title:literal)*) => {
        $(
            #[doc = include_str!(concat!("guide/", stringify!($name), ".md"))]
            pub mod $name {}
        )*

        /// All pages, in reading order.
        pub const PAGES: &[Page] = &[$(
            Page {
                name: stringify!($name),
                title: $title,
                markdown: include_str!(concat!("guide/", stringify!($name), ".md")),
            },
        )*];
    };
}

pages! {
    http_api "The HTTP API"
    feed "The feed"
    ogc "OGC API - Features"
    map_and_widget "The map and the widget"
    command_line "The command line"
    planning "Planning: places out of reach"
    pipelines "In a data pipeline: parts and columns"
    import "From your list to a map"
    station_files "Station files"
    semantics "What the answers mean"
    living_stations "Living stations"
    activities "What goes on at a station"
    operations "Operations"
    performance "Performance"
    architecture "Architecture"
    changes "Changes"
}

/// Finds a page by its name.
pub fn page(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.name == name)
}
