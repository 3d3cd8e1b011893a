//! A mapping that is saved, to read next month's list in the same way.

use serde::{Deserialize, Serialize};

use super::columns::{Column, How};
use super::error::ImportError;
use super::field::{Field, Key};
use super::settings::Settings;
use crate::datum::Datum;

/// The choices that were made for a list, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Headers and their fields.
    #[serde(default)]
    pub columns: Vec<MappedColumn>,
    /// Values for stations of which the list does not say them.
    #[serde(default)]
    pub set: Vec<String>,
    /// The datum of coordinates that say none.
    #[serde(default)]
    pub datum: Option<String>,
    /// The calendar of days off.
    #[serde(default)]
    pub calendar: Option<String>,
    /// The sheets that are read.
    #[serde(default)]
    pub sheets: Vec<String>,
}

/// A header and its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// The header as it stands in the list.
    pub header: String,
    /// The field, `keep` or `drop`.
    pub field: String,
}

impl Mapping {
    /// Reads a mapping that was saved.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            ImportError::Option {
                option: "mapping",
                why: format!("is no mapping as --save-mapping writes it: {error}"),
            }
        })
    }

    /// Takes these choices where the settings make none.
    pub fn apply(&self, settings: &mut Settings) -> Result<(), ImportError> {
        let refuse = |why: String| ImportError::Option {
            option: "mapping",
            why,
        };
        for column in &self.columns {
            let field = Field::from_name(&column.field).map_err(refuse)?;
            settings.choose(&column.header, field, How::Mapping);
        }
        for set in &self.set {
            settings.set(set)?;
        }
        if settings.datum.is_none()
            && let Some(datum) = &self.datum
        {
            let known = Datum::from_key(datum);
            settings.datum = Some(known.ok_or_else(|| refuse(format!("{datum} is no datum")))?);
        }
        if let Some(calendar) = &self.calendar {
            calendar.clone_into(&mut settings.calendar);
        }
        if settings.sheets.is_empty() {
            settings.sheets.clone_from(&self.sheets);
        }
        Ok(())
    }

    /// The choices that an import went by.
    pub(super) fn of<'c>(columns: impl Iterator<Item = &'c Column>, settings: &Settings) -> Self {
        let mut mapped: Vec<MappedColumn> = Vec::new();
        for column in columns {
            let field = match &column.field {
                Field::Key(Key::Person, _) => continue,
                Field::Extra if column.how == How::Kept => "keep".to_owned(),
                // What became of these depends on the other columns.
                Field::Extra | Field::Drop if column.how != How::Option => continue,
                Field::Extra => "keep".to_owned(),
                Field::Drop => "drop".to_owned(),
                Field::Amenities(keys) if keys.len() != 1 => continue,
                field => field.name().unwrap_or_default(),
            };
            if !mapped.iter().any(|known| known.header == column.header) {
                mapped.push(MappedColumn {
                    header: column.header.clone(),
                    field,
                });
            }
        }
        let set = settings.set.iter();
        Self {
            columns: mapped,
            set: set
                .map(|(key, value)| format!("{}={value}", key.name()))
                .collect(),
            datum: settings.datum.map(|datum| datum.key().to_owned()),
            calendar: Some(settings.calendar.clone()),
            sheets: settings.sheets.clone(),
        }
    }

    /// As JSON to be saved.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
