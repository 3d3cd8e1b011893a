//! The report of an import for people: what a glance must tell comes first.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use super::layout::{Page, Style};
use crate::import::{ColumnReport, LeftOut, Report};

/// How many rows, words and notes of one sort are told one by one.
const MAX_TOLD: usize = 10;
/// How many places of one reason are named.
const MAX_PLACES: usize = 4;
/// The width of headers and words, columns.
const NAME_WIDTH: usize = 28;

/// Prints the whole report; `written` is the station file, if there is one.
pub(super) fn print(
    report: &Report,
    written: Option<&Path>,
    is_compared: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page::new(out);
    summary(report, &mut page)?;
    columns(report, &mut page)?;
    sample(report, &mut page)?;
    left_out(report, &mut page)?;
    unknown_words(report, &mut page)?;
    findings(report, &mut page)?;
    notes(report, &mut page)?;
    end(report, written, is_compared, &mut page)
}

fn summary(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    for list in &report.lists {
        let line = format!(
            "{}: {}, {}",
            list.name,
            list.what,
            counted(list.rows, "row")
        );
        page.line(0, Style::Plain, &line)?;
    }
    let n_out = report.left_out.len();
    let style = if n_out == 0 {
        Style::Good
    } else {
        Style::Doubtful
    };
    let line = format!(
        "{} became {}, {n_out} left out",
        counted(report.rows, "row"),
        counted(report.stations, "station")
    );
    page.line(0, style, &line)?;
    if report.activities > 0 {
        let n = counted(report.activities, "activity");
        page.line(0, Style::Plain, &format!("They have {n}"))?;
    }
    if let Some(datum) = report.datum {
        page.line(
            0,
            Style::Plain,
            &format!("Coordinates are read as {datum} and written as wgs84"),
        )?;
    }
    Ok(())
}

fn columns(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    page.heading("Columns")?;
    let (used, others): (Vec<_>, Vec<_>) = report
        .columns
        .iter()
        .partition(|column| column.field.is_some());
    for column in used {
        let field = column.field.as_deref().unwrap_or_default();
        let how = match column.how {
            "known header" => String::new(),
            how => format!(" ({how})"),
        };
        page.pair(
            NAME_WIDTH,
            &column.header,
            Style::Plain,
            &format!("{field}{how}"),
        )?;
    }
    // Columns that are only kept are told together, unless a known header is like one.
    let is_plain = |column: &&ColumnReport| column.how == "kept as it is" && column.near.is_none();
    let (plain, told): (Vec<_>, Vec<_>) = others.into_iter().partition(is_plain);
    for column in told {
        let near = column.near.as_ref();
        let near = near.map_or_else(String::new, |near| format!("; like {near}?"));
        page.pair(
            NAME_WIDTH,
            &column.header,
            Style::Doubtful,
            &format!("{}{near}", column.how),
        )?;
    }
    if !plain.is_empty() {
        let headers: Vec<&str> = plain.iter().map(|column| &*column.header).collect();
        page.line(
            2,
            Style::Plain,
            &format!("kept as they are: {}", headers.join(", ")),
        )?;
    }
    Ok(())
}

fn sample(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    if report.sample.is_empty() {
        return Ok(());
    }
    page.heading("The first stations as they will be served")?;
    for feature in &report.sample {
        let properties = &feature["properties"];
        let text = |name: &str| properties[name].as_str().unwrap_or("-").to_owned();
        let id = feature["id"].as_str().unwrap_or_default();
        let [lon, lat] = [0, 1].map(|axis| feature["geometry"]["coordinates"][axis].to_string());
        page.line(2, Style::Good, &text("name"))?;
        let place = format!("{id}  {lat}, {lon}  {}  {}", text("kind"), text("address"));
        page.line(4, Style::Plain, &place)?;
        page.line(
            4,
            Style::Plain,
            &format!("hours: {}", text("opening_hours")),
        )?;
        page.line(
            4,
            Style::Plain,
            &format!("amenities: {}", amenities(&properties["amenities"])),
        )?;
    }
    Ok(())
}

fn amenities(value: &Value) -> String {
    let words: Vec<String> = match value {
        Value::Array(keys) => keys
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| match value {
                Value::Bool(true) => key.clone(),
                Value::Bool(false) => format!("no {key}"),
                Value::String(word) => format!("{word} {key}"),
                _ => format!("{key} (details)"),
            })
            .collect(),
        _ => Vec::new(),
    };
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(", ")
    }
}

