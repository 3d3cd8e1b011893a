//! The query for the nearest: against brute force, and the work it takes.

mod along;
mod brute_force;
mod budget;
mod doubts;
mod oracle;
mod oracle_network;
mod questions;
mod slow_inputs;
mod ties;
pub(crate) mod what_is_said;
mod work;
