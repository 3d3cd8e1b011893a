//! Days of the week in a column of their own: 月火水木金, 周一至周五, Mon-Fri.

use crate::import::fold;

/// The days of OSM's hours, from Monday.
const OSM: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// Characters of days, from Monday; Japanese ones are those of the planets.
const CHARACTERS: [&str; 7] = [
    "一月1",
    "二火2",
    "三水3",
    "四木4",
    "五金5",
    "六土6",
    "日天七7",
];
/// How days begin in English.
const ENGLISH: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
/// What means every day, folded.
const EVERY_DAY: [&str; 12] = [
    "每天",
    "每日",
    "毎日",
    "天天",
    "全日",
    "全周",
    "全年",
    "周一至周日",
    "无休",
    "年中无休",
    "daily",
    "everyday",
];
/// What says that the days before it are closed, folded; the longer first.
const CLOSED: [&str; 12] = [
    "停止开放",
    "停止服务",
    "停止使用",
    "不对外开放",
    "不开放",
    "不营业",
    "不开",
    "休息",
    "闭馆",
    "关闭",
    "除外",
    "休",
];

/// Days of the week, from Monday; and days off, if they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Days {
    pub(in crate::import) week: [bool; 7],
    pub(in crate::import) has_days_off: bool,
}

impl Days {
    /// All seven days.
    pub(in crate::import) const EVERY: Self = Self {
        week: [true; 7],
        has_days_off: false,
    };

    /// Without those of another set.
    pub(in crate::import) fn without(self, other: Self) -> Self {
        let mut days = self;
        for (day, is_closed) in days.week.iter_mut().zip(other.week) {
            *day &= !is_closed;
        }
        days
    }

    /// In OSM's syntax; blank for every day.
    pub(in crate::import) fn osm(self) -> String {
        if self.week == [true; 7] {
            return String::new();
        }
        let mut runs: Vec<String> = Vec::new();
        let mut day = 0;
        while day < 7 {
            let length = self.week[day..]
                .iter()
                .take_while(|is_open| **is_open)
                .count();
            match length {
                0 => {}
                1 => runs.push(OSM[day].to_owned()),
                length => runs.push(format!("{}-{}", OSM[day], OSM[day + length - 1])),
            }
            day += length.max(1);
        }
        if self.has_days_off {
            runs.push("PH".to_owned());
        }
        runs.join(",")
    }
}

/// The days that a text names and nothing else; `None` if anything in it is not sure.
pub(in crate::import) fn read(text: &str) -> Option<Days> {
    let plain = fold::plain(text).replace(['（', '）', '(', ')'], "");
    if EVERY_DAY.contains(&&*plain) {
        return Some(Days::EVERY);
    }
    let mut rest = plain.as_str();
    let mut days = Days {
        week: [false; 7],
        has_days_off: false,
    };
    let mut last = None;
    let mut is_range = false;
    while !rest.is_empty() {
        if let Some(after) = strip_any(rest, &["周末", "周六日", "周日六"]) {
            (days.week[5], days.week[6]) = (true, true);
            rest = after;
        } else if let Some(after) = strip_any(rest, &["法定节假日", "节假日", "祝日", "祝", "ph"])
        {
            days.has_days_off = true;
            rest = after;
        } else if let Some(after) = strip_any(rest, &["至", "到", "-", "~", "—", "–", "から", "to"])
        {
            is_range = true;
            rest = after;
        } else if let Some(after) = strip_any(rest, FILLERS) {
            rest = after;
        } else {
            let (day, after) = day(rest)?;
            fill(&mut days.week, is_range.then_some(last).flatten(), day);
            (last, is_range, rest) = (Some(day), false, after);
        }
    }
    let is_named = days.week.contains(&true) || days.has_days_off;
    (is_named && !is_range).then_some(days)
}

/// What stands before, behind and between days.
const FILLERS: &[&str] = &[
    "星期", "礼拜", "曜日", "曜", "周", "每", "逢", "まで", "と", "及", "和", "、", ",", ";", "/",
    "・", " ", "&", "and",
];

/// The days of a note that says only that they are closed.
pub(in crate::import) fn closed_days(note: &str) -> Option<Days> {
    let plain = fold::plain(note);
    let plain = plain.trim_end_matches(['。', ' ']);
    let named = CLOSED
        .iter()
        .find_map(|closed| plain.strip_suffix(closed))?;
    read(named).filter(|days| !days.has_days_off)
}

fn strip_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// A day at the beginning of a text, from Monday, and the rest.
fn day(text: &str) -> Option<(usize, &str)> {
    let first = text.chars().next()?;
    if let Some(day) = CHARACTERS.iter().position(|of_day| of_day.contains(first)) {
        return Some((day, &text[first.len_utf8()..]));
    }
    let day = ENGLISH.iter().position(|begin| text.starts_with(begin))?;
    let rest = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let name = &text[..text.len() - rest.len()];
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    names[day].starts_with(name).then_some((day, rest))
}

/// Sets a day, or all from another to it.
fn fill(week: &mut [bool; 7], from: Option<usize>, day: usize) {
    let mut at = from.unwrap_or(day);
    week[at] = true;
    while at != day {
        at = (at + 1) % 7;
        week[at] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_each_language_and_nothing_else_is() {
        for (text, expected) in [
            ("月火水木金", Some("Mo-Fr")),
            ("月火水木金土日", Some("")),
            ("月水木金土日", Some("Mo,We-Su")),
            ("月・水・金・土曜日", Some("Mo,We,Fr-Sa")),
            ("月曜日から金曜日", Some("Mo-Fr")),
            ("土日祝", Some("Sa-Su,PH")),
            ("周一至周五", Some("Mo-Fr")),
            ("星期二至日", Some("Tu-Su")),
            ("週一～週五", Some("Mo-Fr")),
            ("周一、周三", Some("Mo,We")),
            ("周末", Some("Sa-Su")),
            ("周五至周一", Some("Mo,Fr-Su")),
            ("每天", Some("")),
            ("Mon-Fri", Some("Mo-Fr")),
            ("Monday to Saturday", Some("Mo-Sa")),
            ("工作日", None),
            ("学校開校時", None),
            ("周一至", None),
            ("", None),
            ("months", None),
        ] {
            assert_eq!(read(text).map(Days::osm).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_note_may_say_which_days_are_closed() {
        let open = |note| closed_days(note).map(|closed| Days::EVERY.without(closed).osm());
        assert_eq!(open("周六、周日不开放").as_deref(), Some("Mo-Fr"));
        assert_eq!(open("周日休息。").as_deref(), Some("Mo-Sa"));
        assert_eq!(open("节假日以公告为准"), None);
        assert_eq!(open("节假日休息"), None);
    }
}
