//! What goes on at stations: read, asked for, as calendars.

mod brute_force;
mod calendars;
mod nearby;
mod offers;
mod read;
mod recurrence;
mod rules;

/// The seeds' cases: a lawyer, clinics, a reading circle, a summer class, partners.
const SEEDS: &str = include_str!("../fixtures/activities.geojson");
