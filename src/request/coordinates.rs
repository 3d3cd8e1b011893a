//! Where a place is, as requests say it: `lat`, and `lon` or `lng`, in degrees.

use super::{ParamError, number_within};
use crate::datum::Datum;
use crate::demand::row::outside_area;
use crate::position::Position;

/// The two numbers as they were given, neither read yet.
pub struct Coordinates<'a> {
    lat: Option<&'a str>,
    lon: Option<&'a str>,
    /// What the longitude is called.
    pub lon_name: &'static str,
}

impl<'a> Coordinates<'a> {
    /// What was given under the three names, of which two are for the longitude.
    pub fn given(
        lat: Option<&'a str>,
        lon: Option<&'a str>,
        lng: Option<&'a str>,
    ) -> Result<Self, ParamError> {
        let (lon_name, lon) = match (lon, lng) {
            (Some(_), Some(_)) => {
                return Err(ParamError::new("lng", "give lon or lng, not both"));
            }
            (None, Some(_)) => ("lng", lng),
            _ => ("lon", lon),
        };
        Ok(Self { lat, lon, lon_name })
    }

    /// The latitude as text.
    pub fn lat(&self) -> Result<&'a str, ParamError> {
        required("lat", self.lat)
    }

    /// The longitude as text.
    pub fn lon(&self) -> Result<&'a str, ParamError> {
        required(self.lon_name, self.lon)
    }

    /// The place that they are in a datum.
    pub fn position(&self, crs: Datum) -> Result<Position, ParamError> {
        let lat = number_within("lat", self.lat()?, -90.0, 90.0)?;
        let lon = number_within(self.lon_name, self.lon()?, -180.0, 180.0)?;
        // The numbers stay out of the message: they may be where a person is.
        crs.to_position(lon, lat)
            .map_err(|_| ParamError::new("crs", outside_area(crs)))
    }
}

fn required<'a>(name: &str, text: Option<&'a str>) -> Result<&'a str, ParamError> {
    text.ok_or_else(|| ParamError::new(name, format!("{name} is required, in degrees")))
}
