//! The outline of the area, as rings of degrees.

use contour::ContourBuilder;
use geo::orient::Direction;
use geo::{
    Area, BooleanOps, Coord, LineString, MapCoords, MultiPolygon, Orient, Polygon, Rect, Translate,
};

use super::Ring;
use super::lattice::Lattice;

/// Corners this close to the straight line between others are left out, metres.
const STRAIGHT_M: f64 = 0.004;
/// How many corners one straight line may replace.
const MAX_LEFT_OUT: usize = 64;

/// The polygons of a lattice, outer rings first; longitudes within -180 and 180.
pub(super) fn polygons(lattice: &Lattice) -> Vec<Vec<Ring>> {
    let area = outline(lattice).map(|polygon| in_degrees(&polygon, lattice));
    within_range(area.into_iter().collect())
        .into_iter()
        .map(|polygon| {
            let polygon = polygon.orient(Direction::Default);
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings.map(ring).collect()
        })
        .collect()
}

/// The outline in columns and rows. The area is a single connected component, so there is one outer
/// ring, and all others are holes; separate specks would be left out.
fn outline(lattice: &Lattice) -> Option<Polygon> {
    let lines = ContourBuilder::new(lattice.columns, lattice.rows, true)
        .lines(&lattice.nearness_m, &[lattice.threshold_m]);
    // The number of values is columns times rows; no other error is known.
    let rings = lines.unwrap_or_default().into_iter();
    let mut outer: Option<(f64, LineString)> = None;
    let mut holes = Vec::new();
    for ring in rings.flat_map(|line| line.into_inner().0) {
        let thinned = without_straight(&ring.0, STRAIGHT_M / lattice.step_m);
        let polygon = Polygon::new(LineString(thinned), Vec::new());
        let area = polygon.signed_area();
        // What is inside lies to the right of a ring.
        if area > 0.0 {
            holes.push(polygon.into_inner().0);
        } else if outer.as_ref().is_none_or(|largest| area < largest.0) {
            outer = Some((area, polygon.into_inner().0));
        }
    }
    outer.map(|(_, outer)| Polygon::new(outer, holes))
}

/// A line without the points that are within `tolerance` of the straight line between the remaining
/// ones. Its first and last point remain.
fn without_straight(line: &[Coord], tolerance: f64) -> Vec<Coord> {
    let mut kept: Vec<Coord> = Vec::with_capacity(line.len());
    let mut last_kept = 0;
    for (row, point) in line.iter().enumerate() {
        let between = &line[(last_kept + 1).min(row)..row];
        let is_straight = between.len() <= MAX_LEFT_OUT
            && between
                .iter()
                .all(|left_out| distance(*left_out, line[last_kept], *point) <= tolerance);
        if row > 0 && !is_straight {
            last_kept = row - 1;
            kept.push(line[last_kept]);
        } else if row == 0 {
            kept.push(*point);
        }
    }
    kept.extend(line.last().filter(|_| line.len() > 1));
    kept
}

/// From a point to the segment between two others.
fn distance(point: Coord, from: Coord, to: Coord) -> f64 {
    let (axis, offset) = (to - from, point - from);
    let length_squared = axis.x * axis.x + axis.y * axis.y;
    if length_squared <= 0.0 {
        return offset.x.hypot(offset.y);
    }
    let share = ((offset.x * axis.x + offset.y * axis.y) / length_squared).clamp(0.0, 1.0);
    (offset.x - share * axis.x).hypot(offset.y - share * axis.y)
}

/// From columns and rows, which the outline counts from half a step before the first, to degrees.
fn in_degrees(polygon: &Polygon, lattice: &Lattice) -> Polygon {
    let [lon, lat] = [lattice.origin.lon(), lattice.origin.lat()];
    polygon.map_coords(|Coord { x, y }| Coord {
        x: lon + (lattice.first[0] + x - 0.5) * lattice.step[0],
        y: lat + (lattice.first[1] + y - 0.5) * lattice.step[1],
    })
}

/// Cuts rings at the antimeridian.
fn within_range(area: MultiPolygon) -> MultiPolygon {
    let is_within = |polygon: &Polygon| {
        let mut lons = polygon.exterior().0.iter().map(|corner| corner.x);
        lons.all(|lon| (-180.0..=180.0).contains(&lon))
    };
    if area.0.iter().all(is_within) {
        return area;
    }
    let world = Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon();
    [-360.0, 0.0, 360.0]
        .into_iter()
        .flat_map(|turn| area.translate(turn, 0.0).intersection(&world))
        .map(|polygon| {
            // The cut is exact to a billionth of a degree, on either side.
            polygon.map_coords(|Coord { x, y }| Coord {
                x: x.clamp(-180.0, 180.0),
                y,
            })
        })
        .collect()
}

fn ring(line: &LineString) -> Ring {
    line.0.iter().map(|corner| [corner.x, corner.y]).collect()
}
