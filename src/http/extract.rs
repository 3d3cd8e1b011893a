//! Extractors beside the parameters.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::app_state::AppState;
use super::base_url::BaseUrl;
use super::frame::ClientSlot;
use super::problem::Problem;
use crate::request::Params;

/// An empty query string, for resources without parameters.
pub struct NoParams;

impl<S: Sync> FromRequestParts<S> for NoParams {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Params::from_query(parts.uri.query().unwrap_or_default(), &[])?;
        Ok(Self)
    }
}

/// The client for whom memory is reserved.
impl FromRequestParts<Arc<AppState>> for ClientSlot {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<AppState>) -> Result<Self, Problem> {
        Ok(app.admission().slot(&parts.extensions, &parts.headers))
    }
}

impl FromRequestParts<Arc<AppState>> for BaseUrl {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<AppState>) -> Result<Self, Problem> {
        app.public_url()
            .cloned()
            .or_else(|| Self::of_request(parts))
            .ok_or_else(Problem::bad_host)
    }
}
