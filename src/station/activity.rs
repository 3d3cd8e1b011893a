//! What goes on at a station: activities with a time of their own, and offers.
//!
//! Values only, as they were read and checked by `dataset`; few stations have any.

mod days;
mod error;
mod recurrence;
mod rule;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use super::booking::Booking;
use crate::clock::{LATEST_UNIX_S, UnixTime, Zone};

pub use error::{MAX_OCCURRENCES, RecurrenceError};
pub use recurrence::{MAX_RECURS_BYTES, Recurrence};
pub use rule::MAX_INTERVAL;

/// What goes on at one station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programme {
    /// Activities in the order of the record; their ids are unique in it.
    pub activities: Box<[Activity]>,
    /// Offers in the order of the record, those that have ended included.
    pub offers: Box<[Offer]>,
}

/// Something that takes place at a station, once or again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Unique at its station.
    pub id: Box<str>,
    /// What it is called.
    pub title: Box<str>,
    /// The same in English.
    pub title_en: Option<Box<str>>,
    /// A key of the vocabulary of activities, or the record's own word.
    pub category: Arc<str>,
    /// When it begins; of one that recurs, the first time that it takes place.
    pub starts: UnixTime,
    /// When that time ends; after `starts`.
    pub ends: UnixTime,
    /// On which further days it takes place, at the same time of the day.
    pub recurrence: Option<Recurrence>,
    /// Whom it is for, in words.
    pub audience: Option<Box<str>>,
    /// How many can take part.
    pub places: Option<u32>,
    /// Whether or how it is booked.
    pub booking: Option<Booking>,
    /// Whether it costs nothing.
    pub free: Option<bool>,
}

/// One time that an activity takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Its first second.
    pub starts: UnixTime,
    /// The first second after it.
    pub ends: UnixTime,
}

/// What a station offers its visitors at a better price, or for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is.
    pub title: Box<str>,
    /// The same in English.
    pub title_en: Option<Box<str>>,
    /// Whom it is for, if that is said.
    pub audience: Option<OfferAudience>,
    /// Its last day; `None` if it has none.
    pub until: Option<NaiveDate>,
}

/// Whom an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAudience {
    /// Everyone.
    All,
    /// Members of the union.
    Members,
}

impl Programme {
    /// Whether nothing goes on.
    pub fn is_empty(&self) -> bool {
        self.activities.is_empty() && self.offers.is_empty()
    }

    /// The last day on which there is an offer: [`NaiveDate::MAX`] if one has no end.
    pub fn offers_until(&self) -> Option<NaiveDate> {
        let days = self.offers.iter();
        days.map(|offer| offer.until.unwrap_or(NaiveDate::MAX))
            .max()
    }
}

impl Activity {
    /// How long it takes each time, seconds.
    pub const fn duration_s(&self) -> i64 {
        self.ends.unix_s - self.starts.unix_s
    }

    /// The first time that it takes place, which its rule may put after `starts`.
    pub fn first_time(&self, zone: Zone) -> Occurrence {
        let recurrence = self.recurrence.as_ref();
        recurrence.map_or(self.once(), |recurrence| self.on(recurrence.first(), zone))
    }

    /// The first time that ends after a moment, if it ever takes place then.
    ///
    /// Cost: some nanoseconds for each day until then.
    pub fn first_time_after(&self, after: UnixTime, zone: Zone) -> Option<Occurrence> {
        let latest = UnixTime {
            unix_s: LATEST_UNIX_S,
        };
        self.occurrences(after, latest, zone).next()
    }

    /// Its rule, as one that begins with one of its times.
    pub fn rule_from(&self, first: Occurrence, zone: Zone) -> Option<Cow<'_, str>> {
        let recurrence = self.recurrence.as_ref()?;
        let last = recurrence.last().map(|day| self.on(day, zone).starts);
        let day = zone.local_minute(first.starts).date();
        Some(recurrence.rule_from(day, last))
    }

    /// When its last time ends; `None` if it goes on without an end.
    pub fn ends_for_good(&self, zone: Zone) -> Option<UnixTime> {
        match &self.recurrence {
            None => Some(self.ends),
            Some(recurrence) => Some(self.on(recurrence.last()?, zone).ends),
        }
    }

    /// The times that end after `after` and begin before `before`, in their order.
    ///
    /// Cost: a few nanoseconds for each day of the range on which it might take place.
    pub fn occurrences(
        &self,
        after: UnixTime,
        before: UnixTime,
        zone: Zone,
    ) -> impl Iterator<Item = Occurrence> {
        let once = self.recurrence.is_none().then_some(self.once());
        let first = after.plus_seconds(-self.duration_s());
        let dates = zone.local_minute(first).date()..=zone.local_minute(before).date();
        let recurring = self.recurrence.iter();
        let recurring = recurring.flat_map(move |recurrence| recurrence.within(dates.clone()));
        once.into_iter()
            .chain(recurring.map(move |date| self.on(date, zone)))
            .filter(move |time| time.ends > after && time.starts < before)
    }

    const fn once(&self) -> Occurrence {
        Occurrence {
            starts: self.starts,
            ends: self.ends,
        }
    }

    /// The time on a date, at the same time of the day as the first.
    fn on(&self, date: NaiveDate, zone: Zone) -> Occurrence {
        /// Seconds in a day of a zone that never changes its clocks.
        const SECONDS_A_DAY: i64 = 86_400;
        let first = zone.local_minute(self.starts).date();
        let later_s = date.signed_duration_since(first).num_days() * SECONDS_A_DAY;
        Occurrence {
            starts: self.starts.plus_seconds(later_s),
            ends: self.ends.plus_seconds(later_s),
        }
    }
}

impl OfferAudience {
    /// Everything that can be said.
    pub const ALL: [Self; 2] = [Self::All, Self::Members];

    /// The name in files and answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Members => "members",
        }
    }

    /// The audience of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}
