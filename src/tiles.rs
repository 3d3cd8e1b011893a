//! Vector tiles of the stations and streets (Mapbox Vector Tile 2.1), for maps of a whole country.
//!
//! Stations are kept in the order of the tiles' own grid, so that those of any tile, and of any
//! square part of one, stand together. Far out a tile holds clusters with how many of their
//! stations are open, near it holds the stations. Which tile is asked for, and how it is sent, is
//! left to others.

mod encode;
mod grid;
mod marks;
mod order;
mod streets;

pub use encode::{LAYER, MAX_NAME_BYTES, MAX_TILE_BYTES, encode};
pub use grid::{MAX_ZOOM, Tile};
pub use marks::{Counts, MAX_STATIONS_SHOWN, Mark, Question, STATIONS_FROM_ZOOM, marks};
pub use order::TileOrder;
pub use streets::{MAX_STREET_EDGES, STREETS_FROM_ZOOM, STREETS_LAYER, StreetLines};
