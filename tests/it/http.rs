//! The routes of the service, asked without a socket.

mod answer_names;
mod batch;
mod batch_body;
mod body_coding;
mod boxes;
mod cors;
mod coverage;
mod coverage_body;
mod docs;
mod edge;
mod empty;
mod fields;
mod filters;
mod first_list;
mod ids;
mod known_tags;
mod map_page;
mod meta;
mod metrics;
mod nearest;
mod network;
mod openapi;
mod params;
mod shape;
mod station;
mod words;
