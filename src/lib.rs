//! yizhan (驿站) finds the closest stations that are open when you get there and
//! have what you need.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

pub mod amenity;
pub mod circle;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod dataset;
pub mod datum;
pub mod distance;
pub mod hours;
pub mod http;
pub mod index;
pub mod position;
pub mod query;
pub mod reload;
pub mod snapshot;
pub mod station;
pub mod travel;
pub mod vocabulary;
