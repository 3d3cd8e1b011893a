//! `yizhan nearest`: one question, answered as a table or as over HTTP.

mod batch;

use std::io::Write;

use super::loaded::Loaded;
use super::{CommandError, Exit, refuse, table};
use crate::cli::{NearestArgs, TableFormat};
use crate::query::WorkBudget;
use crate::query::opening::OpeningSearch;
use crate::render::nearest::nearest_collection;
use crate::request::nearest::NEAREST_PARAMS;
use crate::request::{Params, nearest_request};

/// Loads, asks and prints.
pub(super) fn nearest(args: &NearestArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    if let Some(places) = &args.batch {
        return batch::answer_batch(args, places, out);
    }
    let loaded = Loaded::read(&args.data, &args.pace)?;
    let params = Params::from_pairs(args.question.pairs(), &NEAREST_PARAMS).map_err(refuse)?;
    let request = nearest_request(&params, &loaded.context()).map_err(refuse)?;
    let origin = params.position(request.crs).map_err(refuse)?;
    loaded.warn_of_year(request.query.at);
    let streets = loaded.streets(&args.network)?;
    let snapshot = loaded.served.snapshot();
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    let found = request.answer(&search, streets.get(), origin);
    let why = request.why_nothing(&search, streets.get(), origin, &found);
    let text = match args.format {
        TableFormat::Json => {
            nearest_collection(loaded.served.source(), &request, &found, why.as_ref())
        }
        TableFormat::Table => table::answer(snapshot, &request, &found, why.as_ref()),
    };
    writeln!(out, "{text}").map_err(CommandError::io("writing the answer"))?;
    Ok(Exit::Done)
}
