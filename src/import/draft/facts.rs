//! The facts of a row beside its name and place: hours, facilities, status, and what is kept.

use serde_json::Value;

use super::{Reading, one_line};
use crate::dataset::ANSWER_PROPERTIES;
use crate::import::activities;
use crate::import::cell::Cell;
use crate::import::columns::How;
use crate::import::field::{Field, Key};
use crate::import::meaning::amenities::Amenities;
use crate::import::meaning::hours::HoursReader;
use crate::import::meaning::{osm, scalars};
use crate::import::persons::is_personal;
use crate::position::Position;

impl Reading<'_> {
    /// The hours; answers those that are understood.
    pub(super) fn hours(
        &mut self,
        hours: &mut HoursReader,
        position: Option<Position>,
    ) -> Option<String> {
        // Where it is matters only to hours by the sun; those are read again when loaded.
        let place = position.or_else(|| Position::new(0.0, 0.0).ok());
        let read = hours.read(self.row, self.table.columns, place?)?;
        let mut keys = [Key::OpeningHours, Key::HoursNotes, Key::Opens].into_iter();
        let header = keys.find_map(|key| self.table.columns.header(key));
        let header = header.unwrap_or_default().to_owned();
        if let Some(text) = &read.not_understood {
            self.findings.unknown("opening_hours", &one_line(text));
        }
        let text = self.cleaned(&read.text, &header);
        self.members.text("opening_hours", text.as_deref());
        text.filter(|_| read.not_understood.is_none())
    }

    pub(super) fn amenities(&mut self, mut amenities: Amenities) {
        if let Some(cell) = self.cell(Key::Amenities) {
            let unknown = amenities.add_list(&cell.as_text());
            if !unknown.is_empty() {
                self.kept.extend(self.table.columns.at(Key::Amenities));
            }
            for word in unknown {
                self.findings.unknown("amenities", &one_line(&word));
            }
        }
        let table = self.table;
        for (at, cell) in &self.row.cells {
            let Some(column) = table.columns.of_cell(*at) else {
                continue;
            };
            let Field::Amenities(keys) = &column.field else {
                continue;
            };
            if !amenities.add_cell(keys, cell) {
                self.findings
                    .unknown("amenities", &one_line(&cell.as_text()));
                self.kept.push(column.at);
            }
        }
        if let Some(value) = amenities.into_value() {
            self.members.push("amenities", &value);
        }
    }

    /// A word that is not known stays as it is: then the hours are unknown when it is loaded.
    pub(super) fn status(&mut self, tags: osm::Tags) {
        let word = if tags.is_private {
            Some("suspended".to_owned())
        } else {
            self.clean(Key::Status)
        };
        let set = || {
            self.table
                .settings
                .set_value(Key::Status)
                .map(str::to_owned)
        };
        let Some(word) = word.or_else(set) else {
            return;
        };
        let key = scalars::status(&word);
        if key.is_none() {
            self.findings.unknown("status", &word);
        }
        self.members.text("status", Some(key.unwrap_or(&word)));
        let until = self.cell(Key::StatusUntil).and_then(scalars::date);
        if key.is_some_and(|key| key != "active") {
            let until = until.map(|until| until.to_string());
            self.members.text("status_until", until.as_deref());
        }
    }

    pub(super) fn access(&mut self, tags: osm::Tags) {
        let set = self
            .table
            .settings
            .set_value(Key::Access)
            .map(str::to_owned);
        let Some(word) = self.clean(Key::Access) else {
            self.members.text("access", set.as_deref());
            return;
        };
        if let Some(key) = scalars::access(&word) {
            self.members.text("access", Some(key));
            return;
        }
        if !tags.is_private {
            self.findings.unknown("access", &word);
        }
        self.kept.extend(self.table.columns.at(Key::Access));
    }

    pub(super) fn star(&mut self) {
        let given = self.cell(Key::Star).cloned();
        let read = given.as_ref().map(scalars::star);
        let set = || self.table.settings.set_value(Key::Star)?.parse().ok();
        match read {
            Some(Some(star)) => self.members.push("star", &Value::from(star)),
            Some(None) => {
                let word = given.map(|cell| cell.as_text()).unwrap_or_default();
                self.findings.unknown("star", &one_line(&word));
                self.kept.extend(self.table.columns.at(Key::Star));
            }
            None => {
                if let Some(star) = set() {
                    let star: u8 = star;
                    self.members.push("star", &Value::from(star));
                }
            }
        }
    }

    pub(super) fn dates(&mut self) {
        let set = self
            .table
            .settings
            .set_value(Key::VerifiedOn)
            .map(str::to_owned);
        let Some(cell) = self.cell(Key::VerifiedOn) else {
            self.members.text("verified_on", set.as_deref());
            return;
        };
        if let Some(date) = scalars::date(cell) {
            self.members.text("verified_on", Some(&date.to_string()));
            return;
        }
        let word = one_line(&cell.as_text());
        self.findings.unknown("verified_on", &word);
        self.kept.extend(self.table.columns.at(Key::VerifiedOn));
    }

    pub(super) fn accuracy(&mut self) {
        let metres = self.cell(Key::PositionAccuracyM).and_then(scalars::metres);
        if let Some(metres) = metres {
            self.members
                .push("position_accuracy_m", &Value::from(metres));
        }
    }

    pub(super) fn offers(&mut self) {
        let Some(cell) = self.cell(Key::Offers).cloned() else {
            return;
        };
        let header = self.table.columns.header(Key::Offers);
        let header = header.unwrap_or_default().to_owned();
        let offers = activities::offers(&cell, |title| self.cleaned(title, &header));
        if let Some(offers) = offers {
            self.members.push("offers", &offers);
        }
    }

    /// The activities of a feature as they are, or the one of the row's columns.
    pub(super) fn activities(&mut self) -> Vec<Value> {
        let (row, columns) = (self.row, self.table.columns);
        let mut list = Vec::new();
        if let Some(Cell::Json(json)) = self.cell(Key::Activities) {
            list = serde_json::from_str(json).unwrap_or_default();
        }
        if !activities::has_activities(columns) {
            return list;
        }
        let read = activities::of_row(row, columns, self.table.settings, self.findings);
        let given = match read {
            Ok(Some(activity)) => activities::give(&mut list, activity),
            Ok(None) => Ok(()),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = given {
            let place = (self.table.place)(row.number);
            self.findings.leave_out_as(fault.code, place, &fault.why);
        }
        list
    }

    /// Properties that are kept as they are, and the texts of others that were not understood.
    pub(super) fn extra(&mut self) {
        let table = self.table;
        self.kept.extend(table.columns.at(Key::Remark));
        let mut names = hashbrown::HashSet::new();
        for (at, cell) in &self.row.cells {
            let Some(column) = table.columns.of_cell(*at) else {
                continue;
            };
            let is_kept = column.field == Field::Extra || self.kept.contains(&column.at);
            if column.how == How::Personal {
                self.findings.personal.insert(column.header.clone());
            }
            let name = extra_name(&column.header);
            if !is_kept || !names.insert(name.clone()) {
                continue;
            }
            let value = match cell {
                Cell::Number(number) if !is_personal(&cell.as_text()) => number_value(*number),
                Cell::Bool(is_true) => Value::Bool(*is_true),
                Cell::Json(json) if !is_personal(json) => {
                    serde_json::from_str(json).unwrap_or_default()
                }
                cell => match self.cleaned(&cell.as_text(), &column.header) {
                    Some(text) => Value::from(text),
                    None => continue,
                },
            };
            self.members.push(&name, &value);
        }
    }
}

/// A whole number without a fraction.
fn number_value(number: f64) -> Value {
    /// Beyond this not every whole number is a double.
    const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= MAX_WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Value::from(number as i64);
    }
    Value::from(number)
}

/// The name of a property that is kept: never one that stations or answers have of their own.
fn extra_name(header: &str) -> String {
    let name = one_line(header);
    let is_taken = ANSWER_PROPERTIES.contains(&&*name)
        || Key::from_name(&name).is_some()
        || ["id", "@id", "osm_id"].contains(&&*name);
    if is_taken {
        format!("list:{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_property_never_has_the_name_of_one_of_ours() {
        for (header, name) in [
            ("URL", "URL"),
            ("distance_m", "list:distance_m"),
            ("status", "list:status"),
            ("备 注\n", "备 注"),
        ] {
            assert_eq!(extra_name(header), name);
        }
    }

    #[test]
    fn numbers_are_written_as_they_were() {
        assert_eq!(number_value(3.0).to_string(), "3");
        assert_eq!(number_value(3.5).to_string(), "3.5");
        assert_eq!(number_value(1e300).to_string(), "1e+300");
    }
}
