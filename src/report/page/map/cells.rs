//! Cells on the map, and the data of them for the page's script.

use std::collections::HashMap;
use std::fmt::Write;

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::classes::{self, Groups, MAX_CLASSES};
use super::squares::{DrawnCell, Square};
use crate::coverage::numbers::{PeopleFormat, tenths};
use crate::coverage::run::Run;
use crate::demand::Cell;
use crate::report::page::projection::{Projection, whole};
use crate::report::page::tile::{self, Tile};
use crate::report::page::words::say;

/// If there are more cells than this, they are merged into squares.
pub(super) const MAX_DRAWN_CELLS: usize = 12_000;
/// Radius in units of a cell of unknown size.
const LONE_RADIUS: i32 = 150;

/// How cells are coloured.
#[derive(Clone, Copy)]
pub(super) struct Colouring<'a> {
    /// What classes are called in the style sheet, before their number.
    pub(super) letter: char,
    /// The class of a cell of the demand.
    pub(super) class_of: &'a dyn Fn(usize) -> usize,
    /// The classes that say the same.
    pub(super) groups: &'static Groups,
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
    letter: char,
    n_first: usize,
}

impl DrawnCells {
    /// By how far the nearest station is.
    pub(super) fn of(run: &Run<'_>, projection: &Projection) -> Self {
        let colouring = Colouring {
            letter: 'c',
            class_of: &|row| classes::of_cell(run, &run.outcome.cells[row]),
            groups: &classes::NEAR,
        };
        Self::coloured(run, projection, &colouring)
    }

    /// In other colours.
    pub(super) fn coloured(
        run: &Run<'_>,
        projection: &Projection,
        colouring: &Colouring<'_>,
    ) -> Self {
        let n_cells = run.demand.cells.len();
        let (cells, outline) = if n_cells > MAX_DRAWN_CELLS {
            merged(run, projection, colouring)
        } else {
            single(run, projection, colouring)
        };
        Self {
            mean: mean_people(&cells),
            cells,
            outline,
            people: PeopleFormat::of(&run.demand.cells),
            n_cells,
            letter: colouring.letter,
            n_first: colouring.groups.n_first,
        }
    }

    /// A path for each class and crowd.
    pub(super) fn markup(&self) -> Markup {
        html! {
            g.cells {
                @for class in 0..MAX_CLASSES {
                    @for crowd in Crowd::ALL {
                        @let path = self.path(class, crowd);
                        @if !path.is_empty() {
                            path class=(format!("{}{class} {}", self.letter, crowd.class())) d=(PreEscaped(path)) {}
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
        in_script(&json!({ "outline": self.outline, "cells": rows }))
    }

    /// The same with the words of each class, in Chinese and English, and the minutes to the nearest
    /// station before for cells that are drawn alone.
    pub(super) fn data_in_words(
        &self,
        run: &Run<'_>,
        kinds: &[(&str, &str)],
        minutes_before: impl Fn(usize) -> Option<f64>,
    ) -> String {
        let row = |cell: &DrawnCell| {
            let mut row = self.row(run, cell);
            if let Some(fields) = row.as_array_mut().filter(|_| cell.cells == 1) {
                fields.push(json!(minutes_before(cell.row)));
            }
            row
        };
        let rows: Vec<Value> = self.cells.iter().map(row).collect();
        in_script(&json!({ "outline": self.outline, "cells": rows, "kinds": kinds }))
    }

    fn row(&self, run: &Run<'_>, drawn: &DrawnCell) -> Value {
        let [x, y] = drawn.at;
        let people = self.people.grouped(drawn.people);
        if drawn.cells > 1 {
            let alike = self.people.grouped(drawn.people_alike);
            return json!([x, y, drawn.class, people, drawn.cells, alike]);
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
                format!("需求共有 {cells} 个格子，地图上合并画成 {drawn} 个方格，颜色取其中人数最多的一类{}。数字和表格都按原来的格子计算。", if self.n_first > 0 { "；有变化的优先" } else { "" }),
                format!("The demand has {cells} cells. The map draws them together as {drawn} squares, each in the colour of most of its people{}. Figures and tables count the cells themselves.", if self.n_first > 0 { ", of those with a change if there are any" } else { "" }),
            )
        })
    }
}

/// JSON that cannot end the element of a script around it.
fn in_script(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

fn mean_people(cells: &[DrawnCell]) -> f64 {
    let peopled = cells.iter().filter(|cell| cell.people > 0.0);
    let (sum, n) = peopled.fold((0.0, 0.0), |(sum, n), cell| (sum + cell.people, n + 1.0));
    sum / f64::max(n, 1.0)
}

/// Every cell of the demand in the shape of its grid.
fn single(
    run: &Run<'_>,
    projection: &Projection,
    colouring: &Colouring<'_>,
) -> (Vec<DrawnCell>, String) {
    let cell = |(row, cell): (usize, &Cell)| DrawnCell {
        at: projection.point(cell.position),
        class: (colouring.class_of)(row),
        people: cell.people,
        people_alike: cell.people,
        cells: 1,
        row,
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
    let cells = run.demand.cells.iter().enumerate().map(cell);
    (cells.collect(), outline)
}

/// Squares that merge several cells each, at most as many as may be drawn.
fn merged(
    run: &Run<'_>,
    projection: &Projection,
    colouring: &Colouring<'_>,
) -> (Vec<DrawnCell>, String) {
    let [width, height] = projection.size().map(f64::from);
    let limit = f64::from(u32::try_from(MAX_DRAWN_CELLS).unwrap_or(u32::MAX));
    // A whole number of units, so that squares touch; one more square at each edge.
    let side = whole((width * height / limit).sqrt().ceil()) + 2;
    let mut squares: HashMap<[i32; 2], Square> = HashMap::new();
    for (row, cell) in run.demand.cells.iter().enumerate() {
        let square = projection
            .point(cell.position)
            .map(|units| units.div_euclid(side));
        let class = (colouring.class_of)(row);
        squares
            .entry(square)
            .or_default()
            .add(class, cell.people, row);
    }
    let mut cells: Vec<DrawnCell> = squares
        .into_iter()
        .map(|(place, square)| square.drawn(place.map(|n| n * side + side / 2), colouring.groups))
        .collect();
    cells.sort_by_key(|cell| cell.row);
    let half = side / 2;
    (cells, format!("m-{half}-{half}h{side}v{side}h-{side}z"))
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
