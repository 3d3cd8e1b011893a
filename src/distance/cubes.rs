//! Space cut into cubes around earth-centred coordinates, to find what is within some metres
//! without looking at all pairs.

/// A cube by its numbers along the three axes.
pub type Cube = [i64; 3];

/// Cubes of a side, metres.
#[derive(Clone, Copy, Debug)]
pub struct Cubes {
    /// The length of a side.
    pub side_m: f64,
}

impl Cubes {
    /// The cube that holds a point, given in earth-centred metres.
    pub fn around(self, point_m: [f64; 3]) -> Cube {
        point_m.map(|m| self.along(m))
    }

    /// The cubes that lie within `reach_m` of a point along the axes; eight at most if that is no
    /// more than half a side.
    pub fn within(self, point_m: [f64; 3], reach_m: f64) -> impl Iterator<Item = Cube> {
        let [x, y, z] = point_m.map(|m| self.along(m - reach_m)..=self.along(m + reach_m));
        x.flat_map(move |x| {
            let z = z.clone();
            y.clone()
                .flat_map(move |y| z.clone().map(move |z| [x, y, z]))
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "no point of the Earth is further than 6.4 million metres from its centre"
    )]
    fn along(self, m: f64) -> i64 {
        (m / self.side_m).floor() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cubes_within_reach_are_those_of_all_points_within_reach() {
        let cubes = Cubes { side_m: 4.0 };
        assert_eq!(cubes.around([-0.1, 0.0, 3.9]), [-1, 0, 0]);
        let within: Vec<Cube> = cubes.within([1.0, 3.5, -4.0], 1.0).collect();
        assert_eq!(within, [[0, 0, -2], [0, 0, -1], [0, 1, -2], [0, 1, -1]]);
    }
}
