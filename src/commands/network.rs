//! The street map that `--network` names, read and ready to be asked.

use std::time::Instant as Stopwatch;

use indicatif::{ProgressBar, ProgressStyle};

use super::CommandError;
use crate::cli::NetworkArgs;
use crate::network::snap::MAX_SNAP_LIMIT_M;
use crate::network::{Network, osm};
use crate::travel::Mode;

/// Reads the map, if one is named; `bar` hears how far it is.
pub(super) fn read_network(
    args: &NetworkArgs,
    bar: &ProgressBar,
) -> Result<Option<Network>, CommandError> {
    let snap_limit_m = snap_limit_m(&args.snap_limit_m)?;
    let Some(path) = &args.network else {
        return Ok(None);
    };
    let stopwatch = Stopwatch::now();
    let read = osm::read(path, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let file = read
        .map_err(|error| CommandError::option("network", format!("{} {error}", path.display())))?;
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

/// A bar on standard error, which shows itself on terminals only.
pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    // The template is a constant; without it the bar has another look.
    if let Ok(style) = ProgressStyle::with_template("reading the streets {wide_bar} {percent} %") {
        bar.set_style(style);
    }
    bar
}

fn snap_limit_m(text: &str) -> Result<f64, CommandError> {
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
            assert_eq!(snap_limit_m(text).is_ok(), is_taken, "{text}");
        }
    }
}
