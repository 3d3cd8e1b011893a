//! Instants in RFC 3339 in their commonest form, digit by digit.
//!
//! An answer holds a dozen of them. chrono writes and reads every form there is, from a
//! description of the form, and takes several times as long; what is not the commonest form
//! is left to it.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};

/// `2026-11-24T12:00:00+08:00`.
pub(super) type Written = [u8; 25];

/// Bytes of `2026-11-24T12:00`.
const TO_THE_MINUTE: usize = 16;

/// Writes the wall clock of an offset in minutes; `None` outside the years 0 to 9999.
pub(super) fn write(local_s: i64, offset_s: i64) -> Option<Written> {
    let local = DateTime::from_timestamp(local_s, 0)?.naive_utc();
    let (year, offset) = (u32::try_from(local.year()).ok()?, offset_s.unsigned_abs());
    if year > 9_999 {
        return None;
    }
    let mut text = *b"0000-00-00T00:00:00+00:00";
    put(&mut text, 0, year / 100);
    put(&mut text, 2, year % 100);
    put(&mut text, 5, local.month());
    put(&mut text, 8, local.day());
    put(&mut text, 11, local.hour());
    put(&mut text, 14, local.minute());
    put(&mut text, 17, local.second());
    if offset_s < 0 {
        text[19] = b'-';
    }
    put(&mut text, 20, u32::try_from(offset / 3_600).ok()?);
    put(&mut text, 23, u32::try_from(offset / 60 % 60).ok()?);
    Some(text)
}

/// Reads `2026-11-24T12:00`, seconds if they are there, and then `Z`, an offset, or nothing
/// for the offset of the service; Unix seconds. `None` is no verdict: another form, or none.
pub(super) fn read(text: &str, own_offset_s: i64) -> Option<i64> {
    let bytes = text.as_bytes();
    let (minute, rest) = bytes.split_at_checked(TO_THE_MINUTE)?;
    let (second, zone) = match rest {
        [b':', tens, units, zone @ ..] => (two([*tens, *units])?, zone),
        [] => (0, rest),
        _ => return None,
    };
    let offset_s = match *zone {
        [] => own_offset_s,
        [b'Z'] => 0,
        [sign, h, hh, b':', m, mm] => signed(sign, two([h, hh])?, two([m, mm])?)?,
        _ => return None,
    };
    let &[
        y,
        yy,
        yyy,
        yyyy,
        b'-',
        m,
        mm,
        b'-',
        d,
        dd,
        b'T',
        h,
        hh,
        b':',
        n,
        nn,
    ] = minute
    else {
        return None;
    };
    let year = i32::try_from(two([y, yy])? * 100 + two([yyy, yyyy])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, two([m, mm])?, two([d, dd])?)?;
    let time = NaiveTime::from_hms_opt(two([h, hh])?, two([n, nn])?, second)?;
    Some(date.and_time(time).and_utc().timestamp() - offset_s)
}

/// Puts two digits at a place of a text.
fn put(text: &mut Written, at: usize, number: u32) {
    let digit = |value: u32| b'0' + u8::try_from(value % 10).unwrap_or_default();
    text[at] = digit(number / 10);
    text[at + 1] = digit(number);
}

/// The number of two digits.
fn two(digits: [u8; 2]) -> Option<u32> {
    let [tens, units] = digits.map(|byte| byte.wrapping_sub(b'0'));
    (tens < 10 && units < 10).then(|| u32::from(tens) * 10 + u32::from(units))
}

/// Seconds of an offset that a clock can have.
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
    use chrono::{FixedOffset, SecondsFormat};
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
    fn what_has_no_four_digit_year_is_left_to_chrono() {
        assert!(write(-62_167_219_200, 0).is_some());
        assert!(write(-62_167_219_201, 0).is_none());
        assert!(write(253_402_300_799, 0).is_some());
        assert!(write(253_402_300_800, 0).is_none());
        assert!(write(i64::MAX, 0).is_none());
    }

    #[test]
    fn other_forms_are_left_to_chrono() {
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-11-24T12:00:00.5",
            "2026-11-24 12:00:00",
            "2026-11-24T12:00:60",
            "2026-11-24T24:00:00",
            "2026-02-30T12:00:00",
            "2026-11-24T12:00:00+24:00",
            "2026-11-24T12:00:00+0800",
            "2026-11-24T12:00:00z",
            "２026-11-24T12:00:00",
        ] {
            assert_eq!(read(text, 28_800), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_instant_and_offset_are_written_as_chrono_does(
            unix_s in -62_167_100_000_i64..253_402_200_000,
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
