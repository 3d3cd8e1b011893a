//! Stations in the making: a row's cells as members of a station's JSON.

mod facts;

use std::sync::Arc;

use serde_json::Value;

pub(super) use super::cell::one_line;
use super::cell::{Cell, Row};
use super::columns::Columns;
use super::field::Key;
use super::findings::Findings;
use super::meaning::amenities::Amenities;
use super::meaning::hours::HoursReader;
use super::meaning::osm;
use super::meaning::scalars::is_unknown;
use super::persons::{is_personal, without_personal};
use super::settings::Settings;
use super::vocabulary::known_kind;
use crate::position::Position;

/// A station in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The table that it comes from.
    pub(super) table: usize,
    /// Its row in the list.
    pub(super) row: u32,
    /// The code that the list gives it.
    pub(super) code: Option<String>,
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
    /// Its hours, if they are understood.
    pub(super) hours: Option<String>,
    /// What tells it from others of the same name and address.
    pub(super) more: String,
    pub(super) position: Option<Position>,
    /// Why it has no position.
    pub(super) fault: Option<String>,
    /// What goes on there.
    pub(super) activities: Vec<Value>,
    /// The members of its properties as JSON, without braces.
    pub(super) members: String,
    /// Its id, once it has one.
    pub(super) id: String,
}

/// What all rows of a table have in common.
pub(super) struct Table<'t> {
    pub(super) number: usize,
    pub(super) columns: &'t Columns,
    /// The kind that its title or sheet names.
    pub(super) title: Option<&'t str>,
    pub(super) is_osm: bool,
    pub(super) settings: &'t Settings,
    /// The place of a row.
    pub(super) place: &'t dyn Fn(u32) -> String,
}

/// The members of a JSON object in the making.
#[derive(Default)]
struct Members(String);

impl Members {
    fn push(&mut self, name: &str, value: &Value) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        // Texts and values of JSON can always be written.
        self.0
            .push_str(&serde_json::to_string(name).unwrap_or_default());
        self.0.push(':');
        self.0.push_str(&value.to_string());
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.push(name, &Value::from(text));
        }
    }
}

/// A row while it is read.
struct Reading<'r> {
    row: &'r Row,
    table: &'r Table<'r>,
    findings: &'r mut Findings,
    members: Members,
    /// Columns whose text is kept besides, for it was not understood.
    kept: Vec<u32>,
}

/// Makes a station of a row; its position is known already, and its id comes later.
pub(super) fn of_row(
    row: &Row,
    table: &Table<'_>,
    position: Option<Position>,
    hours: &mut HoursReader,
    findings: &mut Findings,
) -> Draft {
    let mut reading = Reading {
        row,
        table,
        findings,
        members: Members::default(),
        kept: Vec::new(),
    };
    let address = reading.address();
    let name = reading.clean(Key::Name).or_else(|| address.clone());
    reading.members.text("name", name.as_deref());
    let name_en = reading.clean(Key::NameEn);
    reading.members.text("name_en", name_en.as_deref());
    let mut amenities = Amenities::default();
    let tags = if table.is_osm {
        osm::read(row, table.columns, &mut amenities)
    } else {
        osm::Tags::default()
    };
    let kind = reading.kind(tags.kind);
    reading.members.text("kind", kind.as_deref());
    reading.members.text("address", address.as_deref());
    for key in [Key::City, Key::District, Key::Operator] {
        reading.plain(key);
    }
    reading.phone();
    let understood = reading.hours(hours, position);
    reading.amenities(amenities);
    reading.status(tags);
    reading.access(tags);
    reading.star();
    reading.dates();
    for key in [Key::Source, Key::Honours, Key::PartOf, Key::MovedTo] {
        reading.plain(key);
    }
    reading.accuracy();
    reading.offers();
    let activities = reading.activities();
    reading.extra();
    let more = more(position, kind.as_deref());
    Draft {
        table: table.number,
        row: row.number,
        code: None,
        name,
        address,
        hours: understood,
        more,
        position,
        fault: None,
        activities,
        members: reading.members.0,
        id: String::new(),
    }
}

