//! The encodings that a client understands.
//!
//! The `headers` crate has no `Accept-Encoding`; this is the list of RFC 9110, 12.5.3, with its
//! weights.

use axum::http::{HeaderMap, header};

use crate::state::Encoding;

/// The weight that is given if none is, in thousandths.
const FULL_WEIGHT: u32 = 1_000;

/// The encodings that a client would rather have than none, the best first (RFC 9110, 12.5.3).
pub fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let offers: Vec<(&str, u32)> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(offer)
        .collect();
    let weight = |name: &str| {
        let of = |wanted: &str| {
            offers
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(wanted))
                .map(|(_, weight)| *weight)
        };
        of(name).or_else(|| of("*"))
    };
    let as_it_is = offers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case("identity"))
        .map_or(0, |(_, weight)| *weight);
    let mut wanted: Vec<(u32, Encoding)> = Encoding::ALL
        .into_iter()
        .filter_map(|encoding| Some((weight(encoding.key())?, encoding)))
        .filter(|(weight, _)| *weight > 0 && *weight >= as_it_is)
        .collect();
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, encoding)| encoding).collect()
}

/// A name of a list and its weight in thousandths; one that cannot be read is 0.
fn offer(text: &str) -> (&str, u32) {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(FULL_WEIGHT, |(_, value)| thousandths(value.trim()));
    (name.trim(), weight)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the weight was held within 0 and 1"
)]
fn thousandths(value: &str) -> u32 {
    match value.parse::<f64>() {
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1_000.0).round() as u32,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(lists: &[&str]) -> Vec<&'static str> {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(header::ACCEPT_ENCODING, list.parse().unwrap());
        }
        accepted(&headers).into_iter().map(Encoding::key).collect()
    }

    #[test]
    fn encodings_are_chosen_by_weight_and_then_by_what_is_best_for_feeds() {
        for (list, wanted) in [
            ("gzip, deflate, br, zstd", &["zstd", "br", "gzip"][..]),
            ("gzip, deflate, br", &["br", "gzip"]),
            ("gzip", &["gzip"]),
            ("GZIP;Q=0.5", &["gzip"]),
            ("br;q=0.5, gzip", &["gzip", "br"]),
            ("zstd;q=0, *", &["br", "gzip"]),
            ("*;q=0.1, gzip;q=0", &["zstd", "br"]),
            ("identity", &[]),
            ("identity, gzip;q=0.5", &[]),
            ("identity;q=0.5, gzip", &["gzip"]),
            ("identity;q=0", &[]),
            ("*;q=0", &[]),
            ("gzip;q=high, br;q=2", &[]),
            ("deflate, compress", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(&[list]), wanted, "{list}");
        }
        assert_eq!(names(&[]), [""; 0]);
        assert_eq!(names(&["gzip;q=0.2", "br;q=0.9"]), ["br", "gzip"]);
    }
}
