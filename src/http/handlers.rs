//! One file per resource: it parses the request, runs the query and writes the answer.

pub mod activities;
pub mod along;
pub mod batch;
mod body;
pub mod circle;
pub mod coverage;
pub mod docs;
pub mod feed;
pub mod health;
pub mod live;
pub mod meta;
pub mod metrics;
pub mod not_found;
pub mod pages;
pub mod search;
pub mod stations;
pub mod tiles;
