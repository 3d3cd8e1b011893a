//! What holds for all answers: pages of any origin may ask, those who ask for compression get
//! it, and a handler that panics answers.
//!
//! The compression of `tower-http` costs some allocations a request, asked for or not. It is
//! kept for requests that accept an encoding; all others get the same headers at the cost of
//! writing them. A test holds that no client can tell the difference.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, CatchUnwind};
use pin_project_lite::pin_project;
use tower::util::MapResponse;
use tower::{Layer, Service};
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{Compression, CompressionBody, CompressionLayer};

use super::cors::{allow_any_origin, answer_preflight};
use crate::http::problem::Problem;

/// Answers shorter than this would hardly become so by compression.
const MIN_COMPRESSED_BYTES: u64 = 256;

/// Puts routes behind an [`Edge`].
#[derive(Clone, Copy)]
pub struct EdgeLayer {
    /// Whether it compresses answers; else they are sent as the route made them.
    pub compresses: bool,
}

/// A route, and what holds for all of its answers.
#[derive(Clone)]
pub struct Edge<S> {
    route: S,
    /// The same with compression, which is costly to clone.
    layered: Arc<Layered<S>>,
    compresses: bool,
}

type Layered<S> = MapResponse<Compression<S, WorthIt>, Explain>;
type Explain = fn(Response<CompressionBody<Body>>) -> Response;

/// Which answers are worth compressing, by size and type.
type WorthIt = And<SizeAbove, NotForContentType>;

impl<S: Clone> Layer<S> for EdgeLayer {
    type Service = Edge<S>;

    fn layer(&self, route: S) -> Edge<S> {
        // The fastest level takes less time and sends a fifth more bytes: those who ask for
        // compression pay for the bytes.
        let compression = CompressionLayer::new().compress_when(worth_it());
        let compressed = compression.layer(route.clone());
        let explained = MapResponse::new(compressed, explain_encodings as Explain);
        Edge {
            layered: Arc::new(explained),
            route,
            compresses: self.compresses,
        }
    }
}

impl<S> Service<Request> for Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.route.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == Method::OPTIONS {
            return Answering::Preflight {
                answer: Some(answer_preflight(request.headers())),
            };
        }
        let compresses = self.compresses;
        let is_plain = !(compresses && request.headers().contains_key(header::ACCEPT_ENCODING));
        if is_plain {
            Answering::Plain {
                answer: AssertUnwindSafe(self.route.call(request)).catch_unwind(),
                compresses,
            }
        } else {
            let answer = Layered::clone(&self.layered).call(request);
            Answering::Layered {
                answer: AssertUnwindSafe(answer.boxed()).catch_unwind(),
            }
        }
    }
}

/// A future that is caught when it panics.
type Caught<F> = CatchUnwind<AssertUnwindSafe<F>>;

pin_project! {
    /// An answer under way.
    #[project = AnsweringProjection]
    pub enum Answering<F> {
        Preflight {
            answer: Option<Response>,
        },
        Plain {
            #[pin]
            answer: Caught<F>,
            compresses: bool,
        },
        Layered {
            answer: Caught<BoxFuture<'static, Result<Response, Infallible>>>,
        },
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Answering<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = match self.project() {
            AnsweringProjection::Preflight { answer } => Ok(answer.take().unwrap_or_default()),
            AnsweringProjection::Plain { answer, compresses } => {
                let answered = ready!(answer.poll(context));
                answered.map(|Ok(answer)| with_vary(answer, *compresses))
            }
            AnsweringProjection::Layered { answer } => {
                ready!(answer.poll_unpin(context)).map(|Ok(answer)| answer)
            }
        };
        let mut answer = answered.unwrap_or_else(answer_panic);
        allow_any_origin(answer.headers_mut());
        Poll::Ready(Ok(answer))
    }
}

fn worth_it() -> WorthIt {
    SizeAbove::new(MIN_COMPRESSED_BYTES).and(NotForContentType::IMAGES)
}

/// The compression refuses with the answer itself, under the status of a refusal.
fn explain_encodings(answer: Response<CompressionBody<Body>>) -> Response {
    if answer.status() == StatusCode::NOT_ACCEPTABLE {
        return Problem::not_acceptable().into_response();
    }
    answer.map(Body::new)
}

/// What the compression adds to an answer that it leaves alone.
fn with_vary(mut answer: Response, compresses: bool) -> Response {
    let varies = compresses
        && !answer.headers().contains_key(header::CONTENT_ENCODING)
        && worth_it().should_compress(&answer);
    if varies {
        let headers = answer.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    answer
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a panic hands its cause over"
)]
fn answer_panic(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::HeaderName;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    fn routes(compresses: bool) -> Router {
        let typed = |media_type: &'static str, bytes: usize| {
            move || std::future::ready(([(header::CONTENT_TYPE, media_type)], "x".repeat(bytes)))
        };
        Router::new()
            .route("/long", get(typed("application/json", 256)))
            .route("/short", get(typed("application/json", 255)))
            .route("/image", get(typed("image/png", 4_000)))
            .route(
                "/encoded",
                get(|| std::future::ready([(header::CONTENT_ENCODING, "br")])),
            )
            .route(
                "/vary",
                get(|| std::future::ready(([(header::VARY, "cookie")], "x".repeat(999)))),
            )
            .route("/panic", get(panics))
            .layer(EdgeLayer { compresses })
    }

    async fn panics() -> &'static str {
        panic!("for once")
    }

    fn headers(path: &str, compresses: bool, accepts: Option<&str>) -> Vec<(String, String)> {
        let mut request = Request::get(path);
        if let Some(accepts) = accepts {
            request = request.header(header::ACCEPT_ENCODING, accepts);
        }
        let asking = routes(compresses).oneshot(request.body(Body::empty()).unwrap());
        let answer = asking.now_or_never().unwrap().unwrap();
        let pair = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        let mut headers: Vec<_> = answer.headers().iter().map(pair).collect();
        headers.push(("status".to_owned(), answer.status().to_string()));
        headers.sort();
        headers
    }

    #[test]
    fn the_short_way_adds_the_headers_that_the_compression_adds() {
        for path in ["/long", "/short", "/image", "/encoded", "/vary", "/panic"] {
            let short = headers(path, true, None);
            let layered = headers(path, true, Some("identity"));
            assert_eq!(short, layered, "{path}");
        }
    }

    #[test]
    fn only_long_answers_of_routes_that_compress_are_compressed() {
        let is_compressed = |path, compresses| {
            let headers = headers(path, compresses, Some("gzip"));
            headers.contains(&("content-encoding".to_owned(), "gzip".to_owned()))
        };
        assert!(is_compressed("/long", true));
        assert!(!is_compressed("/long", false));
        assert!(!is_compressed("/short", true));
        assert!(!is_compressed("/image", true));
    }
}
