//! Opening hours: one cell, or start, end, days and notes in columns of their own.
//!
//! What is put together here is in OSM's syntax and only where it is sure. A note that is not
//! understood makes the hours unknown, with all of their text: `unknown "…"`.

use unicode_normalization::UnicodeNormalization;

use super::clock::{self, Clock, DAY_MIN};
use super::days::{self, Days};
use super::scalars::is_unknown;
use crate::hours::schedules::{Hours, HoursSettings, Schedules};
use crate::import::cell::{Cell, Row, clock_text};
use crate::import::columns::Columns;
use crate::import::field::Key;
use crate::import::vocabulary::{Sort, words};
use crate::position::Position;

/// So many characters of a text that is not understood are kept.
const KEPT_CHARACTERS: usize = 300;
/// Calendars whose days off are those of China.
const CHINESE_CALENDARS: [&str; 2] = ["cn", "hk"];

/// What remarks have that are about hours: days, holidays, seasons, opening and closing.
const TIME_WORDS: [&str; 45] = [
    "周", "週", "星期", "礼拜", "假", "节", "節", "休", "闭", "閉", "开放", "開放", "开门", "关门",
    "关闭", "营业", "營業", "営業", "时间", "時間", "点半", "点钟", "点后", "点前", "时", "時",
    ":", "：", "月", "季", "日", "夜", "晚", "早", "停", "公告", "通知", "祝", "曜", "24", "open",
    "clos", "hour", "holiday", "winter",
];

/// Reads hours on a calendar.
pub(in crate::import) struct HoursReader {
    calendar: String,
    schedules: Schedules,
}

/// The hours of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct HoursText {
    /// The text for `opening_hours`.
    pub(in crate::import) text: String,
    /// What was not understood, as it stands in the list.
    pub(in crate::import) not_understood: Option<String>,
}

/// Columns of days, each with the column of its end.
const WEEK: [(&str, Key, Key); 3] = [
    ("Mo-Fr", Key::MoFrOpens, Key::MoFrCloses),
    ("Sa", Key::SaOpens, Key::SaCloses),
    ("Su", Key::SuOpens, Key::SuCloses),
];

impl HoursReader {
    /// Reads texts as a load with these settings does.
    pub(in crate::import) fn new(calendar: &str, settings: HoursSettings) -> Self {
        Self {
            calendar: calendar.to_owned(),
            schedules: Schedules::new(settings),
        }
    }

    /// The hours that a row's cells say; `None` if they are all blank.
    pub(in crate::import) fn read(
        &mut self,
        row: &Row,
        columns: &Columns,
        place: Position,
    ) -> Option<HoursText> {
        let cell = |key| {
            columns
                .at(key)
                .and_then(|column| row.cell(column))
                .filter(|cell| !is_sign(cell))
        };
        let remark = cell(Key::Remark).filter(|remark| is_about_time(&remark.as_text()));
        let note = cell(Key::HoursNotes).or(remark);
        if WEEK.iter().any(|(_, opens, _)| columns.has(*opens)) {
            return self.of_week(&cell, note, place);
        }
        let split = [Key::Opens, Key::Closes, Key::Days].map(cell);
        if split.iter().any(Option::is_some) {
            return Some(self.of_split(split, columns, note, place));
        }
        match (cell(Key::OpeningHours), note) {
            (Some(hours), note) => Some(self.of_one(hours, note, place)),
            (None, Some(note)) if columns.has(Key::HoursNotes) => Some(self.of_note(note, place)),
            (None, _) => None,
        }
    }

    /// Hours in one cell, maybe with a note in another.
    fn of_one(&mut self, hours: &Cell, note: Option<&Cell>, place: Position) -> HoursText {
        let text = hours.as_text();
        let note = note.map(Cell::as_text).filter(|note| !says_nothing(note));
        let Some(note) = note else {
            if let Some(known) = words().find(Sort::Hours, &text) {
                return HoursText::known(known);
            }
            return match hours {
                Cell::Text(_) if !self.names_foreign_days_off(&text) => {
                    self.as_written(&text, place)
                }
                // A date is the day on which it was opened, and a number is no text of hours.
                _ => HoursText::unknown(&text),
            };
        };
        let joined = format!("{text}，{note}");
        if !leaves_open(&note) && self.understands(&joined, place) {
            return HoursText::known(&joined);
        }
        HoursText::unknown(&joined)
    }

