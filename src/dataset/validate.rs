//! Raw records to one checked set: what needs all records together.
//!
//! Ids are unique, amenities are numbered and hours are interned in the order of the files
//! and features, so the same files always give the same rows.

mod activities;
mod amenities;
mod assembly;
mod file;
mod neighbours;
mod places;
mod references;
mod words;

pub(super) use assembly::Assembly;
