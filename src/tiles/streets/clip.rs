//! Lines cut a little beyond the sides of a tile.

use geo::{Coord, LineString};

use crate::tiles::grid::EXTENT;

/// How far beyond the sides lines go on, in columns: as far as the strokes of a map are wide, so
/// that no gap is seen between tiles.
pub(super) const MARGIN: f64 = 64.0;

/// What of a line is in the tile and its margin.
pub(super) fn clipped(places: impl Iterator<Item = [f64; 2]>) -> Vec<LineString> {
    let mut parts: Vec<Vec<Coord>> = Vec::new();
    let mut before = None;
    for place in places {
        if let Some([from, to]) = before.and_then(|before| within([before, place])) {
            match parts.last_mut() {
                Some(part) if part.last() == Some(&from) => part.push(to),
                _ => parts.push(vec![from, to]),
            }
        }
        before = Some(place);
    }
    parts.into_iter().map(LineString::new).collect()
}

/// What of a straight line is in the tile and its margin.
///
/// Source: Liang and Barsky, A new concept and method for line clipping, 1984.
fn within([from, to]: [[f64; 2]; 2]) -> Option<[Coord; 2]> {
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    for axis in [0, 1] {
        let step = to[axis] - from[axis];
        let (low, high) = (-MARGIN - from[axis], EXTENT + MARGIN - from[axis]);
        if step == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (enters, leaves) = if step > 0.0 {
            (low / step, high / step)
        } else {
            (high / step, low / step)
        };
        first = first.max(enters);
        last = last.min(leaves);
    }
    let at = |share: f64| {
        let along: [f64; 2] =
            std::array::from_fn(|axis| from[axis] + share * (to[axis] - from[axis]));
        Coord::from(along)
    };
    // Ends that are inside stay as they are, so that the next piece is seen to follow.
    let begin = if first > 0.0 { at(first) } else { from.into() };
    let end = if last < 1.0 { at(last) } else { to.into() };
    (first <= last).then_some([begin, end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(places: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
        let parts = clipped(places.iter().copied()).into_iter();
        parts
            .map(|part| part.into_iter().map(Into::into).collect())
            .collect()
    }

    #[test]
    fn a_line_inside_stays_and_one_that_leaves_and_returns_is_two() {
        let inside = [[0.0, 0.0], [10.0, 20.0], [4_160.0, -64.0]];
        assert_eq!(parts(&inside), [inside.to_vec()]);
        let leaves = [
            [100.0, 100.0],
            [100.0, -300.0],
            [200.0, -300.0],
            [200.0, 0.0],
        ];
        let expected = [
            vec![[100.0, 100.0], [100.0, -64.0]],
            vec![[200.0, -64.0], [200.0, 0.0]],
        ];
        assert_eq!(parts(&leaves), expected);
        assert!(parts(&[[-65.0, 0.0], [-65.0, 9.0]]).is_empty());
        assert!(parts(&[[-200.0, 0.0], [0.0, -200.0]]).is_empty());
    }

    proptest! {
        #[test]
        fn a_point_of_a_line_is_in_its_part_if_it_is_inside(
            ends in prop::array::uniform2(prop::array::uniform2(-9_000.0..9_000.0_f64))
        ) {
            let part = within(ends);
            for step in 0..=64 {
                let share = f64::from(step) / 64.0;
                let at: [f64; 2] =
                    [0, 1].map(|axis| ends[0][axis] + share * (ends[1][axis] - ends[0][axis]));
                let is_inside = at.iter().all(|along| (-MARGIN..=EXTENT + MARGIN).contains(along));
                let axis = usize::from((ends[1][1] - ends[0][1]).abs() > (ends[1][0] - ends[0][0]).abs());
                let is_in_part = part.is_some_and(|part| {
                    let [a, b] = part.map(|at| [at.x, at.y][axis]);
                    (a.min(b) - 1e-6..=a.max(b) + 1e-6).contains(&at[axis])
                });
                prop_assert!(!is_inside || is_in_part, "{at:?} {part:?}");
            }
        }
    }
}
