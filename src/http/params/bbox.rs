//! `bbox`: the box of a map, as RFC 7946 and OGC API - Features write it.
//!
//! It is in the datum of the request and is held against coordinates as they are answered,
//! so that a box drawn through an answered point holds it.

use super::{ParamError, Params};

/// A box in degrees, its edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Half of the way round the Earth, degrees: the antimeridian.
const HALF_TURN: f64 = 180.0;

impl Bbox {
    /// Whether a point is in the box; both names of the antimeridian are one.
    pub fn contains(&self, [lon, lat]: [f64; 2]) -> bool {
        let is_between = |lon: f64| {
            if self.west <= self.east {
                (self.west..=self.east).contains(&lon)
            } else {
                lon >= self.west || lon <= self.east
            }
        };
        let on_antimeridian = lon.abs() >= HALF_TURN;
        (self.south..=self.north).contains(&lat)
            && (is_between(lon) || on_antimeridian && is_between(-lon))
    }
}

/// The box asked for; `None` if not said.
///
/// Six numbers are a box with heights; stations have none, so these are checked and no more.
pub(super) fn bbox(params: &Params) -> Result<Option<Bbox>, ParamError> {
    let Some(text) = params.text("bbox") else {
        return Ok(None);
    };
    let numbers: Vec<f64> = text
        .split(',')
        .map(|word| {
            word.trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("bbox holds numbers between commas"))?;
    let [west, south, east, north] = match numbers[..] {
        [west, south, east, north] => [west, south, east, north],
        [west, south, low, east, north, high] if low <= high => [west, south, east, north],
        [_, _, _, _, _, _] => return Err(wrong("bbox must name its lower height first")),
        _ => {
            return Err(wrong(
                "bbox holds 4 numbers: minLon,minLat,maxLon,maxLat (or 6, with heights)",
            ));
        }
    };
    check(&Bbox {
        west,
        south,
        east,
        north,
    })
    .map(Some)
}

fn check(bbox: &Bbox) -> Result<Bbox, ParamError> {
    let is_lon = |lon: f64| (-HALF_TURN..=HALF_TURN).contains(&lon);
    let is_lat = |lat: f64| (-90.0..=90.0).contains(&lat);
    if !is_lon(bbox.west) || !is_lon(bbox.east) {
        return Err(wrong(
            "bbox must have its longitudes (first and third of four) within -180 and 180",
        ));
    }
    if !is_lat(bbox.south) || !is_lat(bbox.north) {
        return Err(wrong(
            "bbox must have its latitudes (second and fourth of four) within -90 and 90",
        ));
    }
    if bbox.south > bbox.north {
        return Err(wrong(
            "bbox must name its southern edge before its northern",
        ));
    }
    Ok(*bbox)
}

fn wrong(detail: &str) -> ParamError {
    ParamError::new("bbox", detail)
}

#[cfg(test)]
mod tests {
    use super::super::single;
    use super::*;

    fn read(text: &str) -> Result<Option<Bbox>, ParamError> {
        let pairs = [("bbox".to_owned(), text.to_owned())];
        bbox(&Params::from_pairs(pairs, &[single("bbox")]).unwrap())
    }

    #[test]
    fn a_box_holds_its_edges_and_what_is_between() {
        let bbox = read("114,22,115,23").unwrap().unwrap();
        for (point, inside) in [
            ([114.0, 22.0], true),
            ([115.0, 23.0], true),
            ([114.5, 22.5], true),
            ([115.000_000_1, 22.5], false),
            ([114.5, 21.9], false),
        ] {
            assert_eq!(bbox.contains(point), inside, "{point:?}");
        }
    }

    #[test]
    fn a_box_whose_west_lies_east_of_its_east_crosses_the_antimeridian() {
        let bbox = read("170,-20,-170,20").unwrap().unwrap();
        for (lon, inside) in [
            (175.0, true),
            (-175.0, true),
            (180.0, true),
            (-180.0, true),
            (0.0, false),
            (169.0, false),
        ] {
            assert_eq!(bbox.contains([lon, 0.0]), inside, "{lon}");
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_in_a_box_that_ends_there() {
        let eastern = read("170,0,180,1").unwrap().unwrap();
        assert!(eastern.contains([-180.0, 0.5]));
        let western = read("-180,0,-170,1").unwrap().unwrap();
        assert!(western.contains([180.0, 0.5]));
        assert!(!western.contains([179.9, 0.5]));
    }

    #[test]
    fn heights_are_taken_and_change_nothing() {
        assert_eq!(read("1,2,-5,3,4,99"), read("1,2,3,4"));
        assert!(read("1,2,9,3,4,8").is_err());
    }

    #[test]
    fn other_lengths_orders_and_ranges_are_refused() {
        for text in [
            "",
            "1",
            "1,2",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,3,4,5,6,7",
            "1,2,3,",
            "a,b,c,d",
            "1,2,3,NaN",
            "1,2,3,inf",
            "-180.1,0,0,1",
            "0,0,180.1,1",
            "0,-90.1,1,0",
            "0,0,1,90.1",
            "0,5,1,4",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("-180,-90,180,90").is_ok());
        assert!(read("5,5,5,5").is_ok());
    }
}
