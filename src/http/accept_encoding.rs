//! The encodings that a client accepts.
//!
//! The `headers` crate has no `Accept-Encoding`, and the parser of `tower-http` is private; this is
//! the list of RFC 9110, 12.5.3, with its weights.

use axum::http::{HeaderMap, header};

use crate::state::Encoding;

/// The weight of an entry without one, in thousandths.
const FULL_WEIGHT: u32 = 1_000;

/// The weights in a client's list; `None` for what it does not name.
#[derive(Clone, Copy, Debug, Default)]
pub struct AcceptEncoding {
    /// In the order of [`Encoding::ALL`].
    encodings: [Option<u32>; Encoding::ALL.len()],
    /// Of no encoding.
    identity: Option<u32>,
    /// Of everything that is not named (`*`).
    others: Option<u32>,
}

/// An encoding for answers that are made for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickEncoding {
    /// Zstandard: half the processor time of gzip for as few bytes.
    Zstd,
    /// Gzip, which every client supports.
    Gzip,
}

/// How to send an answer that can be encoded quickly, or be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickOffer {
    /// The client prefers an encoding.
    Encoded(QuickEncoding),
    /// The client prefers it unencoded.
    AsItIs,
    /// The client accepts neither.
    NotAcceptable,
}

impl AcceptEncoding {
    /// Parses the headers. Invalid weights are ignored.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut read = Self::default();
        let lists = headers.get_all(header::ACCEPT_ENCODING).iter();
        for list in lists.filter_map(|value| value.to_str().ok()) {
            for (name, weight) in list.split(',').filter_map(offer) {
                if let Some(known) = read.weight_mut(name) {
                    known.get_or_insert(weight);
                }
            }
        }
        read
    }

    fn weight_mut(&mut self, name: &str) -> Option<&mut Option<u32>> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("*") {
            return Some(&mut self.others);
        }
        if is("identity") {
            return Some(&mut self.identity);
        }
        // RFC 9110, 8.4.1.3.
        let is_gzip = is("x-gzip");
        Encoding::ALL
            .into_iter()
            .zip(&mut self.encodings)
            .find(|(encoding, _)| is(encoding.key()) || (is_gzip && *encoding == Encoding::Gzip))
            .map(|(_, weight)| weight)
    }

    /// The known encodings, each with its weight, that weigh no less than no encoding.
    fn wanted(&self) -> impl Iterator<Item = (u32, Encoding)> {
        let identity = self.identity.or(self.others).unwrap_or_default();
        let weights = self.encodings.map(|weight| weight.or(self.others));
        weights
            .into_iter()
            .zip(Encoding::ALL)
            .filter_map(|(weight, encoding)| Some((weight?, encoding)))
            .filter(move |(weight, _)| *weight > 0 && *weight >= identity)
    }

    /// The encodings that a client prefers to none, the best first.
    pub fn best_first(&self) -> Vec<Encoding> {
        let mut wanted: Vec<_> = self.wanted().collect();
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted.into_iter().map(|(_, encoding)| encoding).collect()
    }

    /// The encoding of an answer that is made for this request, the quickest of those that weigh
    /// most.
    pub fn quick(&self) -> QuickOffer {
        let quick = self.wanted().filter_map(|(weight, encoding)| {
            let encoding = match encoding {
                Encoding::Zstd => QuickEncoding::Zstd,
                Encoding::Gzip => QuickEncoding::Gzip,
                // Quick brotli takes three times as long as gzip for more bytes.
                Encoding::Brotli => return None,
            };
            Some((weight, encoding))
        });
        let best =
            quick.max_by_key(|(weight, encoding)| (*weight, *encoding == QuickEncoding::Zstd));
        match best {
            Some((_, encoding)) => QuickOffer::Encoded(encoding),
            None if self.identity.or(self.others) == Some(0) => QuickOffer::NotAcceptable,
            None => QuickOffer::AsItIs,
        }
    }
}

