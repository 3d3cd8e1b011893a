//! Siting: published optima, every subset of small worlds, and cities.

mod brute_force;
mod san_francisco;
