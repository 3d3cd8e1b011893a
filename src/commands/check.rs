//! `yizhan check`: everything that is wrong with station files.

mod groups;
mod text;

use std::io::{ErrorKind, Write};

use chrono::NaiveDate;
use serde::Serialize;

use self::groups::Group;
use super::progress::Bar;
use super::{CommandError, Exit, hours_settings, refuse, sources};
use crate::cli::{CheckArgs, ReportFormat};
use crate::clock::{UnixTime, Zone};
use crate::dataset::{
    FaultKind, FileFault, Issue, IssueCode, Issues, LoadError, LoadSettings,
    MAX_ISSUES_LISTED_A_CODE, Severity,
};
use crate::request::{Params, single};

/// The report as JSON.
#[derive(Serialize)]
struct Report<'a> {
    stations: usize,
    errors: usize,
    warnings: usize,
    faults: Vec<FaultBody<'a>>,
    codes: Vec<CodeBody>,
    groups: Vec<GroupBody<'a>>,
    issues: Vec<IssueBody<'a>>,
}

/// How many findings of a code there are, those that are not listed included.
#[derive(Serialize)]
struct CodeBody {
    code: &'static str,
    severity: &'static str,
    count: usize,
}

/// Findings of one code that say the same.
#[derive(Serialize)]
struct GroupBody<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    count: usize,
    places: Vec<PlaceBody<'a>>,
}

/// Where a finding is.
#[derive(Serialize)]
struct PlaceBody<'a> {
    file: &'a str,
    feature: Option<usize>,
    id: Option<&'a str>,
}

/// A file that cannot be used at all.
#[derive(Serialize)]
struct FaultBody<'a> {
    file: &'a str,
    message: String,
}

#[derive(Serialize)]
struct IssueBody<'a> {
    file: &'a str,
    feature: Option<usize>,
    id: Option<&'a str>,
    code: &'static str,
    severity: &'static str,
    message: &'a str,
}

/// The result of a load, successful or not.
struct Findings<'a> {
    stations: usize,
    issues: &'a Issues,
    faults: &'a [FileFault],
}

/// Prints what was found; warnings alone do not count as faults.
pub(super) fn check(args: &CheckArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let mut settings = hours_settings(&args.data.hours)?;
    settings.today = first_day_tried(args, settings.zone)?;
    let bar = Bar::new("checking stations");
    let settings = LoadSettings {
        hours: settings,
        issues_kept_a_code: MAX_ISSUES_LISTED_A_CODE,
    };
    let sources = sources(&args.data.files, &args.data.fetch)?;
    let loaded = sources.load(settings, &|done, total| bar.show(done, total));
    drop(bar);
    match loaded {
        Ok(loaded) => {
            let findings = Findings {
                stations: loaded.stations.len(),
                issues: &loaded.issues,
                faults: &[],
            };
            findings.print(args, out)?;
            Ok(findings.exit())
        }
        Err(LoadError::Files { faults, issues }) => {
            let findings = Findings {
                stations: 0,
                issues: &issues,
                faults: &faults,
            };
            findings.print(args, out)?;
            if faults.iter().any(|fault| is_unreadable(&fault.kind)) {
                return Err(LoadError::Files { faults, issues }.into());
            }
            Ok(Exit::FaultsFound)
        }
        Err(LoadError::NoFiles) => Err(CommandError::NoFiles),
        Err(error) => Err(error.into()),
    }
}

/// The first day that the hours' lints examine: that of the moment given, or today.
fn first_day_tried(args: &CheckArgs, zone: Zone) -> Result<NaiveDate, CommandError> {
    let at = args.at.iter().map(|at| ("at", at.as_str()));
    let params = Params::from_pairs(at, &[single("at")]).map_err(refuse)?;
    let at = params.at(zone, UnixTime::now()).map_err(refuse)?;
    Ok(zone.local_minute(at).date())
}

/// Whether an issue concerns the file itself, not its records.
fn is_unreadable(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Unreadable(_)
            | FaultKind::TooLarge { .. }
            | FaultKind::Table { .. }
            | FaultKind::NotUtf8 { .. }
            | FaultKind::NotJson { .. }
    )
}

impl Findings<'_> {
    fn count(&self, severity: Severity) -> usize {
        self.issues.counts().with(severity)
    }

    fn exit(&self) -> Exit {
        if self.count(Severity::Error) > 0 || !self.faults.is_empty() {
            Exit::FaultsFound
        } else {
            Exit::Done
        }
    }

    fn print(&self, args: &CheckArgs, out: &mut impl Write) -> Result<(), CommandError> {
        let printed = match args.format {
            ReportFormat::Text => self.print_text(args.all, out),
            ReportFormat::Json => self.print_json(out),
        };
        match printed {
            // The exit code depends on what was found, not on how much of it is read.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            printed => printed.map_err(CommandError::io("writing the report")),
        }
    }

    /// The faults of whole files are among the issues.
    fn print_text(&self, lists_all: bool, out: &mut impl Write) -> std::io::Result<()> {
        if lists_all {
            text::list(self.issues, out)?;
        } else {
            text::grouped(self.issues, out)?;
        }
        writeln!(
            out,
            "{} stations, {} errors, {} warnings",
            self.stations,
            self.count(Severity::Error),
            self.count(Severity::Warning)
        )
    }

    fn print_json(&self, out: &mut impl Write) -> std::io::Result<()> {
        let report = Report {
            stations: self.stations,
            errors: self.count(Severity::Error),
            warnings: self.count(Severity::Warning),
            faults: self.faults.iter().map(FaultBody::of).collect(),
            codes: groups::codes(self.issues).map(CodeBody::of).collect(),
            groups: groups::groups(self.issues)
                .iter()
                .map(GroupBody::of)
                .collect(),
            issues: self.issues.iter().map(IssueBody::of).collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)
    }
}

impl CodeBody {
    const fn of((code, count): (IssueCode, usize)) -> Self {
        Self {
            code: code.key(),
            severity: code.severity().key(),
            count,
        }
    }
}

impl<'a> GroupBody<'a> {
    fn of(group: &Group<'a>) -> Self {
        let first = group.issues.iter().take(groups::MAX_PLACES);
        let place = |issue: &&'a Issue| PlaceBody {
            file: &issue.file,
            feature: issue.feature,
            id: issue.id.as_deref(),
        };
        Self {
            code: group.code.key(),
            severity: group.code.severity().key(),
            message: group.message,
            count: group.issues.len(),
            places: first.map(place).collect(),
        }
    }
}

impl<'a> FaultBody<'a> {
    fn of(fault: &'a FileFault) -> Self {
        Self {
            file: &fault.file,
            message: fault.kind.to_string(),
        }
    }
}

impl<'a> IssueBody<'a> {
    fn of(issue: &'a Issue) -> Self {
        Self {
            file: &issue.file,
            feature: issue.feature,
            id: issue.id.as_deref(),
            code: issue.code.key(),
            severity: issue.code.severity().key(),
            message: &issue.message,
        }
    }
}
