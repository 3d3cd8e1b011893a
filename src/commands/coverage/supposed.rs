//! What is supposed: stations that are added, closed, or open at other hours.

use crate::cli::CoverageArgs;
use crate::commands::planning::Job;
use crate::commands::progress::{Bar, READING_STATIONS};
use crate::commands::{CommandError, hours_settings, load_stations, sources, warn};
use crate::coverage::run::{Supposed, SupposedHours};
use crate::dataset::shown::{shortened, shown};
use crate::dataset::{Issue, IssueCode, Loaded, Severity};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;

/// Ids that are named in one message.
const MAX_IDS_NAMED: usize = 20;

/// Whether anything is supposed.
pub(super) const fn is_any(args: &CoverageArgs) -> bool {
    !(args.add.is_empty() && args.close.is_empty() && args.set_hours.is_empty())
}

/// Refuses what would be passed over.
pub(super) fn check(args: &CoverageArgs) -> Result<(), CommandError> {
    let question = &args.planner.question;
    if !args.set_hours.is_empty() && question.at.is_none() && !question.week {
        let detail = "needs --at or --week: without them no hours are looked at";
        return Err(CommandError::option("set-hours", detail));
    }
    Ok(())
}

/// Gives the job the stations that are supposed; `None` if nothing is.
pub(super) fn suppose(
    args: &CoverageArgs,
    job: &mut Job,
) -> Result<Option<Supposed>, CommandError> {
    if !is_any(args) {
        return Ok(None);
    }
    let (mut loaded, today) = load(args, job)?;
    let added = added(args, job, &loaded)?;
    let closed = closed(args, &loaded)?;
    let hours = set_hours(args, &mut loaded, &closed)?;
    let rows: Vec<StationIdx> = closed.iter().filter_map(|id| find(&loaded, id)).collect();
    loaded.close(&rows);
    job.take(
        &args.planner,
        Snapshot::build(loaded, job.generated_at, today),
    )?;
    Ok(Some(Supposed {
        added,
        closed: closed.into_iter().map(str::to_owned).collect(),
        hours,
    }))
}

/// The stations of the job and those that are added, as one set.
fn load(args: &CoverageArgs, job: &Job) -> Result<(Loaded, chrono::NaiveDate), CommandError> {
    let (planner, settings) = (&args.planner, hours_settings(&args.planner.hours)?);
    let today = settings.today;
    let bar = Bar::new(READING_STATIONS);
    let mut files = planner.stations.clone();
    if files.is_empty() {
        files = sources(&files, &planner.fetch)?.files();
    }
    files.extend(args.add.iter().cloned());
    let loaded = match load_stations(&sources(&files, &planner.fetch)?, settings, &bar) {
        Err(CommandError::Load(error)) => {
            refuse_twice(args, error.issues())?;
            return Err(error.into());
        }
        loaded => loaded?,
    };
    let before = job.snapshot.sources().iter().map(|source| &source.sha256);
    let now = loaded.sources.iter().map(|source| &source.sha256);
    let n_before = job.snapshot.sources().len();
    if !before.eq(now.take(n_before)) {
        let detail = "has changed while it was read; start again";
        return Err(CommandError::option("stations", detail));
    }
    Ok((loaded, today))
}

/// The ids of the added stations. One that is a station already is refused; other records that
/// cannot be used are told.
fn added(args: &CoverageArgs, job: &Job, loaded: &Loaded) -> Result<Vec<String>, CommandError> {
    let n_before = job.snapshot.sources().len();
    refuse_twice(args, &loaded.issues)?;
    let issues = loaded
        .issues
        .iter()
        .filter(|issue| is_of_added(args, issue));
    let refused = issues.filter(|issue| issue.code.severity() == Severity::Error);
    let told = refused.take(MAX_IDS_NAMED).map(|issue| {
        let (file, feature) = (shown(&issue.file), issue.feature.unwrap_or_default());
        let message = shown(&issue.message);
        format!("{file}, feature {feature}, is not added: {message}")
    });
    warn(&told.collect::<Vec<_>>());
    let rows = loaded.stations.iter();
    let added = rows.filter(|station| usize::from(station.file.0) >= n_before);
    let added: Vec<String> = added.map(|station| station.id.0.to_string()).collect();
    if added.is_empty() && !args.add.is_empty() {
        return Err(CommandError::option("add", "has no station"));
    }
    Ok(added)
}

