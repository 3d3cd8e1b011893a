//! The kinds of faults of rows, under stable names.
//!
//! Where a station file knows the same fault, it has the same name.

use crate::dataset::IssueCode;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A member of `features` is no GeoJSON feature.
    NotGeojson,
    /// A cell of a body is no object, or its members are not those of a cell.
    BadCell,
    /// A field that is needed is not UTF-8.
    NotUtf8,
    /// A quote is opened and never closed.
    UnclosedQuote,
    /// The row has more or fewer fields than the header.
    WrongFieldCount,
    /// The id is longer than the cap or has control characters.
    BadId,
    /// There are no coordinates, or they cannot be read.
    NoPosition,
    /// The geometry is neither a point nor an area.
    UnsupportedGeometry,
    /// The coordinates are no place on Earth.
    OutOfRange,
    /// The coordinates are no place on Earth, but are one the other way round.
    SwappedLonLat,
    /// The coordinates lie where the file's datum does not exist.
    OutsideDatumArea,
    /// The population is missing, no number, negative or beyond all reason.
    BadPopulation,
    /// The id was given before; the first is kept.
    DuplicateId,
    /// The row has no id; it is kept under a made one.
    MissingId,
    /// The coordinates are 0, 0; the row is kept, its people count.
    NullIsland,
    /// The district is left out, the row is kept.
    BadDistrict,
    /// A column names a datum and is not read; all rows are kept.
    DatumNotRead,
}

impl Code {
    /// Every code, those of rows that are left out first.
    pub(super) const ALL: [Self; 17] = [
        Self::NotGeojson,
        Self::BadCell,
        Self::NotUtf8,
        Self::UnclosedQuote,
        Self::WrongFieldCount,
        Self::BadId,
        Self::NoPosition,
        Self::UnsupportedGeometry,
        Self::OutOfRange,
        Self::SwappedLonLat,
        Self::OutsideDatumArea,
        Self::BadPopulation,
        Self::DuplicateId,
        Self::MissingId,
        Self::NullIsland,
        Self::BadDistrict,
        Self::DatumNotRead,
    ];

    /// The stable name.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NotGeojson => "not_geojson",
            Self::BadCell => "bad_cell",
            Self::NotUtf8 => "not_utf8",
            Self::UnclosedQuote => "unclosed_quote",
            Self::WrongFieldCount => "wrong_field_count",
            Self::BadId => "bad_id",
            Self::NoPosition => "no_position",
            Self::UnsupportedGeometry => "unsupported_geometry",
            Self::OutOfRange => "out_of_range",
            Self::SwappedLonLat => "swapped_lon_lat",
            Self::OutsideDatumArea => "outside_datum_area",
            Self::BadPopulation => "bad_population",
            Self::DuplicateId => "duplicate_id",
            Self::MissingId => "missing_id",
            Self::NullIsland => "null_island",
            Self::BadDistrict => "bad_district",
            Self::DatumNotRead => "datum_not_read",
        }
    }

    /// Whether a row that has it is kept.
    pub(super) const fn is_kept(self) -> bool {
        matches!(
            self,
            Self::MissingId | Self::NullIsland | Self::BadDistrict | Self::DatumNotRead
        )
    }
}

impl From<IssueCode> for Code {
    /// What the reader of features finds; it looks at no other part of a row.
    fn from(code: IssueCode) -> Self {
        match code {
            IssueCode::NoPosition => Self::NoPosition,
            IssueCode::UnsupportedGeometry => Self::UnsupportedGeometry,
            IssueCode::OutOfRange => Self::OutOfRange,
            IssueCode::SwappedLonLat => Self::SwappedLonLat,
            IssueCode::OutsideDatumArea => Self::OutsideDatumArea,
            _ => Self::NotGeojson,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_station_files_know_too_has_the_same_name() {
        for code in IssueCode::ALL {
            let ours = Code::from(code);
            assert!(ours == Code::NotGeojson || ours.key() == code.key());
        }
    }

    #[test]
    fn every_code_stands_in_the_list_at_its_own_place() {
        for (place, code) in Code::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, place);
        }
    }
}
