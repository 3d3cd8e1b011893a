//! The tables of days off that `--holidays` names.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

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
    let text = String::from_utf8(read_bytes(file)?).map_err(|_| {
        CommandError::option("holidays", format!("{file} is not UTF-8; save it as UTF-8"))
    })?;
    Calendar::parse(&text)
        .map_err(|error| CommandError::option("holidays", format!("{file}: {error}")))
}

/// The bytes of a table. The cap holds for what is read: a device says that it has none.
pub(super) fn read_bytes(file: &str) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|opened| opened.take(MAX_HOLIDAYS_BYTES + 1).read_to_end(&mut bytes))
        .map_err(CommandError::io(format!("--holidays {file}")))?;
    if bytes.len() as u64 > MAX_HOLIDAYS_BYTES {
        let detail = format!("{file} has more than {MAX_HOLIDAYS_BYTES} bytes");
        return Err(CommandError::option("holidays", detail));
    }
    Ok(bytes)
}