impl QuickEncoding {
    /// The name in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// A name in a list of preferences and its weight in thousandths, if that can be read.
pub fn offer(text: &str) -> Option<(&str, u32)> {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(Some(FULL_WEIGHT), |(_, value)| thousandths(value.trim()))?;
    Some((name.trim(), weight))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the weight was held within 0 and 1"
)]
fn thousandths(value: &str) -> Option<u32> {
    let weight = value.parse::<f64>().ok()?;
    let is_weight = (0.0..=1.0).contains(&weight);
    is_weight.then(|| (weight * f64::from(FULL_WEIGHT)).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lists: &[&str]) -> AcceptEncoding {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(header::ACCEPT_ENCODING, list.parse().unwrap());
        }
        AcceptEncoding::of(&headers)
    }

    fn names(lists: &[&str]) -> Vec<&'static str> {
        let encodings = read(lists).best_first();
        encodings.into_iter().map(Encoding::key).collect()
    }

    #[test]
    fn encodings_are_chosen_by_weight_and_then_by_what_is_best_for_feeds() {
        for (list, wanted) in [
            ("gzip, deflate, br, zstd", &["zstd", "br", "gzip"][..]),
            ("gzip, deflate, br", &["br", "gzip"]),
            ("gzip", &["gzip"]),
            ("GZIP;Q=0.5", &["gzip"]),
            ("x-gzip", &["gzip"]),
            ("br;q=0.5, gzip", &["gzip", "br"]),
            ("zstd;q=0, *", &["br", "gzip"]),
            ("*;q=0.1, gzip;q=0", &["zstd", "br"]),
            ("identity", &[]),
            ("identity, gzip;q=0.5", &[]),
            ("identity;q=0.5, gzip", &["gzip"]),
            ("identity;q=0", &[]),
            ("*;q=0", &[]),
            ("gzip;q=high, br;q=2", &[]),
            ("*;q=0.5, gzip;q=0.3", &["zstd", "br"]),
            ("deflate, compress", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(&[list]), wanted, "{list}");
        }
        assert_eq!(names(&[]), [""; 0]);
        assert_eq!(names(&["gzip;q=0.2", "br;q=0.9"]), ["br", "gzip"]);
    }

    #[test]
    fn the_quickest_encoding_is_chosen_unless_another_or_none_is_better() {
        const ZSTD: QuickOffer = QuickOffer::Encoded(QuickEncoding::Zstd);
        const GZIP: QuickOffer = QuickOffer::Encoded(QuickEncoding::Gzip);
        for (list, wanted) in [
            ("gzip, deflate, br, zstd", ZSTD),
            ("zstd;q=0.9, gzip", GZIP),
            ("zstd, gzip;q=0.9", ZSTD),
            ("zstd", ZSTD),
            ("gzip, deflate, br", GZIP),
            ("x-gzip", GZIP),
            ("br;q=1.0, gzip;q=0.5", GZIP),
            ("*", ZSTD),
            ("zstd;q=0, *", GZIP),
            ("gzip, identity", GZIP),
            ("identity;q=0, gzip;q=0.1", GZIP),
            ("", QuickOffer::AsItIs),
            ("br", QuickOffer::AsItIs),
            ("gzip;q=0", QuickOffer::AsItIs),
            ("gzip;q=0, zstd;q=0, *", QuickOffer::AsItIs),
            ("gzip;q=0.5, identity", QuickOffer::AsItIs),
            ("*;q=0.5, gzip;q=0.3, zstd;q=0.4", QuickOffer::AsItIs),
            ("*;q=0, identity;q=0.1", QuickOffer::AsItIs),
            ("identity;q=none", QuickOffer::AsItIs),
            ("identity;q=0", QuickOffer::NotAcceptable),
            ("identity;q=0, br", QuickOffer::NotAcceptable),
            ("*;q=0", QuickOffer::NotAcceptable),
            ("*;q=0, br", QuickOffer::NotAcceptable),
            ("gzip;q=0, *;q=0", QuickOffer::NotAcceptable),
        ] {
            assert_eq!(read(&[list]).quick(), wanted, "{list}");
        }
        assert_eq!(read(&[]).quick(), QuickOffer::AsItIs);
    }
}
