//! The state of a station of which something is said: notices before doubts before hours.
//!
//! What is said is constant from one of its moments to the next; within each such period a state is
//! that of hours, or needs none.

use super::effective_hours::EffectiveHours;
use super::search::{Next, OpeningSearch, horizon_of};
use super::{OpenReason, Opening};
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::hours::OpenState;
use crate::notices::{Period, StationTruth, Word};

/// What decides within a period, for certain wanted amenities.
pub(super) enum Rule<'a> {
    /// Closed by a notice, or a wanted amenity is out of order.
    Closed,
    /// Open by a notice.
    Open,
    /// The station is open by a notice; the hours of wanted amenities decide.
    Amenities(EffectiveHours<'a>),
    /// As the hours say, but unknown where they say open.
    Doubtful(EffectiveHours<'a>),
    /// As the hours say.
    Hours(EffectiveHours<'a>),
}

/// When a state begins that was searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    At(UnixTime),
    Never,
    NotLookedFor,
}

impl Found {
    /// The moment, if it is known.
    pub(super) const fn moment(self) -> Option<UnixTime> {
        match self {
            Self::At(moment) => Some(moment),
            Self::Never | Self::NotLookedFor => None,
        }
    }

    pub(super) fn of(next: Next, zone: Zone) -> Self {
        match next {
            Next::At(minute) => Self::At(zone.instant(minute)),
            Next::Never => Self::Never,
            Next::NotLookedFor => Self::NotLookedFor,
        }
    }
}

impl<'a> Rule<'a> {
    fn of(period: &Period, hours: &EffectiveHours<'a>) -> Self {
        if period.word == Word::Closed || !period.out.intersection(hours.wanted()).is_empty() {
            return Self::Closed;
        }
        match period.word {
            Word::Open => hours
                .of_wanted_amenities()
                .map_or(Self::Open, Self::Amenities),
            Word::Doubtful => Self::Doubtful(*hours),
            Word::Hours | Word::Closed => Self::Hours(*hours),
        }
    }

    /// The state, by the states of hours.
    fn state(&self, of_hours: impl Fn(&EffectiveHours<'a>) -> OpenState) -> OpenState {
        match self {
            Self::Closed => OpenState::Closed,
            Self::Open => OpenState::Open,
            Self::Amenities(hours) | Self::Hours(hours) => of_hours(hours),
            Self::Doubtful(hours) => match of_hours(hours) {
                OpenState::Open => OpenState::Unknown,
                state => state,
            },
        }
    }
}

impl EffectiveHours<'_> {
    /// The state at a moment by what is said of the station, and by hours.
    pub fn state_told(&self, told: Option<&StationTruth>, zone: Zone, at: UnixTime) -> OpenState {
        let minute = zone.local_minute(at);
        match told {
            None => self.state(minute),
            Some(told) => Rule::of(&told.at(at), self).state(|hours| hours.state(minute)),
        }
    }

    /// A moment after another up to which that state does not change; `None` if it never does.
    pub fn next_change_told(
        &self,
        told: Option<&StationTruth>,
        zone: Zone,
        at: UnixTime,
    ) -> Option<UnixTime> {
        let by_hours = self.next_change(zone.local_minute(at));
        let by_hours = by_hours.map(|minute| zone.instant(minute));
        let by_word = told.and_then(|told| told.next_after(at));
        by_hours.into_iter().chain(by_word).min()
    }
}

impl OpeningSearch<'_> {
    /// The state at a moment by what is said of the station, and by hours; its status is not looked
    /// at.
    pub fn state_told(&self, hours: &EffectiveHours<'_>, zone: Zone, at: UnixTime) -> OpenState {
        let minute = zone.local_minute(at);
        match self.told_of(hours.station()) {
            None => self.state(hours, minute),
            Some(told) => self.state_by(&Rule::of(&told.at(at), hours), minute),
        }
    }

    /// A moment after another up to which that state does not change.
    pub(in crate::query) fn steady_until_told(
        &self,
        told: &StationTruth,
        hours: &EffectiveHours<'_>,
        zone: Zone,
        at: UnixTime,
    ) -> Option<UnixTime> {
        let by_hours = self.steady_until(hours.schedules(), zone.local_minute(at));
        let by_hours = by_hours.map(|minute| zone.instant(minute));
        by_hours.into_iter().chain(told.next_after(at)).min()
    }

    fn state_by(&self, rule: &Rule<'_>, minute: LocalMinute) -> OpenState {
        rule.state(|hours| self.state(hours, minute))
    }

    /// The full state of a station of which something is said, and that is never out of service.
    pub(super) fn describe_told(
        &self,
        told: &StationTruth,
        hours: &EffectiveHours<'_>,
        zone: Zone,
        at: UnixTime,
    ) -> Opening {
        let minute = zone.local_minute(at);
        let rule = Rule::of(&told.at(at), hours);
        let state = self.state_by(&rule, minute);
        let is_open = state == OpenState::Open;
        let found = self.turns_from(told, hours, zone, at, !is_open);
        let last_looked_at = found.moment().map(|moment| zone.local_minute(moment));
        Opening {
            state,
            reason: self.reason_by(&rule, minute, state),
            open_until: found.moment().filter(|_| is_open),
            opens_at: found.moment().filter(|_| !is_open),
            notice: self.shown(hours, at),
            is_search_stopped: found == Found::NotLookedFor,
            lacks_holiday_data: hours
                .lacks_holiday_data(minute, last_looked_at.unwrap_or(horizon_of(minute))),
        }
    }

    fn reason_by(&self, rule: &Rule<'_>, minute: LocalMinute, state: OpenState) -> OpenReason {
        match rule {
            Rule::Closed | Rule::Open => OpenReason::Notice,
            Rule::Amenities(_) if state == OpenState::Open => OpenReason::Notice,
            Rule::Amenities(hours) => {
                let own = hours.wanted_own();
                self.reason_among(own, minute, state)
            }
            Rule::Doubtful(_) if state != OpenState::Closed => OpenReason::ReportedLocked,
            Rule::Doubtful(hours) | Rule::Hours(hours) => self.reason(hours, minute, state),
        }
    }

    /// The first moment from `at` on, itself included, at which a station is open, or is not.
    pub(super) fn turns_from(
        &self,
        told: &StationTruth,
        hours: &EffectiveHours<'_>,
        zone: Zone,
        at: UnixTime,
        is_open: bool,
    ) -> Found {
        let horizon = horizon_of(zone.local_minute(at));
        let mut from = at;
        loop {
            let until = told.next_after(from);
            let last = until.map_or(horizon, |until| zone.local_minute(until).min(horizon));
            let rule = Rule::of(&told.at(from), hours);
            match self.turns_within(&rule, zone, from, last, is_open) {
                Found::At(found) if until.is_none_or(|until| found < until) => {
                    return Found::At(found);
                }
                Found::NotLookedFor => return Found::NotLookedFor,
                Found::At(_) | Found::Never => {}
            }
            let next = until.filter(|until| zone.local_minute(*until) <= horizon);
            match next {
                None => return Found::Never,
                Some(_) if !self.budget().take_steps(1) => return Found::NotLookedFor,
                Some(next) => from = next,
            }
        }
    }

    /// The same by one rule, up to a minute.
    fn turns_within(
        &self,
        rule: &Rule<'_>,
        zone: Zone,
        from: UnixTime,
        last: LocalMinute,
        is_open: bool,
    ) -> Found {
        let minute = zone.local_minute(from);
        if (self.state_by(rule, minute) == OpenState::Open) == is_open {
            return Found::At(from);
        }
        match rule {
            // Neither is ever the opposite.
            Rule::Closed | Rule::Open | Rule::Doubtful(_) => Found::Never,
            Rule::Amenities(hours) | Rule::Hours(hours) => {
                Found::of(self.turns_by_hours(hours, minute, last, is_open), zone)
            }
        }
    }
}
