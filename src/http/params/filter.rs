//! The words that several questions filter stations by: what they offer, what they are.

use super::{Context, ParamError, Params};
use crate::amenity::{AmenityIdx, AmenitySet};
use crate::index::KindIdx;
use crate::vocabulary;

/// All of these must be offered (`amenity`); none if not said.
pub(super) fn amenities(params: &Params, context: &Context<'_>) -> Result<AmenitySet, ParamError> {
    params
        .words("amenity")
        .map(|word| amenity(word, context))
        .collect()
}

/// Any of these is right (`kind`); `None` if not said.
pub(super) fn kinds(
    params: &Params,
    context: &Context<'_>,
) -> Result<Option<Vec<KindIdx>>, ParamError> {
    let kinds: Vec<KindIdx> = params
        .words("kind")
        .map(|word| kind(word, context))
        .collect::<Result<_, _>>()?;
    Ok((!kinds.is_empty()).then_some(kinds))
}

fn amenity(word: &str, context: &Context<'_>) -> Result<AmenityIdx, ParamError> {
    let keys = context.snapshot.amenity_keys();
    keys.find(word).ok_or_else(|| {
        ParamError::not_among(
            "amenity",
            word,
            keys.iter().map(|amenity| keys.key(amenity)),
        )
    })
}

fn kind(word: &str, context: &Context<'_>) -> Result<KindIdx, ParamError> {
    let kinds = context.snapshot.kinds();
    kinds
        .find(vocabulary::kinds().key_of(word))
        .ok_or_else(|| ParamError::not_among("kind", word, kinds.keys()))
}
