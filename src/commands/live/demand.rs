//! `yizhan live demand`: where questions found nothing, as a demand for `coverage`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::{Days as CalendarDays, NaiveDate};

use super::{prepare_existing, with_database, write};
use crate::cli::LiveDemandArgs;
use crate::clock::{LocalMinute, MINUTES_A_DAY};
use crate::commands::{CommandError, Exit, warn, whole_file};
use crate::dataset::shown::shown;
use crate::live::{Days, HourOfWeek, LEAST_QUESTIONS, UnmetDemand};
use crate::report::output::plain;

const HEADER: [&str; 7] = [
    "id",
    "lon",
    "lat",
    "population",
    "amenity",
    "weekday",
    "hour",
];
/// Hours in a day.
const HOURS_A_DAY: i64 = 24;

/// Reads, and writes the file whole or not at all.
pub(super) fn run(
    args: &LiveDemandArgs,
    is_of_variable: bool,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let days = days(args)?;
    let path = &args.out;
    with_database(&args.live, is_of_variable, async |database| {
        prepare_existing(&database).await?;
        let demand = database.unmet_demand(days).await?;
        let shown_path = shown(&path.display().to_string()).into_owned();
        let text = csv_text(&demand).map_err(CommandError::io("writing the demand"))?;
        whole_file::write(path, &text).map_err(CommandError::io(format!("--out {shown_path}")))?;
        if demand.is_empty() {
            let sentence = format!("no cell has {LEAST_QUESTIONS} questions that found nothing");
            warn(&[sentence]);
        }
        let cells: BTreeSet<_> = demand.iter().map(|row| row.key.cell).collect();
        write(out, &format!("wrote {shown_path}: {} cells", cells.len()))
    })
}

/// The days that are asked for, both included.
fn days(args: &LiveDemandArgs) -> Result<Days, CommandError> {
    let number = |option: &str, text: &Option<String>| {
        let date = text.as_deref().map(|text| date(option, text)).transpose()?;
        Ok::<_, CommandError>(date.map(day_number))
    };
    let days = Days {
        from: number("from", &args.from)?.unwrap_or(i64::MIN),
        to: number("to", &args.to)?.unwrap_or(i64::MAX),
    };
    if days.from > days.to {
        return Err(CommandError::option("to", "it is before --from"));
    }
    Ok(days)
}

fn date(option: &str, text: &str) -> Result<NaiveDate, CommandError> {
    let wrong = |_| {
        let found = shown(text);
        CommandError::option(
            option,
            format!("expected a date such as 2026-11-01, got '{found}'"),
        )
    };
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(wrong)
}

fn day_number(date: NaiveDate) -> i64 {
    LocalMinute::midnight(date).0.div_euclid(MINUTES_A_DAY)
}

/// A row for each cell, hour of the week and wanted amenity, in this order.
fn csv_text(demand: &[UnmetDemand]) -> io::Result<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEADER)?;
    for row in demand {
        let Some(centre) = row.key.cell.centre() else {
            continue;
        };
        csv.write_record([
            &row.key.cell.to_string(),
            &format!("{:.6}", centre.lon()),
            &format!("{:.6}", centre.lat()),
            &row.questions.to_string(),
            &*plain(&row.key.amenity),
            &weekday(row.key.hour),
            &row.key.hour.0.rem_euclid(HOURS_A_DAY).to_string(),
        ])?;
    }
    let bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The English name, as in `week.csv`.
fn weekday(hour: HourOfWeek) -> String {
    // A Monday.
    let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    let later = CalendarDays::new(hour.0.div_euclid(HOURS_A_DAY).unsigned_abs());
    let day = monday.checked_add_days(later).unwrap_or(monday);
    day.format("%A").to_string()
}
