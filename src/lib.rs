//! yizhan (驿站) finds the closest stations that are open when you get there and have what
//! you need.
//!
//! # The map of the house
//! Data flows one way:
//! ```text
//! station files ─ dataset ─ Snapshot{stations, timetable, index} ─ query ─ http / commands
//! street map ─ network ─────────────────────────────────────────┴ coverage ┘
//! ```
//! In reading order, from the ground up; a room imports only from those before it, and a test
//! holds that:
//! - threads that give way to others: [`background`]
//! - values: [`position`], [`clock`], [`datum`], [`distance`], [`travel`], [`circle`],
//!   [`vocabulary`], [`amenity`], [`station`]
//! - time: [`hours`], from text as people write it to the state at a minute
//! - data in: [`dataset`], the only reader of station files
//! - frozen: [`index`], the R-tree; [`snapshot`], everything that a question needs
//! - streets: [`network`], a graph for each mode
//! - questions: [`query`], pure functions of a snapshot and the streets; [`coverage`], the
//!   planner's
//! - edges: [`http`], [`reload`], which keeps the served set current, [`cli`], [`commands`];
//!   the page and the widget that `http`
//!   serves are the files of `src/web`, embedded by `build.rs`
//!
//! # What is deliberately absent
//! - No coordinate outside a [`position::Position`], which is always WGS-84.
//! - No geodesic in the tree and no degree either: it is in earth-centred metres.
//! - No state that changes below the edges: a snapshot is built whole and swapped whole.
//! - No waiting below the edges, and no JSON but in the planner's files.
//! - No time-zone database: one fixed offset is exact for China since 1992.
//! - No guess: what is not known is unknown, in every answer.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

pub mod amenity;
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
pub mod index;
pub mod low_priority;
pub mod network;
pub mod position;
pub mod query;
pub mod reach_circle;
pub mod reload;
pub mod render;
pub mod report;
pub mod request;
pub mod snapshot;
pub mod state;
pub mod station;
pub mod travel;
pub mod vocabulary;
