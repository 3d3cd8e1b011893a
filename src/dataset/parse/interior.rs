//! One point inside an area: its centroid, or one that is always inside.
//!
//! A centroid can lie outside. The other point is strictly inside, outside every hole, for
//! any rings that enclose an area by the even-odd rule, self-crossing ones included; it is
//! near the middle of the area's tallest simple part.

use geo::{Centroid, Coord, LineString, MultiPolygon, Polygon};

/// Longitude and latitude, degrees.
pub(crate) type Pair = [f64; 2];

/// The centroid of some polygons if it lies in one of them, else another point of theirs;
/// `None` if they enclose nothing.
pub(super) fn centre(polygons: &[Vec<Vec<Pair>>]) -> Option<Pair> {
    centroid(polygons)
        .filter(|point| polygons.iter().any(|polygon| is_inside(polygon, *point)))
        .or_else(|| point_inside_any(polygons))
}

/// A point inside the polygon that is widest there; `None` if all of them enclose nothing.
pub(super) fn point_inside_any(polygons: &[Vec<Vec<Pair>>]) -> Option<Pair> {
    polygons
        .iter()
        .filter_map(|polygon| point_inside(polygon))
        .reduce(|widest, next| {
            if next.width_deg > widest.width_deg {
                next
            } else {
                widest
            }
        })
        .map(|inside| inside.point)
}

/// The centroid of the plane in which degrees are lengths, as GIS tools compute it.
fn centroid(polygons: &[Vec<Vec<Pair>>]) -> Option<Pair> {
    let line =
        |ring: &Vec<Pair>| -> LineString { ring.iter().map(|&[x, y]| Coord { x, y }).collect() };
    let polygon = |rings: &Vec<Vec<Pair>>| {
        let mut lines = rings.iter().map(line);
        let exterior = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Polygon::new(exterior, lines.collect())
    };
    let area: MultiPolygon = polygons.iter().map(polygon).collect();
    area.centroid().map(|point| [point.x(), point.y()])
}

/// Whether a point is inside these rings, by the even-odd rule.
fn is_inside(rings: &[Vec<Pair>], [lon, lat]: Pair) -> bool {
    let n_west = rings
        .iter()
        .flat_map(|ring| sides(ring).filter_map(|side| crossing(side, lat)))
        .filter(|crossed| *crossed < lon)
        .count();
    n_west % 2 == 1
}

/// A point inside the polygon with these rings; `None` if they enclose nothing.
///
/// In the tallest band of latitudes that no vertex lies in, the middle parallel crosses
/// every side cleanly; the point is the middle of its longest stretch inside. Cost: one
/// sort of the vertices.
fn point_inside(rings: &[Vec<Pair>]) -> Option<Inside> {
    let lat = middle_of_tallest_band(rings)?;
    let mut crossings: Vec<f64> = rings
        .iter()
        .flat_map(|ring| sides(ring).filter_map(|side| crossing(side, lat)))
        .collect();
    crossings.sort_by(f64::total_cmp);
    crossings
        .chunks_exact(2)
        .map(|stretch| Inside {
            point: [f64::midpoint(stretch[0], stretch[1]), lat],
            width_deg: stretch[1] - stretch[0],
        })
        .max_by(|a, b| a.width_deg.total_cmp(&b.width_deg))
        .filter(|inside| inside.width_deg > 0.0)
}

/// A point inside an area, and how wide the area is there.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Inside {
    point: Pair,
    /// Degrees of longitude, above 0.
    width_deg: f64,
}

fn middle_of_tallest_band(rings: &[Vec<Pair>]) -> Option<f64> {
    let mut lats: Vec<f64> = rings.iter().flatten().map(|[_, lat]| *lat).collect();
    lats.sort_by(f64::total_cmp);
    let tallest = lats
        .windows(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    let middle = f64::midpoint(tallest[0], tallest[1]);
    (tallest[0] < middle && middle < tallest[1]).then_some(middle)
}

/// The sides of a ring, the one from its last vertex to its first included.
fn sides(ring: &[Pair]) -> impl Iterator<Item = (Pair, Pair)> + '_ {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().copied().zip(next.copied())
}

/// The longitude at which a side crosses a parallel that goes through neither end.
fn crossing(([lon_a, lat_a], [lon_b, lat_b]): (Pair, Pair), lat: f64) -> Option<f64> {
    let crosses = (lat_a < lat) != (lat_b < lat);
    crosses.then(|| lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Point};

    fn square(low: f64, high: f64) -> Vec<Pair> {
        vec![
            [low, low],
            [high, low],
            [high, high],
            [low, high],
            [low, low],
        ]
    }

    fn polygon(rings: &[Vec<Pair>]) -> Polygon {
        let mut lines: Vec<LineString> = rings
            .iter()
            .map(|ring| ring.iter().map(|&[x, y]| Coord { x, y }).collect())
            .collect();
        let exterior = lines.remove(0);
        Polygon::new(exterior, lines)
    }

    #[test]
    fn the_point_is_inside_and_in_no_hole() {
        let c_shape = vec![
            [0.0, 0.0],
            [9.0, 0.0],
            [9.0, 1.0],
            [1.0, 1.0],
            [1.0, 8.0],
            [9.0, 8.0],
            [9.0, 9.0],
            [0.0, 9.0],
            [0.0, 0.0],
        ];
        let sliver = vec![[114.0, 22.0], [114.001, 22.000_001], [114.0, 22.000_002]];
        for rings in [
            vec![square(0.0, 2.0)],
            vec![c_shape],
            vec![square(0.0, 9.0), square(1.0, 8.0)],
            vec![square(0.0, 9.0), square(1.0, 4.0), square(5.0, 8.0)],
            vec![sliver],
        ] {
            let Inside { point, .. } = point_inside(&rings).unwrap();
            assert!(polygon(&rings).contains(&Point::from(point)), "{point:?}");
        }
    }

    #[test]
    fn the_centre_is_the_centroid_unless_that_is_outside() {
        let triangle = vec![vec![[0.0, 0.0], [3.0, 0.0], [0.0, 3.0], [0.0, 0.0]]];
        let [lon, lat] = centre(&[triangle]).unwrap();
        assert!((lon - 1.0).abs() < 1e-12 && (lat - 1.0).abs() < 1e-12);
        let ring = vec![square(0.0, 9.0), square(1.0, 8.0)];
        let apart = [vec![square(0.0, 1.0)], vec![square(8.0, 9.0)]];
        for polygons in [&[ring][..], &apart] {
            let place = centre(polygons).unwrap();
            assert!(
                polygons
                    .iter()
                    .any(|rings| polygon(rings).contains(&Point::from(place))),
                "{place:?}"
            );
        }
        let flat = vec![vec![[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]]];
        for nothing in [&[flat][..], &[vec![]], &[]] {
            assert_eq!(centre(nothing), None);
        }
    }

    #[test]
    fn rings_without_an_area_have_no_inside() {
        for ring in [
            vec![],
            vec![[1.0, 1.0]],
            vec![[1.0, 1.0]; 4],
            vec![[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]],
            vec![[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]],
            vec![[1.0, 1.0], [1.0, 1.0_f64.next_up()], [2.0, 1.0]],
        ] {
            assert_eq!(point_inside(&[ring]), None);
        }
    }
}
