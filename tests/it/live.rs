//! Notices, reports and keepers, on SQLite; tests/live/run tries PostgreSQL.

mod durability;
mod export;
mod in_force;
mod keepers;
mod notices;
mod off;
mod pages;
mod read_again;
mod reports;
mod unmet;
