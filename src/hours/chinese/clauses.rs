//! Phrases grouped into clauses: days and dates with their hours, and days that are closed.
//!
//! Invariant: every clause names hours or says closed; days without either make the text unknown,
//! and so does a phrase that cannot be assigned with certainty.

mod closed;
mod order;

use std::ops::Range;

use self::order::{days_first, open_days_before_closed};
use super::dates::Dates;
use super::days::DaySet;
use super::holidays::Holidays;
use super::phrases::{ALL_DAY, Hours, Phrase};
use super::rests::without_rests;

/// The most weekdays that are certainly closed if 休息 follows them, whether a sign is between them
/// or hours come next; more are unusual, and may mean something else.
const MOST_CLOSED_AT_ONCE: u32 = 2;

/// Days with their hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// The whole year if empty.
    pub(super) dates: Vec<Dates>,
    pub(super) days: DaySet,
    /// Whether the text names the days; every day if not.
    pub(super) is_named: bool,
    /// Whether a span follows a semicolon or full stop without its days being repeated.
    pub(super) goes_on_after_stop: bool,
    pub(super) hours: Vec<Hours>,
    /// Whether the text gives them a break.
    has_rest: bool,
}

/// Days that are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) dates: Vec<Dates>,
    pub(super) days: DaySet,
    /// How many clauses came before it.
    pub(super) after: usize,
}

/// The content of a text.
#[derive(Debug, Default)]
pub(super) struct Week {
    pub(super) open: Vec<Clause>,
    pub(super) closed: Vec<Closing>,
    pub(super) holidays: Holidays,
}

/// The clause that is being read.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what was heard so far; each is asked by itself"
)]
struct Reader {
    week: Week,
    /// Dates that the hours are for.
    dates: Vec<Dates>,
    /// Whether hours or closed days of these dates have been read.
    has_told_dates: bool,
    /// Days named before the dates, which hold for the following dates too.
    outer_days: Option<DaySet>,
    /// Days named so far; those joined by `、` are one group.
    groups: Vec<DaySet>,
    hours: Vec<Hours>,
    has_stopped: bool,
    goes_on_after_stop: bool,
    /// Breaks whose hours have not been read yet.
    rests: Vec<Range<u16>>,
    /// 周一至周五休息 without a sign after it: the next hours may be those of a break.
    has_just_closed: bool,
    has_access: bool,
    /// Whether the last phrase was hours without a sign after them.
    follows_hours: bool,
    /// Whether the days or dates just named follow hours without a sign, and may belong to them.
    may_be_of_hours_before: bool,
}

/// Groups the phrases.
pub(super) fn clauses(phrases: &[Phrase]) -> Result<Week, String> {
    let mut reader = Reader::default();
    let reordered = days_first(phrases);
    let mut rest = reordered.as_deref().unwrap_or(phrases);
    while let Some((phrase, tail)) = rest.split_first() {
        let n_taken = reader.take(phrase, tail)?;
        rest = tail.get(n_taken..).unwrap_or_default();
    }
    reader.finish()
}

impl Reader {
    /// Reads a phrase; returns how many of the following ones it included.
    fn take(&mut self, phrase: &Phrase, tail: &[Phrase]) -> Result<usize, String> {
        let is_aside = matches!(phrase, Phrase::Opening | Phrase::Closing | Phrase::Access);
        if !matches!(phrase, Phrase::Closed | Phrase::Hours(_) | Phrase::Access) {
            self.has_just_closed = false;
        }
        if !is_aside {
            self.week.holidays.hear(phrase);
        }
        match phrase {
            Phrase::Days(days) => self.take_days(*days, tail)?,
            Phrase::Dates(dates) => self.take_dates(dates)?,
            Phrase::Hours(hours) => self.take_hours(hours)?,
            Phrase::Rest(rest) => self.rests.push(rest.clone()),
            Phrase::Closed => self.close()?,
            // 节假日照常开放 9:00-16:00 gives them hours of their own.
            Phrase::AsUsual if matches!(tail.first(), Some(Phrase::Hours(_))) => {
                self.week.holidays.open_anyway(self.groups.last().copied());
                self.week.holidays.hours_as_usual();
            }
            Phrase::AsUsual | Phrase::Opened => self.take_as_usual(*phrase == Phrase::Opened),
            Phrase::Including(days) => self.week.holidays.include(*days),
            Phrase::Excepting { days, leads } => self.except(*days, *leads, tail)?,
            Phrase::Moved => self.take_moved()?,
            Phrase::LeftOpen => self.leave_open()?,
            Phrase::Access => self.has_access = true,
            Phrase::Opening => {
                self.week.holidays.open_bracket();
                self.follows_hours = false;
                return self.take_bracket(tail);
            }
            Phrase::Closing => self.week.holidays.close_bracket(),
            Phrase::Comma => {}
            Phrase::Stop => self.stop()?,
        }
        self.follows_hours = matches!(phrase, Phrase::Hours(_));
        Ok(0)
    }

