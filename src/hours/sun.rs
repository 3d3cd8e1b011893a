//! The sun events of one date at one place, as minutes on the wall clock.
//!
//! Invariant: minutes are 0 to 1,439, or absent if the sun has no such event.

use chrono::{Datelike, NaiveDate};
use opening_hours_syntax::rules::time::TimeEvent;
use sunrise::{Coordinates, DawnType, SolarDay, SolarEvent};

use crate::clock::{UnixTime, Zone};
use crate::position::Position;

/// Years in which the solar equations are valid; outside them there are no events.
const YEARS: std::ops::RangeInclusive<i32> = 1_900..=2_200;

/// The place and date of sun events; `None` inside if no rule names the sun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sun(Option<SolarDay>, Zone);

impl Sun {
    /// For rules without sun events: nothing is computed.
    pub(super) fn ignored(zone: Zone) -> Self {
        Self(None, zone)
    }

    /// The sun of `date` at `place`.
    pub(super) fn on(date: NaiveDate, place: Position, zone: Zone) -> Self {
        let solar_day = Coordinates::new(place.lat(), place.lon())
            .filter(|_| YEARS.contains(&date.year()))
            .map(|coordinates| SolarDay::new(coordinates, date));
        Self(solar_day, zone)
    }

    /// Minute of the day of an event, rounded down; none in polar day and night.
    pub(super) fn minute_of(&self, event: TimeEvent) -> Option<i32> {
        let solar_event = match event {
            TimeEvent::Dawn => SolarEvent::Dawn(DawnType::Civil),
            TimeEvent::Sunrise => SolarEvent::Sunrise,
            TimeEvent::Sunset => SolarEvent::Sunset,
            TimeEvent::Dusk => SolarEvent::Dusk(DawnType::Civil),
        };
        let unix_s = self.0?.event_time(solar_event)?.timestamp();
        let minute = self.1.local_minute(UnixTime { unix_s }).minute_of_day();
        i32::try_from(minute).ok()
    }
}
