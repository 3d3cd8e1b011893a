//! The cells that questions are counted by: H3, resolution 8, hexagons of about 0.7 km².

use std::fmt;

use h3o::{CellIndex, LatLng, Resolution};

use crate::position::Position;

/// Edges of about half a kilometre.
const RESOLUTION: Resolution = Resolution::Eight;
/// The bits below the number of a cell of this resolution, all of them set: three for each of the
/// seven finer ones.
const UNUSED_BITS: u32 = 21;

/// A cell; its text is the usual one, 15 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(CellIndex);

impl Cell {
    /// The cell that a place lies in; `None` is for no valid place.
    pub fn of(position: Position) -> Option<Self> {
        let place = LatLng::new(position.lat(), position.lon()).ok()?;
        Some(Self(place.to_cell(RESOLUTION)))
    }

    /// The cell of a number that [`Self::number`] gave.
    pub fn of_number(number: i64) -> Option<Self> {
        let cell = CellIndex::try_from(u64::try_from(number).ok()?).ok()?;
        (cell.resolution() == RESOLUTION).then_some(Self(cell))
    }

    /// Its number, which is never negative.
    pub fn number(self) -> i64 {
        i64::try_from(u64::from(self.0)).unwrap_or(i64::MAX)
    }

    /// A number that differs between cells beside each other.
    pub fn spread(self) -> u64 {
        u64::from(self.0) >> UNUSED_BITS
    }

    /// Its centre.
    pub fn centre(self) -> Option<Position> {
        let centre = LatLng::from(self.0);
        Position::new(centre.lng(), centre.lat()).ok()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distance::geodesic_m;

    #[test]
    fn a_cell_is_the_one_that_others_compute_and_its_centre_is_near() {
        // The example of H3's own documents is 8a283082a677fff at resolution 10, of which this is
        // the parent: its digits below resolution 8 are all set.
        let place = Position::new(-122.3937, 37.7955).unwrap();
        let cell = Cell::of(place).unwrap();
        assert_eq!(cell.to_string(), "88283082a7fffff");
        assert!(geodesic_m(place, cell.centre().unwrap()) < 700.0);
        assert_eq!(Cell::of_number(cell.number()), Some(cell));
    }

    #[test]
    fn a_place_anywhere_has_a_cell_and_no_other_number_is_one() {
        for (lon, lat) in [(0.0, 90.0), (0.0, -90.0), (180.0, 0.0), (-180.0, 0.0)] {
            let cell = Cell::of(Position::new(lon, lat).unwrap()).unwrap();
            assert_eq!(Cell::of(cell.centre().unwrap()), Some(cell));
        }
        // The last one is a cell of resolution 0.
        for number in [i64::MIN, -1, 0, 1, i64::MAX, 0x0800_1fff_ffff_ffff] {
            assert_eq!(Cell::of_number(number), None, "{number}");
        }
    }
}
