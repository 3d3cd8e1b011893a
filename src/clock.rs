//! Instants and the one clock zone of the service.
//!
//! There is no time-zone database: China has kept +08:00 without a change since
//! 1991-09-15, so a fixed offset is exact for every instant accepted here.

mod text;

pub(crate) use text::with_usual_offset;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// Seconds in a minute, the grain of opening hours.
const SECONDS_A_MINUTE: i64 = 60;
/// Minutes in a day of a zone that never changes its clocks.
pub const MINUTES_A_DAY: i64 = 1_440;
/// The earliest instant that is accepted: 1992-01-01T00:00:00Z.
pub const EARLIEST_UNIX_S: i64 = 694_224_000;
/// The latest instant that is accepted: 2100-01-01T00:00:00Z.
pub const LATEST_UNIX_S: i64 = 4_102_444_800;
/// How much of an invalid text a message repeats; a longer text is never an instant.
const MAX_SHOWN_CHARS: usize = 64;

/// The offset of China's clocks.
const BEIJING: FixedOffset = match FixedOffset::east_opt(8 * 3_600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// A moment in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime {
    /// Unix seconds.
    pub unix_s: i64,
}

/// Minutes since 1970-01-01T00:00 on the wall clock of the service's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalMinute(pub i64);

/// The service's fixed offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(FixedOffset);

/// Why a text is not an instant that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// Not RFC 3339.
    #[error("expected an RFC 3339 instant such as 2026-11-22T12:30:00+08:00, got '{0}'")]
    Format(String),
    /// Before 1992 or after 2099.
    #[error("instants lie within 1992-01-01 and 2100-01-01, got '{0}'")]
    Range(String),
}

/// Why a text is not an offset from UTC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an offset such as +08:00, got '{0}'")]
pub struct OffsetError(String);

impl UnixTime {
    /// The machine's time now.
    pub fn now() -> Self {
        let since_epoch = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            unix_s: i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX),
        }
    }

    /// This instant and `seconds` more.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self {
            unix_s: self.unix_s.saturating_add(seconds),
        }
    }
}

impl LocalMinute {
    /// Midnight at the beginning of `date`.
    pub fn midnight(date: NaiveDate) -> Self {
        Self(date.and_time(NaiveTime::MIN).and_utc().timestamp() / SECONDS_A_MINUTE)
    }

    /// The day on the wall clock, limited to the days that the calendar type can hold.
    pub fn date(self) -> NaiveDate {
        let days = self.0.div_euclid(MINUTES_A_DAY);
        let magnitude = Days::new(days.unsigned_abs());
        let epoch = NaiveDate::default();
        if days < 0 {
            epoch.checked_sub_days(magnitude).unwrap_or(NaiveDate::MIN)
        } else {
            epoch.checked_add_days(magnitude).unwrap_or(NaiveDate::MAX)
        }
    }

    /// Minutes since midnight, 0 to 1,439.
    pub const fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(MINUTES_A_DAY)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(BEIJING)
    }
}

impl Zone {
    /// A zone from `+08:00`, `+0800`, `+08`, `-03:30` or `Z`.
    pub fn parse(text: &str) -> Result<Self, OffsetError> {
        let probe = format!("2000-01-01T00:00:00{text}");
        let usual = with_usual_offset(&probe);
        DateTime::parse_from_rfc3339(usual.as_deref().unwrap_or(&probe))
            .map(|time| Self(*time.offset()))
            .map_err(|_| OffsetError(text.to_owned()))
    }

    /// Seconds that this zone's clocks are ahead of UTC.
    pub fn offset_s(self) -> i64 {
        i64::from(self.0.local_minus_utc())
    }

