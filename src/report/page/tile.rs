//! The shape of a cell: that of its grid if the cells form one, else a disc.
//!
//! The demand consists of points. If most of them are neighbours on one lattice (squares, hexagons,
//! degrees), the area nearest to each point is the lattice's Voronoi cell, and these tile the map.

/// Cells that are sampled to find the lattice.
const N_SAMPLES: usize = 64;
/// Neighbours that are examined of each.
const N_NEIGHBOURS: usize = 8;
/// How far from the lattice a neighbour may be, relative to the lattice's shorter step.
const TOLERANCE: f64 = 0.15;
/// The share of the samples that must have neighbours along both steps of the lattice.
const MIN_AGREEMENT: f64 = 0.6;

/// A vector in metres, east and north.
pub(super) type Metres = [f64; 2];

/// The shape of every cell around its point.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tile {
    /// Corners, in order around the point.
    Polygon(Vec<Metres>),
    /// A disc of this radius, metres.
    Disc(f64),
}

/// The shape that fits some points; linear time for each of a fixed number of samples.
pub(super) fn fit(points: &[Metres]) -> Option<Tile> {
    let step = points.len().div_ceil(N_SAMPLES).max(1);
    let samples: Vec<Vec<Metres>> = points
        .iter()
        .step_by(step)
        .map(|point| neighbours(*point, points))
        .filter(|near| !near.is_empty())
        .collect();
    let best = samples
        .iter()
        .filter_map(|near| steps(near))
        .map(|steps| (agreement(&samples, steps), steps))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((agreement, steps)) if agreement >= MIN_AGREEMENT => {
            Some(Tile::Polygon(voronoi_cell(steps)))
        }
        _ => disc(&samples),
    }
}

/// The area of a shape, square metres.
pub(super) fn area_m2(tile: &Tile) -> f64 {
    match tile {
        Tile::Disc(radius_m) => std::f64::consts::PI * radius_m * radius_m,
        Tile::Polygon(corners) => {
            let next = corners.iter().cycle().skip(1);
            let twice: f64 = corners
                .iter()
                .zip(next)
                .map(|(p, q)| p[0] * q[1] - p[1] * q[0])
                .sum();
            twice.abs() / 2.0
        }
    }
}

/// The nearest other points, as seen from one of them, nearest first.
fn neighbours(from: Metres, points: &[Metres]) -> Vec<Metres> {
    let mut near: Vec<Metres> = points
        .iter()
        .map(|to| [to[0] - from[0], to[1] - from[1]])
        .filter(|offset| square(*offset) > 1.0)
        .collect();
    if near.len() > N_NEIGHBOURS {
        near.select_nth_unstable_by(N_NEIGHBOURS, |a, b| square(*a).total_cmp(&square(*b)));
        near.truncate(N_NEIGHBOURS);
    }
    near.sort_by(|a, b| square(*a).total_cmp(&square(*b)));
    near
}

/// The shortest step to a neighbour, and the shortest in a clearly different direction.
fn steps(near: &[Metres]) -> Option<[Metres; 2]> {
    let a = *near.first()?;
    let crosses = |b: &&Metres| {
        let cross = a[0] * b[1] - a[1] * b[0];
        cross * cross > 0.25 * square(a) * square(**b)
    };
    near.iter().find(crosses).map(|b| [a, *b])
}

/// The share of the samples that have neighbours along both steps.
fn agreement(samples: &[Vec<Metres>], steps: [Metres; 2]) -> f64 {
    let tolerance = square(steps[0]) * TOLERANCE * TOLERANCE;
    let has = |near: &[Metres], step: Metres| {
        near.iter().any(|b| {
            square([b[0] - step[0], b[1] - step[1]]) < tolerance
                || square([b[0] + step[0], b[1] + step[1]]) < tolerance
        })
    };
    let fits = |near: &&Vec<Metres>| steps.iter().all(|step| has(near, *step));
    ratio(samples.iter().filter(fits).count(), samples.len())
}

/// The area nearer to the origin than to any other point of the lattice: a square cut by the lines
/// halfway to the neighbours.
fn voronoi_cell([a, b]: [Metres; 2]) -> Vec<Metres> {
    let reach = square(a).sqrt() + square(b).sqrt();
    let mut corners = vec![
        [-reach, -reach],
        [reach, -reach],
        [reach, reach],
        [-reach, reach],
    ];
    let around = [a, b, [a[0] + b[0], a[1] + b[1]], [a[0] - b[0], a[1] - b[1]]];
    for [x, y] in around {
        corners = cut(&corners, [x, y]);
        corners = cut(&corners, [-x, -y]);
    }
    corners
}

/// The part of a convex polygon on this side of the line halfway to a point.
fn cut(corners: &[Metres], point: Metres) -> Vec<Metres> {
    let beyond = |at: Metres| at[0] * point[0] + at[1] * point[1] - square(point) / 2.0;
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (row, &from) in corners.iter().enumerate() {
        let to = corners[(row + 1) % corners.len()];
        let (start, end) = (beyond(from), beyond(to));
        if start <= 0.0 {
            kept.push(from);
        }
        if (start < 0.0) != (end < 0.0) && start.abs() > 0.0 && end.abs() > 0.0 {
            let part = start / (start - end);
            kept.push([
                from[0] + (to[0] - from[0]) * part,
                from[1] + (to[1] - from[1]) * part,
            ]);
        }
    }
    kept
}

/// A disc of half the median distance to the nearest neighbour.
fn disc(samples: &[Vec<Metres>]) -> Option<Tile> {
    let mut nearest: Vec<f64> = samples.iter().map(|near| square(near[0])).collect();
    nearest.sort_by(f64::total_cmp);
    let middle = nearest.get(nearest.len() / 2)?;
    Some(Tile::Disc(middle.sqrt() / 2.0))
}

fn square([x, y]: Metres) -> f64 {
    x * x + y * y
}

fn ratio(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(a: Metres, b: Metres) -> Vec<Metres> {
        (0..12)
            .flat_map(|i| (0..12).map(move |j| (f64::from(i), f64::from(j))))
            .map(|(i, j)| [i * a[0] + j * b[0], i * a[1] + j * b[1]])
            .collect()
    }

    #[test]
    fn hexagons_squares_and_degrees_tile_the_plane() {
        for (a, b, corners) in [
            ([200.0, 0.0], [100.0, 173.205_08], 6),
            ([100.0, 0.0], [0.0, 100.0], 4),
            ([400.0, 0.0], [0.0, 555.0], 4),
        ] {
            let Some(tile) = fit(&lattice(a, b)) else {
                panic!("no lattice found");
            };
            assert!(matches!(&tile, Tile::Polygon(found) if found.len() == corners));
            let cell = (a[0] * b[1] - a[1] * b[0]).abs();
            assert!((area_m2(&tile) / cell - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn scattered_points_are_discs_and_one_point_has_no_shape() {
        let mut random = fastrand::Rng::with_seed(7);
        let scattered: Vec<Metres> = (0..300)
            .map(|_| [random.f64() * 9_000.0, random.f64() * 9_000.0])
            .collect();
        assert!(matches!(fit(&scattered), Some(Tile::Disc(_))));
        assert_eq!(fit(&[[0.0, 0.0]]), None);
    }
}