    /// A note that stands alone: it may say all, or only when there is something.
    fn of_note(&mut self, note: &Cell, place: Position) -> HoursText {
        let text = note.as_text();
        if let Some(known) = words().find(Sort::Hours, &text) {
            return HoursText::known(known);
        }
        if !is_japanese(&text) && self.understands(&text, place) {
            return HoursText::known(&text);
        }
        HoursText::unknown(&text)
    }

    /// A text that stays as it is, whether it is understood or not.
    fn as_written(&mut self, text: &str, place: Position) -> HoursText {
        let (hours, _) = self.schedules.intern(text, &self.calendar, place);
        HoursText {
            text: text.to_owned(),
            not_understood: (!matches!(hours, Hours::Scheduled(_))).then(|| text.to_owned()),
        }
    }

    /// Start, end and days in columns of their own.
    fn of_split(
        &mut self,
        [opens, closes, days_cell]: [Option<&Cell>; 3],
        columns: &Columns,
        note: Option<&Cell>,
        place: Position,
    ) -> HoursText {
        let texts = [days_cell, opens, closes, note].into_iter().flatten();
        let texts: Vec<String> = texts.map(|cell| cell.as_text().to_string()).collect();
        let whole = texts.join(" ");
        let unknown = || HoursText::unknown(&whole);
        let note = note.map(Cell::as_text).filter(|note| !says_nothing(note));
        let is_whole_day = |cell: &Cell| words().find(Sort::Hours, &cell.as_text()).is_some();
        if opens.is_none() && closes.is_none() {
            return match (days_cell, &note) {
                (Some(days), None) if is_whole_day(days) => HoursText::known("24/7"),
                _ => unknown(),
            };
        }
        let days = match days_cell {
            Some(cell) => days::read(&cell.as_text()),
            // A blank among days is not known; without such a column it is every day.
            None if columns.has(Key::Days) => None,
            None => Some(Days::EVERY),
        };
        let (Some(days), Some(span)) = (days, span(opens, closes)) else {
            return unknown();
        };
        if days.has_days_off && CHINESE_CALENDARS.contains(&&*self.calendar) && is_japanese(&whole)
        {
            return unknown();
        }
        match note {
            None => HoursText::known(&joined(days, &span)),
            Some(note) => self
                .with_note(days, &span, &note, place)
                .unwrap_or_else(unknown),
        }
    }

    /// Hours with a note beside them, if the note is understood.
    fn with_note(
        &mut self,
        days: Days,
        span: &str,
        note: &str,
        place: Position,
    ) -> Option<HoursText> {
        let base = joined(days, span);
        if let Some(adds) = words().find(Sort::Note, note) {
            return Some(HoursText::known(&format!("{base}; {adds}")));
        }
        if let Some(closed) = days::closed_days(note) {
            let days = days.without(closed);
            let is_open_at_all = days.week.contains(&true);
            return is_open_at_all.then(|| HoursText::known(&joined(days, span)));
        }
        if is_japanese(note) || leaves_open(note) {
            return None;
        }
        let text = format!("{}，{note}", chinese(days, span));
        self.understands(&text, place)
            .then(|| HoursText::known(&text))
    }

