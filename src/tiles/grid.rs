//! The grid of web maps: the square of Web Mercator (EPSG:3857), cut in four at each zoom.
//!
//! A point is a number whose bits are those of its column and its row in turn (Morton's order), so
//! that the points of a tile, and of each quarter of it, are one range of numbers.

use std::f64::consts::PI;
use std::ops::Range;

/// The deepest zoom.
pub const MAX_ZOOM: u8 = 16;
/// Columns and rows of a tile, as a power of two: 4,096, as is usual.
const EXTENT_LOG: u8 = 12;
/// The same as a number.
pub(super) const EXTENT: f64 = (1_u32 << EXTENT_LOG) as f64;
/// Columns and rows of the whole map, as a power of two: 15 cm at the equator.
const GRID_LOG: u8 = MAX_ZOOM + EXTENT_LOG;
/// The last column and row.
const LAST: u32 = (1 << GRID_LOG) - 1;
/// Squares along the side of a tile for which clusters are counted, as a power of two: 64 pixels of
/// a map that draws a tile on 512, so that their figures do not cover each other.
const CELLS_LOG: u8 = 3;

/// A tile by its zoom, its column from the west and its row from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    zoom: u8,
    x: u32,
    y: u32,
}

impl Tile {
    /// A tile; `None` if there is none of these numbers.
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<Self> {
        let is_there = zoom <= MAX_ZOOM && x >> zoom == 0 && y >> zoom == 0;
        is_there.then_some(Self { zoom, x, y })
    }

    /// Its zoom.
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// Column and row of a place in degrees, from the north-western corner of this tile, also
    /// beyond its sides; the shorter way around the Earth.
    pub(super) fn place_of(self, degrees: [f64; 2]) -> [f64; 2] {
        let [across, down] = part_of_square(degrees);
        let n_tiles = f64::from(1_u32 << self.zoom);
        let from_centre = across - (f64::from(self.x) + 0.5) / n_tiles;
        let from_centre = from_centre - from_centre.round();
        let columns = (from_centre * n_tiles + 0.5) * EXTENT;
        [columns, (down * n_tiles - f64::from(self.y)) * EXTENT]
    }

    /// The degrees of a column and a row of this tile, which may lie beyond its sides.
    pub(super) fn degrees_at(self, [column, row]: [f64; 2]) -> [f64; 2] {
        let n_tiles = f64::from(1_u32 << self.zoom);
        let across = (f64::from(self.x) + column / EXTENT) / n_tiles;
        let down = (f64::from(self.y) + row / EXTENT) / n_tiles;
        let lat = ((1.0 - 2.0 * down) * PI).sinh().atan().to_degrees();
        [across * 360.0 - 180.0, lat]
    }

    /// The numbers of the points in it.
    pub(super) const fn points(self) -> Range<u64> {
        let bits = 2 * (GRID_LOG - self.zoom);
        let first = interleaved(self.x, self.y) << bits;
        first..first + (1 << bits)
    }

    /// The square of this tile that a point of it is in: points of one follow each other.
    pub(super) const fn cell(self, point: u64) -> u64 {
        point >> (2 * (GRID_LOG - self.zoom - CELLS_LOG))
    }

    /// Column and row of a point within this tile, from its north-western corner, 0 to 4,095.
    pub(super) fn within(self, point: u64) -> [u32; 2] {
        let shift = MAX_ZOOM - self.zoom;
        [every_other_bit(point), every_other_bit(point >> 1)]
            .map(|along| (along >> shift) & ((1 << EXTENT_LOG) - 1))
    }
}

/// Where a place is in the square, degrees: parts of its sides from the north-western corner.
/// Beyond 85 degrees north or south that is outside.
///
/// Source: the formulas of EPSG:3857.
fn part_of_square([lon, lat]: [f64; 2]) -> [f64; 2] {
    let across = (lon + 180.0) / 360.0;
    let down = (1.0 - lat.to_radians().tan().asinh() / PI) / 2.0;
    [across, down]
}

