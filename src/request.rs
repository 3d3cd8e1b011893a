//! Parameters as text, read strictly: unknown, repeated and unreadable ones are errors.
//!
//! All validation of a request is here and in [`nearest`], [`feed`] and [`coverage`]. The command
//! line parses its options with the same rules, so that both refuse the same input.

pub mod activities;
pub mod along;
mod bbox;
pub mod body;
mod cell;
pub mod cells;
mod coordinates;
pub mod coverage;
mod error;
pub mod feed;
mod fields;
mod filter;
pub mod live;
mod members;
pub mod nearest;
pub mod origin;
mod query_string;
pub mod search;
pub mod tile;
mod words;

pub use activities::{
    ACTIVITIES_PARAMS, ActivitiesRequest, CALENDAR_PARAMS, CalendarRequest, activities_request,
    calendar_request,
};
pub use along::{AlongRequest, along_request};
pub use bbox::{Bbox, BboxError};
pub use cell::CELL_ITEM;
pub use coverage::{CoverageRequest, coverage_request};
pub use error::ParamError;
pub use feed::{FeedRequest, feed_request};
pub use fields::{FIELD_NAMES, Field, Fields};
pub use filter::StationFilter;
pub use members::Members;
pub use nearest::{NearestRequest, nearest_request};
pub use search::{SEARCH_PARAMS, SearchRequest, search_request};
pub use tile::{TILE_PARAMS, TileLayers, TileRequest, tile_request};

use std::borrow::Cow;

use self::coordinates::Coordinates;
use self::error::unknown_parameter;
use self::query_string::{check_encoding, plain_pairs, restore_plus};
use crate::clock::{UnixTime, Zone};
use crate::dataset::shown::shortened;
use crate::datum::Datum;
use crate::position::Position;
use crate::snapshot::Snapshot;
use crate::travel::Paces;

/// Longest query string that is read, bytes.
pub const MAX_QUERY_BYTES: usize = 8_192;

/// Capacity for the parameters of most requests; more make the list grow.
const USUAL_PARAMS: usize = 8;

/// A parameter that an endpoint takes.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// Whether it may be repeated and contains lists.
    pub is_list: bool,
    /// Whether it is `true` or `false`.
    pub is_flag: bool,
}

/// The parameters of one request: known names, and only lists repeated. Text that needs no decoding
/// is borrowed.
#[derive(Clone, Debug, Default)]
pub struct Params<'q> {
    pairs: Vec<(Cow<'q, str>, Cow<'q, str>)>,
}

/// The context in which parameters are parsed.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The set that defines the names of amenities and kinds.
    pub snapshot: &'a Snapshot,
    /// The time zone of instants without an offset.
    pub zone: Zone,
    /// The speeds of the modes.
    pub paces: &'a Paces,
    /// The moment of the request.
    pub now: UnixTime,
}

/// A parameter that is given at most once.
pub const fn single(name: &'static str) -> Param {
    Param {
        name,
        is_list: false,
        is_flag: false,
    }
}

/// A parameter that may be repeated and contains words separated by commas.
pub const fn list(name: &'static str) -> Param {
    Param {
        name,
        is_list: true,
        is_flag: false,
    }
}

/// A parameter that is true or false, given at most once.
pub const fn flag(name: &'static str) -> Param {
    Param {
        name,
        is_list: false,
        is_flag: true,
    }
}

impl<'q> Params<'q> {
    /// Parses a raw query string for an endpoint that accepts `known`.
    pub fn from_query(query: &'q str, known: &[Param]) -> Result<Self, ParamError> {
        if query.len() > MAX_QUERY_BYTES {
            return Err(ParamError::new(
                "",
                format!("a query string has at most {MAX_QUERY_BYTES} bytes"),
            ));
        }
        check_encoding(query)?;
        if memchr::memchr2(b'%', b'+', query.as_bytes()).is_none() {
            return Self::from_pairs(plain_pairs(query), known);
        }
        Self::from_pairs(form_urlencoded::parse(query.as_bytes()), known)
    }

