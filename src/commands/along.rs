//! `yizhan along`: one question about a route, answered as a table or as over HTTP.

use std::io::Write;

use super::loaded::Loaded;
use super::{CommandError, Exit, refuse, table};
use crate::cli::{AlongArgs, TableFormat};
use crate::query::WorkBudget;
use crate::query::along::along_or_why;
use crate::query::opening::OpeningSearch;
use crate::render::along::along_collection;
use crate::request::along::AlongError;
use crate::request::{ParamError, along_request};

/// Loads, asks and prints.
pub(super) fn along_route(args: &AlongArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let loaded = Loaded::read(&args.data, &args.pace)?;
    let body = args.question.body().to_string();
    let request = along_request(body.as_bytes(), &loaded.context()).map_err(|error| {
        refuse(match error {
            AlongError::Member(error) => error,
            AlongError::Body(error) => ParamError::new("route", error.to_string()),
        })
    })?;
    loaded.warn_of_year(request.query.terms.at);
    let streets = loaded.streets(&args.network)?;
    let snapshot = loaded.served.snapshot();
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    let (found, why) = along_or_why(&search, streets.get(), &request.query);
    let text = match args.format {
        TableFormat::Json => {
            along_collection(loaded.served.source(), &request, &found, why.as_ref())
        }
        TableFormat::Table => table::stops(snapshot, &request, &found, why.as_ref()),
    };
    writeln!(out, "{text}").map_err(CommandError::io("writing the answer"))?;
    Ok(Exit::Done)
}