/// The number of a place, degrees. Places beyond the square, 85 degrees from the equator, count as
/// on its edge, so that the tiles of a zoom hold all places.
pub(super) fn point_at(place: [f64; 2]) -> u64 {
    let [across, down] = part_of_square(place);
    interleaved(on_grid(across), on_grid(down))
}

/// A part of the square as a column or a row.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast to an integer stops at its range, and what is no number becomes 0"
)]
fn on_grid(part: f64) -> u32 {
    ((part * f64::from(1_u32 << GRID_LOG)) as u32).min(LAST)
}

/// The bits of a column and a row in turn, the column's first from the right.
const fn interleaved(column: u32, row: u32) -> u64 {
    spread(column) | spread(row) << 1
}

/// The bits of a number with a zero before each.
const fn spread(number: u32) -> u64 {
    let mut bits = number as u64;
    bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
    bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// Every other bit of a number, from the first on the right.
#[allow(clippy::cast_possible_truncation, reason = "32 bits are left")]
const fn every_other_bit(number: u64) -> u32 {
    let mut bits = number & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff;
    (bits | bits >> 16) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tile_has_numbers_below_those_of_its_zoom() {
        assert!(Tile::new(0, 0, 0).is_some());
        assert!(Tile::new(MAX_ZOOM, 65_535, 65_535).is_some());
        for (zoom, x, y) in [
            (0, 1, 0),
            (0, 0, 1),
            (16, 65_536, 0),
            (17, 0, 0),
            (255, 0, 0),
        ] {
            assert_eq!(Tile::new(zoom, x, y), None, "{zoom}/{x}/{y}");
        }
    }

    #[test]
    fn places_are_in_the_tiles_that_other_programs_say() {
        // Zoom, column and row by mercantile.tile of Python.
        for ([lon, lat], (zoom, x, y)) in [
            ([114.1694, 22.3193], (16, 53_551, 28_598)),
            ([-0.1276, 51.5072], (10, 511, 340)),
            ([151.2093, -33.8688], (12, 3_768, 2_457)),
        ] {
            let tile = Tile::new(zoom, x, y).unwrap();
            assert!(tile.points().contains(&point_at([lon, lat])), "{lon} {lat}");
        }
    }

    #[test]
    fn places_beyond_the_square_are_on_its_edge() {
        let south_east = Tile::new(16, 65_535, 65_535).unwrap();
        assert!(south_east.points().contains(&point_at([180.0, -90.0])));
        let north_west = Tile::new(16, 0, 0).unwrap();
        assert!(north_west.points().contains(&point_at([-180.0, 90.0])));
    }

    proptest! {
        #[test]
        fn the_degrees_of_a_column_and_a_row_are_at_that_column_and_row(
            zoom in 8..=MAX_ZOOM, x in 0..256_u32, y in 0..256_u32,
            column in -100.0..4_200.0_f64, row in -100.0..4_200.0_f64
        ) {
            let tile = Tile::new(zoom, x, y).unwrap();
            let back = tile.place_of(tile.degrees_at([column, row]));
            prop_assert!((back[0] - column).abs() < 1e-3 && (back[1] - row).abs() < 1e-3);
        }

        #[test]
        fn a_place_is_in_one_tile_of_each_zoom(
            lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64, zoom in 0..=MAX_ZOOM
        ) {
            let point = point_at([lon, lat]);
            let shift = GRID_LOG - zoom;
            let [x, y] = [every_other_bit(point) >> shift, every_other_bit(point >> 1) >> shift];
            let tile = Tile::new(zoom, x, y).unwrap();
            prop_assert!(tile.points().contains(&point));
            let [column, row] = tile.within(point);
            prop_assert!(column < 4_096 && row < 4_096);
            let back = f64::from(x) + f64::from(column) / 4_096.0;
            let across = (lon + 180.0) / 360.0 * f64::from(1_u32 << zoom);
            prop_assert!((back - across).abs() < 1.5 / 4_096.0, "{back} {across}");
        }
    }
}