    /// 周一：；周二…: an empty row of a table does not have the hours of the next.
    fn stop(&mut self) -> Result<(), String> {
        if !self.groups.is_empty() && self.hours.is_empty() {
            return Err("names days without their hours".to_owned());
        }
        self.has_stopped = true;
        Ok(())
    }

    fn is_all_day(&self) -> bool {
        matches!(self.hours.as_slice(), [only] if only.minutes == ALL_DAY)
    }

    fn take_days(&mut self, days: DaySet, tail: &[Phrase]) -> Result<(), String> {
        // 24小时，每天: days after the hours belong to them. So do the only days of all.
        let is_first = self.groups.is_empty() && self.week.open.is_empty();
        let ends_with_days = tail
            .iter()
            .all(|phrase| matches!(phrase, Phrase::Days(_) | Phrase::Comma | Phrase::Opened));
        let tells_days_of_hours =
            days.is_every_day() && self.groups.is_empty() || is_first && ends_with_days;
        let is_another_group = self.may_be_of_hours_before && !self.groups.is_empty();
        if is_another_group && self.hours.is_empty() {
            return Err("days that may be of the hours before them or after them".to_owned());
        }
        if !self.hours.is_empty() && !tells_days_of_hours {
            self.may_be_of_hours_before = self.follows_hours && self.groups.is_empty();
            self.flush()?;
        }
        self.groups.push(days);
        Ok(())
    }

    fn take_dates(&mut self, dates: &[Dates]) -> Result<(), String> {
        if self.follows_hours && self.dates.is_empty() && !self.hours.is_empty() {
            return Err("dates that may be of the hours before them or after them".to_owned());
        }
        self.flush_hours()?;
        if !self.dates.is_empty() && !self.has_told_dates {
            return Err("names dates without their hours".to_owned());
        }
        if !self.groups.is_empty() {
            self.outer_days = united(&mut self.groups)?;
        }
        self.dates = dates.to_vec();
        self.has_told_dates = false;
        Ok(())
    }

    /// 8:30-17:30（周一至周五）, 8:00-20:00（5月至10月）: a bracket with only days or dates belongs to the
    /// hours before it. Returns how many phrases it included.
    fn take_bracket(&mut self, tail: &[Phrase]) -> Result<usize, String> {
        if self.hours.is_empty() {
            return Ok(0);
        }
        let is_list = |p: &&Phrase| {
            matches!(
                p,
                Phrase::Days(_) | Phrase::Dates(_) | Phrase::Comma | Phrase::Opened
            )
        };
        let mut n_listed = tail.iter().take_while(is_list).count();
        let next = tail.get(n_listed);
        let mut ends = matches!(
            next,
            None | Some(Phrase::Closing | Phrase::Excepting { .. })
        );
        if next == Some(&Phrase::Closed)
            && let Some(n_open) = open_days_before_closed(&tail[..n_listed])
        {
            (n_listed, ends) = (n_open, true);
        }
        let listed = &tail[..n_listed];
        let days = listed.iter().filter_map(|phrase| match phrase {
            Phrase::Days(days) => Some(*days),
            _ => None,
        });
        let days: Vec<DaySet> = days.collect();
        let dates = listed.iter().filter_map(|phrase| match phrase {
            Phrase::Dates(dates) => Some(dates.clone()),
            _ => None,
        });
        let dates: Vec<Dates> = dates.flatten().collect();
        let fits = (days.is_empty() || self.groups.is_empty())
            && (dates.is_empty() || self.dates.is_empty());
        if !ends || !fits || days.is_empty() && dates.is_empty() {
            return Ok(0);
        }
        if days.is_empty() && !self.groups.is_empty() {
            self.outer_days = united(&mut self.groups.clone())?;
        }
        self.groups.extend(days);
        if dates.is_empty() {
            self.flush()?;
        } else {
            self.dates = dates;
            self.flush()?;
            self.dates.clear();
        }
        Ok(n_listed)
    }

