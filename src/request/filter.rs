//! Which stations a collection contains at any hour: shared by the feed and the OGC items.

use super::bbox::Bbox;
use super::{ParamError, Params};
use crate::amenity::AmenitySet;
use crate::index::KindIdx;
use crate::snapshot::Snapshot;
use crate::station::Station;

/// Tests of a station's place, amenities and kind; the default passes all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StationFilter {
    /// They lie in this box.
    pub bbox: Option<Bbox>,
    /// They offer all of these.
    pub amenities: AmenitySet,
    /// They are of one of these kinds.
    pub kinds: Option<Vec<KindIdx>>,
}

impl StationFilter {
    /// Reads `bbox`, `amenity` and `kind`.
    pub fn read(params: &Params, snapshot: &Snapshot) -> Result<Self, ParamError> {
        Ok(Self {
            bbox: params.bbox()?,
            amenities: params.amenities(snapshot)?,
            kinds: params.kinds(snapshot)?,
        })
    }

    /// Whether a station passes; `coordinates` are its own as answered.
    pub fn passes(&self, snapshot: &Snapshot, station: &Station, coordinates: [f64; 2]) -> bool {
        self.passes_anywhere(snapshot, station)
            && self.bbox.is_none_or(|bbox| bbox.contains(coordinates))
    }

    /// Whether a station passes wherever it is: the box is not looked at.
    pub fn passes_anywhere(&self, snapshot: &Snapshot, station: &Station) -> bool {
        let is_kind = |kind: &KindIdx| station.kind.as_deref() == Some(snapshot.kinds().key(*kind));
        station.offered.contains_all(self.amenities)
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.iter().any(is_kind))
    }
}
