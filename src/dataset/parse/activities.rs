//! What goes on at a station, from the properties `activities` and `offers`.
//!
//! An activity that cannot be used is left out with a finding, and so is an offer; the others and
//! the station stay.

use std::borrow::Cow;

use super::json::Value;
use super::tables::{date, yes_or_no};
use super::value::{self, Object, Read, Wrong, given_twice};
use super::words::Words;
use crate::clock::{UnixTime, Zone};
use crate::dataset::issue::{Finding, IssueCode};
use crate::dataset::limits::{
    MAX_ACTIVITIES, MAX_ACTIVITY_DAYS, MAX_OFFERS, MAX_PLACES, MAX_PROGRAMME_BYTES,
    MAX_RECURRING_DAYS,
};
use crate::dataset::shown::shortened;
use crate::station::{Activity, Booking, MAX_RECURS_BYTES, Offer, OfferAudience, Recurrence};

/// Seconds in a day.
const DAY_S: i64 = 86_400;
/// What an activity may say.
const ACTIVITY_MEMBERS: [&str; 11] = [
    "id", "title", "title_en", "category", "starts", "ends", "recurs", "audience", "places",
    "booking", "free",
];
/// What an offer may say.
const OFFER_MEMBERS: [&str; 4] = ["title", "title_en", "for", "until"];

/// An entry of a list that is left out.
struct LeftOut {
    code: IssueCode,
    why: String,
}

/// One entry: its members by their names, and how findings call it.
struct Entry<'v, 'a> {
    path: String,
    object: Object<'v, 'a>,
}

/// The activities of a record.
pub(super) fn activities(
    given: &Value,
    zone: Zone,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<Box<[Activity]>, Wrong> {
    let mut activities: Vec<Activity> = Vec::new();
    for (n, given) in listed(given, MAX_ACTIVITIES)?.iter().enumerate() {
        let path = format!("activities[{n}]");
        let read = Entry::of(path.clone(), given, &ACTIVITY_MEMBERS, findings)
            .and_then(|entry| activity(&entry, zone, words, findings))
            .and_then(
                |activity| match activities.iter().find(|one| one.id == activity.id) {
                    None => Ok(activity),
                    Some(_) => Err(LeftOut::bad(format!(
                        "its `id` '{}' is that of another activity of the station",
                        shortened(&activity.id)
                    ))),
                },
            );
        match read {
            Ok(activity) => activities.push(activity),
            Err(left_out) => findings.push(left_out.finding(&path)),
        }
    }
    Ok(activities.into())
}

/// The offers of a record, those that have ended included.
pub(super) fn offers(given: &Value, findings: &mut Vec<Finding>) -> Result<Box<[Offer]>, Wrong> {
    let mut offers = Vec::new();
    for (n, given) in listed(given, MAX_OFFERS)?.iter().enumerate() {
        let path = format!("offers[{n}]");
        let read = Entry::of(path.clone(), given, &OFFER_MEMBERS, findings);
        match read.and_then(|entry| offer(&entry)) {
            Ok(offer) => offers.push(offer),
            Err(LeftOut { why, .. }) => {
                let left_out = LeftOut {
                    code: IssueCode::BadProperty,
                    why,
                };
                findings.push(left_out.finding(&path));
            }
        }
    }
    Ok(offers.into())
}

fn listed<'v, 'a>(given: &'v Value<'a>, max: usize) -> Result<Cow<'v, [Value<'a>]>, Wrong> {
    let n_bytes = given.json().len();
    if n_bytes > MAX_PROGRAMME_BYTES {
        let wanted = format!("at most {MAX_PROGRAMME_BYTES}");
        return Err(Wrong::new(format!("{n_bytes} bytes long"), wanted));
    }
    let members = value::list(given)?;
    if members.len() > max {
        let found = format!("a list of {}", members.len());
        return Err(Wrong::new(found, format!("at most {max}")));
    }
    Ok(members)
}

fn activity(
    entry: &Entry,
    zone: Zone,
    words: &mut Words,
    findings: &mut Vec<Finding>,
) -> Result<Activity, LeftOut> {
    let starts = entry.instant("starts", zone)?;
    let ends = entry.instant("ends", zone)?;
    if ends <= starts {
        return Err(LeftOut::bad("it ends before it starts, or at once"));
    }
    let recurrence = entry.recurrence(starts, zone)?;
    check_length(ends.unix_s - starts.unix_s, recurrence.is_some())?;
    let title: Box<str> = entry.needed("title", value::text)?.into();
    let id = entry.read("id", value::id)?.map(Box::from);
    let category = entry.read("category", |given| words.category(given))?;
    let category = category.ok_or_else(|| LeftOut::missing("category"))?;
    let mut optional = |wrong: LeftOut| findings.push(wrong.member_finding(&entry.path));
    Ok(Activity {
        id: id.unwrap_or_else(|| title.clone()),
        title_en: entry.text_or("title_en", &mut optional),
        audience: entry.text_or("audience", &mut optional),
        places: entry.or("places", places, &mut optional),
        booking: entry.or("booking", booking, &mut optional),
        free: entry.or("free", truth, &mut optional),
        title,
        category,
        starts,
        ends,
        recurrence,
    })
}

fn check_length(duration_s: i64, recurs: bool) -> Result<(), LeftOut> {
    let max_days = if recurs {
        MAX_RECURRING_DAYS
    } else {
        MAX_ACTIVITY_DAYS
    };
    if duration_s <= max_days * DAY_S {
        return Ok(());
    }
    let what = if recurs { "each time " } else { "" };
    Err(LeftOut::bad(format!(
        "it takes longer than {max_days} days {what}; tell its times by `recurs`"
    )))
}

