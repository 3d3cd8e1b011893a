//! Whether a station, with the wanted amenities, is open at a moment, and why: its effective hours,
//! unless it is out of service.

mod effective_hours;
mod openings;
mod search;
mod told;

use crate::amenity::AmenitySet;
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::schedules::Hours;
use crate::hours::{OpenState, Reason};
use crate::notices::NoticeIdx;
use crate::query::work_budget::WorkBudget;
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx, Status};

pub use effective_hours::EffectiveHours;
pub use search::OpeningSearch;
use search::{Next, horizon_of};
use told::Found;

/// Whether something is open, why, and until or from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Open, closed or unknown.
    pub state: OpenState,
    /// The reason.
    pub reason: OpenReason,
    /// When an open one stops being open; `None` if not open, or not within 400 days.
    pub open_until: Option<UnixTime>,
    /// When one that is not open is next known to be; `None` if unknown or not within 400 days.
    pub opens_at: Option<UnixTime>,
    /// The notice that a visitor is to read, of those in force at the moment asked about.
    pub notice: Option<NoticeIdx>,
    /// Whether the next change was not looked for to its end, because the request had done all the
    /// work that it may.
    pub is_search_stopped: bool,
    /// Whether hours in a year without holiday data were evaluated.
    pub lacks_holiday_data: bool,
}

/// Why a state is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenReason {
    /// As the opening hours say.
    Hours(Reason),
    /// Out of service by its status, for a time or for good.
    Suspended,
    /// Moved elsewhere.
    Relocated,
    /// No opening hours are known.
    NoHours,
    /// The opening hours could not be understood.
    UnparsedHours,
    /// As a keeper says for a time.
    Notice,
    /// It should be open, but riders found it locked.
    ReportedLocked,
}

impl OpenReason {
    /// The name in answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hours(Reason::Hours) => "hours",
            Self::Hours(Reason::Always) => "always",
            Self::Hours(Reason::Holiday) => "holiday",
            Self::Hours(Reason::MakeUpWorkday) => "make_up_workday",
            Self::Hours(Reason::ByArrangement) => "by_arrangement",
            Self::Suspended => "suspended",
            Self::Relocated => "relocated",
            Self::NoHours => "no_hours",
            Self::UnparsedHours => "unparsed_hours",
            Self::Notice => "notice",
            Self::ReportedLocked => "reported_locked",
        }
    }
}

/// The full state of a station at an instant, as the only question of a request.
pub fn describe(
    snapshot: &Snapshot,
    station: StationIdx,
    wanted: AmenitySet,
    zone: Zone,
    at: UnixTime,
) -> Opening {
    let search = OpeningSearch::new(snapshot, WorkBudget::whole());
    search.describe(station, wanted, zone, at)
}

