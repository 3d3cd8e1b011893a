//! The end of the way: stations are written, proved and compared with the older file.

use serde_json::Value;

use super::draft::Draft;
use super::error::ImportError;
use super::findings::{Findings, LeftOut};
use super::proof::{self, Found};
use super::report::{FindingReport, Report};
use super::settings::Settings;
use super::source_table::SourceTable;
use super::station_file::{self, Changes, Header, Older};

/// How many stations a report shows as they will be served.
const SAMPLE: usize = 3;
/// How many places of a finding are named.
const FIRST_PLACES: usize = 3;

/// Writes the stations, proves them, and compares them with the older file.
pub(super) fn finish(
    older: Option<&[u8]>,
    settings: &Settings,
    drafts: &[Draft],
    tables: &[SourceTable],
    source: Option<&str>,
    findings: &mut Findings,
    report: &mut Report,
) -> Result<Option<String>, ImportError> {
    let placed = drafts
        .iter()
        .filter_map(|draft| Some((draft, draft.position?)));
    let mut features: Vec<(&Draft, String)> = placed
        .map(|(draft, position)| (draft, station_file::feature(draft, position)))
        .collect();
    let header = Header {
        calendar: &settings.calendar,
        source,
    };
    let write = |features: &[(&Draft, String)], kept: &[&str]| {
        let made = features.iter().map(|(_, feature)| feature.as_str());
        station_file::write(&header, made.chain(kept.iter().copied()))
    };
    let place = |draft: &Draft| tables[draft.table].place(draft.row);
    if features.is_empty() {
        return Ok(None);
    }
    let mut found = proof::load(&write(&features, &[]), &settings.hours)?;
    // A load may tell only the first of many errors.
    while found.iter().any(|found| found.is_error) {
        let refused = refuse(&found, &mut features, &place, findings);
        if refused == 0 || features.is_empty() {
            return Ok(None);
        }
        found = proof::load(&write(&features, &[]), &settings.hours)?;
    }
    report.findings = finding_reports(&found, &features, &place);
    report.stations = features.len();
    let first = features.iter().take(SAMPLE);
    report.sample = first
        .filter_map(|(_, feature)| serde_json::from_str::<Value>(feature).ok())
        .collect();
    let older = older.map(Older::read).transpose()?;
    let new = || {
        features
            .iter()
            .map(|(draft, feature)| (&*draft.id, &**feature))
    };
    let changes = match &older {
        Some(older) => older.compare(new()),
        None => Changes {
            added: new().map(|(id, _)| id.to_owned()).collect(),
            ..Changes::default()
        },
    };
    (report.added, report.changed, report.gone) = (
        changes.added.len(),
        changes.changed.len(),
        changes.gone.len(),
    );
    let kept = match &older {
        Some(older) if settings.keeps_gone => older.features(&changes.gone),
        _ => Vec::new(),
    };
    let text = write(&features, &kept);
    if older.is_some() {
        report.added_ids = changes.added;
    }
    (report.changed_ids, report.gone_ids) = (changes.changed, changes.gone);
    Ok(Some(text))
}

/// Takes out the stations that the loader refuses, and answers how many.
fn refuse(
    found: &[Found],
    features: &mut Vec<(&Draft, String)>,
    place: &dyn Fn(&Draft) -> String,
    findings: &mut Findings,
) -> usize {
    let mut is_refused = vec![false; features.len()];
    for found in found.iter().filter(|found| found.is_error) {
        let Some(number) = found.feature.filter(|number| *number < features.len()) else {
            continue;
        };
        if !std::mem::replace(&mut is_refused[number], true) {
            findings.leave_out(place(features[number].0), found.message.clone());
        }
    }
    let mut refused = is_refused.iter();
    features.retain(|_| !refused.next().copied().unwrap_or_default());
    is_refused.into_iter().filter(|is| *is).count()
}

fn finding_reports(
    found: &[Found],
    features: &[(&Draft, String)],
    place: &dyn Fn(&Draft) -> String,
) -> Vec<FindingReport> {
    let mut reports: Vec<FindingReport> = Vec::new();
    for found in found {
        let known = reports.iter().position(|report| report.code == found.code);
        let at = known.unwrap_or_else(|| {
            reports.push(FindingReport {
                code: found.code,
                count: 0,
                first: Vec::new(),
            });
            reports.len() - 1
        });
        let report = &mut reports[at];
        report.count += 1;
        if report.first.len() < FIRST_PLACES {
            let draft = found.feature.and_then(|number| features.get(number));
            report.first.push(LeftOut {
                place: draft.map(|(draft, _)| place(draft)).unwrap_or_default(),
                why: found.message.clone(),
                code: None,
            });
        }
    }
    reports
}
