//! The query for the nearest: against brute force, and the work it takes.

mod brute_force;
mod budget;
mod doubts;
mod oracle;
mod oracle_network;
mod slow_inputs;
mod ties;
mod what_is_said;
mod work;