/// Rows that became no station, grouped by the reason.
fn left_out(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    if report.left_out.is_empty() {
        return Ok(());
    }
    page.heading("Left out")?;
    let mut groups: Vec<(&str, Vec<&LeftOut>)> = Vec::new();
    let mut place_of: HashMap<&str, usize> = HashMap::new();
    for left in &report.left_out {
        let place = *place_of.entry(&left.why).or_insert_with(|| {
            groups.push((&left.why, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(left);
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    for (why, group) in groups.iter().take(MAX_TOLD) {
        let mut places: Vec<&str> = group
            .iter()
            .take(MAX_PLACES)
            .map(|left| &*left.place)
            .collect();
        let more = format!("and {} more", group.len().saturating_sub(MAX_PLACES));
        if group.len() > MAX_PLACES {
            places.push(&more);
        }
        let code = group.first().and_then(|left| left.code);
        let code = code.map_or_else(String::new, |code| format!(" ({code})"));
        let line = format!("{} × {why}{code}: {}", group.len(), places.join(", "));
        page.line(2, Style::Bad, &line)?;
    }
    more(groups.len(), "reason", page)
}

fn unknown_words(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    if report.unknown_words.is_empty() {
        return Ok(());
    }
    page.heading("Not understood, kept as text")?;
    for word in report.unknown_words.iter().take(MAX_TOLD) {
        let nearest = match &*word.nearest {
            [] => String::new(),
            nearest => format!("; like {}?", nearest.join(", ")),
        };
        let line = format!("{} × {}: {}{nearest}", word.count, word.field, word.word);
        page.line(2, Style::Doubtful, &line)?;
    }
    more(report.unknown_words.len(), "word", page)
}

fn findings(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    // Hours and words that are not understood are told above.
    let told = ["unparsed_hours", "unknown_word", "unknown_status"];
    let findings: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| !told.contains(&finding.code))
        .collect();
    if findings.is_empty() {
        return Ok(());
    }
    page.heading("What check says of the stations")?;
    for finding in findings {
        for first in finding.first.iter().take(1) {
            let line = format!(
                "{} × {}: {}: {}",
                finding.count, finding.code, first.place, first.why
            );
            page.line(2, Style::Doubtful, &line)?;
        }
    }
    Ok(())
}

fn notes(report: &Report, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    if !report.dropped_personal.is_empty() {
        page.heading("Left out as personal")?;
        let headers = report.dropped_personal.join(", ");
        page.line(
            2,
            Style::Plain,
            &format!("{headers}; --keep-personal keeps them"),
        )?;
    }
    if report.notes.is_empty() {
        return Ok(());
    }
    page.heading("Notes")?;
    for note in report.notes.iter().take(MAX_TOLD) {
        page.line(2, Style::Plain, note)?;
    }
    more(report.notes.len(), "note", page)
}

fn end(
    report: &Report,
    written: Option<&Path>,
    is_compared: bool,
    page: &mut Page<'_, impl Write>,
) -> io::Result<()> {
    page.heading("Result")?;
    if is_compared {
        let line = format!(
            "Against the file that was there: {} added, {} changed, {} gone",
            report.added, report.changed, report.gone
        );
        page.line(2, Style::Plain, &line)?;
        for (what, ids) in [
            ("added", &report.added_ids),
            ("changed", &report.changed_ids),
            ("gone", &report.gone_ids),
        ] {
            let shown: Vec<&str> = ids.iter().take(MAX_PLACES).map(String::as_str).collect();
            let dots = if ids.len() > MAX_PLACES { ", …" } else { "" };
            if !shown.is_empty() {
                page.line(
                    4,
                    Style::Plain,
                    &format!("{what}: {}{dots}", shown.join(", ")),
                )?;
            }
        }
    }
    match written {
        Some(path) => page.line(2, Style::Good, &format!("Written: {}", path.display())),
        None => page.line(
            2,
            Style::Plain,
            "Nothing is written; --out STATIONS.geojson writes the station file",
        ),
    }
}

fn more(n: usize, what: &str, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    if n > MAX_TOLD {
        let line = format!(
            "and {}; --format json tells all",
            counted(n - MAX_TOLD, &format!("more {what}"))
        );
        page.line(2, Style::Plain, &line)?;
    }
    Ok(())
}

fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}
