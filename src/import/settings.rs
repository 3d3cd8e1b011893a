//! What the caller chooses.

use super::columns::{Choice, How};
use super::error::ImportError;
use super::field::{Field, Key};
use super::meaning::scalars;
use super::vocabulary::known_kind;
use crate::datum::Datum;
use crate::hours::schedules::HoursSettings;
use crate::vocabulary::nearest_word;

/// The fields that `--set` gives to stations of which the list does not say them.
const SETTABLE: [Key; 10] = [
    Key::Kind,
    Key::City,
    Key::District,
    Key::Operator,
    Key::Phone,
    Key::Source,
    Key::Access,
    Key::Status,
    Key::Star,
    Key::VerifiedOn,
];

/// What the caller chooses for an import.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The datum of coordinates that say none.
    pub datum: Option<Datum>,
    /// The calendar of days off that the hours follow.
    pub calendar: String,
    /// The sheets that are read; all of them if none is named.
    pub sheets: Vec<String>,
    /// Whether names, mobile numbers and e-mails of persons are kept.
    pub keeps_personal: bool,
    /// Whether stations of the older file that the list lacks are kept.
    pub keeps_gone: bool,
    /// How hours are read.
    pub hours: HoursSettings,
    pub(super) choices: Vec<Choice>,
    pub(super) set: Vec<(Key, String)>,
}

impl Settings {
    /// The usual ones: nothing chosen, the mainland's calendar.
    pub fn new(hours: HoursSettings) -> Self {
        Self {
            datum: None,
            calendar: "cn".to_owned(),
            sheets: Vec::new(),
            keeps_personal: false,
            keeps_gone: false,
            hours,
            choices: Vec::new(),
            set: Vec::new(),
        }
    }

    /// Chooses the field of a header, from `HEADER=FIELD`. Of two choices the first counts.
    pub fn map(&mut self, text: &str) -> Result<(), ImportError> {
        let refuse = |why: String| ImportError::Option { option: "map", why };
        let (header, field) = text.rsplit_once('=').ok_or_else(|| {
            refuse(format!(
                "{text} is no HEADER=FIELD, such as 服务时间=opening_hours"
            ))
        })?;
        let field = Field::from_name(field.trim()).map_err(refuse)?;
        self.choose(header.trim(), field, How::Option);
        Ok(())
    }

    pub(super) fn choose(&mut self, header: &str, field: Field, how: How) {
        self.choices.push(Choice {
            header: header.to_owned(),
            field,
            how,
        });
    }

    /// Gives all stations that lack it a value, from `FIELD=VALUE`.
    pub fn set(&mut self, text: &str) -> Result<(), ImportError> {
        let refuse = |why: String| ImportError::Option { option: "set", why };
        let (field, value) = text
            .split_once('=')
            .ok_or_else(|| refuse(format!("{text} is no FIELD=VALUE, such as city=上海市")))?;
        let (field, value) = (field.trim(), value.trim());
        if field == "calendar" {
            value.clone_into(&mut self.calendar);
            return Ok(());
        }
        let key = Key::from_name(field).filter(|key| SETTABLE.contains(key));
        let Some(key) = key else {
            let names = SETTABLE.iter().map(|key| key.name());
            let near = nearest_word(field, names.clone());
            let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
            let names: Vec<&str> = names.collect();
            return Err(refuse(format!(
                "{field} cannot be set{near} Known are {}, calendar",
                names.join(", ")
            )));
        };
        let value = checked(key, value).map_err(refuse)?;
        self.set.push((key, value));
        Ok(())
    }

    /// The value that was set for a field.
    pub(super) fn set_value(&self, key: Key) -> Option<&str> {
        let mut set = self.set.iter();
        set.find(|(of, _)| *of == key).map(|(_, value)| &**value)
    }
}

/// A value as a station has it; an error says what is wanted.
fn checked(key: Key, value: &str) -> Result<String, String> {
    let cell = crate::import::cell::Cell::Text(value.into());
    let wanted = |wanted: &str| format!("{}={value}: {wanted} is wanted", key.name());
    Ok(match key {
        Key::Kind => known_kind(value).unwrap_or(value).to_owned(),
        Key::Access => scalars::access(value)
            .ok_or_else(|| wanted("open, scan, app, members or customers"))?
            .to_owned(),
        Key::Status => scalars::status(value)
            .ok_or_else(|| wanted("active, suspended, relocated or closed"))?
            .to_owned(),
        Key::Star => scalars::star(&cell)
            .ok_or_else(|| wanted("1 to 5"))?
            .to_string(),
        Key::VerifiedOn => scalars::date(&cell)
            .ok_or_else(|| wanted("a date such as 2026-03-01"))?
            .to_string(),
        _ if value.is_empty() => return Err(wanted("a text")),
        _ => value.to_owned(),
    })
}
