//! The `bbox` parameter: a box of degrees, which may cross the antimeridian.
//!
//! It is in the datum of the request and is held against coordinates as they are answered,
//! so that a box drawn through an answered point holds it. A box holds its edges, and may be as small as a point. The numbers never appear in a
//! message: they may be what somebody's screen shows.

use super::{ParamError, Params};
use crate::position::Position;

/// A box of degrees. Its latitudes are in order; a west beyond the east crosses the
/// antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Why a text is no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BboxError {
    /// Not four or six finite numbers.
    #[error(
        "bbox must be four numbers west,south,east,north (or six: west,south,min height,\
         east,north,max height)"
    )]
    Format,
    /// Beyond the bounds of the Earth.
    #[error("bbox must be in degrees: longitudes within -180 and 180, latitudes within -90 and 90")]
    Range,
    /// The south beyond the north, or the lowest height beyond the highest.
    #[error("bbox has its lower bound above its upper: the order is west,south,east,north")]
    Order,
}

impl Bbox {
    /// Reads `west,south,east,north`, or six numbers with a height after each corner.
    ///
    /// Stations have no height, so the heights only have to be in order.
    pub fn parse(text: &str) -> Result<Self, BboxError> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|number| number.trim().parse().map_err(|_| BboxError::Format))
            .collect::<Result<_, _>>()?;
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(BboxError::Format);
        }
        let ([west, south, east, north], [lowest, highest]) = match *numbers.as_slice() {
            [west, south, east, north] => ([west, south, east, north], [0.0, 0.0]),
            [west, south, lowest, east, north, highest] => {
                ([west, south, east, north], [lowest, highest])
            }
            _ => return Err(BboxError::Format),
        };
        for (lon, lat) in [(west, south), (east, north)] {
            Position::new(lon, lat).map_err(|_| BboxError::Range)?;
        }
        if south > north || lowest > highest {
            return Err(BboxError::Order);
        }
        Ok(Self {
            west,
            south,
            east,
            north,
        })
    }

    /// Whether a longitude and latitude are in the box or on its edge.
    pub fn contains(self, [lon, lat]: [f64; 2]) -> bool {
        // Both names of the antimeridian are one place.
        let on_antimeridian = lon.abs() >= 180.0;
        (self.south..=self.north).contains(&lat)
            && (self.spans(lon) || (on_antimeridian && self.spans(-lon)))
    }

    fn spans(self, lon: f64) -> bool {
        if self.west <= self.east {
            (self.west..=self.east).contains(&lon)
        } else {
            lon >= self.west || lon <= self.east
        }
    }
}

impl Params<'_> {
    /// The box that is asked for; `None` is the whole Earth.
    pub fn bbox(&self) -> Result<Option<Bbox>, ParamError> {
        self.text("bbox")
            .map(|text| {
                Bbox::parse(text).map_err(|error| ParamError::new("bbox", error.to_string()))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(bbox: &str, lon: f64, lat: f64) -> bool {
        Bbox::parse(bbox).unwrap().contains([lon, lat])
    }

    #[test]
    fn a_box_holds_its_edges_and_may_be_a_point() {
        for (bbox, lon, lat, expected) in [
            ("113,22,115,23", 114.0, 22.5, true),
            ("113,22,115,23", 113.0, 23.0, true),
            ("113,22,115,23", 112.999, 22.5, false),
            ("113,22,115,23", 114.0, 23.001, false),
            ("114,22,114,22", 114.0, 22.0, true),
            (" 113.0 , 22 , 1.15e2 , 23 ", 114.0, 22.5, true),
            ("113,22,-5,115,23,100", 114.0, 22.5, true),
        ] {
            assert_eq!(holds(bbox, lon, lat), expected, "{bbox} {lon} {lat}");
        }
    }

    #[test]
    fn a_west_beyond_the_east_crosses_the_antimeridian() {
        for (lon, expected) in [
            (178.0, true),
            (-178.0, true),
            (180.0, true),
            (-180.0, true),
            (176.0, false),
            (0.0, false),
        ] {
            assert_eq!(holds("177,-90,-177,90", lon, 5.0), expected, "{lon}");
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_one_place() {
        assert!(holds("-180,0,-170,10", 180.0, 5.0));
        assert!(holds("170,0,180,10", -180.0, 5.0));
        assert!(!holds("-170,0,170,10", 180.0, 5.0));
    }

    #[test]
    fn the_poles_are_no_special_case() {
        assert!(holds("-180,85,180,90", 12.0, 90.0));
        assert!(holds("-180,-90,180,-85", -77.0, -90.0));
    }

    #[test]
    fn what_is_no_box_is_refused() {
        for (text, error) in [
            ("", BboxError::Format),
            ("1,2,3", BboxError::Format),
            ("1,2,3,4,5", BboxError::Format),
            ("1,2,3,4,5,6,7", BboxError::Format),
            ("1,2,3,x", BboxError::Format),
            ("1,2,3,NaN", BboxError::Format),
            ("1,2,inf,4", BboxError::Format),
            ("1,2,3,4,", BboxError::Format),
            ("-180.1,0,0,0", BboxError::Range),
            ("0,0,0,90.1", BboxError::Range),
            ("0,10,0,9", BboxError::Order),
            ("0,0,5,1,1,4", BboxError::Order),
        ] {
            assert_eq!(Bbox::parse(text), Err(error), "{text}");
        }
    }
}
