//! Which handler answers which path, and what holds for all of them.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use axum::routing::{get, post};
use futures_util::future::Either;
use pin_project_lite::pin_project;
use tower::{Layer, Service as TowerService};

use super::app_state::AppState;
use super::frame::{Frame, FrameLayer, Framed};
use super::handlers::stations::nearest_by_straight_line;
use super::handlers::{
    batch, circle, coverage, docs, feed, health, meta, metrics, pages, stations,
};
use super::problem::Problem;
use super::{ogc, openapi};

/// Where the nearest stations are asked for; the router knows it too, for all other questions.
const NEAREST: &str = "/v1/stations/nearest";

/// All routes of a service.
///
/// Each thread that answers has routes of its own: they share the service, and what they write
/// to at each request is theirs alone, but for the bound on requests under way and, where an
/// answer is empty, the count of those.
#[derive(Clone)]
pub struct Routes {
    app: Arc<AppState>,
    /// What is asked a thousand times for each other question needs no router, whose boxes and
    /// maps cost more than the search. It is wrapped in the same layer.
    nearest: Frame<Nearest>,
    all: Router,
}

/// `GET /v1/stations/nearest` by the straight line.
#[derive(Clone)]
struct Nearest {
    /// The routes' own, for references are counted at each request.
    asked: Arc<Asked>,
}

struct Asked {
    app: Arc<AppState>,
}

/// A question that is answered when it is polled: only then does the layer around it catch
/// its panics, and its log lines have the id of the request.
struct Answering {
    asked: Arc<Asked>,
    request: Request,
}

pin_project! {
    /// An answer of [`Routes`].
    pub struct RoutesFuture {
        #[pin]
        answer: Either<Framed<Answering>, RouteFuture<Infallible>>,
    }
}

impl Routes {
    /// The routes of a service.
    pub fn new(app: &Arc<AppState>) -> Self {
        Self {
            nearest: frame(app, Some(NEAREST), true).layer(Nearest::new(app)),
            all: router(Arc::clone(app)),
            app: Arc::clone(app),
        }
    }

    fn is_for_nearest(&self, request: &Request) -> bool {
        request.method() == Method::GET
            && request.uri().path() == NEAREST
            && self.app.network().is_none()
    }
}

impl TowerService<Request> for Routes {
    type Response = Response;
    type Error = Infallible;
    type Future = RoutesFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As the router and its layer are: always.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let answer = if self.is_for_nearest(&request) {
            Either::Left(self.nearest.call(request))
        } else {
            Either::Right(self.all.call(request))
        };
        RoutesFuture { answer }
    }
}

impl Future for RoutesFuture {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().answer.poll(context)
    }
}

impl Nearest {
    fn new(app: &Arc<AppState>) -> Self {
        let app = Arc::clone(app);
        Self {
            asked: Arc::new(Asked { app }),
        }
    }
}

impl TowerService<Request> for Nearest {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Answering {
        Answering {
            asked: Arc::clone(&self.asked),
            request,
        }
    }
}

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = nearest_by_straight_line(&self.asked.app, self.request.uri());
        Poll::Ready(Ok(answer.into_response()))
    }
}

/// Other routes, with what holds for all of ours around them: the bounds, the net under a
/// handler that panics, the permission for pages of any origin, the counts.
pub fn protect(routes: Router, app: &Arc<AppState>) -> Router {
    routes.layer(frame(app, None, false))
}

fn router(app: Arc<AppState>) -> Router {
    let compressed = Router::new()
        .route(
            "/v1/stations/nearest",
            get(stations::nearest_stations).post(batch::nearest_stations_of_many),
        )
        // An id may hold slashes, and clients leave them as they are.
        .route("/v1/stations/{*id}", get(stations::find_station))
        .route("/v1/circle", get(circle::get_circle))
        .route("/v1/coverage", post(coverage::cover_demand))
        .route("/v1/meta", get(meta::get_meta))
        .route("/openapi.json", get(openapi::get_openapi))
        .route("/docs", get(docs::get_docs))
        .route("/docs/{name}", get(docs::get_guide_page))
        .route("/docs.css", get(docs::get_style))
        .merge(ogc::routes())
        .route("/health/live", get(health::get_live))
        .route("/health/ready", get(health::get_ready))
        .route("/metrics", get(metrics::get_metrics))
        .merge(pages::routes())
        .method_not_allowed_fallback(wrong_method)
        .layer(frame(&app, None, true));
    let rest = Router::new()
        // The feed brings its own compression: most of it is done beforehand.
        .route("/v1/stations.geojson", get(feed::get_feed))
        .fallback(nothing_there)
        .method_not_allowed_fallback(wrong_method)
        .layer(frame(&app, None, false));
    rest.merge(compressed).with_state(app)
}

/// What holds for all routes; `template` is the route where no router tells it.
fn frame(app: &AppState, template: Option<&'static str>, compresses: bool) -> FrameLayer {
    FrameLayer::new(app.frame().clone(), template, compresses)
}

/// The path is not repeated: some clients put a position into it.
async fn nothing_there() -> Problem {
    Problem::not_found("there is nothing at this path")
}

async fn wrong_method(method: Method) -> Problem {
    Problem::method_not_allowed(format!("{method} is not answered at this path"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use futures_util::FutureExt;
    use tower::ServiceExt;

    use super::*;
    use crate::clock::Zone;
    use crate::travel::Paces;

    #[test]
    fn many_requests_of_many_connections_are_counted_in_as_many_places_as_one() {
        let app = Arc::new(AppState::new(Zone::default(), Paces::default()));
        let routes = Routes::new(&app);
        let ask_all = || {
            for (method, path) in [
                (Method::GET, NEAREST),
                (Method::HEAD, NEAREST),
                (Method::DELETE, NEAREST),
                (Method::OPTIONS, "/v1/meta"),
                (Method::DELETE, "/v1/stations.geojson"),
                (Method::GET, "/nothing"),
                (Method::GET, "/nothing/else"),
            ] {
                let request = Request::builder().method(method).uri(path);
                let request = request.body(Body::empty()).unwrap();
                let connection = routes.clone();
                connection.oneshot(request).now_or_never().unwrap().unwrap();
            }
        };
        ask_all();
        let n_places = app.metrics().requests().n_places();
        assert!(n_places > 1, "{n_places}");
        for _ in 0..20 {
            ask_all();
        }
        assert_eq!(app.metrics().requests().n_places(), n_places);
    }
}
