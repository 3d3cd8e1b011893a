//! Whether a station, with the wanted amenities, is open at a moment, and why: its effective hours,
//! unless it is out of service.

mod effective_hours;

use crate::amenity::AmenitySet;
use crate::clock::{LocalMinute, MINUTES_A_DAY, UnixTime, Zone};
use crate::hours::timetable::HORIZON_DAYS;
use crate::hours::{OpenState, Reason};
use crate::snapshot::Snapshot;
use crate::station::{Station, StationIdx, Status};

pub use effective_hours::EffectiveHours;

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
        }
    }
}

/// The full state of a station at an instant.
pub fn describe(
    snapshot: &Snapshot,
    station: StationIdx,
    wanted: AmenitySet,
    zone: Zone,
    at: UnixTime,
) -> Opening {
    let hours = EffectiveHours::new(snapshot, station, wanted);
    describe_in_service(&hours, snapshot.station(station), zone, at)
}

/// The state by effective hours of a station that is never out of service.
pub(super) fn describe_effective(hours: &EffectiveHours<'_>, zone: Zone, at: UnixTime) -> Opening {
    let minute = zone.local_minute(at);
    let (state, reason, change) = hours.state_and_next_change(minute);
    let is_open = state == OpenState::Open;
    let at_change = change.map(|minute| zone.instant(minute));
    // Without a change, everything up to the horizon was evaluated.
    let last_looked_at = change.unwrap_or(LocalMinute(minute.0 + HORIZON_DAYS * MINUTES_A_DAY));
    Opening {
        state,
        reason,
        open_until: at_change.filter(|_| is_open),
        opens_at: at_change.filter(|_| !is_open),
        lacks_holiday_data: hours.lacks_holiday_data(minute, last_looked_at),
    }
}

/// The state by effective hours of a station that may be out of service.
pub(super) fn describe_in_service(
    hours: &EffectiveHours<'_>,
    record: &Station,
    zone: Zone,
    at: UnixTime,
) -> Opening {
    let minute = zone.local_minute(at);
    let reason = match record.status_on(minute.date()) {
        Status::Active | Status::Unknown => return describe_effective(hours, zone, at),
        Status::Relocated => OpenReason::Relocated,
        Status::Suspended | Status::Closed => OpenReason::Suspended,
    };
    let back = record.status_until.and_then(|until| until.succ_opt());
    let opens = back
        .map(LocalMinute::midnight)
        .and_then(|midnight| match hours.state(midnight) {
            OpenState::Open => Some(midnight),
            _ => hours.opens_after(midnight),
        });
    Opening {
        state: OpenState::Closed,
        reason,
        open_until: None,
        opens_at: opens.map(|minute| zone.instant(minute)),
        lacks_holiday_data: opens.is_some_and(|opens| hours.lacks_holiday_data(opens, opens)),
    }
}