impl OpeningSearch<'_> {
    /// The full state of a station at an instant, together with the `wanted` amenities.
    pub fn describe(
        &self,
        station: StationIdx,
        wanted: AmenitySet,
        zone: Zone,
        at: UnixTime,
    ) -> Opening {
        let snapshot = self.snapshot();
        let hours = EffectiveHours::new(snapshot, station, wanted);
        self.describe_in_service(&hours, snapshot.station(station), zone, at)
    }

    /// The state by effective hours of a station that is never out of service.
    pub(super) fn describe_effective(
        &self,
        hours: &EffectiveHours<'_>,
        zone: Zone,
        at: UnixTime,
    ) -> Opening {
        if let Some(told) = self.told_of(hours.station()) {
            return self.describe_told(told, hours, zone, at);
        }
        let minute = zone.local_minute(at);
        let (state, reason, next) = self.state_and_next_change(hours, minute);
        let is_open = state == OpenState::Open;
        let at_change = next.minute().map(|minute| zone.instant(minute));
        // Without a change, everything up to the horizon was evaluated.
        let last_looked_at = next.minute().unwrap_or(horizon_of(minute));
        Opening {
            state,
            reason,
            open_until: at_change.filter(|_| is_open),
            opens_at: at_change.filter(|_| !is_open),
            notice: self.shown(hours, at),
            is_search_stopped: next == Next::NotLookedFor,
            lacks_holiday_data: hours.lacks_holiday_data(minute, last_looked_at),
        }
    }

    /// The state by effective hours of a station that may be out of service.
    pub(super) fn describe_in_service(
        &self,
        hours: &EffectiveHours<'_>,
        record: &Station,
        zone: Zone,
        at: UnixTime,
    ) -> Opening {
        let minute = zone.local_minute(at);
        let reason = match record.status_on(minute.date()) {
            Status::Active | Status::Unknown => return self.describe_effective(hours, zone, at),
            Status::Relocated => OpenReason::Relocated,
            Status::Suspended | Status::Closed => OpenReason::Suspended,
        };
        let back = record.status_until.and_then(|until| until.succ_opt());
        let opens = back.map_or(Found::Never, |back| {
            self.opens_from(hours, zone, LocalMinute::midnight(back))
        });
        let lacks = |opens| {
            let minute = zone.local_minute(opens);
            hours.lacks_holiday_data(minute, minute)
        };
        Opening {
            state: OpenState::Closed,
            reason,
            open_until: None,
            opens_at: opens.moment(),
            notice: self.shown(hours, at),
            is_search_stopped: opens == Found::NotLookedFor,
            lacks_holiday_data: opens.moment().is_some_and(lacks),
        }
    }

    /// The first moment from a minute on, itself included, at which a station is open.
    fn opens_from(&self, hours: &EffectiveHours<'_>, zone: Zone, minute: LocalMinute) -> Found {
        if let Some(told) = self.told_of(hours.station()) {
            return self.turns_from(told, hours, zone, zone.instant(minute), true);
        }
        let next = match self.state(hours, minute) {
            OpenState::Open => Next::At(minute),
            _ => self.opens_after(hours, minute),
        };
        Found::of(next, zone)
    }

    /// The state, the reason, and when it stops being open or is next known to be open.
    fn state_and_next_change(
        &self,
        hours: &EffectiveHours<'_>,
        minute: LocalMinute,
    ) -> (OpenState, OpenReason, Next) {
        let timetable = self.snapshot().timetable();
        // The usual case: a single look-up decides.
        if let Some(schedule) = hours.only_schedule()
            && timetable.is_compiled(minute)
        {
            let (span, reason) = timetable.state_and_next_change(schedule, minute);
            let next = if span.state == OpenState::Open {
                span.until.map_or(Next::Never, Next::At)
            } else {
                self.opens_after(hours, minute)
            };
            return (span.state, OpenReason::Hours(reason), next);
        }
        let state = self.state(hours, minute);
        let next = if state == OpenState::Open {
            self.closes_after(hours, minute)
        } else {
            self.opens_after(hours, minute)
        };
        (state, self.reason(hours, minute, state), next)
    }

    /// The reason of the state: that of the schedule that decides it.
    fn reason(
        &self,
        hours: &EffectiveHours<'_>,
        minute: LocalMinute,
        state: OpenState,
    ) -> OpenReason {
        self.reason_among(hours.schedules(), minute, state)
    }

    /// The reason of the first of some hours that are in a state.
    fn reason_among(
        &self,
        mut deciding: impl Iterator<Item = Hours>,
        minute: LocalMinute,
        state: OpenState,
    ) -> OpenReason {
        let deciding = deciding.find(|hours| self.state_of(*hours, minute) == state);
        deciding.map_or(OpenReason::NoHours, |hours| match hours {
            Hours::None => OpenReason::NoHours,
            Hours::Unparsed => OpenReason::UnparsedHours,
            Hours::Scheduled(schedule) => OpenReason::Hours(self.reason_of(schedule, minute)),
        })
    }
}
