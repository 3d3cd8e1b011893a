//! The tables of days off that `--holidays` names.

use std::collections::BTreeMap;

use super::CommandError;
use crate::hours::{Calendar, Calendars};

/// The calendar that `--holidays FILE` is for.
const DEFAULT_CALENDAR: &str = "cn";
/// Largest holiday table that is read, bytes.
pub const MAX_HOLIDAYS_BYTES: u64 = 4 << 20;

/// The bundled calendars with the years of all named tables.
pub(super) fn read_calendars(settings: &[String]) -> Result<Calendars, CommandError> {
    let mut tables: BTreeMap<&str, Vec<Calendar>> = BTreeMap::new();
    for setting in settings {
        let (name, file) = table_setting(setting);
        tables.entry(name).or_default().push(read_table(file)?);
    }
    let mut calendars = Calendars::bundled();
    for (name, tables) in tables {
        let added = calendars.add_years(name, &tables);
        added.map_err(|error| {
            CommandError::option("holidays", format!("the tables of {name}: {error}"))
        })?;
    }
    Ok(calendars)
}

/// The name of the calendar and the file with its table.
pub(super) fn table_setting(setting: &str) -> (&str, &str) {
    setting
        .split_once('=')
        .unwrap_or((DEFAULT_CALENDAR, setting))
}

/// One table as its file has it.
pub(super) fn read_table(file: &str) -> Result<Calendar, CommandError> {
    let size = std::fs::metadata(file)
        .map_err(CommandError::io(format!("--holidays {file}")))?
        .len();
    if size > MAX_HOLIDAYS_BYTES {
        let detail = format!("{file} has {size} bytes, {MAX_HOLIDAYS_BYTES} is the most");
        return Err(CommandError::option("holidays", detail));
    }
    let text =
        std::fs::read_to_string(file).map_err(CommandError::io(format!("--holidays {file}")))?;
    Calendar::parse(&text)
        .map_err(|error| CommandError::option("holidays", format!("{file}: {error}")))
}
