//! `yizhan nearest --batch`: many places at once, in columns.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use crate::cli::NearestArgs;
use crate::commands::loaded::{Loaded, LoadedStreets};
use crate::commands::planning::complain;
use crate::commands::{CommandError, Exit, refuse};
use crate::demand::{Cell, read_places};
use crate::query::WorkBudget;
use crate::query::opening::OpeningSearch;
use crate::render::nearest_columns::{NearestColumns, PlaceAnswer};
use crate::request::nearest::NEAREST_PARAMS;
use crate::request::{NearestRequest, Params, nearest_request};

/// Places whose answers are written as one batch.
const BATCH_PLACES: usize = 16_384;
/// Places that one thread answers at a time, with one budget for next openings.
const STEP_PLACES: usize = 256;

/// Reads all places, and writes the answers as they come.
pub(super) fn answer_batch(
    args: &NearestArgs,
    places: &Path,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    if args.question.lat.is_some() || args.question.lon.is_some() {
        let detail = "brings places of its own: leave out --lat and --lon";
        return Err(CommandError::option("batch", detail));
    }
    let loaded = Loaded::read(&args.data, &args.pace)?;
    let params = Params::from_pairs(args.question.pairs(), &NEAREST_PARAMS).map_err(refuse)?;
    let request = nearest_request(&params, &loaded.context()).map_err(refuse)?;
    let given = args.question.terms.crs.is_some().then_some(request.crs);
    let places =
        read_places(places, given).map_err(|error| CommandError::option("batch", error))?;
    // A closed standard error costs the warnings, not the answers.
    let _ = complain(&places, &mut std::io::stderr().lock());
    loaded.warn_of_year(request.query.at);
    let streets = loaded.streets(&args.network)?;
    let (snapshot, zone) = (loaded.served.snapshot(), request.query.zone);
    let writing = || CommandError::io("writing the answers");
    let mut columns = NearestColumns::begin(out, snapshot, zone).map_err(writing())?;
    for places in places.demand.cells.chunks(BATCH_PLACES) {
        let steps = places.par_chunks(STEP_PLACES);
        let steps = steps.map(|places| answer_step(&loaded, &request, &streets, places));
        let answers: Vec<Vec<PlaceAnswer<'_>>> = steps.collect();
        let answers: Vec<PlaceAnswer<'_>> = answers.into_iter().flatten().collect();
        columns.write(&answers).map_err(writing())?;
    }
    columns.finish().map_err(writing())?;
    Ok(Exit::Done)
}

fn answer_step<'a>(
    loaded: &Loaded,
    request: &NearestRequest,
    streets: &LoadedStreets,
    places: &'a [Cell],
) -> Vec<PlaceAnswer<'a>> {
    let search = OpeningSearch::new(loaded.served.snapshot(), WorkBudget::whole());
    let answer = |place: &'a Cell| PlaceAnswer {
        id: &place.id,
        answer: request.answer(&search, streets.get(), place.position),
    };
    places.iter().map(answer).collect()
}
