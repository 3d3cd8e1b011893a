//! Compression of answers that are made per request, with one compressor per thread and encoding.
//!
//! Own code because `tower-http` creates a compressor, with 300 kB of tables, for each answer: on
//! 2026-11-28 an answer of 2.5 kB took 45 µs of processor time that way, and 15 µs uncompressed.
//! Here the compressor is kept and reset. `tower-http` also sends such answers in chunks; these
//! have a content length.

use std::cell::RefCell;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use flate2::{Compress, CompressError, Compression, FlushCompress, Status};
use http_body_util::BodyExt;
use tokio::sync::Semaphore;

use super::large_answer::{MAX_SMALL_ANSWER_BYTES, reserved_body};
use super::quota::Reservation;
use crate::http::accept_encoding::QuickEncoding;

/// Shorter answers fit into one packet and would arrive no sooner. They are sent as they are to
/// clients that refuse that too (`identity;q=0`), as RFC 9110 allows.
const MIN_COMPRESSED_BYTES: u64 = 1_024;
/// The fastest level. A nearest answer of 4,309 bytes takes 1,544 bytes, against 1,287 at level 6,
/// and the whole request a third of the instructions that it took with that and `tower-http`.
const LEVEL: Compression = Compression::new(1);
/// The level of gzip for pages and what clients keep for long, such as scripts: they are sent once a
/// visit, or once to a device, and an eighth smaller.
const THOROUGH_LEVEL: Compression = Compression::new(6);
/// Window of gzip, as a power of two.
const WINDOW_LOG: u8 = 15;
/// The level of zstd for small answers: 2.6 µs for one of 2,927 bytes, where gzip takes 5.2 µs for as
/// few bytes and zstd's level 1 takes 5.1 µs for a sixth fewer.
const ZSTD_LEVEL: i32 = -1;
/// The level of zstd for pages and what clients keep for long, where they are small.
const THOROUGH_ZSTD_LEVEL: i32 = 9;
/// The level of zstd for large ones of either sort, which are long under way.
const ZSTD_LEVEL_OF_LARGE: i32 = 1;

thread_local! {
    static GZIP: RefCell<Compress> = RefCell::new(Compress::new_gzip(LEVEL, WINDOW_LOG));
    static THOROUGH_GZIP: RefCell<Compress> =
        RefCell::new(Compress::new_gzip(THOROUGH_LEVEL, WINDOW_LOG));
    static ZSTD: RefCell<zstd::bulk::Compressor<'static>> = RefCell::default();
}

/// Large answers that are compressed at a time: one for each core. The others wait, which the
/// memory that answers may take bounds.
static FREE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(n_cores())));

fn n_cores() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Whether an answer is to be compressed: it is worthwhile and the client accepts it. The headers
/// say so afterwards. `Vary` is set on uncompressed answers too, because caches must know that the
/// encoding depends on the request.
pub fn is_to_be_compressed(answer: &mut Response, wanted: Option<QuickEncoding>) -> bool {
    if !is_worth_it(answer) {
        return false;
    }
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = wanted {
        headers.remove(header::CONTENT_LENGTH);
        let name = HeaderValue::from_static(encoding.name());
        headers.insert(header::CONTENT_ENCODING, name);
    }
    wanted.is_some()
}

/// The compressed body, which holds what was reserved for the answer until it is sent.
///
/// A small one is compressed at once, so this is ready when it is first polled. A large one is
/// compressed on a thread of its own: a megabyte takes some ten milliseconds, in which none of the
/// connections of this thread would be answered.
///
/// `is_thorough` makes it smaller, which takes longer.
pub async fn compressed_body(
    body: Body,
    encoding: QuickEncoding,
    is_thorough: bool,
    reserved: Option<Reservation>,
) -> Result<Body, axum::Error> {
    let bytes = body.collect().await?.to_bytes();
    if bytes.len() <= MAX_SMALL_ANSWER_BYTES {
        let compressed = compress(encoding, is_thorough, &bytes).map_err(axum::Error::new)?;
        return Ok(body_of(compressed.into(), reserved));
    }
    let slot = Arc::clone(&FREE).acquire_owned().await;
    // The work continues after its client has gone, so it holds its slot and its memory itself.
    let compressing = tokio::task::spawn_blocking(move || {
        let compressed = compress(encoding, is_thorough, &bytes);
        drop((bytes, slot));
        compressed.map(|compressed| body_of(compressed.into(), reserved))
    });
    let compressed = compressing.await.map_err(axum::Error::new)?;
    compressed.map_err(axum::Error::new)
}

/// Whether an answer is a page, or kept by clients for long: it is worth more time.
pub fn deserves_thorough_compression(answer: &Response) -> bool {
    let has = |name, word| {
        let value = answer.headers().get(name);
        let value = value.and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains(word))
    };
    has(header::CONTENT_TYPE, "text/html") || has(header::CACHE_CONTROL, "immutable")
}

fn body_of(bytes: Bytes, reserved: Option<Reservation>) -> Body {
    match reserved {
        Some(reserved) => reserved_body(bytes, reserved),
        None => Body::from(bytes),
    }
}

