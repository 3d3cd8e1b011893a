//! Whether a point is in mainland China, where maps are in other datums than WGS-84.
//!
//! The outline is coarse and a little too wide, so that a border town is asked about rather than
//! taken as WGS-84 hundreds of metres off; the seas and cities of neighbours are outside.

use geo::{Contains, Coord, LineString, Polygon};
use std::sync::LazyLock;

/// Corners of the mainland with Hainan: longitude, latitude, degrees.
const MAINLAND: [[f64; 2]; 90] = [
    [135.2, 48.6],
    [132.5, 47.95],
    [131.2, 47.95],
    [130.9, 49.0],
    [128.0, 50.0],
    [127.2, 51.4],
    [125.8, 53.2],
    [123.3, 53.7],
    [120.9, 53.4],
    [119.8, 52.6],
    [120.4, 51.9],
    [118.9, 50.3],
    [117.8, 49.7],
    [116.6, 49.95],
    [115.4, 48.2],
    [117.4, 47.5],
    [119.6, 46.8],
    [116.5, 46.4],
    [113.6, 45.0],
    [111.2, 44.5],
    [111.4, 43.6],
    [110.1, 42.8],
    [105.0, 41.8],
    [101.8, 42.7],
    [97.2, 42.95],
    [95.4, 44.4],
    [93.5, 45.15],
    [91.1, 45.4],
    [91.1, 46.9],
    [88.2, 48.7],
    [87.8, 49.3],
    [85.5, 48.5],
    [85.2, 47.2],
    [82.7, 47.3],
    [82.1, 45.5],
    [79.8, 45.1],
    [80.1, 44.1],
    [80.0, 42.3],
    [76.9, 41.1],
    [74.6, 40.4],
    [73.4, 39.6],
    [73.7, 38.5],
    [74.7, 37.1],
    [75.9, 35.8],
    [77.9, 35.3],
    [78.6, 34.2],
    [78.5, 32.4],
    [78.9, 31.2],
    [81.0, 30.0],
    [84.0, 28.9],
    [85.5, 28.25],
    [86.5, 27.9],
    [88.1, 27.8],
    [88.8, 27.3],
    [89.1, 27.4],
    [89.5, 28.1],
    [91.6, 27.7],
    [92.2, 27.7],
    [94.3, 29.1],
    [96.2, 28.4],
    [97.4, 28.1],
    [98.4, 27.5],
    [98.5, 25.9],
    [97.4, 24.6],
    [97.5, 23.8],
    [98.6, 23.7],
    [99.3, 22.9],
    [99.9, 21.9],
    [101.0, 21.4],
    [101.8, 21.0],
    [101.9, 22.3],
    [102.5, 22.5],
    [103.9, 22.45],
    [105.3, 23.1],
    [106.6, 22.7],
    [106.5, 21.9],
    [107.9, 21.45],
    [107.9, 20.4],
    [108.2, 18.4],
    [109.5, 17.9],
    [111.4, 19.5],
    [111.6, 21.2],
    [117.0, 22.3],
    [119.95, 25.0],
    [122.9, 29.5],
    [122.3, 32.5],
    [123.2, 37.2],
    [124.5, 39.8],
    [126.9, 41.5],
    [130.0, 41.9],
];
/// The rest of the border, north of Korea and east of Heilongjiang.
const NORTH_EAST: [[f64; 2]; 6] = [
    [130.9, 42.5],
    [131.4, 43.4],
    [131.2, 44.7],
    [133.4, 45.0],
    [134.2, 46.3],
    [135.0, 47.7],
];
/// Hong Kong, whose maps are in WGS-84.
const HONG_KONG: [[f64; 2]; 11] = [
    [113.82, 22.13],
    [114.45, 22.13],
    [114.45, 22.5],
    [114.3, 22.555],
    [114.23, 22.545],
    [114.16, 22.555],
    [114.11, 22.53],
    [114.06, 22.512],
    [114.02, 22.505],
    [113.9, 22.44],
    [113.82, 22.4],
];
/// Macau, likewise.
const MACAU: [[f64; 2]; 6] = [
    [113.548, 22.105],
    [113.605, 22.105],
    [113.605, 22.217],
    [113.535, 22.217],
    [113.528, 22.19],
    [113.545, 22.16],
];

static OUTLINES: LazyLock<[Polygon; 3]> = LazyLock::new(|| {
    let mainland: Vec<[f64; 2]> = MAINLAND.into_iter().chain(NORTH_EAST).collect();
    [polygon(&mainland), polygon(&HONG_KONG), polygon(&MACAU)]
});

fn polygon(corners: &[[f64; 2]]) -> Polygon {
    let line: LineString = corners.iter().map(|&[x, y]| Coord { x, y }).collect();
    Polygon::new(line, Vec::new())
}

/// Whether a point in degrees is in the mainland.
pub(super) fn is_mainland([lon, lat]: [f64; 2]) -> bool {
    let point = Coord { x: lon, y: lat };
    let [mainland, hong_kong, macau] = &*OUTLINES;
    mainland.contains(&point) && !hong_kong.contains(&point) && !macau.contains(&point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_of_the_mainland_are_inside_and_those_of_neighbours_outside() {
        for (name, lon, lat) in [
            ("Beijing", 116.4, 39.9),
            ("Shanghai", 121.47, 31.23),
            ("Shenzhen", 114.06, 22.54),
            ("Shekou", 113.915, 22.48),
            ("Zhuhai", 113.55, 22.25),
            ("Xiamen", 118.1, 24.48),
            ("Sanya", 109.5, 18.25),
            ("Urumqi", 87.6, 43.8),
            ("Kashgar", 75.99, 39.47),
            ("Lhasa", 91.1, 29.65),
            ("Kunming", 102.7, 25.0),
            ("Dongxing", 107.97, 21.55),
            ("Dandong", 124.38, 40.12),
            ("Heihe", 127.5, 50.25),
            ("Fuyuan", 134.3, 48.36),
            ("Hunchun", 130.36, 42.86),
            ("Manzhouli", 117.4, 49.6),
            ("Ruili", 97.85, 24.0),
        ] {
            assert!(is_mainland([lon, lat]), "{name}");
        }
        for (name, lon, lat) in [
            ("Hong Kong", 114.16, 22.28),
            ("Sheung Shui", 114.13, 22.5),
            ("Macau", 113.55, 22.19),
            ("Taipei", 121.53, 25.1),
            ("Kaohsiung", 120.3, 22.6),
            ("Hanoi", 105.85, 21.03),
            ("Sapporo", 141.35, 43.06),
            ("Seoul", 126.98, 37.57),
            ("Pyongyang", 125.75, 39.03),
            ("Vladivostok", 131.9, 43.12),
            ("Ulaanbaatar", 106.9, 47.9),
            ("Almaty", 76.9, 43.24),
            ("Kathmandu", 85.32, 27.7),
            ("Thimphu", 89.64, 27.47),
            ("Paris", 2.3, 48.8),
        ] {
            assert!(!is_mainland([lon, lat]), "{name}");
        }
        assert!(!is_mainland([f64::NAN, f64::NAN]));
    }
}