    /// Checks names and values from another source.
    pub fn from_pairs<T: Into<Cow<'q, str>>>(
        pairs: impl IntoIterator<Item = (T, T)>,
        known: &[Param],
    ) -> Result<Self, ParamError> {
        let mut params = Self {
            pairs: Vec::with_capacity(USUAL_PARAMS),
        };
        for (name, value) in pairs.into_iter().map(|(a, b)| (a.into(), b.into())) {
            let Some(param) = known.iter().find(|param| param.name == name) else {
                return Err(unknown_parameter(&name, known));
            };
            if !param.is_list && params.text(&name).is_some() {
                return Err(ParamError::repeated(&name));
            }
            params.pairs.push((name, value));
        }
        Ok(params)
    }

    /// Every name and value, in the order they were given.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a single parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| &**value)
    }

    /// The words of a list parameter, over all its repetitions.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .filter(move |(known, _)| known == name)
            .flat_map(|(_, value)| value.split([',', '，', '、']))
            .map(str::trim)
    }

    /// A finite number within inclusive bounds.
    pub fn number(&self, name: &str, min: f64, max: f64) -> Result<Option<f64>, ParamError> {
        self.text(name)
            .map(|text| number_within(name, text, min, max))
            .transpose()
    }

    /// A whole number within inclusive bounds.
    pub fn integer(&self, name: &str, min: u32, max: u32) -> Result<Option<u32>, ParamError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.trim().parse() {
            Ok(number) if (min..=max).contains(&number) => Ok(Some(number)),
            _ => Err(ParamError::new(
                name,
                format!(
                    "{name} must be a whole number within {min} and {max}, got '{}'",
                    shortened(text)
                ),
            )),
        }
    }

    /// One of several words, as the value it stands for.
    pub fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&'static str, T)],
    ) -> Result<Option<T>, ParamError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        choices
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, choice)| Some(*choice))
            .ok_or_else(|| ParamError::not_among(name, text, choices.iter().map(|c| c.0)))
    }

    /// The value of a flag; false if it is not given.
    pub fn flag(&self, name: &str) -> Result<bool, ParamError> {
        let choices = [("true", true), ("false", false)];
        Ok(self.choice(name, &choices)?.unwrap_or_default())
    }

    /// The datum of the coordinates given and answered; WGS-84 by default.
    pub fn crs(&self) -> Result<Datum, ParamError> {
        let choices = Datum::ALL.map(|datum| (datum.key(), datum));
        Ok(self.choice("crs", &choices)?.unwrap_or_default())
    }

    /// The moment of the query; now by default.
    pub fn at(&self, zone: Zone, now: UnixTime) -> Result<UnixTime, ParamError> {
        Ok(self.instant("at", zone, now)?.unwrap_or(now))
    }

    /// A moment: RFC 3339, or the word `now`.
    pub fn instant(
        &self,
        name: &str,
        zone: Zone,
        now: UnixTime,
    ) -> Result<Option<UnixTime>, ParamError> {
        match self.text(name) {
            None => Ok(None),
            Some("now") => Ok(Some(now)),
            Some(text) => zone
                .parse_instant(&restore_plus(text))
                .map(Some)
                .map_err(|error| ParamError::new(name, format!("{name}: {error}"))),
        }
    }

    /// The place of the user, from `lat` and `lon` (or `lng`) in a datum.
    pub fn position(&self, crs: Datum) -> Result<Position, ParamError> {
        Coordinates::given(self.text("lat"), self.text("lon"), self.text("lng"))?.position(crs)
    }
}

/// The finite number that a text is, within bounds, both inside.
fn number_within(name: &str, text: &str, min: f64, max: f64) -> Result<f64, ParamError> {
    let number: f64 = text
        .trim()
        .parse()
        .map_err(|_| ParamError::new(name, format!("{name} must be a number")))?;
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        let detail = format!("{name} must be within {min} and {max}");
        Err(ParamError::new(name, detail))
    }
}
