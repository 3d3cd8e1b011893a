//! A place on Earth in WGS-84 degrees, valid by construction.
//!
//! Other datums never occur in a [`Position`]; `datum` converts them where data enter.

/// A point in WGS-84 degrees, always in the order longitude, latitude.
///
/// Both are finite and in range from the moment the value exists; -180 and 180
/// are the same meridian and both are kept as given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    lon: f64,
    lat: f64,
}

/// Why a pair of numbers is no place on Earth.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// The longitude is not a number or beyond 180 degrees.
    #[error("lon must be within -180..=180, got {0}")]
    Longitude(f64),
    /// The latitude is not a number or beyond 90 degrees.
    #[error("lat must be within -90..=90, got {0}")]
    Latitude(f64),
}

/// Semi-major axis of WGS-84 in metres.
const SEMI_MAJOR_AXIS_M: f64 = 6_378_137.0;
/// Flattening of WGS-84.
const FLATTENING: f64 = 1.0 / 298.257_223_563;

impl Position {
    /// A checked position from degrees.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PositionError::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PositionError::Latitude(lat));
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees, east positive.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Whether it is a pole, where every longitude is the same place.
    pub fn is_pole(self) -> bool {
        self.lat.abs() >= 90.0
    }

    /// The place along a Hilbert curve through all degrees: what is near on the curve is near on
    /// Earth. A sort key that puts neighbours next to each other in memory.
    pub fn hilbert_key(self) -> u64 {
        /// Steps of a degree: 10 million, about a centimetre.
        const STEPS_A_DEGREE: f64 = 1e7;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 360 degrees in steps fit into 32 bits"
        )]
        let steps = |degrees: f64| (degrees * STEPS_A_DEGREE) as u32;
        fast_hilbert::xy2h(steps(self.lon + 180.0), steps(self.lat + 90.0), 32)
    }

    /// Metres in a degree of longitude and of latitude at this position.
    ///
    /// Source: the radii of curvature of the ellipsoid, along the parallel and the meridian.
    pub fn metres_a_degree(self) -> [f64; 2] {
        let eccentricity_squared = FLATTENING * (2.0 - FLATTENING);
        let (sin_lat, cos_lat) = self.lat.to_radians().sin_cos();
        let shrinking = 1.0 - eccentricity_squared * sin_lat * sin_lat;
        let normal_m = SEMI_MAJOR_AXIS_M / shrinking.sqrt();
        let meridian_m = normal_m * (1.0 - eccentricity_squared) / shrinking;
        [normal_m * cos_lat, meridian_m].map(f64::to_radians)
    }

    /// Earth-centred x, y, z in metres of this point on the ellipsoid's surface.
    ///
    /// Source: the geodetic-to-geocentric conversion at height 0 (EPSG method 9602).
    pub fn earth_centred_m(self) -> [f64; 3] {
        let eccentricity_squared = FLATTENING * (2.0 - FLATTENING);
        let (sin_lat, cos_lat) = self.lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = self.lon.to_radians().sin_cos();
        let normal_m = SEMI_MAJOR_AXIS_M / (1.0 - eccentricity_squared * sin_lat * sin_lat).sqrt();
        // The cosine of 90 degrees is not quite 0 in floating point.
        let cos_lat = if self.is_pole() { 0.0 } else { cos_lat };
        [
            normal_m * cos_lat * cos_lon,
            normal_m * cos_lat * sin_lon,
            normal_m * (1.0 - eccentricity_squared) * sin_lat,
        ]
        // Without negative zeros: equal points are then equal in every order.
        .map(|coordinate_m| coordinate_m + 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_the_earth_are_inside_and_one_step_beyond_is_refused() {
        assert!(Position::new(180.0, 90.0).is_ok());
        assert!(Position::new(-180.0, -90.0).is_ok());
        assert!(matches!(
            Position::new(180.0_f64.next_up(), 0.0),
            Err(PositionError::Longitude(_))
        ));
        assert!(matches!(
            Position::new(0.0, 90.0_f64.next_up()),
            Err(PositionError::Latitude(_))
        ));
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert!(Position::new(0.0, f64::INFINITY).is_err());
    }

    #[test]
    fn both_names_of_the_antimeridian_are_one_place() {
        let east = Position::new(180.0, 10.0).unwrap().earth_centred_m();
        let west = Position::new(-180.0, 10.0).unwrap().earth_centred_m();
        for (a, b) in east.into_iter().zip(west) {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn a_degree_has_the_metres_of_a_ten_thousandth_of_it() {
        for lat in [-84.0, -30.0, 0.0, 22.3, 60.2, 85.0] {
            let here = Position::new(10.0, lat).unwrap();
            let chord_m = |there: Position| {
                let (a, b) = (here.earth_centred_m(), there.earth_centred_m());
                (0..3)
                    .map(|axis| (a[axis] - b[axis]).powi(2))
                    .sum::<f64>()
                    .sqrt()
            };
            let [lon_m, lat_m] = here.metres_a_degree();
            let east_m = chord_m(Position::new(10.0001, lat).unwrap()) * 1e4;
            let north_m = chord_m(Position::new(10.0, lat + 0.0001).unwrap()) * 1e4;
            assert!((lon_m - east_m).abs() < 0.1, "{lat}: {lon_m} {east_m}");
            assert!((lat_m - north_m).abs() < 0.1, "{lat}: {lat_m} {north_m}");
        }
    }
}
