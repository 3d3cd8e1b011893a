//! On my way: against brute force over every station and pair of places, and the work it takes.
#![expect(
    clippy::cast_precision_loss,
    reason = "lengths, moments and counts of tests are far below 2^53"
)]

mod brute;
mod case;
mod routes;
mod straight;
mod streets;
mod work;
