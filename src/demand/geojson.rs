//! The features of a GeoJSON text.

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::code::Code;
use super::columns;
use super::error::DemandFault;
use super::fault::Fault;
use super::parsed::ParsedRows;
use super::records::check_rows;
use super::row::{self, Place, RowFields, UsableRow};
use super::{Contents, MAX_DISTRICT_BYTES, MAX_ID_BYTES};
use crate::dataset::parse::feature::{Feature, NoFeature};
use crate::dataset::parse::members::Members;
use crate::dataset::parse::value::{self, Wrong};
use crate::dataset::parse::{collection, geometry, text, with_collection};
use crate::dataset::shown::shortened;
use crate::datum::Datum;
use crate::vocabulary::nearest_word;

/// How many features are parsed in one go.
const BLOCK_FEATURES: usize = 4_096;

/// Reads a text; every part is in the order of the file, as are the parts. With the
/// datum of its coordinates; `given` is what they are said to be in by the caller.
pub(super) fn read(
    bytes: &[u8],
    given: Option<Datum>,
    contents: Contents,
) -> Result<(Vec<ParsedRows>, Datum), DemandFault> {
    with_collection(text::decode(bytes)?, |collection, _| {
        // What else the header says is for station files, wrong or not.
        let (header, _) = collection::header(collection)?;
        let datum = datum(collection.names_datum().then_some(header.datum), given)?;
        check_rows(collection.features.len())?;
        let parts = collection
            .features
            .par_chunks(BLOCK_FEATURES)
            .enumerate()
            .map(|(n, features)| read_block(n * BLOCK_FEATURES, features, datum, contents))
            .collect();
        Ok((parts, datum))
    })
}

fn datum(own: Option<Datum>, given: Option<Datum>) -> Result<Datum, DemandFault> {
    match (own, given) {
        (Some(own), Some(given)) if own != given => Err(DemandFault::OtherDatum { own, given }),
        _ => Ok(own.or(given).unwrap_or_default()),
    }
}

fn read_block(
    first: usize,
    features: &[&RawValue],
    datum: Datum,
    contents: Contents,
) -> ParsedRows {
    let mut parsed = ParsedRows {
        n_rows: features.len(),
        ..ParsedRows::default()
    };
    for (n, raw) in features.iter().enumerate() {
        let mut id = None;
        let row = read_row(raw, datum, contents, &mut id, &mut parsed);
        parsed.push(first + n, id.as_deref(), row);
    }
    parsed
}

/// One feature as a row. Its id is told as soon as it is known, whatever else is wrong.
fn read_row(
    raw: &RawValue,
    datum: Datum,
    contents: Contents,
    id: &mut Option<String>,
    parsed: &mut ParsedRows,
) -> Result<UsableRow, Fault> {
    let feature = Feature::read(raw).map_err(no_feature)?;
    let (members, _) = feature
        .members()
        .map_err(|fault| no_feature(NoFeature::Syntax(fault)))?;
    let found_id = self::id(feature.id, &members);
    *id = found_id.as_ref().ok().cloned().flatten();
    let place = place(feature.geometry, datum);
    parsed.note_place(&place);
    let row = RowFields {
        id: found_id,
        place,
        people: match contents {
            Contents::People => people(&members),
            Contents::Places => Ok(0.0),
        },
        district: district(&members).map_err(|wrong| row::bad_district(&wrong)),
    };
    row.check()
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
    found.map_err(|wrong| row::bad_id(&wrong))
}

fn place(raw: Option<&RawValue>, datum: Datum) -> Result<Place, Fault> {
    Place::at(geometry::shape(raw)?.centre()?, datum)
}

fn people(members: &Members) -> Result<f64, Fault> {
    const NAME: &str = "population";
    let bad = |wrong: Wrong| row::bad_population(&wrong, NAME);
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
        let message = "`population` is null; a number of people is wanted, 0 where no people are";
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
