//! The streets of a tile as bytes: a layer of lines (Mapbox Vector Tile 2.1).
//!
//! All lines of one kind are one feature, so that none repeats the properties of the others.

use fast_mvt::{MvtError, MvtGeomType, MvtLayerBuilder};

use super::{Kind, Line, StreetLines};
use crate::travel::Mode;

/// The name of the layer.
pub const STREETS_LAYER: &str = "streets";
/// The most bytes of all but the lines: names, values, and a feature of each of 21 kinds.
const MAX_HEAD_BYTES: usize = 768;
/// The most bytes of where a line begins: a command and two numbers below 2^13, for a tile with its
/// margins has 4,225 columns.
const MAX_BEGIN_BYTES: usize = 5;
/// What a byte holds of a number; more take another byte.
const VARINT_BITS: u32 = 7;

/// How many of some lines fit into this many bytes.
pub(super) fn n_fitting(lines: &[Line], max_bytes: usize) -> usize {
    let mut left = max_bytes.saturating_sub(MAX_HEAD_BYTES);
    let fitting = lines.iter().take_while(|line| {
        let rest = left.checked_sub(n_bytes(line));
        left = rest.unwrap_or(0);
        rest.is_some()
    });
    fitting.count()
}

/// The most bytes that a line takes.
fn n_bytes(line: &Line) -> usize {
    let steps = line.points.windows(2).map(|ends| {
        let along = |axis: usize| varint_bytes(ends[1][axis] - ends[0][axis]);
        along(0) + along(1)
    });
    // The number of steps stands before three bits of the command.
    let n_steps = i32::try_from(line.points.len()).unwrap_or(i32::MAX >> 2);
    MAX_BEGIN_BYTES + varint_bytes(n_steps << 2) + steps.sum::<usize>()
}

/// The most bytes of a number that may be negative: its sign is its last bit.
fn varint_bytes(number: i32) -> usize {
    let bits = i32::BITS + 1 - number.unsigned_abs().leading_zeros();
    bits.div_ceil(VARINT_BITS) as usize
}

impl StreetLines {
    /// The layer as bytes to be put behind those of other layers: the most important streets that
    /// fit into `max_bytes`. Nothing if none do.
    ///
    /// # Errors
    ///
    /// None of these lines has a place that the format cannot hold.
    pub fn encode(&self, max_bytes: usize) -> Result<Vec<u8>, MvtError> {
        let lines = &self.0[..n_fitting(&self.0, max_bytes)];
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let mut layer = MvtLayerBuilder::new(STREETS_LAYER)?;
        for kind in kinds(lines) {
            let mut feature = layer.feature_of(MvtGeomType::LineString);
            for line in lines.iter().filter(|line| line.kind == kind) {
                feature.line(line.points.iter().map(|at| (*at).into()))?;
            }
            feature.tag_string("class", kind.class.key())?;
            for mode in Mode::ALL {
                feature.tag_bool(mode.key(), kind.modes.contains(mode))?;
            }
            layer = feature.end();
        }
        Ok(layer.encode())
    }
}

/// The kinds of some lines, in the order in which they are met.
fn kinds(lines: &[Line]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for line in lines {
        if !kinds.contains(&line.kind) {
            kinds.push(line.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::streets::{ModeSet, StreetClass};

    fn line(class: StreetClass, modes: ModeSet, points: &[[i32; 2]]) -> Line {
        Line {
            kind: Kind { class, modes },
            points: points.to_vec(),
            length: 1.0,
        }
    }

    #[test]
    fn a_number_takes_a_byte_for_each_seven_bits_with_its_sign() {
        for (number, n_bytes) in [
            (0, 1),
            (63, 1),
            (-64, 2),
            (64, 2),
            (-65, 2),
            (8_191, 2),
            (8_192, 3),
        ] {
            assert_eq!(varint_bytes(number), n_bytes, "{number}");
        }
    }

    #[test]
    fn lines_fit_into_as_many_bytes_as_they_are_counted_and_not_into_one_less() {
        let mut lines = Vec::new();
        for class in [StreetClass::Main, StreetClass::Street, StreetClass::Path] {
            for bits in 1..8_u8 {
                let of = |mode: Mode| bits & (1 << mode as u8) != 0;
                let modes = Mode::ALL.into_iter().filter(|mode| of(*mode));
                let modes = modes
                    .map(ModeSet::only)
                    .fold(ModeSet::EMPTY, ModeSet::union);
                // From corner to corner, the longest steps.
                let points = [[-64, 4_160], [4_160, -64]].repeat(60);
                lines.push(line(class, modes, &points));
            }
        }
        let streets = StreetLines(lines);
        let counted = MAX_HEAD_BYTES + streets.0.iter().map(n_bytes).sum::<usize>();
        assert_eq!(n_fitting(&streets.0, counted), 21);
        assert_eq!(n_fitting(&streets.0, counted - 1), 20);
        let bytes = streets.encode(counted).unwrap().len();
        assert!(bytes <= counted, "{bytes} {counted}");
        assert!(bytes + MAX_HEAD_BYTES > counted, "{bytes} {counted}");
        assert!(streets.encode(MAX_HEAD_BYTES).unwrap().is_empty());
        assert!(streets.encode(0).unwrap().is_empty());
    }
}
