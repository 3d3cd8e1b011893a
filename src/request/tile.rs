//! The parameters of vector tiles.

use super::filter::StationFilter;
use super::{Context, Param, ParamError, Params, list, single};
use crate::clock::UnixTime;
use crate::datum::Datum;

/// The parameters of a tile, and of the document that describes the tiles.
pub const TILE_PARAMS: [Param; 5] = [
    single("at"),
    list("amenity"),
    list("kind"),
    single("crs"),
    list("layers"),
];
/// What `layers` may name: the layers of tiles.
const LAYER_NAMES: [&str; 2] = ["stations", "streets"];
/// Seconds in a minute.
const MINUTE_S: i64 = 60;

/// Which stations tiles show, when and on which map.
#[derive(Clone, Debug)]
pub struct TileRequest {
    /// The datum that the map is drawn in.
    pub crs: Datum,
    /// Which stations; without a box.
    pub filter: StationFilter,
    /// The beginning of the minute whose states are shown.
    pub at: UnixTime,
    /// Whether the moment is that of the request.
    pub is_now: bool,
    /// Which layers are asked for.
    pub layers: TileLayers,
}

/// Some layers of a tile, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileLayers {
    /// The stations: they depend on moment and filter.
    pub stations: bool,
    /// The streets, where the service has a street map.
    pub streets: bool,
}

impl TileLayers {
    /// The layers of the `layers` parameter; all if it is not given.
    fn read(params: &Params) -> Result<Self, ParamError> {
        let is_named = |layer| params.words("layers").any(|word| word == layer);
        let [stations, streets] = LAYER_NAMES.map(is_named);
        let mut words = params.words("layers");
        match words.find(|word| !LAYER_NAMES.contains(word)) {
            Some(word) => Err(ParamError::not_among("layers", word, LAYER_NAMES)),
            None => Ok(Self {
                stations: stations || !streets,
                streets: streets || !stations,
            }),
        }
    }
}

impl TileRequest {
    /// The moment whose states are shown: of now the last second of the minute, so that what people
    /// say from now on is in the next tile that is made. Opening hours change at full minutes.
    pub const fn shown_at(&self) -> UnixTime {
        if self.is_now {
            self.at.plus_seconds(MINUTE_S - 1)
        } else {
            self.at
        }
    }
}

/// Reads the parameters of a tile.
pub fn tile_request(params: &Params, context: &Context<'_>) -> Result<TileRequest, ParamError> {
    let at = params.at(context.zone, context.now)?;
    Ok(TileRequest {
        crs: params.crs()?,
        filter: StationFilter::read(params, context.snapshot)?,
        at: UnixTime {
            unix_s: at.unix_s - at.unix_s.rem_euclid(MINUTE_S),
        },
        layers: TileLayers::read(params)?,
        is_now: matches!(params.text("at"), None | Some("now")),
    })
}
