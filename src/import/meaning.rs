//! What the cells of a row mean, one file for each sort of field.

pub(super) mod amenities;
pub(super) mod clock;
pub(super) mod coordinates;
pub(super) mod days;
pub(super) mod hours;
pub(super) mod osm;
pub(super) mod scalars;
