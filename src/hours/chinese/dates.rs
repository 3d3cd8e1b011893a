//! Dates of the year in Chinese: 5月1日至10月31日, 5-10月, 11-01至03-31.
//!
//! Invariant: both ends exist in some year. Text without a month is not read as a date.

use super::times::number;

/// Days of the months in a leap year.
const LONGEST_MONTHS: [u16; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/// OSM's months.
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const RANGE_SIGNS: [&str; 3] = ["至", "到", "-"];
/// Whether the end of a range is marked as being in the next year.
const NEXT_YEAR: [&str; 6] = ["次年", "翌年", "来年", "第二年", "隔年", "明年"];

/// Dates from one to another, both included; the end may be earlier in the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dates {
    from: MonthDay,
    to: MonthDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MonthDay {
    /// 1 to 12.
    month: u16,
    day: u16,
}

impl Dates {
    fn contains(self, date: MonthDay) -> bool {
        if self.from <= self.to {
            (self.from..=self.to).contains(&date)
        } else {
            date >= self.from || date <= self.to
        }
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.contains(other.from) || other.contains(self.from)
    }

    /// In OSM syntax: `May-Oct`, `May 01-Oct 15`, `Dec 25`.
    pub(super) fn written(self) -> String {
        let month = |date: MonthDay| MONTHS[usize::from(date.month) - 1];
        let date = |date: MonthDay| format!("{} {:02}", month(date), date.day);
        let is_whole_months = self.from.day == 1 && self.to.day == longest(self.to.month);
        match (is_whole_months, self.from.month == self.to.month) {
            (true, true) if self.from <= self.to => month(self.from).to_owned(),
            (true, _) => format!("{}-{}", month(self.from), month(self.to)),
            _ if self.from == self.to => date(self.from),
            _ => format!("{}-{}", date(self.from), date(self.to)),
        }
    }
}

/// The dates at the start of the text, and the rest.
pub(super) fn dates(text: &str) -> Option<(Dates, &str)> {
    let text = text.strip_prefix("每年").unwrap_or(text);
    month_range(text)
        .or_else(|| numeric_range(text))
        .or_else(|| date_range(text))
}

/// 5-10月
fn month_range(text: &str) -> Option<(Dates, &str)> {
    let (first, rest) = number(text)?;
    let (last, rest) = number(after_range_sign(rest)?)?;
    whole_months(first, last, rest.strip_prefix('月')?)
        .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// 11-01至03-31, as in tables.
fn numeric_range(text: &str) -> Option<(Dates, &str)> {
    let (from, rest) = numeric_date(text)?;
    let (to, rest) = numeric_date(after_range_sign(rest)?)?;
    Some((Dates { from, to }, rest))
}

/// 5月1日, 5月, 5月1日-10月31日, 11月1日至次年3月, 12月25日-26日.
fn date_range(text: &str) -> Option<(Dates, &str)> {
    let (month, day, rest) = date(text)?;
    let from = MonthDay::new(month, day.unwrap_or(1))?;
    let to = after_range_sign(rest).and_then(|tail| {
        let tail = NEXT_YEAR
            .iter()
            .find_map(|word| tail.strip_prefix(word))
            .unwrap_or(tail);
        let tail = tail.trim_start();
        let same_month =
            || number(tail).and_then(|(to, rest)| Some((month, Some(to), day_unit(rest)?)));
        date(tail).or_else(|| day.and_then(|_| same_month()))
    });
    let (month, day, rest) = to.unwrap_or((month, day, rest));
    let to = MonthDay::new(month, day.unwrap_or_else(|| longest(month)))?;
    Some((Dates { from, to }, rest))
}

/// Month, day if there is one, and the rest.
fn date(text: &str) -> Option<(u16, Option<u16>, &str)> {
    let (month, rest) = number(text)?;
    let rest = rest
        .trim_start()
        .strip_prefix('月')
        .filter(|_| (1..=12).contains(&month))?;
    let day = number(rest.trim_start()).and_then(|(day, rest)| Some((day, day_unit(rest)?)));
    match day {
        Some((day, rest)) => Some((month, Some(day), rest)),
        None => Some((month, None, rest.strip_prefix('份').unwrap_or(rest))),
    }
}

fn day_unit(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix(['日', '号'])
}

fn numeric_date(text: &str) -> Option<(MonthDay, &str)> {
    let (month, rest) = (text.get(..2)?, text.get(2..)?);
    let (day, rest) = rest
        .strip_prefix('-')
        .and_then(|rest| Some((rest.get(..2)?, rest.get(2..)?)))?;
    let goes_on = rest.starts_with(|c: char| c.is_ascii_digit() || c == ':');
    let date = MonthDay::new(month.parse().ok()?, day.parse().ok()?)?;
    (!goes_on).then_some((date, rest))
}

fn after_range_sign(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let tail = RANGE_SIGNS.iter().find_map(|sign| text.strip_prefix(sign));
    tail.map(str::trim_start)
}

fn whole_months(first: u16, last: u16, rest: &str) -> Option<(Dates, &str)> {
    let from = MonthDay::new(first, 1)?;
    let to = MonthDay::new(last, longest(last))?;
    Some((Dates { from, to }, rest))
}

impl MonthDay {
    fn new(month: u16, day: u16) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=longest(month)).contains(&day);
        exists.then_some(Self { month, day })
    }
}

/// Days of a month in a leap year; 0 if it is no month.
fn longest(month: u16) -> u16 {
    let months = LONGEST_MONTHS.get(usize::from(month).wrapping_sub(1));
    months.copied().unwrap_or(0)
}
