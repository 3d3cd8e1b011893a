//! Content encodings: what a client understands, and compressing for it.
//!
//! No request is refused for its `Accept-Encoding`: who understands none of ours gets the
//! bytes as they are.

use std::io::Write;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use flate2::Compression;
use flate2::write::GzEncoder;

/// An encoding that the feed is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Zstandard, RFC 8878; its window stays within the 8 MiB of RFC 9659.
    Zstd,
    /// Brotli, RFC 7932.
    Brotli,
    /// What every client understands.
    Gzip,
}

/// How much time compression may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Somebody waits: this body is sent once.
    Light,
    /// Nobody waits: this body is sent until the data change.
    Thorough,
}

/// The weight that is given if none is, in thousandths.
const FULL_WEIGHT: u32 = 1_000;

/// How far back brotli looks: 1 MiB, as a power of two. Features are alike, so that what
/// repeats is near: with this window the feed of 200,000 stations comes out no larger.
const BROTLI_WINDOW_LOG: i32 = 20;
/// The input that it takes in at a time, bytes as a power of two.
const BROTLI_BLOCK_LOG: i32 = 18;
/// How far back zstd looks at its thorough level: 1 MiB, as a power of two.
const ZSTD_WINDOW_LOG: u32 = 20;
/// Entries of each of its tables there, as a power of two.
const ZSTD_TABLE_LOG: u32 = 19;

impl Encoding {
    /// The best first. On feeds zstd and br are as small as each other and a tenth smaller than
    /// gzip; zstd is the fastest to write and to read.
    pub const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The name in headers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The value of `Content-Encoding`.
    pub(super) const fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(self.key())
    }

    /// The level of an effort, as each format counts them.
    ///
    /// Thorough is where more time stops making the feed of 200,000 stations (112 MB) smaller:
    /// a second or two for 6.1 to 6.5 MB. Light is the fastest that is not far from it.
    const fn level(self, effort: Effort) -> u8 {
        match (self, effort) {
            (Self::Zstd | Self::Gzip, Effort::Light) => 1,
            (Self::Zstd, Effort::Thorough) => 9,
            (Self::Brotli, Effort::Light) => 4,
            (Self::Brotli, Effort::Thorough) => 5,
            (Self::Gzip, Effort::Thorough) => 6,
        }
    }

    /// The bytes compressed; `None` if the encoder fails, which memory never makes it do.
    pub fn compress(self, bytes: &[u8], effort: Effort) -> Option<Bytes> {
        let level = self.level(effort);
        let mut out = match self {
            Self::Brotli => brotli(bytes, level),
            Self::Zstd => zstandard(bytes, level),
            Self::Gzip => gzip(bytes, level),
        }
        .inspect_err(|error| tracing::error!(%error, encoding = self.key(), "not compressed"))
        .ok()?;
        out.shrink_to_fit();
        Some(Bytes::from(out))
    }
}

/// With a small window, as for [`zstandard`]; a window of 22 bits takes twice the memory.
fn brotli(bytes: &[u8], level: u8) -> std::io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: i32::from(level),
        lgwin: BROTLI_WINDOW_LOG,
        lgblock: BROTLI_BLOCK_LOG,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

/// With small tables: features are alike, so what repeats is near. The tables of level 9 would
/// take three times the memory, and the feed would be no smaller.
fn zstandard(bytes: &[u8], level: u8) -> std::io::Result<Vec<u8>> {
    use zstd::zstd_safe::CParameter;

    let mut compressor = zstd::bulk::Compressor::new(i32::from(level))?;
    if level == Encoding::Zstd.level(Effort::Thorough) {
        compressor.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG))?;
        compressor.set_parameter(CParameter::HashLog(ZSTD_TABLE_LOG))?;
        compressor.set_parameter(CParameter::ChainLog(ZSTD_TABLE_LOG))?;
    }
    compressor.compress(bytes)
}

fn gzip(bytes: &[u8], level: u8) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(u32::from(level)));
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The encodings that a client would rather have than none, the best first (RFC 9110, 12.5.3).
pub(super) fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
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
