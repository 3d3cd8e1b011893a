//! Decodes a body into UTF-8 text, before its JSON is parsed.

use std::io::{self, Read};

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::http::problem::Problem;

/// The codings that bodies may have, as `Accept-Encoding` names them.
const ACCEPTED_CODINGS: &str = "gzip, deflate, br, zstd";
/// The byte order mark that some programs write before UTF-8.
const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Largest zstd window on the web: 8 MiB, as a power of two (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;
/// Size of brotli's read buffer, bytes.
const BROTLI_BUFFER_BYTES: usize = 4_096;
/// First byte of a brotli stream whose window is larger than RFC 7932 allows, up to a gigabyte.
const BROTLI_LARGE_WINDOW: u8 = 0x11;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Gzip,
    /// Zlib's format, or a raw deflate stream: clients send both under this name.
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// The coding in the headers; `None` is none. Only a single one is supported.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let lines = headers.get_all(header::CONTENT_ENCODING).iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase());
        let named = lines.collect::<Vec<_>>().join(",");
        match named.trim() {
            "" | "identity" => Ok(None),
            "gzip" | "x-gzip" => Ok(Some(Self::Gzip)),
            "deflate" => Ok(Some(Self::Deflate)),
            "br" => Ok(Some(Self::Brotli)),
            "zstd" => Ok(Some(Self::Zstd)),
            other => Err(Problem::unknown_coding(other, ACCEPTED_CODINGS)),
        }
    }

    /// The decoded bytes, at most `max_bytes` of them.
    ///
    /// Cost: linear in the output, which is never more than a byte over the limit, whatever was
    /// packed.
    pub fn decode(self, packed: &[u8], max_bytes: usize) -> Result<Bytes, Problem> {
        match self.unpack(packed, max_bytes as u64 + 1) {
            Ok(bytes) if bytes.len() > max_bytes => Err(Problem::body_too_large(max_bytes)),
            Ok(bytes) => Ok(bytes.into()),
            Err(_) => Err(Problem::bad_body(format!(
                "the body is not {}, or not all of it, though its content-encoding says so",
                self.key()
            ))),
        }
    }

    /// The first `most` decoded bytes.
    fn unpack(self, packed: &[u8], most: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => first_bytes(MultiGzDecoder::new(packed), most),
            Self::Deflate if is_zlib(packed) => first_bytes(ZlibDecoder::new(packed), most),
            Self::Deflate => first_bytes(DeflateDecoder::new(packed), most),
            Self::Brotli if has_large_window(packed) => Err(io::ErrorKind::InvalidData.into()),
            Self::Brotli => {
                first_bytes(brotli::Decompressor::new(packed, BROTLI_BUFFER_BYTES), most)
            }
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                first_bytes(decoder, most)
            }
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

fn first_bytes(decoder: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn has_large_window(packed: &[u8]) -> bool {
    packed
        .first()
        .is_some_and(|first| first & 0x7f == BROTLI_LARGE_WINDOW)
}

/// Whether the bytes begin with a zlib header (RFC 1950, 2.2).
fn is_zlib(packed: &[u8]) -> bool {
    match packed {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0
        }
        _ => false,
    }
}

