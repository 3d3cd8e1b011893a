//! The routes, and the layer around them.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use axum::routing::{any, delete, get, patch, post};
use futures_util::future::Either;
use pin_project_lite::pin_project;
use tower::{Layer, Service as TowerService};

use super::app_state::AppState;
use super::frame::{Frame, FrameLayer, Framed};
use super::handlers::stations::{nearest_at_once, nearest_in_queue};
use super::handlers::{
    activities, along, batch, circle, coverage, docs, feed, health, live, meta, metrics, not_found,
    pages, search, stations, tiles,
};
use super::problem::Problem;
use super::{ogc, openapi};

/// The path of the nearest query by GET; the router handles its other methods.
const NEAREST: &str = "/v1/stations/nearest";

/// All routes of a service.
///
/// Each worker thread has its own copy: the service is shared, and what a request writes to is per
/// thread, except the limit on requests under way and the count of empty answers.
#[derive(Clone)]
pub struct Routes {
    app: Arc<AppState>,
    /// The most frequent request bypasses the router, whose boxes and maps cost more than the
    /// search. It is wrapped in the same layer.
    nearest: Frame<Nearest>,
    all: Router,
}

/// `GET /v1/stations/nearest` by straight line.
#[derive(Clone)]
struct Nearest {
    /// Per routes, because each request clones the reference.
    asked: Arc<Asked>,
}

struct Asked {
    app: Arc<AppState>,
}

/// A query that is answered when it is polled: only then does the layer around it catch its panics,
/// and do its log lines have the id of the request.
struct Answering {
    asked: Arc<Asked>,
    request: Request,
    /// One that looks at too much to be answered at once.
    queued: Option<QueuedAnswer>,
}

type QueuedAnswer = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

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
        // Always ready, as the router and its layer are.
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
            queued: None,
        }
    }
}

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let queued = if let Some(queued) = &mut this.queued {
            queued
        } else {
            let (app, uri) = (&this.asked.app, this.request.uri());
            if let Some(answer) = nearest_at_once(app, uri) {
                return Poll::Ready(Ok(answer.into_response()));
            }
            let answer = nearest_in_queue(Arc::clone(app), uri.clone());
            this.queued.insert(Box::pin(answer))
        };
        let answer = queued.as_mut().poll(context);
        answer.map(|answer| Ok(answer.into_response()))
    }
}

/// Wraps other routes in the same layer: limits, panic handling, CORS, metrics.
pub fn protect(routes: Router, app: &Arc<AppState>) -> Router {
    routes.layer(frame(app, None, false))
}

fn router(app: Arc<AppState>) -> Router {
    let compressed = Router::new()
        .route(
            "/v1/stations/nearest",
            get(stations::nearest_stations).post(batch::nearest_stations_of_many),
        )
        .route("/v1/stations/along", post(along::stops_along))
        .route("/v1/stations/search", get(search::search_stations))
        // An id may contain slashes, and clients do not encode them.
        .route("/v1/stations/{*id}", any(live::answer_at_station))
        .route("/v1/notices/{notice}", delete(live::delete_notice))
        .route("/v1/reports", get(live::get_reports))
        .route("/v1/reports/{report}", patch(live::patch_report))
        .route("/v1/keeper", get(live::get_keeper))
        .route("/v1/live.json", get(live::get_in_force))
        .route("/v1/activities", get(activities::get_activities))
        .route("/v1/activities.ics", get(activities::get_calendar))
        .route("/v1/circle", get(circle::get_circle))
        .route("/v1/coverage", post(coverage::cover_demand))
        .route("/v1/meta", get(meta::get_meta))
        .route("/v1/tiles.json", get(tiles::get_description))
        .route("/openapi.json", get(openapi::get_openapi))
        .route("/docs", get(docs::get_docs))
        .route("/docs/{name}", get(docs::get_guide_page))
        .route("/docs.css", get(docs::get_style))
        .merge(ogc::routes())
        .route("/health/live", get(health::get_live))
        .route("/health/ready", get(health::get_ready))
        .merge(pages::routes())
        .method_not_allowed_fallback(wrong_method)
        .layer(frame(&app, None, true));
    let for_operators = Router::new()
        .route("/metrics", get(metrics::get_metrics))
        .method_not_allowed_fallback(wrong_method)
        .layer(frame(&app, None, true).for_own_origin());
    let rest = Router::new()
        // The feed has its own compression: most of it is done in advance.
        .route("/v1/stations.geojson", get(feed::get_feed))
        // Tiles too; they are kept compressed. The last part ends with .mvt.
        .route("/v1/tiles/{z}/{x}/{y}", get(tiles::get_tile))
        .fallback(not_found::answer_not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(frame(&app, None, false));
    rest.merge(compressed).merge(for_operators).with_state(app)
}

/// The layer around a route; `template` is the route where the router does not tell it.
fn frame(app: &AppState, template: Option<&'static str>, compresses: bool) -> FrameLayer {
    FrameLayer::new(app.frame().clone(), template, compresses)
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
    fn many_connections_share_the_counters_of_their_routes() {
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
