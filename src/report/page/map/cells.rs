//! Cells on the map, and the data of them for the page's script.

use std::collections::HashMap;
use std::fmt::Write;

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::classes::{self, N_CLASSES};
use crate::coverage::numbers::{PeopleFormat, tenths};
use crate::coverage::run::Run;
use crate::report::page::projection::{DrawnPoint, Projection, whole};
use crate::report::page::tile::{self, Tile};
use crate::report::page::words::say;

/// If there are more cells than this, they are merged into squares.
pub(super) const MAX_DRAWN_CELLS: usize = 12_000;
/// Radius in units of a cell of unknown size.
const LONE_RADIUS: i32 = 150;

/// One cell of the map: one of the demand, or several drawn together.
struct DrawnCell {
    at: DrawnPoint,
    class: usize,
    people: f64,
    cells: usize,
    /// The cell of the demand, or the one with the most people.
    row: usize,
}

/// The number of people in a cell: cells with few or none are drawn pale.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Crowd {
    NoPeople,
    /// Less than a tenth of the mean of cells with people.
    Few,
    Many,
}

impl Crowd {
    const ALL: [Self; 3] = [Self::NoPeople, Self::Few, Self::Many];

    fn of(people: f64, mean: f64) -> Self {
        match people {
            people if people <= 0.0 => Self::NoPeople,
            people if people < mean / 10.0 => Self::Few,
            _ => Self::Many,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::NoPeople => "empty",
            Self::Few => "few",
            Self::Many => "many",
        }
    }
}

/// All cells of the map and their one shape.
pub(super) struct DrawnCells {
    cells: Vec<DrawnCell>,
    /// The shape as a path from the point of a cell back to it.
    outline: String,
    people: PeopleFormat,
    /// People of a cell that has any, on average.
    mean: f64,
    n_cells: usize,
}

impl DrawnCells {
    pub(super) fn of(run: &Run<'_>, projection: &Projection) -> Self {
        let n_cells = run.demand.cells.len();
        let (cells, outline) = if n_cells > MAX_DRAWN_CELLS {
            merged(run, projection)
        } else {
            single(run, projection)
        };
        Self {
            mean: mean_people(&cells),
            cells,
            outline,
            people: PeopleFormat::of(&run.demand.cells),
            n_cells,
        }
    }

    /// A path for each class and crowd.
    pub(super) fn markup(&self) -> Markup {
        html! {
            g.cells {
                @for class in 0..N_CLASSES {
                    @for crowd in Crowd::ALL {
                        @let path = self.path(class, crowd);
                        @if !path.is_empty() {
                            path class=(format!("c{class} {}", crowd.class())) d=(PreEscaped(path)) {}
                        }
                    }
                }
            }
        }
    }

    fn path(&self, class: usize, crowd: Crowd) -> String {
        let mut path = String::new();
        let is_here =
            |cell: &&DrawnCell| cell.class == class && Crowd::of(cell.people, self.mean) == crowd;
        for cell in self.cells.iter().filter(is_here) {
            let [x, y] = cell.at;
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}{}", self.outline);
        }
        path
    }

    /// The data of the script: the shape, and one row a cell. Ids and names are texts of files,
    /// escaped so that they cannot end the element around them.
    pub(super) fn data(&self, run: &Run<'_>) -> String {
        let rows: Vec<Value> = self.cells.iter().map(|cell| self.row(run, cell)).collect();
        json!({ "outline": self.outline, "cells": rows })
            .to_string()
            .replace('<', "\\u003c")
    }

    fn row(&self, run: &Run<'_>, drawn: &DrawnCell) -> Value {
        let [x, y] = drawn.at;
        let people = self.people.grouped(drawn.people);
        if drawn.cells > 1 {
            return json!([x, y, drawn.class, people, drawn.cells]);
        }
        let (cell, found) = (&run.demand.cells[drawn.row], &run.outcome.cells[drawn.row]);
        let nearest = found.nearest.map(|nearest| {
            let station = &run.nearest_station(nearest).name;
            let minutes = tenths(nearest.travel_time_s / 60.0);
            json!([station, minutes, whole(nearest.distance_m)])
        });
        json!([
            x,
            y,
            drawn.class,
            people,
            1,
            cell.id,
            cell.district,
            nearest,
            found.stations_in_reach
        ])
    }

    pub(super) fn note(&self) -> Option<Markup> {
        let (cells, drawn) = (self.n_cells, self.cells.len());
        (cells > MAX_DRAWN_CELLS).then(|| {
            say(
                format!("需求共有 {cells} 个格子，地图上合并画成 {drawn} 个方格，颜色取其中人数最多的一类。数字和表格都按原来的格子计算。"),
                format!("The demand has {cells} cells. The map draws them together as {drawn} squares, each in the colour of most of its people. Figures and tables count the cells themselves."),
            )
        })
    }
}

