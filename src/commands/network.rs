//! The street map that `--network` names.

use std::path::Path;
use std::time::Instant;

use super::progress::Bar;
use super::{CommandError, warn};
use crate::cli::NetworkArgs;
use crate::network::Network;
use crate::network::osm::{self, MAX_NAMES_PBF_BYTES, MapName, OsmError, OsmFile};
use crate::network::snap::{DEFAULT_SNAP_LIMIT_M, MAX_SNAP_LIMIT_M};
use crate::travel::Mode;

/// Reads the map, if one is named, for all modes, with a progress bar.
pub(super) fn read_network(args: &NetworkArgs) -> Result<Option<Network>, CommandError> {
    let snap_limit_m = snap_limit_m(args.snap_limit_m.as_deref())?;
    let Some(path) = &args.network else {
        return Ok(None);
    };
    let stopwatch = Instant::now();
    let file = read_osm(path)?;
    let network = Network::build(&file.name, &file.streets, snap_limit_m);
    for mode in Mode::ALL {
        let graph = network.of(mode);
        tracing::info!(
            mode = mode.key(),
            nodes = graph.positions().len(),
            edges = graph.edges().len(),
            "streets of a mode"
        );
    }
    let seconds = stopwatch.elapsed().as_secs_f64();
    tracing::info!(file = file.name, seconds, "streets read");
    Ok(Some(network))
}

/// Reads the streets of a map, with a progress bar.
pub(super) fn read_osm(path: &Path) -> Result<OsmFile, CommandError> {
    let bar = Bar::new("reading streets");
    osm::read(path, &|done, total| bar.show(done, total)).map_err(|error| unread(path, &error))
}

/// Reads the names of its streets and districts; of a file that is too large for that there are
/// none, which is said.
pub(super) fn read_names(path: &Path) -> Result<Vec<MapName>, CommandError> {
    let bar = Bar::new("reading names");
    let names = osm::read_names(path).map_err(|error| unread(path, &error))?;
    drop(bar);
    Ok(names.unwrap_or_else(|| {
        warn(&[format!(
            "the names of {} are not read: only those of files up to {} MiB are; gaps are named by the nearest station",
            path.display(),
            MAX_NAMES_PBF_BYTES >> 20
        )]);
        Vec::new()
    }))
}

fn unread(path: &Path, error: &OsmError) -> CommandError {
    CommandError::option("network", format!("{} {error}", path.display()))
}

/// The snap limit from its text, if one is given, metres.
pub(super) fn snap_limit_m(given: Option<&str>) -> Result<f64, CommandError> {
    let Some(text) = given else {
        return Ok(DEFAULT_SNAP_LIMIT_M);
    };
    text.trim()
        .parse()
        .ok()
        .filter(|metres| (0.0..=MAX_SNAP_LIMIT_M).contains(metres))
        .ok_or_else(|| {
            let detail = format!("must be metres within 0 and {MAX_SNAP_LIMIT_M}, got '{text}'");
            CommandError::option("snap-limit-m", detail)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snap_limit_lies_within_its_bounds() {
        for (text, is_taken) in [
            ("0", true),
            ("300", true),
            ("5000", true),
            ("5000.1", false),
            ("-1", false),
            ("NaN", false),
            ("far", false),
        ] {
            assert_eq!(snap_limit_m(Some(text)).is_ok(), is_taken, "{text}");
        }
    }
}
