//! Activities of lists: columns beside stations, and tables of their own, whose rows are joined to
//! stations by code, or by name and address.
//!
//! A row that fits no station, or cannot be an activity, is left out and told with a code.

mod times;

use serde_json::{Map, Value};

use self::times::Times;
use super::cell::{Cell, Row, one_line};
use super::columns::Columns;
use super::field::Key;
use super::findings::Findings;
use super::meaning::scalars::is_unknown;
use super::persons::{is_personal, without_personal};
use super::settings::Settings;
use crate::dataset::MAX_ACTIVITIES;
use crate::dataset::bytes::sha256_in_hex;
use crate::station::{Recurrence, RecurrenceError};
use crate::vocabulary::activities;

/// How many hexadecimal digits of the digest the id of an activity has.
const DIGEST_DIGITS: usize = 16;
/// Columns that say when something takes place.
const TIMES: [Key; 3] = [Key::ActivityDate, Key::ActivityTime, Key::ActivityStarts];
/// Columns of positions: a table that has some is one of stations.
const PLACES: [Key; 6] = [
    Key::Lon,
    Key::Lat,
    Key::LonLat,
    Key::LatLon,
    Key::Position,
    Key::Geometry,
];
/// Words for what costs nothing, and for what does.
const FREE: [(&str, bool); 8] = [
    ("免费", true),
    ("是", true),
    ("free", true),
    ("yes", true),
    ("收费", false),
    ("否", false),
    ("no", false),
    ("自费", false),
];

/// Why a row is no activity: the code, and the sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) why: String,
}

/// Whether a table has activities: a title and a time.
pub(super) fn has_activities(columns: &Columns) -> bool {
    columns.has(Key::Activity) && TIMES.iter().any(|key| columns.has(*key))
}

/// Whether its rows are activities and no stations.
pub(super) fn is_of_activities(columns: &Columns, has_points: bool) -> bool {
    has_activities(columns) && !has_points && !PLACES.iter().any(|key| columns.has(*key))
}

/// The activity of a row; `None` if its title is blank.
pub(super) fn of_row(
    row: &Row,
    columns: &Columns,
    settings: &Settings,
    findings: &mut Findings,
) -> Result<Option<Value>, Fault> {
    let cells = Cells {
        row,
        columns,
        settings,
    };
    let Some(title) = cells.text(Key::Activity, findings) else {
        return Ok(None);
    };
    let times = Times::read(&|key| cells.cell(key)).map_err(|why| bad("bad_activity", why))?;
    let recurs = cells.rule(&times)?;
    let mut activity = Map::new();
    let category = cells.category(&title, findings);
    activity.insert("title".into(), title.into());
    let mut optional = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            activity.insert(name.into(), value);
        }
    };
    let mut text = |key| cells.text(key, findings).map(Value::from);
    optional("title_en", text(Key::ActivityEn));
    optional("audience", text(Key::ActivityAudience));
    optional("booking", text(Key::ActivityBooking));
    optional("category", Some(category.into()));
    optional("starts", Some(times.starts.into()));
    optional("ends", Some(times.ends.into()));
    optional("recurs", recurs.map(Value::from));
    optional("places", cells.number(Key::ActivityPlaces, findings));
    optional("free", cells.truth(Key::ActivityFree, findings));
    Ok(Some(Value::Object(activity)))
}

/// Gives a station an activity, whose id is a digest of its title and start, so that it stays when
/// others come and go.
pub(super) fn give(activities: &mut Vec<Value>, activity: Value) -> Result<(), Fault> {
    let text = |name: &str| activity[name].as_str().unwrap_or_default();
    let key = format!("{}\0{}", text("title"), text("starts"));
    let id = sha256_in_hex(key.as_bytes())[..DIGEST_DIGITS].to_owned();
    if activities.iter().any(|known| known["id"] == *id) {
        let why = format!("the station has '{}' at that time already", text("title"));
        return Err(bad("repeated_activity", why));
    }
    if activities.len() == MAX_ACTIVITIES {
        let why = format!("the station has more than {MAX_ACTIVITIES} activities");
        return Err(bad("too_many_activities", why));
    }
    let mut activity = activity;
    activity["id"] = id.into();
    activities.push(activity);
    Ok(())
}

