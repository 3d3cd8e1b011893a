//! Gaps as areas: neighbouring cells that no station covers, together.
//!
//! The gaps of a city often join into one, of which nothing can be said. So an area reaches no
//! farther from its middle than a station does: about what one more station could serve. Areas are
//! made greedily, each time where the most people are left.
//!
//! Cells are binned into squares, which keeps the work near linear however small the cells are.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, HashSet};

use super::projection::Projection;
use super::tile::{self, Tile};
use crate::coverage::outcome::CellStatus;
use crate::coverage::run::Run;
use crate::position::Position;

/// Squares to a station's reach.
const SQUARES_A_REACH: f64 = 4.0;
/// How much wider a square is than a cell, so that neighbouring cells are in neighbouring squares.
const NEIGHBOUR: f64 = 1.2;
/// Square metres of a square kilometre.
const KM2: f64 = 1e6;

/// The column and row of a square.
type Square = [i32; 2];

/// Neighbouring cells that are not covered and have people.
pub(super) struct Area {
    /// From 1, the most people first.
    pub(super) rank: usize,
    /// People of its cells.
    pub(super) people: f64,
    /// Its cells; rows of the demand, the one with the most people first.
    pub(super) rows: Vec<usize>,
    /// The mean place of its people.
    pub(super) middle: Position,
    /// Square kilometres of its cells; `None` if the size of cells is not known.
    pub(super) km2: Option<f64>,
}

/// All areas of a run, the most people first. Cells that could not be computed are in none.
pub(super) fn areas(run: &Run<'_>, projection: &Projection) -> Vec<Area> {
    let tile = tile_of(run, projection);
    let cell_m2 = tile.as_ref().map(tile::area_m2);
    let radius_m = run.outcome.circle.radius_m;
    let side_m = (radius_m / SQUARES_A_REACH).max(cell_m2.map_or(1.0, |m2| m2.sqrt() * NEIGHBOUR));
    let squares = squares(run, projection, side_m);
    let mut areas: Vec<Area> = grouped(squares, radius_m / side_m)
        .into_iter()
        .map(|rows| Area::of(run, rows, cell_m2))
        .collect();
    areas.sort_by(|a, b| b.people.total_cmp(&a.people));
    for (area, rank) in areas.iter_mut().zip(1..) {
        area.rank = rank;
    }
    areas
}

/// The shape of the demand's cells.
fn tile_of(run: &Run<'_>, projection: &Projection) -> Option<Tile> {
    let cells = run.demand.cells.iter();
    let points: Vec<[f64; 2]> = cells
        .map(|cell| projection.offset_m(cell.position))
        .collect();
    tile::fit(&points)
}

/// One square: its cells and the people in them.
#[derive(Default)]
struct Content {
    rows: Vec<usize>,
    people: f64,
}

fn squares(run: &Run<'_>, projection: &Projection, side_m: f64) -> BTreeMap<Square, Content> {
    let mut squares: BTreeMap<Square, Content> = BTreeMap::new();
    for (row, (cell, found)) in run.cells().enumerate() {
        if found.status != CellStatus::Uncovered || cell.people <= 0.0 {
            continue;
        }
        let place = projection.offset_m(cell.position);
        let square = squares.entry(place.map(|m| floor(m / side_m))).or_default();
        square.rows.push(row);
        square.people += cell.people;
    }
    squares
}

/// A square that an area may be made around, with the people of the largest one.
struct Candidate {
    people: f64,
    middle: Square,
}

/// The cells of each area. A candidate's people can only become fewer while areas are taken, so
/// one that is still ahead of the next when it is counted again is the largest.
fn grouped(mut squares: BTreeMap<Square, Content>, reach: f64) -> Vec<Vec<usize>> {
    let candidate = |squares: &BTreeMap<Square, Content>, middle: Square| {
        let around = connected(squares, middle, reach);
        let people = around.iter().map(|square| squares[square].people).sum();
        (Candidate { people, middle }, around)
    };
    let mut queue: BinaryHeap<Candidate> = squares
        .keys()
        .map(|middle| candidate(&squares, *middle).0)
        .collect();
    let mut areas = Vec::new();
    while let Some(Candidate { middle, .. }) = queue.pop() {
        if !squares.contains_key(&middle) {
            continue;
        }
        let (again, around) = candidate(&squares, middle);
        if queue.peek().is_some_and(|next| *next > again) {
            queue.push(again);
            continue;
        }
        let taken = around.iter().filter_map(|square| squares.remove(square));
        areas.push(taken.flat_map(|content| content.rows).collect());
    }
    areas
}

