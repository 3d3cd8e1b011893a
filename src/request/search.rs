//! The parameters of a search for stations.

use super::{Context, Fields, Param, ParamError, Params, list, single};
use crate::clock::UnixTime;
use crate::datum::Datum;
use crate::position::Position;

/// The parameters of `GET /v1/stations/search`.
pub const SEARCH_PARAMS: [Param; 8] = [
    single("q"),
    single("lat"),
    single("lon"),
    single("lng"),
    single("limit"),
    single("crs"),
    single("at"),
    list("fields"),
];
/// Most stations of an answer.
pub const MAX_SEARCH_LIMIT: u32 = 100;
/// Stations of an answer, if it is not said how many.
pub const DEFAULT_SEARCH_LIMIT: u32 = 10;
/// The longest text that is searched for, characters.
pub const MAX_SEARCH_CHARS: usize = 100;

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// As it was typed; with a letter or a digit of some script.
    pub text: String,
    /// Where the user is, if that is said.
    pub near: Option<Position>,
    /// Most stations answered.
    pub limit: usize,
    /// Datum of the place given and of the coordinates answered.
    pub crs: Datum,
    /// The properties that are answered; `None`: all.
    pub fields: Option<Fields>,
    /// The moment for which open states are answered.
    pub at: UnixTime,
}

/// Reads the parameters of a search.
pub fn search_request(params: &Params, context: &Context<'_>) -> Result<SearchRequest, ParamError> {
    let crs = params.crs()?;
    let is_placed = ["lat", "lon", "lng"]
        .iter()
        .any(|name| params.text(name).is_some());
    let limit = params.integer("limit", 1, MAX_SEARCH_LIMIT)?;
    Ok(SearchRequest {
        text: text(params)?,
        near: is_placed.then(|| params.position(crs)).transpose()?,
        limit: limit.unwrap_or(DEFAULT_SEARCH_LIMIT) as usize,
        crs,
        fields: params.fields()?,
        at: params.at(context.zone, context.now)?,
    })
}

fn text(params: &Params) -> Result<String, ParamError> {
    let refused = |what: &str| {
        let detail = format!(
            "q {what}; a part of a name, an address, a district or an id is wanted, or the first \
             letters of its pinyin, at most {MAX_SEARCH_CHARS} characters"
        );
        Err(ParamError::new("q", detail))
    };
    match params.text("q") {
        None => refused("is required"),
        Some(text) if !text.chars().any(char::is_alphanumeric) => {
            refused("has no letter and no digit")
        }
        Some(text) if text.chars().count() > MAX_SEARCH_CHARS => refused("is too long"),
        Some(text) => Ok(text.to_owned()),
    }
}