/// The text without its byte order mark. JSON on the wire is UTF-8 (RFC 8259, 8.1); UTF-16 is
/// recognised and named in the refusal.
pub fn utf_8(text: Bytes) -> Result<Bytes, Problem> {
    match *text {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'{', ..] | [b'{', 0, ..] => {
            Err(Problem::bad_body("the body is UTF-16; send it as UTF-8"))
        }
        _ if text.starts_with(UTF_8_MARK) => Ok(text.slice(UTF_8_MARK.len()..)),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::http::HeaderValue;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const LEVEL: Compression = Compression::new(6);

    fn packed(text: &[u8]) -> [(Coding, Vec<u8>); 5] {
        let mut gzip = GzEncoder::new(Vec::new(), LEVEL);
        let mut zlib = ZlibEncoder::new(Vec::new(), LEVEL);
        let mut raw = DeflateEncoder::new(Vec::new(), LEVEL);
        gzip.write_all(text).unwrap();
        zlib.write_all(text).unwrap();
        raw.write_all(text).unwrap();
        let (mut brotli, params) = (Vec::new(), brotli::enc::BrotliEncoderParams::default());
        brotli::BrotliCompress(&mut &*text, &mut brotli, &params).unwrap();
        [
            (Coding::Gzip, gzip.finish().unwrap()),
            (Coding::Deflate, zlib.finish().unwrap()),
            (Coding::Deflate, raw.finish().unwrap()),
            (Coding::Brotli, brotli),
            (Coding::Zstd, zstd::encode_all(text, 3).unwrap()),
        ]
    }

    fn named(names: &[&'static str]) -> Result<Option<Coding>, Problem> {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.append(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        Coding::of(&headers)
    }

    #[test]
    fn a_body_of_the_cap_is_decoded_and_one_byte_more_is_refused() {
        for (coding, packed) in packed(&[b' '; 10_000]) {
            assert_eq!(coding.decode(&packed, 10_000).unwrap().len(), 10_000);
            assert!(coding.decode(&packed, 9_999).is_err());
        }
    }

    #[test]
    fn truncated_or_mislabelled_bodies_are_refused() {
        for (coding, packed) in packed(b"{\"origins\":[{\"lat\":30,\"lon\":110}]}") {
            assert!(coding.decode(&packed[..packed.len() / 2], 1_000).is_err());
            assert!(coding.decode(b"{\"origins\":[]}", 1_000).is_err());
            assert!(coding.decode(b"", 1_000).is_err());
        }
    }

    #[test]
    fn a_single_supported_coding_is_decoded_and_others_are_not() {
        for (names, coding) in [
            (&[][..], None),
            (&[""], None),
            (&["identity"], None),
            (&["gzip"], Some(Coding::Gzip)),
            (&["GZIP"], Some(Coding::Gzip)),
            (&[" x-gzip "], Some(Coding::Gzip)),
            (&["deflate"], Some(Coding::Deflate)),
            (&["br"], Some(Coding::Brotli)),
            (&["Zstd"], Some(Coding::Zstd)),
        ] {
            assert_eq!(named(names).unwrap(), coding, "{names:?}");
        }
        for names in [
            &["compress"][..],
            &["gzip, br"],
            &["gzip", "gzip"],
            &["aws-chunked"],
        ] {
            assert!(named(names).is_err(), "{names:?}");
        }
    }

    #[test]
    fn a_window_that_would_take_much_memory_is_refused() {
        // A window of a gigabyte and an empty block; the same in the plain format is accepted.
        assert!(Coding::Brotli.decode(&[0x11, 0x1e, 0x03], 1_000).is_err());
        assert_eq!(Coding::Brotli.decode(&[0x06], 1_000).unwrap(), "");
        let frame = |window_log: u8| {
            let descriptor = (window_log - 10) << 3;
            [&[0x28, 0xb5, 0x2f, 0xfd, 0, descriptor][..], &[1, 0, 0]].concat()
        };
        assert_eq!(Coding::Zstd.decode(&frame(23), 1_000).unwrap(), "");
        assert!(Coding::Zstd.decode(&frame(24), 1_000).is_err());
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_utf_16_is_named() {
        let read = |bytes: &'static [u8]| utf_8(Bytes::from_static(bytes));
        assert_eq!(read(b"\xef\xbb\xbf{}").unwrap(), "{}");
        assert_eq!(read(b"{}").unwrap(), "{}");
        assert_eq!(read(b"").unwrap(), "");
        for utf_16 in [
            &b"\xff\xfe{\0}\0"[..],
            b"\xfe\xff\0{\0}",
            b"{\0}\0",
            b"\0{\0}",
        ] {
            assert!(read(utf_16).is_err());
        }
    }
}
