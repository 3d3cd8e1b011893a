//! `yizhan nearest`: one question, answered as a table or as over HTTP.

use std::io::Write;

use chrono::Datelike;

use super::network::read_network;
use super::progress::{Bar, READING_STATIONS};
use super::{CommandError, Exit, hours_settings, load_served, paces, refuse, sources, table, warn};
use crate::cli::{NearestArgs, TableFormat};
use crate::clock::UnixTime;
use crate::query::opening::OpeningSearch;
use crate::query::{StreetStations, Streets, WorkBudget};
use crate::reload::lacking_tables;
use crate::render::nearest::nearest_collection;
use crate::request::nearest::NEAREST_PARAMS;
use crate::request::{Context, Params, nearest_request};

/// Loads, asks and prints.
pub(super) fn nearest(args: &NearestArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let paces = paces(&args.pace)?;
    let settings = hours_settings(&args.data.hours)?;
    let zone = settings.zone;
    let bar = Bar::new(READING_STATIONS);
    let served = load_served(
        &sources(&args.data.files, &args.data.fetch)?,
        settings,
        &bar,
    )?;
    drop(bar);
    let context = Context {
        snapshot: served.snapshot(),
        zone,
        paces: &paces,
        now: UnixTime::now(),
    };
    let params = Params::from_pairs(args.question.pairs(), &NEAREST_PARAMS).map_err(refuse)?;
    let request = nearest_request(&params, &context).map_err(refuse)?;
    let origin = params.position(request.crs).map_err(refuse)?;
    let snapshot = served.snapshot();
    let year = zone.local_minute(request.query.at).date().year();
    warn(&lacking_tables(snapshot, year..=year));
    let network = read_network(&args.network)?;
    let stations = network
        .as_ref()
        .map(|network| StreetStations::match_to(network, snapshot));
    let streets = network
        .as_ref()
        .zip(stations.as_ref())
        .map(|(network, stations)| Streets { network, stations });
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    let found = request.answer(&search, streets, origin);
    let why = request.why_nothing(&search, streets, origin, &found);
    let text = match args.format {
        TableFormat::Json => nearest_collection(served.source(), &request, &found, why.as_ref()),
        TableFormat::Table => table::answer(snapshot, &request, &found, why.as_ref()),
    };
    writeln!(out, "{text}").map_err(CommandError::io("writing the answer"))?;
    Ok(Exit::Done)
}
