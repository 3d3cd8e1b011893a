//! What people say about stations, kept in a database: notices, reports, and the keepers.
//!
//! The database is SQLite, embedded, for one process, or PostgreSQL for any number of them. Each
//! change has a number, taken in its transaction, so that a process catches up by reading what has a
//! higher number than the last that it knows; PostgreSQL tells it when (`NOTIFY`), SQLite is looked
//! at twice a second. What holds now or later is kept in memory and handed to
//! [`crate::state::CurrentSet`], so that no question waits for the database, and questions are
//! answered with what was last known while it is away.
//!
//! Questions that found nothing are counted beside that, by cell, hour of the week and amenity.

mod address;
mod answers;
mod by_month;
mod catching_up;
mod cell;
mod counting;
mod database;
mod error;
mod following;
mod keepers;
mod known;
mod notices;
mod reports;
mod service;
mod sweep;
mod token;
mod unmet;
mod unmet_table;
mod version;
mod writes;

pub use address::{Address, AddressError};
pub use answers::{Answer, Request};
pub use by_month::{ByMonth, NoticesOfMonth, ReportsOfMonth};
pub use cell::Cell;
pub use database::Database;
pub use error::{LiveError, Refusal};
pub use keepers::{Keeper, NewKeeper};
pub use known::InForce;
pub use notices::MAX_NOTICES_A_STATION;
pub use service::{Live, Status};
pub use unmet::{HourOfWeek, UnmetKey};
pub use unmet_table::{Days, LEAST_QUESTIONS, UnmetDemand};
pub use version::{Version, VersionError};
