//! All integration tests, in one binary so that it links once.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod dataset;
mod dataset_any_bytes;
mod dataset_cases;
mod dataset_files;
mod dataset_issues;
mod dataset_limits;
mod datum;
mod hours_broken;
mod hours_calendar;
mod hours_chinese;
mod hours_fuzz;
mod hours_oracle;
mod hours_rules;
mod hours_setting;
mod hours_text;
mod http_batch;
mod http_edge;
mod http_empty;
mod http_filters;
mod http_meta;
mod http_nearest;
mod http_params;
mod http_shape;
mod http_station;
mod http_support;
mod layering;
mod openapi;
mod oracle;
mod readme;
mod support;
mod timetable;
mod work;
mod world;
