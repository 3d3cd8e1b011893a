//! `yizhan live export`: counts of reports and notices, by station and month.

use std::io::{self, Write};

use super::{prepare_existing, with_database, write};
use crate::cli::LiveExportArgs;
use crate::clock::{UnixTime, Zone};
use crate::commands::{CommandError, Exit};
use crate::dataset::shown::shown;
use crate::live::{NoticesOfMonth, ReportsOfMonth};
use crate::report::output::{Folder, plain};

const REPORTS_HEADER: [&str; 6] = [
    "station",
    "month",
    "what",
    "state",
    "reports",
    "median_hours_to_answer",
];
const NOTICES_HEADER: [&str; 7] = [
    "station",
    "month",
    "kind",
    "notices",
    "withdrawn",
    "hours_in_force",
    "median_hours_in_force",
];

/// Reads, and writes both files or none.
pub(super) fn run(
    args: &LiveExportArgs,
    is_of_variable: bool,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let zone =
        Zone::parse(&args.utc_offset).map_err(|error| CommandError::option("utc-offset", error))?;
    with_database(&args.live, is_of_variable, async |database| {
        prepare_existing(&database).await?;
        let counted = database.by_month(zone, UnixTime::now()).await?;
        let mut folder = Folder::open(&args.out)?;
        folder.stage("reports.csv", |out| write_reports(out, &counted.reports))?;
        folder.stage("notices.csv", |out| write_notices(out, &counted.notices))?;
        for path in folder.commit()? {
            write(
                out,
                &format!("wrote {}", shown(&path.display().to_string())),
            )?;
        }
        Ok(Exit::Done)
    })
}

fn write_reports(out: &mut dyn Write, rows: &[ReportsOfMonth]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(REPORTS_HEADER)?;
    for row in rows {
        csv.write_record([
            &*plain(&row.station),
            &row.month,
            &row.what,
            &row.state,
            &row.reports.to_string(),
            &row.median_hours_to_answer.map_or_else(String::new, tenths),
        ])?;
    }
    csv.flush()
}

fn write_notices(out: &mut dyn Write, rows: &[NoticesOfMonth]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(NOTICES_HEADER)?;
    for row in rows {
        csv.write_record([
            &*plain(&row.station),
            &row.month,
            &row.kind,
            &row.notices.to_string(),
            &row.withdrawn.to_string(),
            &tenths(row.hours_in_force),
            &tenths(row.median_hours_in_force),
        ])?;
    }
    csv.flush()
}

/// Hours to a tenth: six minutes.
fn tenths(hours: f64) -> String {
    format!("{hours:.1}")
}
