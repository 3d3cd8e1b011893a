//! Gzip for answers that are made per request, with one compressor per thread.
//!
//! Own code because `tower-http` creates a compressor, with 300 kB of tables, for each answer: on
//! 2026-11-28 an answer of 2.5 kB took 45 µs of processor time that way, and 15 µs uncompressed.
//! Here the compressor is kept and reset. `tower-http` also sends such answers in chunks; these
//! have a content length.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use flate2::{Compress, CompressError, Compression, FlushCompress, Status};
use http_body::Frame;

/// Shorter answers fit into one packet and would arrive no sooner. They are sent as they are to
/// clients that refuse that too (`identity;q=0`), as RFC 9110 allows.
const MIN_COMPRESSED_BYTES: u64 = 1_024;
/// Bodies up to this size are compressed in one go. Larger ones would block the other connections
/// of the thread for too long, so they are compressed as they are sent.
const MAX_BYTES_AT_ONCE: usize = 64 << 10;
/// The fastest level. A nearest answer of 4,309 bytes takes 1,544 bytes, against 1,287 at level 6,
/// and the whole request a third of the instructions that it took with that and `tower-http`.
const LEVEL: Compression = Compression::new(1);
/// Window of gzip, as a power of two.
const WINDOW_LOG: u8 = 15;

thread_local! {
    static GZIP: RefCell<Compress> = RefCell::new(new_compressor());
}

/// Compresses an answer if that is worthwhile and the client accepts it. `Vary` is set on
/// uncompressed answers too, because caches must know that the encoding depends on the request.
pub fn compress(answer: &mut Response, is_wanted: bool) {
    if !is_worth_it(answer) {
        return;
    }
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !is_wanted {
        return;
    }
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let body = std::mem::take(answer.body_mut());
    *answer.body_mut() = gzip_body(body);
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

/// Compresses a short body that is available now in one go, and any other as it is sent.
fn gzip_body(mut body: Body) -> Body {
    let length = body.size_hint().exact();
    let mut context = Context::from_waker(Waker::noop());
    let first = match Pin::new(&mut body).poll_frame(&mut context) {
        Poll::Ready(first) => first,
        Poll::Pending => None,
    };
    if let Some(Ok(frame)) = &first
        && let Some(bytes) = frame.data_ref()
        && bytes.len() <= MAX_BYTES_AT_ONCE
        && length == u64::try_from(bytes.len()).ok()
        && let Ok(compressed) = gzip(bytes)
    {
        return Body::from(compressed);
    }
    Body::new(GzipBody {
        first,
        body,
        rest: Bytes::new(),
        compressor: Some(new_compressor()),
    })
}

fn new_compressor() -> Compress {
    Compress::new_gzip(LEVEL, WINDOW_LOG)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, CompressError> {
    GZIP.with_borrow_mut(|compressor| {
        compressor.reset();
        feed(compressor, bytes, FlushCompress::Finish)
    })
}

/// The compressed bytes of an input.
fn feed(
    compressor: &mut Compress,
    mut bytes: &[u8],
    flush: FlushCompress,
) -> Result<Vec<u8>, CompressError> {
    // Answers shrink to a third; gzip's header and trailer take 18 bytes.
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let before = compressor.total_in();
        let status = compressor.compress_vec(bytes, &mut out, flush)?;
        let taken = usize::try_from(compressor.total_in() - before).unwrap_or(bytes.len());
        bytes = &bytes[taken..];
        let has_room = out.len() < out.capacity();
        if status == Status::StreamEnd || (flush == FlushCompress::None && has_room) {
            return Ok(out);
        }
        out.reserve(out.capacity());
    }
}

/// A body that is compressed as it is sent.
struct GzipBody {
    /// A frame that was already polled.
    first: Option<Result<Frame<Bytes>, axum::Error>>,
    body: Body,
    /// Bytes received from the body and not yet compressed.
    rest: Bytes,
    /// `None` once the trailer is written.
    compressor: Option<Compress>,
}

impl GzipBody {
    /// The output for the next piece; may be empty.
    fn next_piece(&mut self) -> Result<Bytes, axum::Error> {
        let piece = self.rest.split_to(self.rest.len().min(MAX_BYTES_AT_ONCE));
        self.feed(&piece, FlushCompress::None)
    }

    fn feed(&mut self, bytes: &[u8], flush: FlushCompress) -> Result<Bytes, axum::Error> {
        let Some(compressor) = &mut self.compressor else {
            return Ok(Bytes::new());
        };
        let out = feed(compressor, bytes, flush);
        out.map(Bytes::from).map_err(axum::Error::new)
    }

    fn poll_body(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(first)),
            None => Pin::new(&mut self.body).poll_frame(context),
        }
    }
}