fn offer(entry: &Entry) -> Result<Offer, LeftOut> {
    Ok(Offer {
        title: entry.needed("title", value::text)?.into(),
        title_en: entry.read("title_en", value::text)?.map(Box::from),
        audience: entry.read("for", audience)?,
        until: entry.read("until", date)?,
    })
}

fn audience(given: &Value) -> Read<OfferAudience> {
    let Some(word) = value::text(given)? else {
        return Ok(None);
    };
    let known = OfferAudience::from_key(&word).map(Some);
    known.ok_or_else(|| Wrong::of(given, "one of all, members"))
}

/// Bookings as those of amenities.
fn booking(given: &Value) -> Read<Booking> {
    super::amenities::booking(given)
}

fn truth(given: &Value) -> Read<bool> {
    yes_or_no(given).map_err(|()| Wrong::of(given, "true or false"))
}

fn places(given: &Value) -> Read<u32> {
    let wanted = "a whole number up to 1,000,000";
    let number = value::number(given, wanted)?;
    let whole = number.map(|number| {
        let is_whole = number.fract() == 0.0 && (0.0..=f64::from(MAX_PLACES)).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and within the range"
        )]
        let places = is_whole.then_some(number as u32);
        places.ok_or_else(|| Wrong::of(given, wanted))
    });
    whole.transpose()
}

impl<'v, 'a> Entry<'v, 'a> {
    /// The members of an entry; what is not known in it is a finding.
    fn of(
        path: String,
        given: &'v Value<'a>,
        known: &[&str],
        findings: &mut Vec<Finding>,
    ) -> Result<Self, LeftOut> {
        if given.first_byte() != Some(b'{') {
            let wrong = Wrong::of(given, "an object");
            return Err(LeftOut::bad(wrong.in_words("it")));
        }
        let object = value::object(given).map_err(|wrong| LeftOut::bad(wrong.in_words("it")))?;
        let of_member = |member: &str| format!("{path}.{}", shortened(member));
        let twice = object.repeated.iter().map(|member| of_member(member));
        findings.extend(twice.map(|member| given_twice(&member)));
        for (member, _) in object.members.iter() {
            if !known.contains(&&**member) {
                let wrong = Wrong::new("not known here", known.join(", "));
                findings.push(wrong.in_property(&of_member(member)));
            }
        }
        Ok(Self { path, object })
    }

    /// What a member holds; a wrong one costs the entry.
    fn read<'s, T>(
        &'s self,
        name: &str,
        read: impl FnOnce(&'s Value<'a>) -> Read<T>,
    ) -> Result<Option<T>, LeftOut> {
        let mut members = self.object.members.iter();
        let given = members.find(|(member, _)| member == name);
        let value = given.map_or(Ok(None), |(_, given)| read(given));
        value.map_err(|wrong| LeftOut::bad(wrong.in_words(name)))
    }

    /// The same of a member that must be there.
    fn needed<'s, T>(
        &'s self,
        name: &str,
        read: impl FnOnce(&'s Value<'a>) -> Read<T>,
    ) -> Result<T, LeftOut> {
        self.read(name, read)?.ok_or_else(|| LeftOut::missing(name))
    }

    /// What a member holds; a wrong one costs itself.
    fn or<'s, T>(
        &'s self,
        name: &str,
        read: impl FnOnce(&'s Value<'a>) -> Read<T>,
        wrong: &mut impl FnMut(LeftOut),
    ) -> Option<T> {
        self.read(name, read).unwrap_or_else(|left_out| {
            wrong(left_out);
            None
        })
    }

    fn text_or(&self, name: &str, wrong: &mut impl FnMut(LeftOut)) -> Option<Box<str>> {
        self.or(name, value::text, wrong).map(Box::from)
    }

    fn instant(&self, name: &str, zone: Zone) -> Result<UnixTime, LeftOut> {
        let text = self.needed(name, value::text)?;
        let instant = zone.parse_instant(&text);
        instant.map_err(|error| LeftOut::bad(format!("`{name}`: {error}")))
    }

    fn recurrence(&self, starts: UnixTime, zone: Zone) -> Result<Option<Recurrence>, LeftOut> {
        let bad = |why: String| LeftOut {
            code: IssueCode::BadRecurrence,
            why,
        };
        let Some(rule) = self.read("recurs", value::text)? else {
            return Ok(None);
        };
        if rule.len() > MAX_RECURS_BYTES {
            return Err(bad(format!(
                "`recurs` is {} bytes long; at most {MAX_RECURS_BYTES} is wanted",
                rule.len()
            )));
        }
        let recurrence = Recurrence::parse(&rule, starts, zone);
        let message = |error| format!("`recurs` is '{}': {error}", shortened(&rule));
        recurrence.map(Some).map_err(|error| bad(message(error)))
    }
}

impl LeftOut {
    fn bad(why: impl Into<String>) -> Self {
        Self {
            code: IssueCode::BadActivity,
            why: why.into(),
        }
    }

    fn missing(name: &str) -> Self {
        Self::bad(format!("it has no `{name}`"))
    }

    fn finding(self, path: &str) -> Finding {
        Finding::new(self.code, format!("`{path}` is left out: {}", self.why))
    }

    /// The same of a member that is left out of an entry that stays.
    fn member_finding(self, path: &str) -> Finding {
        let message = format!("in `{path}`, {}, so it is left out", self.why);
        Finding::new(IssueCode::BadProperty, message)
    }
}