/// Offers of a cell: titles with semicolons or line breaks between them, or the list of a feature.
pub(super) fn offers(cell: &Cell, clean: impl FnMut(&str) -> Option<String>) -> Option<Value> {
    if let Cell::Json(json) = cell {
        return serde_json::from_str(json).ok();
    }
    let text = cell.as_text();
    let titles = text.split([';', '；', '\n']).map(str::trim);
    let titles = titles.filter(|title| !title.is_empty()).filter_map(clean);
    let offers = titles.map(|title| serde_json::json!({ "title": title }));
    let offers: Vec<Value> = offers.collect();
    (!offers.is_empty()).then_some(Value::Array(offers))
}

/// The cells of a row by their fields.
struct Cells<'r> {
    row: &'r Row,
    columns: &'r Columns,
    settings: &'r Settings,
}

impl Cells<'_> {
    fn cell(&self, key: Key) -> Option<&Cell> {
        let cell = self.row.cell(self.columns.at(key)?);
        cell.filter(|cell| !is_unknown(&cell.as_text()))
    }

    /// The text of a field in one line, without what is personal.
    fn text(&self, key: Key, findings: &mut Findings) -> Option<String> {
        let text = one_line(&self.cell(key)?.as_text());
        if self.settings.keeps_personal || !is_personal(&text) {
            return Some(text);
        }
        let header = self.columns.header(key).unwrap_or_default();
        findings.personal.insert(header.to_owned());
        let clean = without_personal(&text);
        let clean = clean.trim_matches(['…', ' ', ',', '，', '/', ';']);
        (!clean.is_empty()).then(|| clean.to_owned())
    }

    /// The key of a category, of its column or of the title as a whole; `other` if there is none.
    fn category(&self, title: &str, findings: &mut Findings) -> String {
        let key = |word: &str| {
            let known = activities().find(word)?;
            Some(activities().terms()[known].key.to_string())
        };
        let Some(word) = self.text(Key::ActivityCategory, findings) else {
            return key(title).unwrap_or_else(|| "other".to_owned());
        };
        key(&word).unwrap_or_else(|| {
            findings.unknown("category", &word);
            word
        })
    }

    /// The rule of a row, checked as it will be when it is loaded.
    fn rule(&self, times: &Times) -> Result<Option<String>, Fault> {
        let Some(cell) = self.cell(Key::ActivityRecurs) else {
            return Ok(None);
        };
        let text = one_line(&cell.as_text());
        let rule = times::rule_of_words(&text).unwrap_or_else(|| text.clone());
        let zone = self.settings.hours.zone;
        let starts = zone.parse_instant(&times.starts);
        let starts = starts.map_err(|error| bad("bad_activity", error.to_string()))?;
        let read = Recurrence::parse(&rule, starts, zone);
        let wrong = |error: RecurrenceError| {
            let wanted = "a rule of RFC 5545, 每天 or 每周二 is wanted";
            bad(
                "bad_recurrence",
                format!("it recurs '{text}': {error}; {wanted}"),
            )
        };
        read.map_err(wrong)?;
        Ok(Some(rule))
    }

    /// A whole number; another text is told, and left out.
    fn number(&self, key: Key, findings: &mut Findings) -> Option<Value> {
        let text = one_line(&self.cell(key)?.as_text());
        let bare = text.trim_end_matches(['人', '名', '个', ' ']);
        let number = bare.parse::<u32>().ok();
        if number.is_none() {
            findings.unknown("activity_places", &text);
        }
        number.map(Value::from)
    }

    fn truth(&self, key: Key, findings: &mut Findings) -> Option<Value> {
        let cell = self.cell(key)?;
        if let Cell::Bool(is_true) = cell {
            return Some(Value::from(*is_true));
        }
        let text = one_line(&cell.as_text()).to_lowercase();
        let known = FREE.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            findings.unknown("activity_free", &text);
        }
        known.map(|(_, is_free)| Value::from(*is_free))
    }
}

pub(super) fn bad(code: &'static str, why: impl Into<String>) -> Fault {
    Fault {
        code,
        why: why.into(),
    }
}