    fn take_hours(&mut self, hours: &Hours) -> Result<(), String> {
        if self.has_just_closed {
            return Err("says closed, and hours in the same breath".to_owned());
        }
        if self.is_all_day() {
            let says_it_again = hours.minutes == ALL_DAY;
            let contradicts = || "says all day, and then hours".to_owned();
            return says_it_again.then_some(()).ok_or_else(contradicts);
        }
        if hours.minutes == ALL_DAY && !self.hours.is_empty() {
            return Err("says hours, and then all day".to_owned());
        }
        // 8:30-12:00,1:30-5:30 may go on in the afternoon.
        let last = self.hours.last();
        let goes_back = last.is_some_and(|last| hours.minutes.start < last.minutes.end);
        if goes_back && hours.may_be_afternoon {
            return Err("hours that can be read in two ways".to_owned());
        }
        let overlaps = |span: &Hours| {
            hours.minutes.start < span.minutes.end && span.minutes.start < hours.minutes.end
        };
        if self.hours.iter().any(overlaps) {
            return Err("hours that overlap".to_owned());
        }
        self.goes_on_after_stop |= self.has_stopped && !self.hours.is_empty();
        self.hours.push(hours.clone());
        Ok(())
    }

    fn flush_hours(&mut self) -> Result<(), String> {
        if self.hours.is_empty() {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), String> {
        if self.hours.is_empty() {
            let has_days = !self.groups.is_empty();
            return if has_days {
                Err("names days without their hours".to_owned())
            } else {
                Ok(())
            };
        }
        let has_dates = !self.dates.is_empty();
        let days = united(&mut self.groups)?.or(self.outer_days.filter(|_| has_dates));
        let mut hours = std::mem::take(&mut self.hours);
        let rests = std::mem::take(&mut self.rests);
        self.check_rests(&rests)?;
        without_rests(&mut hours, &rests)?;
        self.week.open.push(Clause {
            dates: self.dates.clone(),
            days: days.unwrap_or(DaySet::EVERY_DAY),
            is_named: days.is_some(),
            goes_on_after_stop: std::mem::take(&mut self.goes_on_after_stop),
            hours,
            has_rest: !rests.is_empty(),
        });
        self.has_told_dates = true;
        self.has_stopped = false;
        Ok(())
    }

    /// A break after the last hours may belong to one of the hours before them too.
    fn check_rests(&self, rests: &[Range<u16>]) -> Result<(), String> {
        let cuts = |hours: &Hours| {
            let holds = |rest: &Range<u16>| {
                hours.minutes.start < rest.start && rest.end < hours.minutes.end
            };
            rests.iter().any(holds)
        };
        let mut others = self.week.open.iter().filter(|clause| !clause.has_rest);
        if others.any(|clause| clause.hours.iter().any(cuts)) {
            return Err("a break of some days, or of all".to_owned());
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Week, String> {
        let rests = if self.hours.is_empty() {
            std::mem::take(&mut self.rests)
        } else {
            Vec::new()
        };
        self.flush()?;
        if !self.dates.is_empty() && !self.has_told_dates {
            return Err("names dates without their hours".to_owned());
        }
        // A break after a full stop belongs to all hours.
        for clause in &mut self.week.open {
            without_rests(&mut clause.hours, &rests)?;
        }
        let is_for_days_off = |clause: &Clause| clause.days.is_days_off_only();
        if self.week.holidays.has_usual_days() && self.week.open.iter().all(is_for_days_off) {
            return Err("gives hours to days off alone, and speaks of other days".to_owned());
        }
        let is_open_all_day = |clause: &Clause| clause.hours[0].minutes == ALL_DAY;
        if self.has_access && self.week.open.len() > 1 && self.week.open.iter().any(is_open_all_day)
        {
            return Err("gives hours to ways in, and one place has one opening".to_owned());
        }
        Ok(self.week)
    }
}

/// The groups as one, if there are any.
fn united(groups: &mut Vec<DaySet>) -> Result<Option<DaySet>, String> {
    let mut groups = groups.drain(..);
    let first = groups.next();
    let days = first.map(|first| groups.try_fold(first, DaySet::united));
    days.transpose()
}
