//! Why a whole demand file is refused.

use super::{
    DemandFormat, DemandIssue, IssueCount, MAX_COLUMNS, MAX_HEADER_BYTES, MAX_ROWS,
    MAX_UNPACKED_BYTES,
};
use crate::dataset::shown::{shortened, shown};
use crate::dataset::{FaultKind, MAX_FILE_BYTES};
use crate::datum::Datum;

/// How many names of columns a message shows.
const MAX_NAMES_SHOWN: usize = 20;

/// A demand file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", shown(&format!("{name} {fault}")))]
pub struct DemandError {
    /// The file, as its reader named it.
    pub name: String,
    /// What is wrong with it.
    pub fault: DemandFault,
}

/// What is wrong with a demand file.
#[derive(Debug, thiserror::Error)]
pub enum DemandFault {
    /// It cannot be read, or is no GeoJSON though it begins like it.
    #[error(transparent)]
    File(FaultKind),
    /// It is larger than [`MAX_FILE_BYTES`].
    #[error("has {bytes} bytes, {MAX_FILE_BYTES} is the most; leave out columns that are not read")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It holds more than [`MAX_ROWS`] rows.
    #[error("has more than {MAX_ROWS} rows, which is the most; join cells or cut the area")]
    TooManyRows,
    /// It is empty.
    #[error("is empty; a CSV with the columns id, lon, lat, population or GeoJSON is wanted")]
    Empty,
    /// It is no text at all.
    #[error("is not text ({found}); save it as CSV in UTF-8 or as GeoJSON")]
    NotText {
        /// What it is instead, as far as can be told.
        found: &'static str,
    },
    /// It cannot be read as columns.
    #[error("cannot be read as Parquet or as a stream of Arrow: {what}")]
    NoColumns {
        /// What is wrong, as its reader says.
        what: String,
    },
    /// A column is of a type that is not read.
    #[error(
        "has a column `{name}` of the type {}; {wanted} is wanted",
        shortened(found)
    )]
    ColumnType {
        /// The column.
        name: &'static str,
        /// Its type, as Arrow has it.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// Its columns are larger than [`MAX_UNPACKED_BYTES`] without their compression.
    #[error(
        "has columns of {bytes} bytes when unpacked, {MAX_UNPACKED_BYTES} is the most; cut the area"
    )]
    UnpacksTooLarge {
        /// What they say.
        bytes: u64,
    },
    /// Its CSV header is longer than [`MAX_HEADER_BYTES`].
    #[error(
        "has a header of more than {MAX_HEADER_BYTES} bytes, which is the most; is a quote in it \
         never closed?"
    )]
    LongHeader,
    /// Its CSV header has more than [`MAX_COLUMNS`] columns.
    #[error("has {n_columns} columns, {MAX_COLUMNS} is the most")]
    TooManyColumns {
        /// How many it has.
        n_columns: usize,
    },
    /// Its CSV header lacks columns that are needed.
    #[error(
        "has no column {}; it has {}; wanted are {}",
        lines_of(missing),
        shown_names(found),
        wanted.join(", ")
    )]
    MissingColumns {
        /// Those that are wanted and not there.
        missing: Vec<MissingColumn>,
        /// Those that are there.
        found: Vec<String>,
        /// All that are wanted.
        wanted: &'static [&'static str],
    },
    /// Several columns of its CSV header could be the one that is wanted.
    #[error(
        "has columns of one meaning: {} could both be `{wanted}`; keep one",
        shown_names(found)
    )]
    AmbiguousColumn {
        /// The one that is wanted.
        wanted: &'static str,
        /// Those that could be it.
        found: Vec<String>,
    },
    /// Its coordinates are not longitude and latitude on WGS-84, as its `crs` says.
    #[error(
        "has the coordinate reference system {crs}; reproject it to longitude and latitude, as \
         in `ogr2ogr -t_srs EPSG:4326 demand.geojson <file>`"
    )]
    ForeignCrs {
        /// The system as the file names it.
        crs: String,
    },
    /// It names another datum than the caller.
    #[error(
        "says that it is in {}, not in {}; leave one of them out",
        own.key(),
        given.key()
    )]
    OtherDatum {
        /// What the file says.
        own: Datum,
        /// What the caller says.
        given: Datum,
    },
    /// No coordinates of it are degrees: those of a projection, most likely.
    #[error(
        "has no coordinates in degrees: {example}. If they are metres of a projection, reproject \
         them to longitude and latitude, as in `ogr2ogr -s_srs EPSG:<its code> -t_srs EPSG:4326 {}\
         demand.geojson <file>`",
        columns_option(*format)
    )]
    Projected {
        /// What was found first, and where.
        example: String,
        /// What kind of file it is.
        format: DemandFormat,
    },
    /// Not one row of it can be used.
    #[error("holds no usable row among its {n_rows}{}", first_of(issues, *format))]
    NoUsableRow {
        /// Its rows.
        n_rows: usize,
        /// What is wrong with the first of them.
        issues: Vec<DemandIssue>,
        /// How many rows have which fault.
        issue_counts: Vec<IssueCount>,
        /// What kind of file it is.
        format: DemandFormat,
    },
}

/// A column that is wanted and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its name.
    pub wanted: &'static str,
    /// A column of the file that may be meant.
    pub did_you_mean: Option<String>,
}

impl From<FaultKind> for DemandFault {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::TooLarge { bytes } => Self::TooLarge { bytes },
            FaultKind::ForeignCrs { crs } => Self::ForeignCrs { crs },
            kind => Self::File(kind),
        }
    }
}

/// The place of an issue and what it says.
pub(super) fn in_words(issue: &DemandIssue, format: DemandFormat) -> String {
    format!("{} {}: {}", format.row_word(), issue.row, issue.message)
}

fn first_of(issues: &[DemandIssue], format: DemandFormat) -> String {
    issues.first().map_or_else(String::new, |first| {
        format!("; the first is {}", in_words(first, format))
    })
}

/// How GDAL is told which columns of a CSV are the coordinates.
const fn columns_option(format: DemandFormat) -> &'static str {
    match format {
        DemandFormat::Csv => "-oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat ",
        DemandFormat::GeoJson | DemandFormat::Columns => "",
    }
}

fn lines_of(missing: &[MissingColumn]) -> String {
    let named = missing.iter().map(|column| match &column.did_you_mean {
        Some(found) => format!("`{}` (is it `{}`?)", column.wanted, shortened(found)),
        None => format!("`{}`", column.wanted),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn shown_names(names: &[String]) -> String {
    let mut shown: Vec<String> = names
        .iter()
        .take(MAX_NAMES_SHOWN)
        .map(|name| shortened(name.trim()))
        .collect();
    if names.len() > MAX_NAMES_SHOWN {
        shown.push(format!("and {} more", names.len() - MAX_NAMES_SHOWN));
    }
    shown.join(", ")
}
