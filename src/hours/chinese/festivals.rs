//! Festivals by name: 春节, 国庆, 除夕.
//!
//! The calendar has days off, but neither their names nor lunar dates. So a festival is the days
//! off within the dates that it can fall on; a statement about it makes these days unknown, and no
//! others.

/// Names, and when in the year their days can be, in OSM syntax.
const FESTIVALS: [(&[&str], &str); 8] = [
    (
        &[
            "春节",
            "农历新年除夕",
            "农历除夕",
            "大年除夕",
            "年三十",
            "大年三十",
            "除夕",
            "农历新年",
        ],
        "Jan 19-Feb 28 PH,PH -1 day",
    ),
    (&["元旦节", "元旦"], "Dec 29-Jan 4 PH"),
    (&["清明节", "清明"], "Apr 2-Apr 8 PH"),
    (&["五一劳动节", "五一", "劳动节"], "Apr 28-May 6 PH"),
    (&["端午节", "端午"], "May 26-Jun 30 PH"),
    (&["中秋节", "中秋"], "Sep 6-Oct 12 PH"),
    (&["国庆节", "十一国庆", "国庆"], "Sep 26-Oct 12 PH"),
    (
        &["圣诞节", "圣诞日", "圣诞前夕", "圣诞节前夕", "平安夜"],
        "Dec 24-Dec 26",
    ),
];
/// Suffixes of a name: 国庆长假.
const DAYS_OFF: [&str; 3] = ["假期", "长假", "小长假"];
/// Index of 春节.
const NEW_YEAR: usize = 0;
/// Prefixes of a lunar day: 正月初一.
const BEFORE_A_LUNAR_DAY: [&str; 6] = ["大年", "农历年", "农历", "正月", "年", "农历正月"];
/// Lunar days that are off in every region that celebrates 春节.
const LUNAR_DAYS: [char; 3] = ['一', '二', '三'];

/// A set of festivals; bit i is row i of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Festivals(u8);

impl Festivals {
    pub(super) const NONE: Self = Self(0);

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The OSM selectors of the days that these may be.
    pub(super) fn selectors(self) -> impl Iterator<Item = &'static str> {
        let rows = FESTIVALS.iter().enumerate();
        rows.filter(move |(row, _)| self.0 >> row & 1 == 1)
            .map(|(_, (_, selector))| *selector)
    }
}

/// The festival at the start of the text, and what follows its name.
pub(super) fn festival(text: &str) -> Option<(Festivals, &str)> {
    lunar_day(text).or_else(|| {
        let named = FESTIVALS
            .iter()
            .enumerate()
            .flat_map(|(row, (names, _))| names.iter().map(move |name| (row, *name)));
        let (festival, rest) = named
            .filter_map(|(row, name)| Some((Festivals(1 << row), text.strip_prefix(name)?)))
            .min_by_key(|(_, rest)| rest.len())?;
        let tail = DAYS_OFF.iter().find_map(|word| rest.strip_prefix(word));
        Some((festival, tail.unwrap_or(rest)))
    })
}

/// 正月初一, 大年初二, 初三, 年初一及二
fn lunar_day(text: &str) -> Option<(Festivals, &str)> {
    let prefixes = BEFORE_A_LUNAR_DAY.iter().chain([&""]);
    let rest = prefixes
        .filter_map(|prefix| text.strip_prefix(prefix)?.strip_prefix("初"))
        .find_map(day_of_new_year)?;
    let mut rest = rest;
    while let Some(tail) = next_of_list(rest) {
        rest = tail;
    }
    Some((Festivals(1 << NEW_YEAR), rest))
}

fn day_of_new_year(text: &str) -> Option<&str> {
    text.strip_prefix(LUNAR_DAYS)
}

/// 及二, 至初三
fn next_of_list(text: &str) -> Option<&str> {
    let tail = text.strip_prefix(['、', '及', '和', '与', '至', '到', '-'])?;
    day_of_new_year(tail.strip_prefix('初').unwrap_or(tail))
}
