//! The `bbox` parameter: a box of degrees, which may cross the antimeridian.
//!
//! It is in the datum of the request and compared with coordinates as they are answered, so that a
//! box drawn through an answered point contains it. A box includes its edges and may be as small as
//! a point. Maps that are panned around the Earth continue to count longitudes: those beyond the
//! antimeridian are wrapped by multiples of 360 degrees. The numbers never appear in a message,
//! because they may be the visible area of a user's map.

use super::{ParamError, Params};
use crate::position::Position;

/// Degrees around the Earth.
const TURN: f64 = 360.0;
/// The farthest longitude that is wrapped, degrees either way: beyond it the digits of a number do
/// not determine a place on Earth.
const MAX_UNWRAPPED_LON: f64 = 1e6;
/// Fraction of a degree that a wrapped longitude is rounded to: a hundredth of the precision of
/// answers, so that an edge stays on the point that it was drawn through.
const PARTS: f64 = 1e9;

/// A box in degrees. Its latitudes are in order; a west beyond the east crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Why a text is not a valid box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BboxError {
    /// Not four or six finite numbers.
    #[error(
        "bbox must be four numbers west,south,east,north (or six: west,south,min height,\
         east,north,max height)"
    )]
    Format,
    /// Beyond the poles, or too many times around the Earth to be located.
    #[error(
        "bbox must be in degrees: latitudes within -90 and 90; longitudes beyond -180 and 180 \
         are taken around the Earth, up to {MAX_UNWRAPPED_LON} either way"
    )]
    Range,
    /// The south beyond the north, or the lowest height beyond the highest.
    #[error("bbox has its lower bound above its upper: the order is west,south,east,north")]
    Order,
}

impl Bbox {
    /// Parses `west,south,east,north`, or six numbers with a height after each corner.
    ///
    /// Stations have no height, so the heights only have to be in order. A box at least 360 degrees
    /// wide goes all around the Earth.
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
        let [west, east] = around_the_earth(west, east)?;
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
        // Both longitudes of the antimeridian are one place.
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

/// Both longitudes wrapped; for a box all around the Earth, both ends of the range.
fn around_the_earth(west: f64, east: f64) -> Result<[f64; 2], BboxError> {
    if east - west >= TURN - 1.0 / PARTS {
        return Ok([-TURN / 2.0, TURN / 2.0]);
    }
    if west.abs().max(east.abs()) > MAX_UNWRAPPED_LON {
        return Err(BboxError::Range);
    }
    Ok([west, east].map(within_a_turn))
}

/// The same longitude within -180 and 180; unchanged if it is already there.
fn within_a_turn(lon: f64) -> f64 {
    let half = TURN / 2.0;
    if lon.abs() <= half {
        return lon;
    }
    let taken_back = (lon + half).rem_euclid(TURN) - half;
    (taken_back * PARTS).round() / PARTS
}

impl Params<'_> {
    /// The requested box; `None` is the whole Earth.
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
    use proptest::prelude::*;

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
    fn longitudes_beyond_the_antimeridian_are_taken_around_the_earth() {
        for (bbox, lon, expected) in [
            ("170,-10,190,10", 175.0, true),
            ("170,-10,190,10", 180.0, true),
            ("170,-10,190,10", -180.0, true),
            ("170,-10,190,10", -170.0, true),
            ("170,-10,190,10", -169.9, false),
            ("170,-10,190,10", 0.0, false),
            ("-190,-10,-170,10", 171.0, true),
            ("-190,-10,-170,10", -171.0, true),
            ("-190,-10,-170,10", 169.0, false),
            ("474.1,0,475,10", 114.1, true),
            ("474.1,0,475,10", 115.0, true),
            ("474.1,0,475,10", 115.01, false),
            ("-606,0,-604.9,10", 114.0, true),
            ("-606,0,-604.9,10", 115.1, true),
            ("180,0,200,10", -180.0, true),
            ("180,0,200,10", -170.0, true),
            ("180,0,200,10", 179.0, false),
            ("540,0,541,10", 180.0, true),
            ("540,0,541,10", -179.5, true),
            ("190,0,-170,10", -170.0, true),
            ("999990,0,1000000,10", -85.0, true),
            ("999990,0,1000000,10", -95.0, false),
        ] {
            assert_eq!(holds(bbox, lon, 5.0), expected, "{bbox} {lon}");
        }
    }

