//! Issues: what is wrong with a record or a file, under a stable code.
//!
//! A code never changes its meaning or its severity. Nothing is detected here.

use std::fmt;

use super::shown::shown;

/// One thing that is wrong with the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The file, as the caller named it.
    pub file: String,
    /// The number of the feature in its file, from 0; `None` if the file is meant.
    pub feature: Option<usize>,
    /// The id of the record, if it has one.
    pub id: Option<String>,
    /// What kind of fault it is.
    pub code: IssueCode,
    /// A sentence that says what was found and what would be right.
    pub message: String,
}

/// What becomes of a record that has an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record is kept.
    Warning,
    /// The record, or the whole file, is refused.
    Error,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IssueCode {
    /// The file cannot be read from the disk, or is too large.
    Unreadable,
    /// Not JSON, or JSON that is not GeoJSON: a whole file or one feature.
    NotGeojson,
    /// The file's `crs` is not longitude and latitude on WGS-84.
    ForeignCrs,
    /// The file's `datum` is none that is known.
    UnknownDatum,
    /// The file holds no station that can be used.
    NoStation,
    /// The feature has no usable `id`.
    MissingId,
    /// The id was given before; the first is kept.
    DuplicateId,
    /// The feature has no geometry, or one whose coordinates cannot be read.
    NoPosition,
    /// The geometry is neither a point nor an area.
    UnsupportedGeometry,
    /// The coordinates are no place on Earth.
    OutOfRange,
    /// The coordinates are no place on Earth, but are one the other way round.
    SwappedLonLat,
    /// The coordinates are 0, 0: a missing value that was written as a number.
    NullIsland,
    /// The coordinates lie where the file's datum does not exist.
    OutsideDatumArea,
    /// With this record there would be more distinct amenities than can be told apart.
    TooManyAmenities,
    /// The record has no name; its id serves.
    MissingName,
    /// A property is not what it should be and is left out.
    BadProperty,
    /// No feature of the file has an id beside its properties, and one of these is taken.
    IdFromProperty,
    /// The file's `crs` is not WGS-84 by name, but the same within decimetres.
    TakenAsWgs84,
    /// The status is none that is known; the station's hours are unknown.
    UnknownStatus,
    /// An address cannot end in the id, so no link opens the station.
    ReservedId,
    /// Words for amenities or kinds that the vocabularies lack; they are kept as they are.
    UnknownWord,
    /// Opening hours that cannot be understood; they are unknown.
    UnparsedHours,
    /// Opening hours that are understood, but are probably not what was meant.
    SuspiciousHours,
    /// The record refers to a station that is not loaded.
    DanglingReference,
    /// The coordinates are a place on Earth, but probably the wrong one: the other way round
    /// they are where stations are. Its name is that of [`Self::SwappedLonLat`].
    LikelySwapped,
    /// The place is far from all others of its district.
    FarOff,
    /// Another station of the same name is within a metre.
    CoLocated,
    /// An activity that is left out: it lacks what it needs, or ends before it starts.
    BadActivity,
    /// An activity that is left out for its rule: it never comes, or comes too often.
    BadRecurrence,
    /// An activity that was over before the day of the load.
    PastActivity,
}

impl Severity {
    /// The name in reports.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl IssueCode {
    /// Every code, the faults of whole files first, then errors, then warnings.
    pub const ALL: [Self; 30] = [
        Self::Unreadable,
        Self::NotGeojson,
        Self::ForeignCrs,
        Self::UnknownDatum,
        Self::NoStation,
        Self::MissingId,
        Self::DuplicateId,
        Self::NoPosition,
        Self::UnsupportedGeometry,
        Self::OutOfRange,
        Self::SwappedLonLat,
        Self::NullIsland,
        Self::OutsideDatumArea,
        Self::TooManyAmenities,
        Self::MissingName,
        Self::BadProperty,
        Self::IdFromProperty,
        Self::TakenAsWgs84,
        Self::UnknownStatus,
        Self::ReservedId,
        Self::UnknownWord,
        Self::UnparsedHours,
        Self::SuspiciousHours,
        Self::DanglingReference,
        Self::LikelySwapped,
        Self::FarOff,
        Self::CoLocated,
        Self::BadActivity,
        Self::BadRecurrence,
        Self::PastActivity,
    ];

    /// Its place in [`Self::ALL`].
    pub(super) const fn row(self) -> usize {
        self as usize
    }

    /// The stable name in reports and answers; one fault that is sure or only likely has one
    /// name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotGeojson => "not_geojson",
            Self::ForeignCrs => "foreign_crs",
            Self::UnknownDatum => "unknown_datum",
            Self::NoStation => "no_station",
            Self::MissingId => "missing_id",
            Self::DuplicateId => "duplicate_id",
            Self::NoPosition => "no_position",
            Self::UnsupportedGeometry => "unsupported_geometry",
            Self::OutOfRange => "out_of_range",
            Self::SwappedLonLat | Self::LikelySwapped => "swapped_lon_lat",
            Self::NullIsland => "null_island",
            Self::OutsideDatumArea => "outside_datum_area",
            Self::TooManyAmenities => "too_many_amenities",
            Self::MissingName => "missing_name",
            Self::BadProperty => "bad_property",
            Self::IdFromProperty => "id_from_property",
            Self::TakenAsWgs84 => "taken_as_wgs84",
            Self::UnknownStatus => "unknown_status",
            Self::ReservedId => "reserved_id",
            Self::UnknownWord => "unknown_word",
            Self::UnparsedHours => "unparsed_hours",
            Self::SuspiciousHours => "suspicious_hours",
            Self::DanglingReference => "dangling_reference",
            Self::FarOff => "far_off",
            Self::CoLocated => "co_located",
            Self::BadActivity => "bad_activity",
            Self::BadRecurrence => "bad_recurrence",
            Self::PastActivity => "past_activity",
        }
    }

    /// What becomes of the record.
    pub const fn severity(self) -> Severity {
        match self {
            Self::MissingName
            | Self::BadProperty
            | Self::IdFromProperty
            | Self::TakenAsWgs84
            | Self::UnknownStatus
            | Self::ReservedId
            | Self::UnknownWord
            | Self::UnparsedHours
            | Self::SuspiciousHours
            | Self::DanglingReference
            | Self::LikelySwapped
            | Self::FarOff
            | Self::CoLocated
            | Self::BadActivity
            | Self::BadRecurrence
            | Self::PastActivity => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Issue {
    /// What becomes of the record.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.file))?;
        if let Some(feature) = self.feature {
            write!(f, ", feature {feature}")?;
        }
        if let Some(id) = &self.id {
            write!(f, " ({})", shown(id))?;
        }
        let (severity, code) = (self.severity().key(), self.code.key());
        write!(f, ": {severity} {code}: {}", shown(&self.message))
    }
}

/// A fault of a record, before it is known which record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: IssueCode,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn new(code: IssueCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: shown(&message.into()).into_owned(),
        }
    }
}
