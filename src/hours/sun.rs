//! The sun events of one date at one place, as minutes on the wall clock.
//!
//! Invariant: minutes are 0 to 1,439, or absent if the sun has no such event.

use std::cell::OnceCell;

use chrono::{Datelike, NaiveDate};
use opening_hours_syntax::rules::time::TimeEvent;
use sunrise::{Coordinates, DawnType, SolarDay, SolarEvent};

use crate::clock::{UnixTime, Zone};
use crate::position::Position;

/// Years in which the solar equations are valid; outside them there are no events.
const YEARS: std::ops::RangeInclusive<i32> = 1_900..=2_200;

/// The sun events of a date at a place, each computed at most once.
#[derive(Clone, Debug)]
pub(super) struct Sun {
    /// `None` if no rule names the sun, or the date is outside the equations.
    day: Option<SolarDay>,
    zone: Zone,
    /// Minutes of dawn, sunrise, sunset and dusk, as far as they were asked for.
    minutes: [OnceCell<Option<i32>>; 4],
}

impl Sun {
    /// For rules without sun events: nothing is computed.
    pub(super) fn ignored(zone: Zone) -> Self {
        Self::of(None, zone)
    }

    /// The sun of `date` at `place`.
    pub(super) fn on(date: NaiveDate, place: Position, zone: Zone) -> Self {
        let solar_day = Coordinates::new(place.lat(), place.lon())
            .filter(|_| YEARS.contains(&date.year()))
            .map(|coordinates| SolarDay::new(coordinates, date));
        Self::of(solar_day, zone)
    }

    fn of(day: Option<SolarDay>, zone: Zone) -> Self {
        Self {
            day,
            zone,
            minutes: Default::default(),
        }
    }

    /// Minute of the day of an event, rounded down; none in polar day and night.
    pub(super) fn minute_of(&self, event: TimeEvent) -> Option<i32> {
        let (known, solar_event) = match event {
            TimeEvent::Dawn => (0, SolarEvent::Dawn(DawnType::Civil)),
            TimeEvent::Sunrise => (1, SolarEvent::Sunrise),
            TimeEvent::Sunset => (2, SolarEvent::Sunset),
            TimeEvent::Dusk => (3, SolarEvent::Dusk(DawnType::Civil)),
        };
        *self.minutes[known].get_or_init(|| self.computed(solar_event))
    }

    fn computed(&self, event: SolarEvent) -> Option<i32> {
        let unix_s = self.day?.event_time(event)?.timestamp();
        let minute = self.zone.local_minute(UnixTime { unix_s }).minute_of_day();
        i32::try_from(minute).ok()
    }
}
