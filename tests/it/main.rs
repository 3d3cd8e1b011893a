//! All integration tests, in one binary so that it links once.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod activities;
mod audit;
mod circles;
mod cli;
mod corpora;
mod coverage;
mod dataset;
mod datum;
mod demand;
mod feed;
mod hours;
mod http;
mod import;
mod index;
mod layering;
mod live;
mod network;
mod ogc;
mod query;
mod readme;
mod reload;
mod search;
mod serve;
mod siting;
mod snapshot;
mod support;
mod tiles;
