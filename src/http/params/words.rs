//! Words of a loaded set in parameters: amenities and kinds, by key, label or synonym.

use super::{ParamError, Params};
use crate::amenity::{AmenityIdx, AmenityKeys, AmenitySet};
use crate::index::KindIdx;
use crate::snapshot::{Kinds, Snapshot};
use crate::vocabulary;

impl Params<'_> {
    /// All the amenities of the `amenity` parameter.
    pub fn amenities(&self, snapshot: &Snapshot) -> Result<AmenitySet, ParamError> {
        self.words("amenity")
            .map(|word| amenity(word, snapshot.amenity_keys()))
            .collect()
    }

    /// The kinds of the `kind` parameter; `None` if it was not given.
    pub fn kinds(&self, snapshot: &Snapshot) -> Result<Option<Vec<KindIdx>>, ParamError> {
        let mut kinds: Vec<KindIdx> = Vec::new();
        for word in self.words("kind") {
            let kind = kind(word, snapshot.kinds())?;
            // Each station is held against all of them, so none is kept twice.
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok((!kinds.is_empty()).then_some(kinds))
    }
}

fn amenity(word: &str, keys: &AmenityKeys) -> Result<AmenityIdx, ParamError> {
    keys.find(word).ok_or_else(|| {
        let known = keys.iter().map(|amenity| keys.key(amenity));
        ParamError::not_among("amenity", word, known)
    })
}

fn kind(word: &str, kinds: &Kinds) -> Result<KindIdx, ParamError> {
    kinds
        .find(vocabulary::kinds().key_of(word))
        .ok_or_else(|| ParamError::not_among("kind", word, kinds.keys()))
}
