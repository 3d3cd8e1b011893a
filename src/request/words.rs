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
            // Every station is checked against all of them, so duplicates are dropped.
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok((!kinds.is_empty()).then_some(kinds))
    }

    /// All the amenities of the `amenity` parameter; `None` if one is in no station.
    pub fn known_amenities(&self, snapshot: &Snapshot) -> Option<AmenitySet> {
        self.words("amenity")
            .map(|word| amenity(word, snapshot.amenity_keys()).ok())
            .collect()
    }

    /// Those kinds of the `kind` parameter that stations have; `None` if it was not given.
    pub fn known_kinds(&self, snapshot: &Snapshot) -> Option<Vec<KindIdx>> {
        self.text("kind")?;
        let mut known = Vec::new();
        for word in self.words("kind") {
            known.extend(
                kind(word, snapshot.kinds())
                    .ok()
                    .filter(|kind| !known.contains(kind)),
            );
        }
        Some(known)
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
