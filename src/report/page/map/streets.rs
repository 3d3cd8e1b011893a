//! Streets on the map, as few and long paths as possible.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use maud::{Markup, PreEscaped, html};

use super::classes::{self, N_CLASSES};
use crate::coverage::run::Run;
use crate::report::page::projection::{DrawnPoint, Projection};
use crate::report::page::words::say;

/// More street segments than this are drawn on a coarser grid, and at most this many there.
pub(super) const MAX_DRAWN_SEGMENTS: usize = 100_000;
/// Units between the points of the finest grid: a third of a pixel.
const FINEST_GRID: i32 = 4;
/// The coarsest grid.
const COARSEST_GRID: i32 = 256;

/// A street segment between two points.
type Segment = [DrawnPoint; 2];

/// Streets as paths, one a class.
pub(super) struct DrawnStreets {
    paths: [String; N_CLASSES],
    is_coarse: bool,
}

impl DrawnStreets {
    pub(super) fn of(run: &Run<'_>, projection: &Projection) -> Self {
        let mut grid = FINEST_GRID;
        let mut segments = segments(run, projection, grid);
        while segments.len() > MAX_DRAWN_SEGMENTS && grid < COARSEST_GRID {
            grid *= 2;
            segments = self::segments(run, projection, grid);
        }
        let is_coarse = grid > FINEST_GRID;
        segments.truncate(MAX_DRAWN_SEGMENTS);
        let mut by_class: [Vec<Segment>; N_CLASSES] = Default::default();
        for (segment, class) in segments {
            by_class[class].push(segment);
        }
        Self {
            paths: by_class.map(|segments| path(&segments)),
            is_coarse,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.paths.iter().all(String::is_empty)
    }

    pub(super) fn markup(&self) -> Markup {
        html! {
            g.streets {
                @for (class, path) in self.paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
                    path class=(format!("s{class}")) d=(PreEscaped(path)) {}
                }
            }
        }
    }

    pub(super) fn note(&self) -> Option<Markup> {
        self.is_coarse.then(|| {
            say(
                "街道太多，地图上作了简化，很短的路段没有画出。计算用的是全部街道。",
                "There are more streets than a page can show: they are drawn coarsely and the shortest left out. All of them were computed with.",
            )
        })
    }
}

/// The distinct segments that the drawing shows, on a grid, in the order of the streets.
fn segments(run: &Run<'_>, projection: &Projection, grid: i32) -> Vec<(Segment, usize)> {
    let on_grid = |point: DrawnPoint| point.map(|units| (units + grid / 2).div_euclid(grid) * grid);
    let mut seen = HashSet::new();
    let mut drawn = Vec::new();
    for line in run.streets {
        let ends = [line.from, line.to].map(|place| projection.point(place));
        let mut segment = ends.map(on_grid);
        segment.sort_unstable();
        let is_shown = ends.iter().any(|end| projection.shows(*end));
        if is_shown && segment[0] != segment[1] && seen.insert(segment) {
            drawn.push((segment, classes::of_street(run, line.minutes)));
        }
    }
    drawn
}

/// Segments joined into paths as long as possible.
fn path(segments: &[Segment]) -> String {
    let mut at_point: HashMap<DrawnPoint, Vec<usize>> = HashMap::new();
    for (row, [from, to]) in segments.iter().enumerate() {
        at_point.entry(*from).or_default().push(row);
        at_point.entry(*to).or_default().push(row);
    }
    let mut is_drawn = vec![false; segments.len()];
    let mut path = String::new();
    for first in 0..segments.len() {
        let mut here = segments[first][0];
        let mut next = (!is_drawn[first]).then_some(first);
        if next.is_some() {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}l", here[0], here[1]);
        }
        while let Some(row) = next {
            is_drawn[row] = true;
            let [from, to] = segments[row];
            let there = if from == here { to } else { from };
            push_step(&mut path, [there[0] - here[0], there[1] - here[1]]);
            here = there;
            next = at_point[&here].iter().copied().find(|row| !is_drawn[*row]);
        }
    }
    path
}

/// A step as short as the syntax of paths allows: a minus sign separates numbers too.
fn push_step(path: &mut String, step: [i32; 2]) {
    for number in step {
        if number >= 0 && path.ends_with(|c: char| c.is_ascii_digit()) {
            path.push(' ');
        }
        let _ = write!(path, "{number}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_that_meet_are_one_path() {
        let segments = [
            [[0, 0], [4, 0]],
            [[4, 0], [8, -4]],
            [[100, 100], [104, 100]],
        ];
        assert_eq!(path(&segments), "M0 0l4 0 4-4M100 100l4 0");
    }
}
