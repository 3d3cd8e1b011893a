//! The map: cells by how far the nearest station is, streets, stations and the largest gaps.
//!
//! Everything is drawn as paths in the page, in whole units of a square grid over the demand. If
//! there is too much for a page, it is simplified, and the page says so.

mod cells;
mod change;
mod classes;
mod labels;
mod legend;
mod marks;
mod squares;
mod streets;

use maud::{Markup, PreEscaped, html};

use self::cells::DrawnCells;
use self::marks::Marks;
use self::streets::DrawnStreets;
use super::areas::Area;
use super::projection::Projection;
use super::proposals;
use super::words::{metres, say};
use crate::coverage::run::Run;
use crate::report::cover::Proposal;

pub(super) use self::change::draw_change;

/// The largest gaps that carry their rank on the map.
const RANKED_GAPS: usize = 10;

/// The section of the page, and the data of its script.
pub(super) struct Map {
    pub(super) section: Markup,
    /// JSON that is safe inside a script element.
    pub(super) data: String,
}

/// Draws the map of a run; without cells there is none.
pub(super) fn draw(
    run: &Run<'_>,
    projection: Option<&Projection>,
    areas: &[Area],
    proposals: &[Proposal],
) -> Map {
    let Some(projection) = projection else {
        return Map {
            section: html! {},
            data: "null".to_owned(),
        };
    };
    let cells = DrawnCells::of(run, projection);
    let streets = DrawnStreets::of(run, projection);
    let marks = Marks::of(run, projection);
    Map {
        section: html! {
            section #map-section {
                h2 { (say("地图", "Map")) }
                (legend::legend(run, &streets, &marks))
                (drawing(run, projection, &Layers { cells: &cells, streets: &streets, marks: &marks, areas, proposals }))
                (notes(&cells, &streets, &marks))
            }
        },
        data: cells.data(run),
    }
}

/// What is drawn, from below to above.
struct Layers<'a> {
    cells: &'a DrawnCells,
    streets: &'a DrawnStreets,
    marks: &'a Marks,
    areas: &'a [Area],
    proposals: &'a [Proposal],
}

fn drawing(run: &Run<'_>, projection: &Projection, layers: &Layers<'_>) -> Markup {
    let [width, height] = projection.size();
    html! {
        div.map {
            svg #map viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby="map-title" {
                title #map-title { "覆盖地图 · Map of coverage" }
                (PreEscaped(legend::PATTERNS))
                (layers.cells.markup())
                (layers.streets.markup())
                path #under-pointer d="" {}
                (labels::labels(run, projection))
                g.stations { (layers.marks.markup()) }
                (gap_ranks(layers.areas, projection))
                (proposals::marks(layers.proposals, projection))
            }
            (scale_bar(projection))
            div.north aria-hidden="true" { "N" }
            div #cell-details hidden {}
        }
    }
}

/// A bar of a round number of metres, drawn to the scale of the map.
fn scale_bar(projection: &Projection) -> Markup {
    let [width, _] = projection.size();
    let (length_m, units) = projection.scale_bar();
    let label_zh = if length_m >= 1_000.0 {
        format!("{} 公里", length_m / 1_000.0)
    } else {
        format!("{} 米", metres(length_m))
    };
    let label_en = if length_m >= 1_000.0 {
        format!("{} km", length_m / 1_000.0)
    } else {
        format!("{} m", metres(length_m))
    };
    html! {
        div.scale {
            svg viewBox=(format!("0 0 {width} 100")) preserveAspectRatio="none" aria-hidden="true" {
                path #scale-bar d=(format!("M8 8V92H{units}V8")) data-units=(units) {}
            }
            span { (say(label_zh, label_en)) }
        }
    }
}

/// The ranks of the largest gaps, as in their table.
fn gap_ranks(areas: &[Area], projection: &Projection) -> Markup {
    html! {
        g.ranks {
            @for area in areas.iter().take(RANKED_GAPS) {
                @let [x, y] = projection.point(area.middle);
                g transform=(format!("translate({x} {y})")) {
                    g.mark { circle r="90" {} text { (area.rank) } }
                }
            }
        }
    }
}

/// What the drawing leaves out, if anything.
fn notes(cells: &DrawnCells, streets: &DrawnStreets, marks: &Marks) -> Markup {
    html! {
        @for note in [cells.note(), streets.note(), marks.note()].into_iter().flatten() {
            p.note.thinned { (note) }
        }
    }
}
