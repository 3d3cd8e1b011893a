//! `yizhan audit`: what an inspection asks of a list, as figures, a table and a page.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::progress::Bar;
use super::{CommandError, Exit, hours_settings, refuse, sources};
use crate::audit::{
    Audit, Criterion, MAX_RULES_BYTES, MAX_STALE_DAYS, Settings, StarRules, Verdict, audit,
    write_all,
};
use crate::cli::AuditArgs;
use crate::clock::UnixTime;
use crate::dataset::shown::shown;
use crate::dataset::{LoadError, LoadSettings, MAX_ISSUES_LISTED_A_CODE};
use crate::request::{Params, single};

/// Loads, judges, writes, and prints the figures.
pub(super) fn run(args: &AuditArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let mut hours = hours_settings(&args.data.hours)?;
    let settings = Settings {
        at: moment(args, &hours)?,
        zone: hours.zone,
        stale_days: stale_days(&args.stale_days)?,
        rules: rules(args.stars.as_deref())?,
        has_bundled_rules: args.stars.is_none(),
    };
    hours.today = settings.date();
    let bar = Bar::new(super::progress::READING_STATIONS);
    let load_settings = LoadSettings {
        hours,
        issues_kept_a_code: MAX_ISSUES_LISTED_A_CODE,
    };
    let sources = sources(&args.data.files, &args.data.fetch)?;
    let loaded = match sources.load(load_settings, &|done, total| bar.show(done, total)) {
        Err(LoadError::NoFiles) => return Err(CommandError::NoFiles),
        loaded => loaded?,
    };
    bar.turn_to("judging stations");
    let judged = audit(&loaded, &settings);
    let written = match &args.out {
        Some(folder) => write_all(folder, &judged)?,
        None => Vec::new(),
    };
    drop(bar);
    let text = text(&judged, &written);
    write!(out, "{text}").map_err(CommandError::io("writing the figures"))?;
    Ok(if judged.has_faults() {
        Exit::FaultsFound
    } else {
        Exit::Done
    })
}

fn moment(
    args: &AuditArgs,
    hours: &crate::hours::schedules::HoursSettings,
) -> Result<UnixTime, CommandError> {
    let at = args.at.iter().map(|at| ("at", at.as_str()));
    let params = Params::from_pairs(at, &[single("at")]).map_err(refuse)?;
    params.at(hours.zone, UnixTime::now()).map_err(refuse)
}

fn stale_days(text: &str) -> Result<u16, CommandError> {
    let days = text.parse().ok();
    let days = days.filter(|days| (1..=MAX_STALE_DAYS).contains(days));
    days.ok_or_else(|| {
        let found = shown(text);
        let detail = format!("'{found}' is no whole number of days from 1 to {MAX_STALE_DAYS}");
        CommandError::option("stale-days", detail)
    })
}

/// The rules of a file, or the bundled ones.
fn rules(path: Option<&Path>) -> Result<StarRules, CommandError> {
    let Some(path) = path else {
        return StarRules::bundled().map_err(|error| CommandError::option("stars", error));
    };
    let wrong = |detail: String| {
        let detail = format!("{} {detail}", path.display());
        CommandError::option("stars", shown(&detail))
    };
    let text = std::fs::File::open(path).and_then(|file| {
        let mut text = String::new();
        file.take(MAX_RULES_BYTES + 1).read_to_string(&mut text)?;
        Ok(text)
    });
    let text = text.map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if text.len() as u64 > MAX_RULES_BYTES {
        return Err(wrong(format!(
            "has more than {MAX_RULES_BYTES} bytes, which is the most"
        )));
    }
    StarRules::parse(&text).map_err(|error| wrong(error.to_string()))
}

/// The figures, within 80 columns.
fn text(audit: &Audit<'_>, written: &[PathBuf]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{:<18} {:>8} {:>8} {:>8}", "", "yes", "no", "unknown");
    for criterion in Criterion::ALL {
        let count = |verdict| audit.count(criterion, verdict);
        let _ = writeln!(
            text,
            "{:<18} {:>8} {:>8} {:>8}",
            criterion.key(),
            count(Verdict::Yes),
            count(Verdict::No),
            count(Verdict::Unknown)
        );
    }
    let _ = writeln!(text);
    for line in sentences(audit) {
        let _ = writeln!(text, "{line}");
    }
    for path in written {
        let _ = writeln!(text, "wrote {}", shown(&path.display().to_string()));
    }
    text
}

fn sentences(audit: &Audit<'_>) -> Vec<String> {
    let n_claiming = audit
        .stations
        .iter()
        .filter(|one| one.stars.claimed.is_some());
    let mut lines = vec![
        format!("{} stations", audit.stations.len()),
        format!(
            "{} claim stars, {} of them more than they can carry",
            n_claiming.count(),
            audit.n_overrated()
        ),
        format!("{} may be the same place as another", audit.pairs.len()),
        format!("{} are at a position in doubt", audit.misplaced.len()),
    ];
    if let Some(equal) = &audit.equal_hours {
        lines.push(format!(
            "{} of {} with hours have the same hours",
            equal.n_stations, equal.n_with_hours
        ));
    }
    if audit.n_refused() > 0 {
        lines.push(format!(
            "{} records are no stations; `yizhan check` tells why",
            audit.n_refused()
        ));
    }
    lines
}
