//! Coordinates as people write them: degrees with a point or a comma, degrees, minutes and
//! seconds, both in one cell.

use crate::import::cell::Cell;
use crate::import::fold;

/// The order of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Order {
    LonLat,
    LatLon,
}

/// Two numbers, in degrees, as they stand there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::import) struct Pair {
    pub(in crate::import) numbers: [f64; 2],
    /// What letters such as E and N say of their order.
    pub(in crate::import) order: Option<Order>,
}

/// Which of the two a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Lon,
    Lat,
}

/// What may stand between the two numbers of a cell, in the order in which it is tried.
const BETWEEN: [&str; 6] = [", ", ",", ";", "/", "|", " "];
/// Degrees, minutes and seconds.
const MOST_PARTS: usize = 3;
/// No coordinate is longer, bytes.
const MAX_BYTES: usize = 200;

/// Two cells as a pair in the order given.
pub(in crate::import) fn of_two(first: &Cell, second: &Cell) -> Option<Pair> {
    let (first, second) = (degrees_of(first)?, degrees_of(second)?);
    Some(pair(first, second))
}

/// One cell that has both.
pub(in crate::import) fn of_one(cell: &Cell) -> Option<Pair> {
    let text = cell.as_text();
    if text.len() > MAX_BYTES {
        return None;
    }
    let plain = fold::plain(&text);
    let bare = plain.trim_start_matches("point").trim();
    let bare = bare.trim_matches(['(', ')', '[', ']', ' ']);
    BETWEEN.iter().find_map(|between| {
        let mut parts = bare
            .split(between)
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let (first, second) = (parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Some(pair(degrees(first)?, degrees(second)?))
    })
}

/// The first point of a geometry that a cell holds as JSON.
pub(in crate::import) fn of_geometry(cell: &Cell) -> Option<Pair> {
    let value: serde_json::Value = serde_json::from_str(&cell.as_text()).ok()?;
    let mut at = value.get("coordinates")?;
    while let Some(first) = at.get(0).filter(|first| first.is_array()) {
        if at.as_array().is_some_and(|list| list.len() > 1) {
            // Several points: an area or a line.
            return None;
        }
        at = first;
    }
    let numbers = [at.get(0)?.as_f64()?, at.get(1)?.as_f64()?];
    Some(Pair {
        numbers,
        order: Some(Order::LonLat),
    })
}

fn pair(first: (f64, Option<Axis>), second: (f64, Option<Axis>)) -> Pair {
    let order = match (first.1, second.1) {
        (Some(Axis::Lon), None | Some(Axis::Lat)) | (None, Some(Axis::Lat)) => Some(Order::LonLat),
        (Some(Axis::Lat), None | Some(Axis::Lon)) | (None, Some(Axis::Lon)) => Some(Order::LatLon),
        _ => None,
    };
    Pair {
        numbers: [first.0, second.0],
        order,
    }
}

fn degrees_of(cell: &Cell) -> Option<(f64, Option<Axis>)> {
    match cell {
        Cell::Number(number) => Some((*number, None)),
        Cell::Text(text) if text.len() <= MAX_BYTES => degrees(&fold::plain(text)),
        _ => None,
    }
}

/// A folded text as degrees, and which of the two its letters say it is.
fn degrees(plain: &str) -> Option<(f64, Option<Axis>)> {
    let mut numbers: Vec<String> = Vec::new();
    let mut axis = None;
    let mut is_negative = false;
    let mut is_in_number = false;
    for c in plain.chars() {
        let is_of_number = c.is_ascii_digit() || (is_in_number && matches!(c, '.' | ','));
        if is_of_number {
            if !is_in_number {
                numbers.push(String::new());
            }
            numbers.last_mut()?.push(if c == ',' { '.' } else { c });
        }
        match c {
            _ if is_of_number => {}
            '-' | '−' if numbers.is_empty() => is_negative = true,
            'e' | '东' => axis = Some(Axis::Lon),
            'w' | '西' => (axis, is_negative) = (Some(Axis::Lon), true),
            'n' | '北' => axis = Some(Axis::Lat),
            's' | '南' => (axis, is_negative) = (Some(Axis::Lat), true),
            '°' | 'º' | '˚' | '度' | '′' | '\'' | '’' | '‘' | '`' | '´' | '分' | '″' | '"'
            | '”' | '“' | '秒' | '经' | '纬' | '+' | ' ' | ':' | '\u{301}' => {}
            _ => return None,
        }
        is_in_number = is_of_number;
    }
    if numbers.is_empty() || numbers.len() > MOST_PARTS {
        return None;
    }
    let mut degrees = 0.0;
    let mut scale = 1.0;
    for (n, number) in numbers.iter().enumerate() {
        let number: f64 = number.parse().ok()?;
        if n > 0 && number >= 60.0 {
            return None;
        }
        degrees += number / scale;
        scale *= 60.0;
    }
    Some((if is_negative { -degrees } else { degrees }, axis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn degrees_are_read_with_commas_minutes_seconds_and_letters() {
        for (written, expected) in [
            ("121.4", Some(121.4)),
            ("32,023085", Some(32.023_085)),
            ("118°46′48.25″E", Some(118.780_069_444)),
            ("32度01分15.76秒", Some(32.021_044_444)),
            ("东经118.78°", Some(118.78)),
            ("-0.127", Some(-0.127)),
            ("33°51'S", Some(-33.85)),
            ("118°46′", Some(118.766_666_667)),
            ("118°60′", None),
            ("1.2.3", None),
            ("人民路1号", None),
            ("", None),
            ("1 2 3 4", None),
        ] {
            let read = degrees_of(&text(written)).map(|(degrees, _)| degrees);
            match (read, expected) {
                (Some(read), Some(expected)) => {
                    assert!((read - expected).abs() < 1e-6, "{written}");
                }
                (read, expected) => assert_eq!(read, expected, "{written}"),
            }
        }
    }

    #[test]
    fn both_in_one_cell_are_read_whatever_is_between_them() {
        for written in [
            "118.5,32.25",
            "118.5, 32.25",
            "118.5，32.25",
            "[118.5, 32.25]",
            "POINT(118.5 32.25)",
            "118.5;32.25",
            "118.5 32.25",
            "118,5 32,25",
            "118,5, 32,25",
            "118°30′E 32°15′N",
        ] {
            let pair = of_one(&text(written)).unwrap_or_else(|| panic!("{written}"));
            let [lon, lat] = pair.numbers;
            assert!(
                (lon - 118.5).abs() < 1e-9 && (lat - 32.25).abs() < 1e-9,
                "{written}"
            );
        }
        assert_eq!(
            of_one(&text("32°15′N，118°30′E")).unwrap().order,
            Some(Order::LatLon)
        );
        for written in ["", "118.5", "1,2,3", "人民路1,2号"] {
            assert_eq!(of_one(&text(written)), None, "{written}");
        }
    }

    #[test]
    fn a_geometry_in_a_cell_is_a_point_only_if_it_is_one() {
        let one = r#"{"coordinates": [[2.3, 48.8]], "type": "MultiPoint"}"#;
        let [lon, lat] = of_geometry(&text(one)).unwrap().numbers;
        assert!((lon - 2.3).abs() < 1e-9 && (lat - 48.8).abs() < 1e-9);
        let line = r#"{"coordinates": [[2.3, 48.8], [2.4, 48.9]], "type": "LineString"}"#;
        assert_eq!(of_geometry(&text(line)), None);
    }
}