fn mean_people(cells: &[DrawnCell]) -> f64 {
    let peopled = cells.iter().filter(|cell| cell.people > 0.0);
    let (sum, n) = peopled.fold((0.0, 0.0), |(sum, n), cell| (sum + cell.people, n + 1.0));
    sum / f64::max(n, 1.0)
}

/// Every cell of the demand in the shape of its grid.
fn single(run: &Run<'_>, projection: &Projection) -> (Vec<DrawnCell>, String) {
    let cell = |(row, (cell, found)): (usize, _)| {
        let (cell, found): (&crate::demand::Cell, _) = (cell, found);
        DrawnCell {
            at: projection.point(cell.position),
            class: classes::of_cell(run, found),
            people: cell.people,
            cells: 1,
            row,
        }
    };
    let points: Vec<[f64; 2]> = run
        .demand
        .cells
        .iter()
        .map(|cell| projection.offset_m(cell.position))
        .collect();
    let outline = match tile::fit(&points) {
        Some(Tile::Polygon(corners)) => polygon(&corners, projection),
        Some(Tile::Disc(radius_m)) => circle(projection.units(radius_m).clamp(15, LONE_RADIUS)),
        None => circle(LONE_RADIUS),
    };
    (run.cells().enumerate().map(cell).collect(), outline)
}

/// Squares that merge several cells each, at most as many as may be drawn.
fn merged(run: &Run<'_>, projection: &Projection) -> (Vec<DrawnCell>, String) {
    let [width, height] = projection.size().map(f64::from);
    let limit = f64::from(u32::try_from(MAX_DRAWN_CELLS).unwrap_or(u32::MAX));
    // A whole number of units, so that squares touch; one more square at each edge.
    let side = whole((width * height / limit).sqrt().ceil()) + 2;
    let mut squares: HashMap<[i32; 2], Square> = HashMap::new();
    for (row, (cell, found)) in run.cells().enumerate() {
        let square = projection
            .point(cell.position)
            .map(|units| units.div_euclid(side));
        let class = classes::of_cell(run, found);
        squares
            .entry(square)
            .or_default()
            .add(class, cell.people, row);
    }
    let mut cells: Vec<DrawnCell> = squares
        .into_iter()
        .map(|(place, square)| square.drawn(place.map(|n| n * side + side / 2)))
        .collect();
    cells.sort_by_key(|cell| cell.row);
    let half = side / 2;
    (cells, format!("m-{half}-{half}h{side}v{side}h-{side}z"))
}

/// The cells in one square, merged.
#[derive(Default)]
struct Square {
    people: [f64; N_CLASSES],
    cells: [usize; N_CLASSES],
    most: f64,
    row: usize,
}

impl Square {
    fn add(&mut self, class: usize, people: f64, row: usize) {
        if self.cells.iter().sum::<usize>() == 0 || people > self.most {
            self.most = people;
            self.row = row;
        }
        self.people[class] += people;
        self.cells[class] += 1;
    }

    /// The class with the most people; without people, the class with the most cells.
    fn drawn(self, at: DrawnPoint) -> DrawnCell {
        let weight = |class: &usize| (self.people[*class], self.cells[*class]);
        let class = (0..N_CLASSES).max_by(|a, b| {
            let (a, b) = (weight(a), weight(b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
        });
        DrawnCell {
            at,
            class: class.unwrap_or_default(),
            people: self.people.iter().sum(),
            cells: self.cells.iter().sum(),
            row: self.row,
        }
    }
}

/// A path around a point from its middle, in whole units.
fn polygon(corners: &[[f64; 2]], projection: &Projection) -> String {
    let mut path = String::new();
    let mut from = [0, 0];
    for (row, corner) in corners.iter().enumerate() {
        let to = [projection.units(corner[0]), -projection.units(corner[1])];
        let letter = if row == 0 { 'm' } else { 'l' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{letter}{} {}", to[0] - from[0], to[1] - from[1]);
        from = to;
    }
    path.push('z');
    path
}

fn circle(radius: i32) -> String {
    let across = 2 * radius;
    format!("m-{radius} 0a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0-{across} 0z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_takes_the_class_of_most_of_its_people() {
        let mut square = Square::default();
        square.add(0, 10.0, 4);
        square.add(5, 15.0, 5);
        square.add(0, 4.0, 6);
        let drawn = square.drawn([0, 0]);
        assert_eq!((drawn.class, drawn.cells, drawn.row), (5, 3, 5));
        assert!((drawn.people - 29.0).abs() < 1e-9);
        assert!(!classes::is_within(drawn.class));
    }
}
