//! All integration tests, in one binary so that it links once.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod datum;
mod hours_oracle;
mod oracle;
mod support;
mod world;
