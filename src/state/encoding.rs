//! Content encodings of the feed, and compressing it.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A body and its encoding; `None` is uncompressed.
pub type Encoded = (Option<Encoding>, Bytes);

/// An encoding that the feed is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Zstandard, RFC 8878; its window stays within the 8 MiB of RFC 9659.
    Zstd,
    /// Brotli, RFC 7932.
    Brotli,
    /// Supported by every client.
    Gzip,
}

/// How much time compression may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For a request that waits: this body is sent once.
    Light,
    /// In the background: this body is sent until the data change.
    Thorough,
}

/// How far back brotli looks: 1 MiB, as a power of two. Features are alike, so repetitions are
/// near: a larger window makes the feed of 200,000 stations no smaller.
const BROTLI_WINDOW_LOG: i32 = 20;
/// How much input it takes at a time, bytes as a power of two.
const BROTLI_BLOCK_LOG: i32 = 18;
/// How far back zstd looks at its thorough level: 1 MiB, as a power of two.
const ZSTD_WINDOW_LOG: u32 = 20;
/// Entries of each of its tables there, as a power of two.
const ZSTD_TABLE_LOG: u32 = 19;

impl Encoding {
    /// The best first. On feeds zstd and br are equally small and a tenth smaller than gzip; zstd
    /// is the fastest to write and to read.
    pub const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The name in headers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The level of an effort, as each format counts them.
    ///
    /// Thorough is where more time no longer makes the feed of 200,000 stations (112 MB) smaller: a
    /// second or two for 6.1 to 6.5 MB. Light is the fastest that comes close to it.
    const fn level(self, effort: Effort) -> u8 {
        match (self, effort) {
            (Self::Zstd | Self::Gzip, Effort::Light) => 1,
            (Self::Zstd, Effort::Thorough) => 9,
            (Self::Brotli, Effort::Light) => 4,
            (Self::Brotli, Effort::Thorough) => 5,
            (Self::Gzip, Effort::Thorough) => 6,
        }
    }

    /// The compressed bytes; `None` if the encoder fails, which it does not in memory.
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

/// With small tables: features are alike, so repetitions are near. The tables of level 9 would take
/// three times the memory, and the feed would be no smaller.
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
