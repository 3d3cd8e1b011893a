//! `yizhan check`: everything that is wrong with station files.

use std::io::{ErrorKind, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::progress::Bar;
use super::{CommandError, Exit, hours_settings, refuse, sources};
use crate::cli::{CheckArgs, ReportFormat};
use crate::clock::{UnixTime, Zone};
use crate::dataset::{
    FaultKind, FileFault, Issue, Issues, LoadError, LoadSettings, MAX_ISSUES_LISTED_A_CODE,
    Severity,
};
use crate::request::{Params, single};

/// The report as JSON.
#[derive(Serialize)]
struct Report<'a> {
    stations: usize,
    errors: usize,
    warnings: usize,
    faults: Vec<FaultBody<'a>>,
    issues: Vec<IssueBody<'a>>,
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

/// Prints every issue; warnings alone do not count as faults.
pub(super) fn check(args: &CheckArgs, out: &mut impl Write) -> Result<Exit, CommandError> {
    let mut settings = hours_settings(&args.hours)?;
    settings.today = first_day_tried(args, settings.zone)?;
    let bar = Bar::new("checking stations");
    let settings = LoadSettings {
        hours: settings,
        issues_kept_a_code: MAX_ISSUES_LISTED_A_CODE,
    };
    let loaded =
        sources(&args.files, &args.fetch)?.load(settings, &|done, total| bar.show(done, total));
    drop(bar);
    match loaded {
        Ok(loaded) => {
            let findings = Findings {
                stations: loaded.stations.len(),
                issues: &loaded.issues,
                faults: &[],
            };
            findings.print(args.format, out)?;
            Ok(findings.exit())
        }
        Err(LoadError::Files { faults, issues }) => {
            let findings = Findings {
                stations: 0,
                issues: &issues,
                faults: &faults,
            };
            findings.print(args.format, out)?;
            if faults.iter().any(|fault| is_unreadable(&fault.kind)) {
                return Err(LoadError::Files { faults, issues }.into());
            }
            Ok(Exit::FaultsFound)
        }
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

    fn print(&self, format: ReportFormat, out: &mut impl Write) -> Result<(), CommandError> {
        let printed = match format {
            ReportFormat::Text => self.print_text(out),
            ReportFormat::Json => self.print_json(out),
        };
        match printed {
            // The exit code depends on what was found, not on how much of it is read.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            printed => printed.map_err(CommandError::io("writing the report")),
        }
    }

    /// The faults of whole files are among the issues.
    fn print_text(&self, out: &mut impl Write) -> std::io::Result<()> {
        for issue in self.issues {
            writeln!(out, "{issue}")?;
        }
        let n_more = self.issues.counts().all() - self.issues.len();
        if n_more > 0 {
            writeln!(
                out,
                "{n_more} more are not listed: {MAX_ISSUES_LISTED_A_CODE} of a code are the most"
            )?;
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
            issues: self.issues.iter().map(IssueBody::of).collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)
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