    /// An instant from RFC 3339; without an offset it is read in this zone, without
    /// seconds they are 0, and parts of a second are dropped. An offset may also be written
    /// `+0800` or `+08`, and may be preceded by a blank.
    pub fn parse_instant(self, text: &str) -> Result<UnixTime, InstantError> {
        const MINUTE_FORMATS: [&str; 2] = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
        const LOCAL_FORMATS: [&str; 4] = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
        ];
        let in_any_form = || {
            let usual = with_usual_offset(text);
            let usual = usual.as_deref().unwrap_or(text);
            let to_the_minute = |format| DateTime::parse_from_str(usual, format).ok();
            let local = |format| NaiveDateTime::parse_from_str(usual, format).ok();
            DateTime::parse_from_rfc3339(usual)
                .ok()
                .or_else(|| MINUTE_FORMATS.into_iter().find_map(to_the_minute))
                .map(|time| time.timestamp())
                .or_else(|| {
                    let local = LOCAL_FORMATS.into_iter().find_map(local)?;
                    Some(local.and_utc().timestamp() - self.offset_s())
                })
                .ok_or_else(|| InstantError::Format(shown(text)))
        };
        let unix_s = text::read(text, self.offset_s()).map_or_else(in_any_form, Ok)?;
        if !(EARLIEST_UNIX_S..=LATEST_UNIX_S).contains(&unix_s) {
            return Err(InstantError::Range(shown(text)));
        }
        Ok(UnixTime { unix_s })
    }

    /// RFC 3339 with this zone's offset, in whole seconds.
    pub fn format_instant(self, instant: UnixTime) -> String {
        let mut text = String::with_capacity(size_of::<text::Written>());
        self.write_instant(&mut text, instant);
        text
    }

    /// [`Self::format_instant`] at the end of a text; some ten nanoseconds.
    pub fn write_instant(self, out: &mut String, instant: UnixTime) {
        let local_s = instant.unix_s.saturating_add(self.offset_s());
        let written = text::write(local_s, self.offset_s());
        match written.as_ref().map(|text| std::str::from_utf8(text)) {
            Some(Ok(text)) => out.push_str(text),
            _ => out.push_str(&self.format_any_year(instant)),
        }
    }

    fn format_any_year(self, instant: UnixTime) -> String {
        DateTime::from_timestamp(instant.unix_s, 0).map_or_else(
            || instant.unix_s.to_string(),
            |utc| {
                utc.with_timezone(&self.0)
                    .to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
            },
        )
    }

    /// The minute on this zone's wall clock that `instant` lies in.
    pub fn local_minute(self, instant: UnixTime) -> LocalMinute {
        LocalMinute((instant.unix_s + self.offset_s()).div_euclid(SECONDS_A_MINUTE))
    }

    /// The instant at which a minute of the wall clock begins.
    pub fn instant(self, minute: LocalMinute) -> UnixTime {
        UnixTime {
            unix_s: minute.0 * SECONDS_A_MINUTE - self.offset_s(),
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<i64, InstantError> {
        Zone::default().parse_instant(text).map(|i| i.unix_s)
    }

    #[test]
    fn an_instant_without_an_offset_is_read_in_the_services_zone() {
        assert_eq!(parse("2026-11-22T08:00:00"), parse("2026-11-22T00:00:00Z"));
        assert_eq!(parse("2026-11-22T08:00"), parse("2026-11-22T00:00:00Z"));
        assert_eq!(
            parse("2026-11-22T08:00+08:00"),
            parse("2026-11-22T00:00:00Z")
        );
        assert_eq!(
            parse("2026-11-22T08:00:00.9"),
            parse("2026-11-22T00:00:00Z")
        );
    }

    #[test]
    fn an_offset_is_read_as_libraries_write_it_too() {
        let noon = parse("2026-11-24T12:00:00+08:00");
        assert!(noon.is_ok());
        for text in [
            "2026-11-24T12:00+0800",
            "2026-11-24T12:00+08",
            "2026-11-24T04:00Z",
            "2026-11-24 04:00Z",
            "2026-11-24T04:00:00z",
            "2026-11-24T12:00:00+0800",
            "2026-11-24T12:00:00.000+0800",
            "2026-11-24 12:00:00 +0800",
            "2026-11-24 12:00 +08:00",
            "2026-11-24 04:00:00 +0000",
            "2026-11-24T00:30:00-0330",
            "2026-11-24T01:00-03",
        ] {
            assert_eq!(parse(text), noon, "{text}");
        }
        for text in [
            "2026-11-24T12:00+8",
            "2026-11-24T12:00+080",
            "2026-11-24T12:00+08000",
            "2026-11-24T12:00+24",
            "2026-11-24T12:00+08:0",
            "2026-11-24T12:00+０８",
            "2026-11-24-08",
            "2026-11-24+0800",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn instants_before_1992_and_after_2100_are_refused() {
        assert!(parse("1992-01-01T00:00:00Z").is_ok());
        assert!(matches!(
            parse("1991-12-31T23:59:59Z"),
            Err(InstantError::Range(_))
        ));
        assert!(parse("2100-01-01T00:00:00Z").is_ok());
        assert!(matches!(
            parse("2100-01-01T00:00:01Z"),
            Err(InstantError::Range(_))
        ));
        assert!(matches!(parse("tomorrow"), Err(InstantError::Format(_))));
    }

    #[test]
    fn minutes_and_instants_convert_both_ways() {
        let zone = Zone::default();
        let instant = UnixTime {
            unix_s: parse("2026-11-22T12:34:56").unwrap(),
        };
        let minute = zone.local_minute(instant);
        assert_eq!(minute.date().to_string(), "2026-11-22");
        assert_eq!(minute.minute_of_day(), 12 * 60 + 34);
        assert_eq!(
            zone.format_instant(zone.instant(minute)),
            "2026-11-22T12:34:00+08:00"
        );
        assert_eq!(LocalMinute::midnight(minute.date()).0 + 754, minute.0);
    }

    #[test]
    fn offsets_are_read_as_rfc_3339_writes_them() {
        assert_eq!(Zone::parse("+05:45").unwrap().offset_s(), 20_700);
        assert_eq!(Zone::parse("Z").unwrap().offset_s(), 0);
        assert_eq!(Zone::parse("+0800").unwrap().offset_s(), 28_800);
        assert_eq!(Zone::parse("-03").unwrap().offset_s(), -10_800);
        assert!(Zone::parse("Beijing").is_err());
        assert!(Zone::parse("+8").is_err());
    }
}