impl HttpBody for GzipBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        loop {
            let compressed = if !this.rest.is_empty() {
                this.next_piece()?
            } else if this.compressor.is_none() {
                return Poll::Ready(None);
            } else if let Some(frame) = ready!(this.poll_body(context)).transpose()? {
                // No answer has trailers.
                this.rest = frame.into_data().unwrap_or_default();
                continue;
            } else {
                let end = this.feed(&[], FlushCompress::Finish)?;
                this.compressor = None;
                end
            };
            // The compressor may hold its input back until there is more.
            if !compressed.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(compressed))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderName;
    use axum::response::IntoResponse;
    use futures_util::{FutureExt, stream};
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    const LONG: usize = 1_024;

    fn typed(media_type: &'static str, bytes: usize) -> Response {
        ([(header::CONTENT_TYPE, media_type)], "x".repeat(bytes)).into_response()
    }

    fn header(answer: &Response, name: HeaderName) -> Vec<&str> {
        let values = answer.headers().get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    fn content(answer: Response) -> Vec<u8> {
        let body = answer
            .into_body()
            .collect()
            .now_or_never()
            .unwrap()
            .unwrap();
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

    #[test]
    fn only_long_answers_are_compressed_and_neither_images_nor_what_is_encoded() {
        for (mut answer, is_compressed) in [
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
            compress(&mut answer, true);
            let encodings = header(&answer, header::CONTENT_ENCODING).len();
            assert_eq!(encodings > before, is_compressed);
            assert_eq!(answer.body().size_hint().exact() < bytes, is_compressed);
            let varies = header(&answer, header::VARY) == ["accept-encoding"];
            assert_eq!(varies, is_compressed);
        }
    }

    #[test]
    fn an_answer_that_could_have_been_compressed_has_vary() {
        let mut answer = ([(header::VARY, "cookie")], "x".repeat(LONG)).into_response();
        compress(&mut answer, false);
        assert_eq!(header(&answer, header::VARY), ["cookie", "accept-encoding"]);
        assert_eq!(header(&answer, header::CONTENT_ENCODING), [""; 0]);
        assert_eq!(answer.body().size_hint().exact(), Some(1_024));
    }

    #[test]
    fn reused_compressors_keep_nothing_of_the_previous_answer() {
        for bytes in [
            LONG,
            5_000,
            MAX_BYTES_AT_ONCE,
            MAX_BYTES_AT_ONCE + 1,
            1 << 20,
            LONG,
        ] {
            let text = text(bytes);
            let mut answer = text.clone().into_response();
            compress(&mut answer, true);
            assert_eq!(
                answer.body().size_hint().exact().is_some(),
                bytes <= MAX_BYTES_AT_ONCE
            );
            assert!(content(answer) == text, "{bytes}");
        }
    }

    #[test]
    fn a_body_in_several_frames_is_compressed_as_it_comes() {
        let pieces = [text(600), text(0), text(100_000)];
        let whole = pieces.concat();
        let frames = pieces.map(|piece| Ok::<_, axum::Error>(Frame::data(Bytes::from(piece))));
        let body = gzip_body(Body::new(StreamBody::new(stream::iter(frames))));
        assert!(content(Response::new(body)) == whole);
    }
}
