//! The features of a GeoJSON text.

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::code::Code;
use super::columns;
use super::error::DemandFault;
use super::issues::Fault;
use super::records::check_rows;
use super::row::{self, Batch, RawCell};
use super::{MAX_DISTRICT_BYTES, MAX_ID_BYTES};
use crate::dataset::issue::shortened;
use crate::dataset::parse::feature::{Feature, NoFeature};
use crate::dataset::parse::members::Members;
use crate::dataset::parse::value::{self, Wrong};
use crate::dataset::parse::{collection, geometry, text, with_collection};
use crate::datum::Datum;
use crate::position::Position;
use crate::vocabulary::nearest_word;

/// How many features are parsed in one go.
const BLOCK_FEATURES: usize = 4_096;

/// Reads a text; every batch is in the order of the file, as are the batches. With the
/// datum of its coordinates; `given` is what they are said to be in by the caller.
pub(super) fn read(bytes: &[u8], given: Option<Datum>) -> Result<(Vec<Batch>, Datum), DemandFault> {
    with_collection(text::decode(bytes)?, |collection, _| {
        // What else the header says is for station files, wrong or not.
        let (header, _) = collection::header(collection)?;
        let datum = datum(collection.names_datum().then_some(header.datum), given)?;
        check_rows(collection.features.len())?;
        let batches = collection
            .features
            .par_chunks(BLOCK_FEATURES)
            .enumerate()
            .map(|(n, features)| batch(n * BLOCK_FEATURES, features, datum))
            .collect();
        Ok((batches, datum))
    })
}

fn datum(own: Option<Datum>, given: Option<Datum>) -> Result<Datum, DemandFault> {
    match (own, given) {
        (Some(own), Some(given)) if own != given => Err(DemandFault::OtherDatum { own, given }),
        _ => Ok(own.or(given).unwrap_or_default()),
    }
}

fn batch(first: usize, features: &[&RawValue], datum: Datum) -> Batch {
    let mut batch = Batch {
        n_rows: features.len(),
        ..Batch::default()
    };
    for (n, raw) in features.iter().enumerate() {
        let mut id = None;
        let cell = cell(first + n, raw, datum, &mut id, &mut batch);
        batch.push(first + n, id.as_deref(), cell);
    }
    batch
}

/// One feature as a cell. Its id is told as soon as it is known, whatever else is wrong.
fn cell(
    row: usize,
    raw: &RawValue,
    datum: Datum,
    id: &mut Option<String>,
    batch: &mut Batch,
) -> Result<RawCell, Fault> {
    let feature = Feature::read(raw).map_err(no_feature)?;
    let (members, _) = feature
        .members()
        .map_err(|fault| no_feature(NoFeature::Syntax(fault)))?;
    let found_id = self::id(feature.id, &members);
    *id = found_id.as_ref().ok().cloned().flatten();
    let place = place(feature.geometry, datum);
    batch.note_position(&place);
    let (place, position) = place?;
    let people = people(&members)?;
    found_id?;
    if let Some(fault) = row::null_island(place) {
        batch.log.push(row, id.as_deref(), fault);
    }
    let district = district(&members).unwrap_or_else(|wrong| {
        batch
            .log
            .push(row, id.as_deref(), row::bad_district(&wrong));
        None
    });
    Ok(RawCell {
        row,
        id: id.clone(),
        position,
        people,
        district,
    })
}

fn no_feature(cause: NoFeature) -> Fault {
    match cause {
        NoFeature::Other(finding) => finding.into(),
        NoFeature::Syntax(fault) => {
            let message = format!("the feature cannot be read: {}", fault.what);
            Fault::new(Code::NotGeojson, message)
        }
    }
}

/// The feature's own id, else its property `id`.
fn id(raw: Option<&RawValue>, members: &Members) -> Result<Option<String>, Fault> {
    let label = |raw| value::label(raw, MAX_ID_BYTES);
    let found = match raw.map_or(Ok(None), label) {
        Ok(None) => property(members, "id").and_then(|raw| raw.map_or(Ok(None), label)),
        own => own,
    };
    found.map_err(|wrong| Fault::new(Code::BadId, wrong.in_words("id")))
}

fn place(raw: Option<&RawValue>, datum: Datum) -> Result<([f64; 2], Position), Fault> {
    let place = geometry::shape(raw)?.centre()?;
    Ok((place, geometry::to_position(place, datum)?))
}

fn people(members: &Members) -> Result<f64, Fault> {
    const NAME: &str = "population";
    let bad = |wrong: Wrong| Fault::new(Code::BadPopulation, wrong.in_words(NAME));
    let Some(raw) = property(members, NAME).map_err(bad)? else {
        return Err(no_population(members));
    };
    match raw.get().as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => row::people(NAME, raw.get()),
        Some(b'"') => {
            let text = value::label(raw, MAX_ID_BYTES).map_err(bad)?;
            row::people(NAME, &text.unwrap_or_default())
        }
        _ => Err(bad(Wrong::raw(raw, "a number of people"))),
    }
}

fn no_population(members: &Members) -> Fault {
    let names = || members.iter().map(|(name, _)| name);
    if names().any(is_population) {
        let message = "`population` is null; a number of people is wanted, 0 where nobody is";
        return Fault::new(Code::BadPopulation, message);
    }
    let meant = nearest_word("population", names()).map_or_else(String::new, |name| {
        format!(" (is it `{}`?)", shortened(name))
    });
    let message = format!("there is no property `population`{meant}");
    Fault::new(Code::BadPopulation, message)
}

fn is_population(name: &str) -> bool {
    matches!(columns::find("population", &[name]), Ok(Some(_)))
}

fn district(members: &Members) -> Result<Option<String>, Wrong> {
    property(members, "district")?.map_or(Ok(None), |raw| value::label(raw, MAX_DISTRICT_BYTES))
}

/// A property that is not null by its proper name, else by the one alias that is there.
fn property<'a>(members: &'a Members, wanted: &str) -> Result<Option<&'a RawValue>, Wrong> {
    if let Some((_, raw)) = members.find(&[wanted]) {
        return Ok(Some(raw));
    }
    let given = members.iter().filter(|(_, raw)| raw.get() != "null");
    let (names, values): (Vec<&str>, Vec<&RawValue>) = given.unzip();
    match columns::find(wanted, &names) {
        Ok(place) => Ok(place.map(|place| values[place])),
        Err(places) => {
            let names: Vec<_> = places
                .into_iter()
                .map(|place| shortened(names[place]))
                .collect();
            let found = format!("there as `{}`", names.join("` and `"));
            Err(Wrong::new(found, "one of them"))
        }
    }
}
