//! Chinese text cut into the words that opening hours are made of.
//!
//! Invariant: every character belongs to a known word, or the text is refused with
//! the characters that do not.

use super::clock::ClockTime;
use super::times::time;
use super::weekdays::weekday_list;

/// Traditional characters that the words need, and their simplified forms.
const TRADITIONAL: &str = "時时點点開开關关週周禮礼業业間间節节眾众無无營营為为準准現现場场預预約约國国後后隨随閉闭館馆電电話话對对門门運运營营務务詢询諮咨從从與与兩两號号體体暫暂晝昼";

/// A set of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DaySet {
    /// Bit 0 is Monday.
    pub(super) weekdays: u8,
    /// 节假日
    pub(super) holidays: bool,
    /// 工作日: Monday to Friday by the calendar.
    pub(super) workdays: bool,
}

/// What a word does in opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Days(DaySet),
    Time(ClockTime),
    /// 至
    To,
    /// 、 and 及: the days on both sides belong together.
    Join,
    /// A comma or a bracket.
    Break,
    /// A semicolon or a full stop.
    Stop,
    /// 24小时
    AllDay,
    /// 休息
    Closed,
    /// 开放, and other words that add nothing to hours
    Open,
    /// 照常
    AsUsual,
    /// 除
    Except,
    /// 外
    Excepted,
}

/// A word, and whether it follows the one before without a blank.
pub(super) type Placed = (Word, bool);

const EVERY_DAY: Word = weekdays(0b111_1111);
const HOLIDAYS: Word = Word::Days(DaySet {
    weekdays: 0,
    holidays: true,
    workdays: false,
});
const WORKDAYS: Word = Word::Days(DaySet {
    weekdays: 0b001_1111,
    holidays: false,
    workdays: true,
});

const PHRASES: [(Word, &[&str]); 17] = [
    (
        Word::AllDay,
        &[
            "24小时",
            "二十四小时",
            "24h",
            "24H",
            "全天候",
            "全天",
            "全日",
            "昼夜",
            "7x24小时",
            "7×24小时",
            "7*24小时",
            "7x24",
            "7×24",
            "7*24",
        ],
    ),
    (
        EVERY_DAY,
        &[
            "每日",
            "每天",
            "天天",
            "全年无休",
            "全年",
            "年中无休",
            "365天",
            "无休",
            "全周",
        ],
    ),
    (WORKDAYS, &["工作日", "法定工作日"]),
    (weekdays(0b110_0000), &["周末", "双休日"]),
    (
        HOLIDAYS,
        &[
            "国家法定节假日",
            "法定节假日",
            "节假日",
            "法定假日",
            "法定假期",
            "国定假日",
            "公众假期",
            "公众假日",
            "公共假期",
            "公共假日",
            "PH",
        ],
    ),
    (
        Word::Closed,
        &[
            "休息",
            "休馆",
            "公休",
            "休",
            "闭馆",
            "闭站",
            "关闭",
            "关门",
            "不开放",
            "不对外开放",
            "不营业",
            "停业",
            "放假",
            "停止服务",
            "off",
            "closed",
        ],
    ),
    (
        Word::AsUsual,
        &[
            "照常开放",
            "照常营业",
            "照常",
            "正常开放",
            "正常营业",
            "不休息",
            "不休",
        ],
    ),
    (
        Word::Open,
        &[
            "开放时间",
            "营业时间",
            "服务时间",
            "运营时间",
            "开放",
            "营业",
            "服务",
            "对外开放",
            "开门",
            "开馆",
            "运营",
            "时间",
            "为",
            "逢",
            "每",
            "均",
            "从",
            ":",
        ],
    ),
    (Word::Excepted, &["除外", "以外", "外"]),
    (Word::Except, &["除了", "除"]),
    (Word::To, &["至", "到", "-"]),
    (Word::Join, &["、", "以及", "及", "和", "与", "&"]),
    (Word::Break, &[",", "(", ")", "/"]),
    (Word::Stop, &[";", "。"]),
    (Word::Break, &["[", "]"]),
    (Word::Break, &["【", "】"]),
    (Word::Break, &["「", "」"]),
];

const fn weekdays(bits: u8) -> Word {
    Word::Days(DaySet {
        weekdays: bits,
        holidays: false,
        workdays: false,
    })
}

impl DaySet {
    pub(super) fn is_every_day(self) -> bool {
        self.weekdays == 0b111_1111
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            weekdays: self.weekdays | other.weekdays,
            holidays: self.holidays || other.holidays,
            workdays: self.workdays || other.workdays,
        }
    }
}

/// The simplified form of a character.
pub(super) fn simplified(character: char) -> char {
    let mut pairs = TRADITIONAL.chars();
    while let (Some(traditional), Some(simple)) = (pairs.next(), pairs.next()) {
        if character == traditional {
            return simple;
        }
    }
    character
}

/// Cuts a text in simplified characters into words.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, String> {
    let mut words = Vec::new();
    let mut strange = Vec::new();
    let mut rest = text;
    let mut follows_directly = false;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix(' ') {
            rest = tail;
            follows_directly = false;
        } else if let Some((word, tail)) = word(rest) {
            words.push((word, follows_directly));
            follows_directly = true;
            rest = tail;
        } else {
            rest = take_strange(rest, &mut strange);
        }
    }
    if strange.is_empty() {
        return Ok(words);
    }
    Err(explain_strange(&strange, &words))
}

fn take_strange<'a>(text: &'a str, strange: &mut Vec<&'a str>) -> &'a str {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(at, character)| *character == ' ' || word(&text[*at..]).is_some())
        .map_or(text.len(), |(at, _)| at);
    strange.push(&text[..end]);
    &text[end..]
}

fn explain_strange(strange: &[&str], words: &[Placed]) -> String {
    let named = strange.join("', '");
    let has_brackets = words.iter().any(|(word, _)| *word == Word::Break);
    let has_hours = words.iter().any(|(word, _)| matches!(word, Word::Time(_)));
    if has_brackets && has_hours {
        return format!(
            "gives hours to parts or conditions ('{named}'), and one place has one opening"
        );
    }
    format!("'{named}' is not understood")
}

fn word(text: &str) -> Option<(Word, &str)> {
    if let Some((days, rest)) = weekday_list(text) {
        return Some((Word::Days(days), rest));
    }
    let phrase = longest(text, &PHRASES);
    let time = time(text).map(|(time, rest)| (Word::Time(time), rest));
    // 24小时 begins like a time: the longer reading is right.
    match (phrase, time) {
        (Some(phrase), Some(time)) if time.1.len() < phrase.1.len() => Some(time),
        (phrase, time) => phrase.or(time),
    }
}

/// The longest phrase of a table that the text begins with, and what follows it.
pub(super) fn longest<'a, T: Copy>(text: &'a str, table: &[(T, &[&str])]) -> Option<(T, &'a str)> {
    table
        .iter()
        .flat_map(|(value, phrases)| phrases.iter().map(move |phrase| (*value, phrase)))
        .filter_map(|(value, phrase)| Some((value, text.strip_prefix(phrase)?)))
        .min_by_key(|(_, rest)| rest.len())
}