fn is_worth_it(answer: &Response) -> bool {
    let bytes = answer.body().size_hint().exact().unwrap_or_default();
    if bytes < MIN_COMPRESSED_BYTES {
        return false;
    }
    let headers = answer.headers();
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type.map_or(&b""[..], HeaderValue::as_bytes);
    let is_image = media_type.starts_with(b"image/") && !media_type.starts_with(b"image/svg+xml");
    !is_image && !headers.contains_key(header::CONTENT_ENCODING)
}

/// Without room to spare: a client that reads slowly holds what it gets, and zstd makes room for bytes
/// that it cannot make smaller.
fn compress(encoding: QuickEncoding, is_thorough: bool, bytes: &[u8]) -> io::Result<Box<[u8]>> {
    let compressed = match encoding {
        QuickEncoding::Zstd => zstd(bytes, is_thorough)?,
        QuickEncoding::Gzip => gzip(bytes, is_thorough).map_err(io::Error::other)?,
    };
    Ok(compressed.into_boxed_slice())
}

fn zstd(bytes: &[u8], is_thorough: bool) -> io::Result<Vec<u8>> {
    let level = match (is_thorough, bytes.len() <= MAX_SMALL_ANSWER_BYTES) {
        (true, true) => THOROUGH_ZSTD_LEVEL,
        (false, true) => ZSTD_LEVEL,
        (_, false) => ZSTD_LEVEL_OF_LARGE,
    };
    ZSTD.with_borrow_mut(|compressor| {
        compressor.set_compression_level(level)?;
        compressor.compress(bytes)
    })
}

