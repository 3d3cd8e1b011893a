//! Instants in RFC 3339 in their commonest form, digit by digit.
//!
//! An answer holds a dozen of them. chrono reads and writes every form, from a description of the
//! form, and takes several times as long; it handles all forms but the commonest.

use chrono::{NaiveDate, NaiveTime};

/// `2026-11-24T12:00:00+08:00`.
pub(super) type Written = [u8; 25];

/// Bytes of `2026-11-24T12:00`.
const TO_THE_MINUTE: usize = 16;

/// The first second that cannot be written here: the year 10000.
const TOO_LATE_S: i64 = 253_402_300_800;
/// The two digits of each number below a hundred.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    let (mut tens, mut units) = (b'0', b'0');
    while number < pairs.len() {
        pairs[number] = [tens, units];
        (tens, units) = if units == b'9' {
            (tens + 1, b'0')
        } else {
            (tens, units + 1)
        };
        number += 1;
    }
    pairs
};

/// Writes the wall clock of an offset in minutes; `None` outside the years 1970 to 9999.
pub(super) fn write(local_s: i64, offset_s: i64) -> Option<Written> {
    if !(0..TOO_LATE_S).contains(&local_s) {
        return None;
    }
    let days = u32::try_from(local_s / 86_400).ok()?;
    let second = u32::try_from(local_s % 86_400).ok()?;
    let (year, month, day) = date(days);
    let offset_min = u32::try_from(offset_s.unsigned_abs() / 60).ok()?;
    let mut text = *b"0000-00-00T00:00:00+00:00";
    for (at, number) in [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, second / 3_600),
        (14, second / 60 % 60),
        (17, second % 60),
        (20, offset_min / 60),
        (23, offset_min % 60),
    ] {
        let pair = PAIRS.get(number as usize)?;
        text[at] = pair[0];
        text[at + 1] = pair[1];
    }
    if offset_s < 0 {
        text[19] = b'-';
    }
    Some(text)
}

/// Year, month and day of a day since 1970-01-01.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years
/// begin in March, so that the leap day is their last day.
const fn date(days: u32) -> (u32, u32, u32) {
    /// Days from 0000-03-01 to 1970-01-01.
    const TO_1970: u32 = 719_468;
    const DAYS_IN_400_YEARS: u32 = 146_097;
    let days = days + TO_1970;
    let day = days % DAYS_IN_400_YEARS;
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let year = year + days / DAYS_IN_400_YEARS * 400;
    match month {
        0..10 => (year, month + 3, day_of_month),
        _ => (year + 1, month - 9, day_of_month),
    }
}

/// Reads `2026-11-24T12:00`, also with a blank for the T, with optional seconds, and then `Z`, an
/// offset, or nothing for the offset of the service; Unix seconds. `None`: not this form; chrono
/// decides.
pub(super) fn read(text: &str, own_offset_s: i64) -> Option<i64> {
    let (minute, rest) = text.as_bytes().split_at_checked(TO_THE_MINUTE)?;
    let (second, zone) = match rest {
        [b':', tens, units, zone @ ..] => (two([*tens, *units])?, zone),
        zone => (0, zone),
    };
    let offset_s = match *zone {
        [] => own_offset_s,
        [b'Z' | b'z'] => 0,
        [sign, tens, units, b':', ten_minutes, minutes] => {
            signed(sign, two([tens, units])?, two([ten_minutes, minutes])?)?
        }
        _ => return None,
    };
    let marks = [4, 7, 10, 13].map(|at| minute[at]);
    if !matches!(&marks, b"--T:" | b"-- :") {
        return None;
    }
    let pair = |at: usize| two([minute[at], minute[at + 1]]);
    let year = i32::try_from(pair(0)? * 100 + pair(2)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, pair(5)?, pair(8)?)?;
    let time = NaiveTime::from_hms_opt(pair(11)?, pair(14)?, second)?;
    Some(date.and_time(time).and_utc().timestamp() - offset_s)
}

