//! From places on Earth to whole units of the drawing.

use crate::coverage::run::Run;
use crate::position::Position;

/// Units of the drawing's longer side.
const LONGER_SIDE: f64 = 10_000.0;
/// The drawing shows at least this many metres: the demand may be a single cell.
const MIN_EXTENT_M: f64 = 1_000.0;
/// Widest and narrowest shape of the drawing: width by height.
const SHAPES: [f64; 2] = [1.0, 1.7];
/// Share of the extent that is left free around the demand.
const MARGIN: f64 = 0.04;
/// Metres of one degree of latitude, as exact as a drawing needs.
const METRES_A_DEGREE: f64 = 111_195.0;
/// The scale bar is at most this part of the width.
const MAX_SCALE_BAR: f64 = 0.22;

/// A point of the drawing; y grows to the south.
pub(super) type DrawnPoint = [i32; 2];

/// An equirectangular projection around the middle of the demand: north is up, and lengths are
/// correct in the middle and nearly so within a city.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    origin: Position,
    metres_a_degree_lon: f64,
    west_m: f64,
    north_m: f64,
    size_m: [f64; 2],
    units_a_metre: f64,
}

impl Projection {
    /// The projection that shows all cells of the demand; `None` if there are none.
    pub(super) fn of(run: &Run<'_>) -> Option<Self> {
        let origin = run.demand.cells.first()?.position;
        let plain = Self {
            origin,
            metres_a_degree_lon: METRES_A_DEGREE * origin.lat().to_radians().cos(),
            west_m: 0.0,
            north_m: 0.0,
            size_m: [0.0; 2],
            units_a_metre: 1.0,
        };
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for cell in &run.demand.cells {
            let offset = plain.offset_m(cell.position);
            for axis in 0..2 {
                low[axis] = low[axis].min(offset[axis]);
                high[axis] = high[axis].max(offset[axis]);
            }
        }
        Some(plain.framed(low, high))
    }

    /// With a margin, and in a shape that fits a page.
    fn framed(self, low: [f64; 2], high: [f64; 2]) -> Self {
        let [mut width, mut height] =
            [0, 1].map(|axis| (high[axis] - low[axis]).max(MIN_EXTENT_M) * (1.0 + 2.0 * MARGIN));
        width = width.max(height * SHAPES[0]);
        height = height.max(width / SHAPES[1]);
        Self {
            west_m: f64::midpoint(low[0], high[0]) - width / 2.0,
            north_m: f64::midpoint(low[1], high[1]) + height / 2.0,
            size_m: [width, height],
            units_a_metre: LONGER_SIDE / width.max(height),
            ..self
        }
    }

    /// Metres east and north of the first cell.
    pub(super) fn offset_m(&self, place: Position) -> [f64; 2] {
        let across = place.lon() - self.origin.lon();
        // The shorter way around the Earth, also across the antimeridian.
        let across = across - (across / 360.0).round() * 360.0;
        [
            across * self.metres_a_degree_lon,
            (place.lat() - self.origin.lat()) * METRES_A_DEGREE,
        ]
    }

    /// A place on the drawing, which may lie outside it.
    pub(super) fn point(&self, place: Position) -> DrawnPoint {
        let [east, north] = self.offset_m(place);
        [
            self.units(east - self.west_m),
            self.units(self.north_m - north),
        ]
    }

    /// A length as whole units.
    pub(super) fn units(&self, length_m: f64) -> i32 {
        whole(length_m * self.units_a_metre)
    }

    /// Width and height of the drawing, units.
    pub(super) fn size(&self) -> [i32; 2] {
        self.size_m.map(|length_m| self.units(length_m))
    }

    /// Whether a point is on the drawing.
    pub(super) fn shows(&self, [x, y]: DrawnPoint) -> bool {
        let [width, height] = self.size();
        (0..=width).contains(&x) && (0..=height).contains(&y)
    }

    /// The longest round length that makes a scale bar: metres and units.
    pub(super) fn scale_bar(&self) -> (f64, i32) {
        let longest_m = self.size_m[0] * MAX_SCALE_BAR;
        let power = 10.0_f64.powf(longest_m.log10().floor());
        let length_m = [5.0, 2.0, 1.0]
            .map(|step| step * power)
            .into_iter()
            .find(|length_m| *length_m <= longest_m)
            .unwrap_or(power);
        (length_m, self.units(length_m))
    }
}

/// The nearest whole number, limited to 32 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and what is so far out is never drawn"
)]
pub(super) fn whole(value: f64) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projection(width_m: f64, height_m: f64) -> Projection {
        let plain = Projection {
            origin: Position::new(179.99, 0.0).unwrap(),
            metres_a_degree_lon: METRES_A_DEGREE,
            west_m: 0.0,
            north_m: 0.0,
            size_m: [0.0; 2],
            units_a_metre: 1.0,
        };
        plain.framed([0.0; 2], [width_m, height_m])
    }

    #[test]
    fn a_narrow_demand_is_drawn_in_a_shape_that_fits_a_page() {
        assert_eq!(projection(100.0, 20_000.0).size(), [10_000, 10_000]);
        assert_eq!(projection(20_000.0, 100.0).size(), [10_000, 5_882]);
    }

    #[test]
    fn the_scale_bar_is_a_round_length() {
        let (length_m, units) = projection(30_000.0, 20_000.0).scale_bar();
        assert!((length_m - 5_000.0).abs() < 1e-9);
        assert!(units <= 2_200);
    }

    #[test]
    fn the_short_way_over_the_antimeridian_is_taken() {
        let across = Position::new(-179.99, 0.0).unwrap();
        let [east, _] = projection(1.0, 1.0).offset_m(across);
        assert!((east - 0.02 * METRES_A_DEGREE).abs() < 1.0);
    }
}
