//! The `datetime` parameter: an interval of days. It is compared with the day of a station's last
//! on-site check, the one date that every station can have.
//!
//! That day has no time, so only the date of an instant counts, as written.

use chrono::{Days, NaiveDate};

use crate::clock::with_usual_offset;
use crate::request::{ParamError, Params};

/// An interval of days, both ends included; an open end is the calendar's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    first: NaiveDate,
    last: NaiveDate,
}

impl Dates {
    /// Parses an instant or a date, or two around a slash, one of which may be `..` or empty.
    ///
    /// Beyond the standard, `date/P2D` adds two days: the official test suite sends it.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once('/') else {
            let day = date(text)?;
            return Some(Self {
                first: day,
                last: day,
            });
        };
        let first = end(from, NaiveDate::MIN)?;
        let last = match days_of(to) {
            Some(days) if first > NaiveDate::MIN => {
                first.checked_add_days(days).unwrap_or(NaiveDate::MAX)
            }
            _ => end(to, NaiveDate::MAX)?,
        };
        let is_bounded = first > NaiveDate::MIN || last < NaiveDate::MAX;
        (is_bounded && first <= last).then_some(Self { first, last })
    }

    /// Whether a day is in the interval. A station without a day passes, as the standard requires.
    pub fn hold(self, day: Option<NaiveDate>) -> bool {
        day.is_none_or(|day| (self.first..=self.last).contains(&day))
    }
}

/// The requested days; `None` is any.
pub fn dates(params: &Params) -> Result<Option<Dates>, ParamError> {
    let Some(text) = params.text("datetime") else {
        return Ok(None);
    };
    let dates = Dates::parse(text).ok_or_else(|| {
        let detail = "datetime must be RFC 3339, or two of these in order around a slash, one of \
                      which may be '..'";
        ParamError::new("datetime", detail)
    })?;
    Ok(Some(dates))
}

/// One end of an interval, which may be open.
fn end(text: &str, open: NaiveDate) -> Option<NaiveDate> {
    if text.is_empty() || text == ".." {
        Some(open)
    } else {
        date(text)
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    // An unencoded plus arrives as a blank.
    let text = text.replace(' ', "+");
    let usual = with_usual_offset(&text);
    let instant = chrono::DateTime::parse_from_rfc3339(usual.as_deref().unwrap_or(&text));
    instant
        .map(|instant| instant.date_naive())
        .ok()
        .or_else(|| {
            // GDAL sends a date as 2026-11-22T.
            text.strip_suffix('T').unwrap_or(&text).parse().ok()
        })
}

/// The days of a duration such as P2D.
fn days_of(text: &str) -> Option<Days> {
    let digits = text.strip_prefix('P')?.strip_suffix('D')?;
    digits.parse().ok().map(Days::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days of April 2026 that pass, as `first..last`.
    fn passing(text: &str) -> String {
        let dates = Dates::parse(text).unwrap();
        let april = (1..=30).filter(|day| dates.hold(NaiveDate::from_ymd_opt(2026, 4, *day)));
        let days: Vec<u32> = april.collect();
        match (days.first(), days.last()) {
            (Some(first), Some(last)) => format!("{first}..{last}"),
            _ => "none".to_owned(),
        }
    }

    #[test]
    fn days_within_the_interval_pass_including_both_ends() {
        for (text, expected) in [
            ("2026-04-16", "16..16"),
            ("2026-04-16T", "16..16"),
            ("2026-04-16T23:59:59-05:00", "16..16"),
            ("2026-04-16T00:00:00.5 08:00", "16..16"),
            ("2026-04-16/2026-04-18", "16..18"),
            ("2026-04-16T00:00:00Z/..", "16..30"),
            ("2026-04-16/", "16..30"),
            ("../2026-04-16", "1..16"),
            ("/2026-04-16T00:00:00Z", "1..16"),
            ("2026-04-16T00:00:00Z/9999-12-31T00:00:00Z", "16..30"),
            ("0000-01-01T00:00:00Z/2026-04-16T00:00:00Z", "1..16"),
            ("2026-04-16/P2D", "16..18"),
            ("2026-04-16/P99999999999999D", "16..30"),
            ("2027-01-01/..", "none"),
        ] {
            assert_eq!(passing(text), expected, "{text}");
        }
    }

    #[test]
    fn a_station_without_a_day_passes() {
        assert!(Dates::parse("2026-04-16").unwrap().hold(None));
    }

    #[test]
    fn an_invalid_interval_is_refused() {
        for text in [
            "",
            "..",
            "../..",
            "/",
            "now",
            "2026-13-01",
            "2026-04-31",
            "P2D",
            "P2D/2026-04-16",
            "2026-04-16/P",
            "2026-04-16/PD",
            "2026-04-16/P-2D",
            "a/b/c",
            "2026-04-16/x",
            "2026-04-16/2026-04-15",
        ] {
            assert_eq!(Dates::parse(text), None, "{text}");
        }
    }
}
