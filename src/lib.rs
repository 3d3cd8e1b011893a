//! yizhan (驿站) finds the closest stations that are open when you get there and
//! have what you need.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

pub mod amenity;
pub mod clock;
pub mod dataset;
pub mod datum;
pub mod distance;
pub mod hours;
pub mod position;
pub mod station;
pub mod travel;
pub mod vocabulary;