impl Reading<'_> {
    /// The cell of a field, unless it is a sign for what is not known.
    fn cell(&self, key: Key) -> Option<&Cell> {
        let at = self.table.columns.at(key)?;
        self.row
            .cell(at)
            .filter(|cell| !is_unknown(&cell.as_text()))
    }

    /// The text of a field in one line, without what is personal.
    fn clean(&mut self, key: Key) -> Option<String> {
        let text = self.cell(key)?.as_text();
        let header = self
            .table
            .columns
            .header(key)
            .unwrap_or_default()
            .to_owned();
        self.cleaned(&text, &header)
    }

    fn cleaned(&mut self, text: &str, header: &str) -> Option<String> {
        let text = one_line(text);
        if self.table.settings.keeps_personal || !is_personal(&text) {
            return Some(text);
        }
        self.findings.personal.insert(header.to_owned());
        let clean = without_personal(&text)
            .trim_matches(['…', ' ', ',', '，', '/', ';'])
            .to_owned();
        (!clean.is_empty()).then_some(clean)
    }

    /// A member that is a text, from its column or from `--set`.
    fn plain(&mut self, key: Key) {
        let text = self.clean(key);
        let text = text.or_else(|| self.table.settings.set_value(key).map(str::to_owned));
        self.members.text(key.name(), text.as_deref());
    }

    /// Street and number, or the address with what belongs to it.
    fn address(&mut self) -> Option<String> {
        let street = || [Key::Street, Key::HouseNumber];
        let own = self.clean(Key::Address);
        let address = own.or_else(|| {
            let parts = street().map(|key| self.clean(key));
            let [Some(street), number] = parts else {
                return None;
            };
            Some(joined(&street, number.as_deref()))
        })?;
        let columns = self.table.columns;
        let more = columns.all_at(Key::AddressMore).filter_map(|column| {
            Some((self.row.cell(column.at)?.as_text(), column.header.clone()))
        });
        let more: Vec<(Arc<str>, String)> = more.collect();
        let more = more
            .into_iter()
            .filter_map(|(text, header)| self.cleaned(&text, &header));
        Some(more.fold(address, |address, more| joined(&address, Some(&more))))
    }

    /// The kind of its column, of its tags, of its table's title, or of `--set`.
    fn kind(&mut self, of_tags: Option<&'static str>) -> Option<String> {
        if self.table.is_osm {
            return of_tags
                .or_else(|| self.table.settings.set_value(Key::Kind))
                .map(str::to_owned);
        }
        let own = self.clean(Key::Kind);
        if own.is_none() && self.table.columns.has(Key::ToiletKind) {
            // A column of kinds of toilets says that each is one; which is kept besides.
            self.kept.extend(self.table.columns.at(Key::ToiletKind));
            return Some("public_toilet".to_owned());
        }
        let word = own.or_else(|| self.table.title.map(str::to_owned));
        let Some(word) = word else {
            return self.table.settings.set_value(Key::Kind).map(str::to_owned);
        };
        if let Some(key) = known_kind(&word) {
            return Some(key.to_owned());
        }
        self.findings.unknown("kind", &word);
        Some(word)
    }

    /// The first number that is no mobile of a person, of the service before that of contacts.
    fn phone(&mut self) {
        let columns = self.table.columns;
        let of = |key| columns.all_at(key);
        let numbers = of(Key::Phone).chain(of(Key::ContactPhone));
        let numbers = numbers.filter_map(|column| {
            let text = self.row.cell(column.at)?.as_text();
            let has_digit = text.chars().any(char::is_numeric);
            (has_digit && !is_unknown(&text)).then(|| (text, column.header.clone()))
        });
        let numbers: Vec<_> = numbers.collect();
        let mut numbers = numbers
            .into_iter()
            .filter_map(|(text, header)| self.cleaned(&text, &header));
        // All of them are looked at, for what is personal is told.
        let first = numbers.next();
        numbers.for_each(drop);
        let set = self.table.settings.set_value(Key::Phone).map(str::to_owned);
        self.members.text("phone", first.or(set).as_deref());
    }
}

/// Where it is and of what kind.
fn more(position: Option<Position>, kind: Option<&str>) -> String {
    let place = position.map(|place| format!("{:.5} {:.5}", place.lon(), place.lat()));
    format!(
        "{}\0{}",
        place.unwrap_or_default(),
        kind.unwrap_or_default()
    )
}

/// Two parts of an address; a blank between them where words are parted by blanks.
fn joined(first: &str, more: Option<&str>) -> String {
    match more {
        None => first.to_owned(),
        Some(more) if first.is_ascii() || more.starts_with(|c: char| c.is_alphanumeric()) => {
            format!("{first} {more}")
        }
        Some(more) => format!("{first}{more}"),
    }
}
