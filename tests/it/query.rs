//! The query for the nearest: against brute force, and the work it takes.

mod budget;
mod oracle;
mod oracle_network;
mod slow_inputs;
mod ties;
mod work;