/// The offset at the end, normalized to the form of RFC 3339, `+08:00`: many libraries write
/// `+0800` or `+08`, some with a blank before it. `None`: the text does not end in such an offset.
pub(crate) fn with_usual_offset(text: &str) -> Option<String> {
    let (instant, offset) = text.split_at(text.rfind(['+', '-'])?);
    let hours = offset.get(..3)?;
    let minutes = match offset.get(3..)? {
        "" => "00",
        rest => rest.strip_prefix(':').unwrap_or(rest),
    };
    // Without a clock time before it, `-08` is the day of a date.
    let is_offset = instant.contains(':') && minutes.len() == 2;
    is_offset.then(|| format!("{}{hours}:{minutes}", instant.trim_end_matches(' ')))
}

/// The number of two digits.
fn two(digits: [u8; 2]) -> Option<u32> {
    let [tens, units] = digits.map(|byte| byte.wrapping_sub(b'0'));
    (tens < 10 && units < 10).then(|| u32::from(tens) * 10 + u32::from(units))
}

/// Seconds of an offset within the range of clocks.
fn signed(sign: u8, hours: u32, minutes: u32) -> Option<i64> {
    let seconds = i64::from(hours * 3_600 + minutes * 60);
    match sign {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, SecondsFormat};
    use proptest::prelude::*;

    use super::*;
    use crate::clock::{EARLIEST_UNIX_S, LATEST_UNIX_S};

    fn by_chrono(unix_s: i64, offset_s: i32) -> String {
        let zone = FixedOffset::east_opt(offset_s).unwrap();
        let utc = DateTime::from_timestamp(unix_s, 0).unwrap();
        let local = utc.with_timezone(&zone);
        local.to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    fn by_hand(unix_s: i64, offset_s: i32) -> String {
        let written = write(unix_s + i64::from(offset_s), offset_s.into()).unwrap();
        String::from_utf8(written.to_vec()).unwrap()
    }

    #[test]
    fn every_day_that_can_be_asked_about_is_written_and_read_as_chrono_does() {
        let mut unix_s = EARLIEST_UNIX_S;
        while unix_s <= LATEST_UNIX_S {
            let text = by_hand(unix_s, 28_800);
            assert_eq!(text, by_chrono(unix_s, 28_800));
            assert_eq!(read(&text, 0), Some(unix_s));
            unix_s += 86_399;
        }
    }

    #[test]
    fn years_before_1970_and_after_9999_are_left_to_chrono() {
        assert!(write(0, 0).is_some());
        assert!(write(-1, 0).is_none());
        assert!(write(253_402_300_799, 0).is_some());
        assert!(write(253_402_300_800, 0).is_none());
        assert!(write(i64::MAX, 0).is_none());
        assert!(write(0, 360_000).is_none());
    }

    #[test]
    fn other_forms_are_left_to_chrono() {
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-11-24T12:00:00.5",
            "2026-11-24_12:00:00",
            "2026-11-24T12:00:60",
            "2026-11-24T24:00:00",
            "2026-02-30T12:00:00",
            "2026-11-24T12:00:00+24:00",
            "2026-11-24T12:00:00+0800",
            "２026-11-24T12:00:00",
        ] {
            assert_eq!(read(text, 28_800), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_instant_and_offset_are_written_as_chrono_does(
            unix_s in 86_400_i64..253_402_200_000,
            offset_min in -1_439_i32..=1_439,
        ) {
            let offset_s = offset_min * 60;
            prop_assert_eq!(by_hand(unix_s, offset_s), by_chrono(unix_s, offset_s));
        }

        #[test]
        fn what_is_read_is_what_chrono_reads(
            text in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[-+][0-2][0-9]:[0-6][0-9])",
        ) {
            if let Some(unix_s) = read(&text, 0) {
                let by_chrono = DateTime::parse_from_rfc3339(&text).map(|time| time.timestamp());
                prop_assert_eq!(Ok(unix_s), by_chrono);
            }
        }
    }
}