    /// Start and end for weekdays, Saturday and Sunday; a blank day is unknown.
    fn of_week<'c>(
        &mut self,
        cell: &impl Fn(Key) -> Option<&'c Cell>,
        note: Option<&Cell>,
        place: Position,
    ) -> Option<HoursText> {
        let mut rules = Vec::new();
        let mut texts = Vec::new();
        let mut is_sure = true;
        for (days, opens, closes) in WEEK {
            let (opens, closes) = (cell(opens), cell(closes));
            texts.extend(
                [opens, closes]
                    .into_iter()
                    .flatten()
                    .map(|cell| cell.as_text().to_string()),
            );
            match (opens.is_some() || closes.is_some(), span(opens, closes)) {
                (true, Some(span)) => rules.push(format!("{days} {span}")),
                (true, None) => is_sure = false,
                (false, _) => rules.push(format!("{days} unknown")),
            }
        }
        let note = note.map(Cell::as_text).filter(|note| !says_nothing(note));
        texts.extend(note.as_ref().map(ToString::to_string));
        if texts.is_empty() {
            return None;
        }
        let text = rules.join("; ");
        let is_understood = is_sure && note.is_none() && self.understands(&text, place);
        Some(if is_understood {
            HoursText::known(&text)
        } else {
            HoursText::unknown(&texts.join(" "))
        })
    }

    /// Whether a text is understood without any doubt.
    fn understands(&mut self, text: &str, place: Position) -> bool {
        if self.names_foreign_days_off(text) {
            return false;
        }
        let (hours, issues) = self.schedules.intern(text, &self.calendar, place);
        matches!(hours, Hours::Scheduled(_)) && issues.is_empty()
    }

    /// Whether a text names days off of Japan, while the calendar is one of China.
    fn names_foreign_days_off(&self, text: &str) -> bool {
        CHINESE_CALENDARS.contains(&&*self.calendar)
            && is_japanese(text)
            && ["祝", "休日", "年末年始"]
                .iter()
                .any(|word| text.contains(word))
    }
}

impl HoursText {
    fn known(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            not_understood: None,
        }
    }

    /// Hours that are unknown, with their text as a comment.
    fn unknown(text: &str) -> Self {
        let one_line: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let kept: String = one_line
            // As the reader writes it, so that nothing is repaired.
            .nfkc()
            .map(|c| match c {
                // The reader takes all of these for the comment's end.
                '"' | '“' | '”' | '„' => '\'',
                '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '〜' => '-',
                c => c,
            })
            .take(KEPT_CHARACTERS)
            .collect();
        Self {
            text: format!("unknown \"{kept}\""),
            not_understood: Some(text.to_owned()),
        }
    }
}

/// Start and end as a span of OSM's syntax.
fn span(opens: Option<&Cell>, closes: Option<&Cell>) -> Option<String> {
    let whole_day = || Some("00:00-24:00".to_owned());
    match (opens.map(clock::read), closes.map(clock::read)) {
        (Some(Some(Clock::AllDay)), None | Some(Some(Clock::AllDay)))
        | (None, Some(Some(Clock::AllDay))) => whole_day(),
        (Some(Some(Clock::At(opens))), Some(Some(Clock::At(closes)))) => {
            if opens == 0 && [0, DAY_MIN - 1, DAY_MIN].contains(&closes) {
                return whole_day();
            }
            let is_sure = opens < DAY_MIN && opens != closes;
            is_sure.then(|| format!("{}-{}", clock_text(opens), clock_text(closes)))
        }
        _ => None,
    }
}

fn joined(days: Days, span: &str) -> String {
    match &*days.osm() {
        "" => span.to_owned(),
        days => format!("{days} {span}"),
    }
}

/// Days and span in words that the reader of Chinese hours joins with a note.
fn chinese(days: Days, span: &str) -> String {
    let names = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    if days.week == [true; 7] {
        return format!("每天{span}");
    }
    let open = names.iter().zip(days.week).filter(|(_, is_open)| *is_open);
    let open: Vec<&str> = open.map(|(name, _)| *name).collect();
    format!("{}{span}", open.join("、"))
}

/// Whether a cell holds only a sign for what is not known.
fn is_sign(cell: &Cell) -> bool {
    let text = cell.as_text();
    is_unknown(&text) && !text.contains(['为', '為'])
}

fn says_nothing(note: &str) -> bool {
    words().find(Sort::Note, note) == Some("none")
}

/// Whether a note leaves hours to what is said elsewhere.
fn leaves_open(note: &str) -> bool {
    let words = ["为准", "為準", "公告", "通知", "另行", "公示", "视情况"];
    words.iter().any(|word| note.contains(word))
}

/// Whether a remark may be about when a place is open. One that is not has no influence.
fn is_about_time(remark: &str) -> bool {
    TIME_WORDS.iter().any(|word| remark.contains(word))
}

/// Whether a text has signs that only Japanese has.
fn is_japanese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30fa}' | '曜' | '祝' | '営'))
}
