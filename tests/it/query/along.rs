//! On my way: against brute force over every station and pair of places, and the work it takes.

mod brute;
mod case;
mod routes;
mod straight;
mod streets;
mod work;
