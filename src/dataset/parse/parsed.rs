//! What is read of a file before its records are checked together.

use super::amenity_merge::AmenityMerge;
use crate::dataset::issue::Finding;
use crate::station::Station;

/// One feature, as far as it can be understood alone.
#[derive(Default)]
pub(in crate::dataset) struct RawRecord {
    /// The id of a record with findings, if it has one.
    pub(in crate::dataset) id: Option<String>,
    /// `None` if the record is refused; a finding says why.
    pub(in crate::dataset) station: Option<Station>,
    /// Amenities that are not yet in the station, by their words.
    pub(in crate::dataset) amenities: Option<Box<AmenityMerge>>,
    pub(in crate::dataset) findings: Vec<Finding>,
}
