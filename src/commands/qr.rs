//! `yizhan qr`: sheets with QR codes to print and hang up at the doors.

use std::io::Write;

use super::progress::Bar;
use super::{CommandError, Exit, hours_settings, sources, whole_file};
use crate::cli::QrArgs;
use crate::dataset::shown::shown;
use crate::dataset::{LoadError, LoadSettings, Loaded, MAX_ISSUES_LISTED_A_CODE};
use crate::http::BaseUrl;
use crate::sheets::sheets_html;
use crate::station::Station;

/// Loads, writes the page, and says how many sheets it has.
pub(super) fn run(args: &QrArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let url = BaseUrl::parse(&args.public_url)
        .map_err(|error| CommandError::option("public-url", error))?;
    let bar = Bar::new(super::progress::READING_STATIONS);
    let settings = LoadSettings {
        hours: hours_settings(&args.data.hours)?,
        issues_kept_a_code: MAX_ISSUES_LISTED_A_CODE,
    };
    let sources = sources(&args.data.files, &args.data.fetch)?;
    let loaded = match sources.load(settings, &|done, total| bar.show(done, total)) {
        Err(LoadError::NoFiles) => return Err(CommandError::NoFiles),
        loaded => loaded?,
    };
    drop(bar);
    let stations = chosen(&loaded, &args.station)?;
    let page = sheets_html(&stations, url.as_str())
        .map_err(|error| CommandError::option("station", error))?;
    whole_file::write(&args.out, &page).map_err(CommandError::io("--out"))?;
    let (n, path) = (stations.len(), args.out.display());
    writeln!(out, "{n} sheets in {path}").map_err(CommandError::io("writing the figures"))?;
    Ok(Exit::Done)
}

/// The named stations in the order named, or all.
fn chosen<'a>(loaded: &'a Loaded, ids: &[String]) -> Result<Vec<&'a Station>, CommandError> {
    if ids.is_empty() {
        return Ok(loaded.stations.iter().collect());
    }
    let find = |id: &String| {
        let row = loaded.rows_by_id.find(id, &loaded.stations);
        let missing = || format!("the files have no station '{}'", shown(id));
        row.map(|idx| &loaded.stations[idx.row()])
            .ok_or_else(|| CommandError::option("station", missing()))
    };
    ids.iter().map(find).collect()
}
