//! Typed answers as bytes: each is spliced from what was serialised once for the set.
//!
//! HTTP and the command line use the same text.

pub mod activities;
pub mod along;
pub mod calendar;
mod collection_head;
pub mod columns;
pub mod coverage;
pub mod feed;
pub mod json;
pub mod live;
pub mod nearest;
pub mod nearest_columns;
pub mod opening;
mod point;
mod programme;
pub mod search;
mod selected;
pub mod source;
pub mod station;
mod station_details;
mod station_json;

pub use point::write_point;
pub use source::Source;
pub use station_json::StationJson;