/// The ids of the stations that are closed; each must be there.
fn closed<'a>(args: &'a CoverageArgs, loaded: &Loaded) -> Result<Vec<&'a str>, CommandError> {
    let mut closed: Vec<&str> = Vec::new();
    let mut unknown = Vec::new();
    for id in &args.close {
        if find(loaded, id).is_none() {
            unknown.push(&**id);
        } else if !closed.contains(&&**id) {
            closed.push(id);
        }
    }
    refuse_unknown("close", &unknown)?;
    if closed.len() == loaded.stations.len() {
        let detail = "would close every station; leave one";
        return Err(CommandError::option("close", detail));
    }
    Ok(closed)
}

/// Sets the hours of stations that are not closed; each must be there and each text understood.
fn set_hours(
    args: &CoverageArgs,
    loaded: &mut Loaded,
    closed: &[&str],
) -> Result<Vec<SupposedHours>, CommandError> {
    let wrong = |detail: String| CommandError::option("set-hours", detail);
    let mut unknown = Vec::new();
    let mut all: Vec<SupposedHours> = Vec::new();
    for setting in &args.set_hours {
        let Some((id, text)) = id_and_text(loaded, setting) else {
            unknown.push(setting.split('=').next().unwrap_or_default());
            continue;
        };
        let shown_id = shortened(id);
        if closed.contains(&id) || all.iter().any(|one| one.id == id) {
            return Err(wrong(format!("{shown_id} is closed or set twice")));
        }
        let Some(idx) = find(loaded, id) else {
            continue;
        };
        let before = loaded.stations[idx.row()].opening_hours.as_deref();
        let before = before.map(str::to_owned);
        let suspicious = loaded
            .set_hours(idx, text)
            .map_err(|error| wrong(shown(&format!("{shown_id}: {error}")).into_owned()))?;
        let told = suspicious
            .iter()
            .map(|one| shown(&format!("--set-hours {shown_id}: {one}")).into_owned());
        warn(&told.collect::<Vec<_>>());
        all.push(SupposedHours {
            id: id.to_owned(),
            before,
            after: text.to_owned(),
        });
    }
    refuse_unknown("set-hours", &unknown)?;
    Ok(all)
}

/// A setting at the last `=` before which there is the id of a station: ids may hold one too.
fn id_and_text<'a>(loaded: &Loaded, setting: &'a str) -> Option<(&'a str, &'a str)> {
    let ends = setting.match_indices('=').map(|(end, _)| end);
    let mut settings = ends
        .rev()
        .map(|end| (&setting[..end], setting[end + 1..].trim()));
    settings.find(|(id, _)| find(loaded, id).is_some())
}

fn is_of_added(args: &CoverageArgs, issue: &Issue) -> bool {
    let mut files = args.add.iter();
    files.any(|file| file.display().to_string() == issue.file)
}

/// Refuses ids that are given twice: which of the stations is meant would not be said.
fn refuse_twice(args: &CoverageArgs, issues: &[Issue]) -> Result<(), CommandError> {
    let twice = issues
        .iter()
        .filter(|issue| issue.code == IssueCode::DuplicateId && is_of_added(args, issue));
    let ids: Vec<&str> = twice.filter_map(|issue| issue.id.as_deref()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let ids = are(&ids, "is a station already", "are stations already");
    Err(CommandError::option(
        "add",
        format!("{ids}; give other ids"),
    ))
}

fn find(loaded: &Loaded, id: &str) -> Option<StationIdx> {
    loaded.rows_by_id.find(id, &loaded.stations)
}

fn refuse_unknown(option: &str, ids: &[&str]) -> Result<(), CommandError> {
    if ids.is_empty() {
        return Ok(());
    }
    let detail = are(ids, "is no station", "are no stations");
    Err(CommandError::option(option, detail))
}

/// Ids and what they are.
fn are(ids: &[&str], one: &str, several: &str) -> String {
    let named: Vec<String> = ids
        .iter()
        .take(MAX_IDS_NAMED)
        .map(|id| shortened(id))
        .collect();
    let more = if ids.len() > named.len() { ", …" } else { "" };
    let verb = if ids.len() == 1 { one } else { several };
    format!("{}{more} {verb}", named.join(", "))
}