    #[test]
    fn a_box_of_360_degrees_or_more_is_all_around_the_earth_and_a_narrower_one_is_not() {
        for bbox in [
            "-180,-10,180,10",
            "0,-10,360,10",
            "-270,-10,270,10",
            "190,-10,550,10",
            "-1e308,-10,1e308,10",
            "0,-10,1e308,10",
        ] {
            for lon in [-180.0, -90.0, 0.0, 114.1, 180.0] {
                assert!(holds(bbox, lon, 5.0), "{bbox} {lon}");
                assert!(!holds(bbox, lon, 10.1), "{bbox} {lon}");
            }
        }
        assert!(!holds("0,-10,359.9,10", -0.05, 5.0));
        assert!(holds("0,-10,359.9,10", -0.1, 5.0));
        assert!(!holds("10,-10,9.9,10", 9.95, 5.0));
    }

    #[test]
    fn an_edge_that_was_taken_around_stays_on_the_point_it_was_drawn_through() {
        for tenths in -1_800_i32..1_800 {
            let lon = f64::from(tenths) / 10.0 + 0.012_345_6;
            for turns in [-2_770.0, -3.0, -1.0, 1.0, 2.0, 2_770.0] {
                let edge = lon + turns * 360.0;
                let bbox = format!("{edge:.7},0,{edge:.7},1");
                let answered = (lon * 1e7).round() / 1e7;
                assert!(holds(&bbox, answered, 0.5), "{bbox} {answered}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_box_holds_the_same_places_whole_turns_away(
            west in -180.0..180.0_f64,
            width in 0.0..359.0_f64,
            turns in -1_000_i32..1_000,
            lon in -180.0..180.0_f64,
        ) {
            let [west, width] = [west, width].map(|degrees| (degrees * 1e6).round() / 1e6);
            let shift = f64::from(turns) * 360.0;
            let here = format!("{west:.6},0,{:.6},1", west + width);
            let there = format!("{:.6},0,{:.6},1", west + shift, west + width + shift);
            let lon = (lon * 1e7).round() / 1e7;
            prop_assert_eq!(holds(&here, lon, 0.5), holds(&there, lon, 0.5), "{} {}", here, there);
        }
    }

    #[test]
    fn boxes_at_the_poles_are_like_any_other() {
        assert!(holds("-180,85,180,90", 12.0, 90.0));
        assert!(holds("-180,-90,180,-85", -77.0, -90.0));
    }

    #[test]
    fn an_invalid_box_is_refused() {
        for (text, error) in [
            ("", BboxError::Format),
            ("1,2,3", BboxError::Format),
            ("1,2,3,4,5", BboxError::Format),
            ("1,2,3,4,5,6,7", BboxError::Format),
            ("1,2,3,x", BboxError::Format),
            ("1,2,3,NaN", BboxError::Format),
            ("1,2,inf,4", BboxError::Format),
            ("1,2,3,4,", BboxError::Format),
            ("1000000.1,0,1000001,1", BboxError::Range),
            ("-1000000.1,0,-1000000,1", BboxError::Range),
            ("1e308,0,1e308,1", BboxError::Range),
            ("1e308,0,-1e308,1", BboxError::Range),
            ("-1e308,-91,1e308,90", BboxError::Range),
            ("0,0,0,90.1", BboxError::Range),
            ("0,10,0,9", BboxError::Order),
            ("0,0,5,1,1,4", BboxError::Order),
        ] {
            assert_eq!(Bbox::parse(text), Err(error), "{text}");
        }
    }
}