/// The squares with people that can be reached from one over neighbours, all within `reach`
/// squares of it.
fn connected(squares: &BTreeMap<Square, Content>, middle: Square, reach: f64) -> Vec<Square> {
    let is_near = |square: Square| {
        let [x, y] = [0, 1].map(|axis| f64::from(square[axis] - middle[axis]));
        x.hypot(y) <= reach
    };
    let mut seen = HashSet::from([middle]);
    let mut found = vec![middle];
    let mut next = 0;
    while let Some(&[x, y]) = found.get(next) {
        next += 1;
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| [x, y]));
        for square in around {
            if is_near(square) && squares.contains_key(&square) && seen.insert(square) {
                found.push(square);
            }
        }
    }
    found
}

impl Area {
    fn of(run: &Run<'_>, mut rows: Vec<usize>, cell_m2: Option<f64>) -> Self {
        let cells = &run.demand.cells;
        rows.sort_by(|a, b| {
            let by_people = cells[*b].people.total_cmp(&cells[*a].people);
            by_people.then(a.cmp(b))
        });
        let people = rows.iter().map(|row| cells[*row].people).sum();
        let n_cells = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        Self {
            rank: 0,
            people,
            middle: middle(run, &rows, people),
            km2: cell_m2.map(|m2| m2 * n_cells / KM2),
            rows,
        }
    }
}

/// The mean place of people; that of the first cell if the mean is nowhere.
fn middle(run: &Run<'_>, rows: &[usize], people: f64) -> Position {
    let cells = rows.iter().map(|row| &run.demand.cells[*row]);
    let first = run.demand.cells[rows[0]].position;
    // Differences from the first, so that areas over the antimeridian have a middle too.
    let [east, north] = cells.fold([0.0; 2], |[east, north], cell| {
        let across = cell.position.lon() - first.lon();
        let across = across - (across / 360.0).round() * 360.0;
        let up = cell.position.lat() - first.lat();
        [east + across * cell.people, north + up * cell.people]
    });
    Position::new(first.lon() + east / people, first.lat() + north / people).unwrap_or(first)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and so far away are no neighbours"
)]
fn floor(value: f64) -> i32 {
    // Far from the ends of what neighbours are counted with.
    (value.floor() as i32).clamp(i32::MIN / 4, i32::MAX / 4)
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_people = self.people.total_cmp(&other.people);
        by_people.then(other.middle.cmp(&self.middle))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(people: &[(Square, f64)]) -> BTreeMap<Square, Content> {
        let square = |(row, (at, people)): (usize, &(Square, f64))| {
            let rows = vec![row];
            (
                *at,
                Content {
                    rows,
                    people: *people,
                },
            )
        };
        people.iter().enumerate().map(square).collect()
    }

    #[test]
    fn neighbours_are_one_area_and_others_are_not() {
        let squares = city(&[([0, 0], 5.0), ([1, 1], 7.0), ([3, 1], 9.0)]);
        let mut areas = grouped(squares, 4.0);
        for rows in &mut areas {
            rows.sort_unstable();
        }
        assert_eq!(areas, [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_long_gap_is_several_areas_and_every_cell_is_in_one() {
        let line: Vec<(Square, f64)> = (0..40).map(|x| ([x, 0], 1.0 + f64::from(x % 7))).collect();
        let areas = grouped(city(&line), 4.0);
        assert!(areas.len() >= 5 && areas.iter().all(|rows| rows.len() <= 9));
        let mut all: Vec<usize> = areas.concat();
        all.sort_unstable();
        assert_eq!(all, (0..40).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_area_is_the_largest_there_is() {
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..50 {
            let at = |random: &mut fastrand::Rng| [random.i32(0..14), random.i32(0..14)];
            let squares: BTreeMap<Square, f64> = (0..60)
                .map(|_| (at(&mut random), f64::from(random.u32(1..90))))
                .collect();
            let squares: Vec<(Square, f64)> = squares.into_iter().collect();
            let all = city(&squares);
            let people = |around: &[Square]| around.iter().map(|at| all[at].people).sum::<f64>();
            let most = squares
                .iter()
                .map(|(at, _)| people(&connected(&all, *at, 3.0)));
            let most = most.fold(0.0, f64::max);
            let first = &grouped(city(&squares), 3.0)[0];
            let first: f64 = first.iter().map(|row| squares[*row].1).sum();
            assert!((first - most).abs() < 1e-9);
        }
    }
}
