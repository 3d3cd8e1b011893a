//! The streets of a tile, as lines.
//!
//! The edges of all modes that cross a tile become lines from junction to junction, cut a little
//! beyond the tile's sides and drawn on its grid. They do not depend on the moment, and are kept in
//! the order of their importance, so that a tile with little room left shows the first of them.

mod circle;
mod clip;
mod edges;
mod encode;
mod join;

use geo::{LineString, Simplify};

pub use self::edges::MAX_STREET_EDGES;
pub use self::encode::STREETS_LAYER;
use super::encode::MAX_TILE_BYTES;
use super::grid::Tile;
use crate::datum::Datum;
use crate::network::Network;
use crate::network::streets::{ModeSet, StreetClass};

/// From this zoom on a tile shows streets.
pub const STREETS_FROM_ZOOM: u8 = 12;
/// How far a point that is left out may be from the line that remains, in columns: at most a
/// quarter of a pixel on a map that shows a tile on 512 of them, twice enlarged.
const TOLERANCE: f64 = 1.0;

/// The streets of a tile, the most important first, up to what a tile without stations has room for.
#[derive(Clone, Debug, Default)]
pub struct StreetLines(Vec<Line>);

/// Some street from junction to junction, or what of it is in a tile.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    kind: Kind,
    /// Columns and rows.
    points: Vec<[i32; 2]>,
    /// In columns.
    length: f64,
}

/// What a map may draw in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Kind {
    class: StreetClass,
    /// Modes that may use it in some direction.
    modes: ModeSet,
}

impl StreetLines {
    /// The streets of a tile on the map of a datum. `None` if `goes_on` said no before they were
    /// found; it is asked again and again. None of them below [`STREETS_FROM_ZOOM`], nor in a tile
    /// with more than [`MAX_STREET_EDGES`] edges; otherwise costs about a microsecond an edge.
    pub fn of_tile(
        network: &Network,
        tile: Tile,
        crs: Datum,
        goes_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        if tile.zoom() < STREETS_FROM_ZOOM {
            return Some(Self::default());
        }
        let edges = match edges::around(network, tile, crs, MAX_STREET_EDGES, goes_on) {
            Ok(edges) => edges,
            Err(edges::Ended::TooMany) => return Some(Self::default()),
            Err(edges::Ended::Abandoned) => return None,
        };
        let mut lines = Vec::new();
        for joined in join::joined(&edges) {
            if !goes_on() {
                return None;
            }
            lines.extend(on_grid(&edges, &joined));
        }
        Some(Self::most_important(lines))
    }

    fn most_important(mut lines: Vec<Line>) -> Self {
        lines.sort_unstable_by(|a, b| {
            let by_class = a.kind.class.cmp(&b.kind.class);
            let by_length = b.length.total_cmp(&a.length);
            by_class
                .then(by_length)
                .then_with(|| a.points.cmp(&b.points))
        });
        let n_fitting = encode::n_fitting(&lines, MAX_TILE_BYTES);
        lines.truncate(n_fitting);
        Self(lines)
    }

    /// The memory of the lines, bytes.
    pub fn n_bytes(&self) -> usize {
        let points = self.0.iter().map(|line| size_of_val(&*line.points));
        size_of_val(&*self.0) + points.sum::<usize>()
    }
}

/// What of a street is in the tile and can be seen on its grid.
fn on_grid<'a>(
    edges: &'a edges::Edges,
    joined: &'a join::Joined,
) -> impl Iterator<Item = Line> + 'a {
    let places = joined.nodes.iter().map(|node| edges.places[*node as usize]);
    let parts = clip::clipped(places);
    parts.into_iter().filter_map(|part| {
        let part: LineString = part.simplify(TOLERANCE);
        let mut points: Vec<[i32; 2]> = part.coords().map(|at| rounded([at.x, at.y])).collect();
        points.dedup();
        (points.len() > 1).then(|| Line {
            kind: joined.kind,
            length: length(&points),
            points,
        })
    })
}

fn length(points: &[[i32; 2]]) -> f64 {
    let step = |ends: &[[i32; 2]]| {
        let [x, y] = [0, 1].map(|axis| f64::from(ends[1][axis] - ends[0][axis]));
        x.hypot(y)
    };
    points.windows(2).map(step).sum()
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a place within the tile and its margin"
)]
fn rounded(place: [f64; 2]) -> [i32; 2] {
    place.map(|along| along.round() as i32)
}
