//! The files that a run is made from, as its results name them.

use std::path::Path;

use crate::cli::HoursArgs;
use crate::clock::UnixTime;
use crate::commands::CommandError;
use crate::commands::holidays::{read_bytes, read_table, table_setting};
use crate::coverage::run::{InputFile, InputRole};
use crate::dataset::bytes::sha256_in_hex;
use crate::demand::DemandFile;
use crate::network::osm::OsmFile;
use crate::snapshot::Snapshot;

/// The variable that results which are to be the same bytes in every run are dated by, as tools of
/// reproducible builds have it: seconds since 1970.
const FIXED_DATE: &str = "SOURCE_DATE_EPOCH";

/// The last of them: the end of the year 2099.
const MAX_FIXED_DATE: i64 = 4_102_444_799;

/// The moment that a run is dated by, and takes for now.
pub fn now() -> Result<UnixTime, CommandError> {
    let text = std::env::var(FIXED_DATE).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(UnixTime::now());
    }
    let unix_s = text.trim().parse().ok();
    let is_dated = |unix_s: &i64| (0..=MAX_FIXED_DATE).contains(unix_s);
    let unix_s = unix_s.filter(is_dated).ok_or_else(|| {
        let kind = std::io::ErrorKind::InvalidInput;
        let cause = std::io::Error::new(kind, "seconds since 1970 are wanted");
        CommandError::io(FIXED_DATE)(cause)
    })?;
    Ok(UnixTime { unix_s })
}

/// The stations, the demand and the street map.
pub fn files(
    snapshot: &Snapshot,
    demand: &DemandFile,
    streets: Option<&OsmFile>,
) -> Vec<InputFile> {
    let stations = snapshot.sources().iter().map(|source| InputFile {
        role: InputRole::Stations,
        name: file_name(&source.file),
        rows: source.n_features,
        sha256: source.sha256.clone(),
    });
    let demand = self::demand(demand);
    let streets = streets.map(|streets| InputFile {
        role: InputRole::Network,
        name: streets.name.clone(),
        rows: streets.streets.segments.len(),
        sha256: streets.sha256.clone(),
    });
    stations.chain([demand]).chain(streets).collect()
}

/// The demand.
pub fn demand(demand: &DemandFile) -> InputFile {
    InputFile {
        role: InputRole::Demand,
        name: demand.name.clone(),
        rows: demand.demand.n_rows,
        sha256: demand.sha256.clone(),
    }
}

/// The tables of days off that were given, with their years counted as records.
pub fn holidays(args: &HoursArgs) -> Result<Vec<InputFile>, CommandError> {
    let input = |setting: &String| {
        let (_, file) = table_setting(setting);
        Ok(InputFile {
            role: InputRole::Holidays,
            name: file_name(file),
            rows: read_table(file)?.known_years().len(),
            sha256: sha256_in_hex(&read_bytes(file)?),
        })
    };
    args.holidays.iter().map(input).collect()
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(
        || path.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