fn gzip(mut bytes: &[u8], is_thorough: bool) -> Result<Vec<u8>, CompressError> {
    let compressor = if is_thorough { &THOROUGH_GZIP } else { &GZIP };
    compressor.with_borrow_mut(|compressor| {
        compressor.reset();
        // Answers shrink to a third; gzip's header and trailer take 18 bytes.
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let before = compressor.total_in();
            let status = compressor.compress_vec(bytes, &mut out, FlushCompress::Finish)?;
            let taken = usize::try_from(compressor.total_in() - before).unwrap_or(bytes.len());
            bytes = &bytes[taken..];
            if status == Status::StreamEnd {
                return Ok(out);
            }
            out.reserve(out.capacity());
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderName;
    use axum::response::IntoResponse;
    use futures_util::{FutureExt, stream};
    use http_body::Frame;
    use http_body_util::StreamBody;

    use super::*;
    use crate::http::frame::client::Client;
    use crate::http::frame::quota::{ClientSlots, Quota};

    const LONG: usize = 1_024;
    const BOTH: [QuickEncoding; 2] = [QuickEncoding::Gzip, QuickEncoding::Zstd];

    fn typed(media_type: &'static str, bytes: usize) -> Response {
        ([(header::CONTENT_TYPE, media_type)], "x".repeat(bytes)).into_response()
    }

    fn header(answer: &Response, name: HeaderName) -> Vec<&str> {
        let values = answer.headers().get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    fn content(answer: Response) -> Vec<u8> {
        let is_zstd = header(&answer, header::CONTENT_ENCODING) == ["zstd"];
        let body = answer
            .into_body()
            .collect()
            .now_or_never()
            .unwrap()
            .unwrap();
        if is_zstd {
            return zstd::decode_all(&*body.to_bytes()).unwrap();
        }
        let mut content = Vec::new();
        flate2::read::GzDecoder::new(&*body.to_bytes())
            .read_to_end(&mut content)
            .unwrap();
        content
    }

    /// Text that does not repeat.
    fn text(bytes: usize) -> Vec<u8> {
        let mut random = fastrand::Rng::with_seed(7);
        (0..bytes).map(|_| random.alphanumeric() as u8).collect()
    }

    /// Compresses an answer if it is to be.
    async fn compressed(mut answer: Response, wanted: Option<QuickEncoding>) -> Response {
        if is_to_be_compressed(&mut answer, wanted)
            && let Some(encoding) = wanted
        {
            let body = std::mem::take(answer.body_mut());
            let body = compressed_body(body, encoding, false, None).await.unwrap();
            *answer.body_mut() = body;
        }
        answer
    }

    #[test]
    fn only_long_answers_are_compressed_and_neither_images_nor_what_is_encoded() {
        for (answer, is_compressed) in [
            (typed("application/json", LONG), true),
            (typed("application/json", LONG - 1), false),
            (typed("image/svg+xml", LONG), true),
            (typed("image/png", 4_000), false),
            (
                ([(header::CONTENT_ENCODING, "br")], "x".repeat(LONG)).into_response(),
                false,
            ),
        ] {
            let before = header(&answer, header::CONTENT_ENCODING).len();
            let bytes = answer.body().size_hint().exact();
            // Small ones are ready at once.
            let gzip = Some(QuickEncoding::Gzip);
            let answer = compressed(answer, gzip).now_or_never().unwrap();
            let encodings = header(&answer, header::CONTENT_ENCODING).len();
            assert_eq!(encodings > before, is_compressed);
            assert_eq!(answer.body().size_hint().exact() < bytes, is_compressed);
            let varies = header(&answer, header::VARY) == ["accept-encoding"];
            assert_eq!(varies, is_compressed);
        }
    }

    #[test]
    fn an_answer_that_could_have_been_compressed_has_vary() {
        let answer = ([(header::VARY, "cookie")], "x".repeat(LONG)).into_response();
        let answer = compressed(answer, None).now_or_never().unwrap();
        assert_eq!(header(&answer, header::VARY), ["cookie", "accept-encoding"]);
        assert_eq!(header(&answer, header::CONTENT_ENCODING), [""; 0]);
        assert_eq!(answer.body().size_hint().exact(), Some(1_024));
    }

    #[tokio::test]
    async fn reused_compressors_keep_nothing_of_the_previous_answer() {
        for bytes in [
            LONG,
            5_000,
            MAX_SMALL_ANSWER_BYTES,
            MAX_SMALL_ANSWER_BYTES + 1,
            1 << 20,
            LONG,
        ] {
            let text = text(bytes);
            for encoding in BOTH {
                let answer = compressed(text.clone().into_response(), Some(encoding)).await;
                assert_eq!(header(&answer, header::CONTENT_ENCODING), [encoding.name()]);
                assert!(answer.body().size_hint().exact().is_some());
                assert!(content(answer) == text, "{encoding:?} {bytes}");
            }
        }
    }

    #[tokio::test]
    async fn a_large_answer_waits_for_a_free_core_and_a_small_one_for_nothing() {
        let n_cores = u32::try_from(n_cores()).unwrap();
        let all = Arc::clone(&FREE).acquire_many_owned(n_cores).await.unwrap();
        for encoding in BOTH {
            let is_ready = |bytes: usize| {
                let answer = text(bytes).into_response();
                let answer = compressed(answer, Some(encoding));
                answer.now_or_never().is_some()
            };
            assert!(is_ready(MAX_SMALL_ANSWER_BYTES));
            assert!(!is_ready(MAX_SMALL_ANSWER_BYTES + 1));
        }
        drop(all);
    }

    #[tokio::test]
    async fn what_is_reserved_shrinks_to_the_compressed_bytes() {
        let quota = Arc::new(Quota::new(1 << 20));
        let client = ClientSlots::default().slot(Client::V4([192, 0, 2, 1]));
        for (n_bytes, encoding) in [LONG, 1 << 20].into_iter().zip(BOTH) {
            let reserved = quota.reserve(client, n_bytes).unwrap();
            let body = Body::from("x".repeat(n_bytes));
            let body = compressed_body(body, encoding, false, Some(reserved))
                .await
                .unwrap();
            assert_eq!(body.size_hint().exact(), u64::try_from(quota.used()).ok());
            assert!(quota.used() < n_bytes / 10);
            drop(body);
            assert_eq!(quota.used(), 0);
        }
    }

    #[test]
    fn a_compressed_answer_takes_no_more_memory_than_its_bytes() {
        let answer = "x".repeat(MAX_SMALL_ANSWER_BYTES);
        for encoding in BOTH {
            for is_thorough in [false, true] {
                let compressed = compress(encoding, is_thorough, answer.as_bytes()).unwrap();
                let n_bytes = compressed.len();
                assert!(n_bytes < answer.len() / 10);
                // A box has no room beside its bytes, and neither has what is made of it.
                let body = Bytes::from(compressed).try_into_mut().unwrap();
                assert_eq!(body.capacity(), n_bytes);
            }
        }
    }

    #[tokio::test]
    async fn pages_and_what_clients_keep_are_made_smaller_and_are_the_same() {
        let kept = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable")].into_response();
        assert!(deserves_thorough_compression(&kept));
        for (media_type, is_page) in [("text/html; charset=utf-8", true), ("text/css", false)] {
            let answer = typed(media_type, LONG);
            assert_eq!(deserves_thorough_compression(&answer), is_page);
        }
        let script = include_bytes!("../../web/app.js");
        for encoding in BOTH {
            let made = async |is_thorough| {
                let body = Body::from(script.as_slice());
                let body = compressed_body(body, encoding, is_thorough, None).await;
                let name = [(header::CONTENT_ENCODING, encoding.name())];
                (name, body.unwrap()).into_response()
            };
            let (quick, thorough) = (made(false).await, made(true).await);
            let bytes = |answer: &Response| answer.body().size_hint().exact();
            assert!(bytes(&thorough) < bytes(&quick));
            assert!(content(quick) == script && content(thorough) == script);
        }
    }

    #[tokio::test]
    async fn a_body_in_several_frames_is_compressed_whole() {
        let pieces = [text(600), text(0), text(100_000)];
        let whole = pieces.concat();
        let frames = pieces.map(|piece| Ok::<_, axum::Error>(Frame::data(Bytes::from(piece))));
        let body = Body::new(StreamBody::new(stream::iter(frames)));
        let body = compressed_body(body, QuickEncoding::Gzip, false, None).await;
        assert!(content(Response::new(body.unwrap())) == whole);
    }
}
