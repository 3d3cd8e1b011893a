//! yizhan (驿站) finds the closest stations that are open when you get there and have what
//! you need.
//!
//! # Rooms
//! Each module below is called a room. In reading order, from the ground up; a room imports only
//! earlier rooms, and no files of a room import each other in a circle (a test holds both):
//! - values: [`low_priority`] (threads), [`position`], [`clock`], [`datum`], [`distance`],
//!   [`travel`], [`reach_circle`], [`vocabulary`], [`amenity`], [`station`]
//! - time: [`hours`], from text as people write it to the state at a minute
//! - data in: [`dataset`], the only reader of station files; [`import`], which makes them of lists
//! - index: [`index`], the R-tree; [`snapshot`], everything that a question needs, immutable
//! - what people say beside the files: [`notices`]
//! - streets: [`network`], a graph for each mode of travel
//! - questions: [`query`], the nearest stations; [`demand`], people as cells; [`coverage`], which
//!   of them are within reach. All are pure functions
//! - in and out: [`request`], text to typed question; [`render`], typed answer to bytes;
//!   [`report`], the planner's files and page; [`sheets`], QR codes for the doors
//! - alive: [`state`], the set being served and its history; [`reload`] keeps it current; [`live`]
//!   keeps what people say, in a database
//! - edges: [`guide`], the pages of documentation; [`http`], [`cli`], [`commands`]. The map page
//!   and the widget that `http` serves are the files of `src/web`, embedded by `build.rs`
//!
//! # The way of a request
//! 1. [`request`] reads and validates the parameters: text or JSON becomes a typed question.
//! 2. [`state`] gives the current set, once; a reload meanwhile does not affect this request.
//! 3. [`query`] answers the question from the set's snapshot and its streets.
//! 4. [`render`] splices the answer from JSON that was serialised when the set was loaded.
//!
//! [`http`] adds status and headers; the command line takes the same four steps.
//!
//! # How a set is replaced
//! File changes, SIGHUP, polls and midnight trigger the one [`reload::Reloader`]. It reads and
//! checks all files, compares them with the set being served, matches the stations to the streets,
//! attaches the history, starts to compress the feed and stores the set in one atomic swap. After
//! any failure the old set stays in place. The outcome is noted for `/v1/meta`, then logged.
//!
//! # Layers of HTTP
//! From the socket inwards: `server` (connections and their timeouts), `frame` (request id, limits,
//! deadline, CORS, compression, counts), `routes`, `handlers` and `ogc`. Expensive work passes
//! through the bounded `work_queue`. Errors of all layers are one type, [`http::Problem`].
//!
//! # Where the words are
//! For translators: the page and the widget in `src/web/words-*.js` and `src/web/coverage-words.js`;
//! amenities, kinds and statuses in `data/vocabulary/*.csv`; the planner's report in
//! `src/report/page`, in `words.rs` and in the pairs `say(chinese, english)`. Errors, findings and
//! the command line are in English only.
//!
//! # What is deliberately absent
//! - No coordinates outside a [`position::Position`], which is always WGS-84.
//! - No geodesic and no degrees in the tree: it is in earth-centred metres.
//! - No state that changes below [`state`]: a snapshot is built whole and replaced whole.
//! - No `async` below [`reload`], and no HTTP type below [`http`].
//! - No time-zone database: one fixed offset is exact for China since 1992.
//! - No guess: what is not known is unknown, in every answer.
//!
//! [`guide::architecture`] has the details and the decisions behind them.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

pub mod amenity;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod coverage;
pub mod dataset;
pub mod datum;
pub mod demand;
pub mod distance;
pub mod guide;
pub mod hours;
pub mod http;
pub mod import;
pub mod index;
pub mod live;
pub mod low_priority;
pub mod network;
pub mod notices;
pub mod position;
pub mod query;
pub mod reach_circle;
pub mod reload;
pub mod render;
pub mod report;
pub mod request;
pub mod search;
pub mod sheets;
pub mod siting;
pub mod snapshot;
pub mod state;
pub mod station;
pub mod tiles;
pub mod travel;
pub mod vocabulary;
