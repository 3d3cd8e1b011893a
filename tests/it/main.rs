//! All integration tests, in one binary so that it links once.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod dataset;
mod dataset_any_bytes;
mod dataset_cases;
mod dataset_files;
mod dataset_issues;
mod dataset_limits;
mod datum;
mod hours_oracle;
mod oracle;
mod support;
mod world;
