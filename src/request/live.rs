//! What keepers and riders say, as they send it: notices, reports and answers to reports.
//!
//! All checks of what they write are here: what follows takes it as it is.

use super::body::{read_object, read_texts};
use super::{Context, Param, ParamError, Params, flag, single};
use crate::clock::{LocalMinute, UnixTime, Zone};
use crate::dataset::shown::plain;
use crate::notices::{NoticeKind, ReportState, ReportWhat};
use crate::request::body::BodyError;
use crate::snapshot::Snapshot;

/// Longest text of a notice or a report, characters.
pub const MAX_TEXT_CHARS: usize = 500;
/// Longest time that a notice holds, days.
pub const MAX_NOTICE_DAYS: i64 = 90;
/// How far ahead a notice may begin, days.
pub const MAX_NOTICE_LEAD_DAYS: i64 = 366;
/// Longest random id of a reporter, characters.
pub const MAX_REPORTER_CHARS: usize = 128;
/// Most reports in one answer of the inbox.
pub const MAX_REPORTS: u32 = 500;
/// Reports in one answer of the inbox if nothing else is asked.
const DEFAULT_REPORTS: u32 = 100;
const SECONDS_A_DAY: i64 = 86_400;

/// The members of a notice.
pub const NOTICE_MEMBERS: [Param; 6] = [
    single("kind"),
    single("amenity"),
    single("from"),
    single("until"),
    single("text"),
    single("text_en"),
];
/// The members of a report.
pub const REPORT_MEMBERS: [Param; 4] = [
    single("what"),
    single("amenity"),
    single("text"),
    single("reporter"),
];
/// The members of an answer to a report.
pub const VERDICT_MEMBERS: [Param; 1] = [single("state")];
/// The parameters of `GET /v1/reports`.
pub const REPORTS_PARAMS: [Param; 3] = [single("state"), single("station"), single("limit")];
/// The parameters of `GET /v1/stations/{id}/notices`.
pub const NOTICES_PARAMS: [Param; 1] = [flag("history")];
/// The parameters of `GET /v1/live.json`.
pub const LIVE_PARAMS: [Param; 1] = [single("since")];

/// A notice that a keeper writes; `from` is before `until`, and `until` is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRequest {
    /// What it says.
    pub kind: NoticeKind,
    /// The key of the amenity that is out of order, with [`NoticeKind::AmenityOut`] alone.
    pub amenity: Option<String>,
    /// The first moment at which it holds.
    pub from: UnixTime,
    /// The first moment at which it holds no more.
    pub until: UnixTime,
    /// One line that can be seen, not empty, at most [`MAX_TEXT_CHARS`].
    pub text: Option<String>,
    /// The same in English.
    pub text_en: Option<String>,
}

/// A report that a rider sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRequest {
    /// What was found.
    pub what: ReportWhat,
    /// The key of the amenity that it is about, with [`ReportWhat::AmenityMissing`] alone.
    pub amenity: Option<String>,
    /// One line that can be seen, not empty, at most [`MAX_TEXT_CHARS`].
    pub text: Option<String>,
    /// The random id that the app made.
    pub reporter: String,
}

/// Which reports a keeper wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportsRequest {
    /// Only those in this state.
    pub state: Option<ReportState>,
    /// Only those of this station.
    pub station: Option<String>,
    /// At most so many, the newest first.
    pub limit: u32,
}

/// Why what was sent is refused.
#[derive(Debug, thiserror::Error)]
pub enum WrittenError {
    /// It is no JSON object.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// One of its members cannot be used, and never could.
    #[error(transparent)]
    Member(#[from] ParamError),
    /// One of its members cannot be used now: it is too late for its times, or no station has its
    /// amenity, which may have been otherwise when it was sent before.
    #[error(transparent)]
    Late(ParamError),
}

/// Reads the body of a notice; without `from` it holds from now on, without `until` to the end of
/// the day that it begins on.
pub fn notice_request(body: &[u8], context: &Context<'_>) -> Result<NoticeRequest, WrittenError> {
    let params = read_texts(read_object(body)?, &NOTICE_MEMBERS)?;
    let kind = required(
        &params,
        "kind",
        &NoticeKind::ALL.map(|kind| (kind.key(), kind)),
    )?;
    let is_of_amenity = kind == NoticeKind::AmenityOut;
    let Context { zone, now, .. } = *context;
    let given_from = params.instant("from", zone, now)?;
    let from = given_from.unwrap_or(now);
    let until = params.instant("until", zone, now)?;
    let until = until.unwrap_or_else(|| end_of_day(zone, from));
    let text = plain_text(&params, "text", MAX_TEXT_CHARS)?;
    if kind == NoticeKind::Note && text.is_none() {
        return Err(ParamError::new("text", "a notice of the kind note has a text").into());
    }
    let text_en = plain_text(&params, "text_en", MAX_TEXT_CHARS)?;
    // The last to be looked at are those that may have been right before.
    check_times(given_from, until, now)?;
    Ok(NoticeRequest {
        kind,
        amenity: amenity(&params, context.snapshot, is_of_amenity, "kind amenity_out")?,
        from,
        until,
        text,
        text_en,
    })
}

/// Reads the body of a report.
pub fn report_request(body: &[u8], snapshot: &Snapshot) -> Result<ReportRequest, WrittenError> {
    let params = read_texts(read_object(body)?, &REPORT_MEMBERS)?;
    let what = required(
        &params,
        "what",
        &ReportWhat::ALL.map(|what| (what.key(), what)),
    )?;
    let is_of_amenity = what == ReportWhat::AmenityMissing;
    let reporter = plain_text(&params, "reporter", MAX_REPORTER_CHARS)?;
    Ok(ReportRequest {
        what,
        amenity: amenity(&params, snapshot, is_of_amenity, "what amenity_missing")?,
        text: plain_text(&params, "text", MAX_TEXT_CHARS)?,
        reporter: reporter.ok_or_else(|| {
            let detail = "reporter is required: a random id that the app makes once and keeps";
            ParamError::new("reporter", detail)
        })?,
    })
}

/// Reads the body of a keeper's answer to a report.
pub fn verdict_request(body: &[u8]) -> Result<ReportState, WrittenError> {
    let params = read_texts(read_object(body)?, &VERDICT_MEMBERS)?;
    Ok(required(&params, "state", &report_states())?)
}

/// Reads which reports are asked for.
pub fn reports_request(query: &str) -> Result<ReportsRequest, ParamError> {
    let params = Params::from_query(query, &REPORTS_PARAMS)?;
    Ok(ReportsRequest {
        state: params.choice("state", &report_states())?,
        station: params.text("station").map(str::to_owned),
        limit: params
            .integer("limit", 1, MAX_REPORTS)?
            .unwrap_or(DEFAULT_REPORTS),
    })
}

/// The first moment of the day after the one that a moment lies in.
fn end_of_day(zone: Zone, moment: UnixTime) -> UnixTime {
    let date = zone.local_minute(moment).date();
    let tomorrow = date.succ_opt().unwrap_or(date);
    zone.instant(LocalMinute::midnight(tomorrow))
}

/// Without a `from` it holds from now on.
fn check_times(from: Option<UnixTime>, until: UnixTime, now: UnixTime) -> Result<(), WrittenError> {
    let begins = from.unwrap_or(now);
    if until <= begins {
        let error = ParamError::new("until", "until must be after from");
        return Err(match from {
            Some(_) => WrittenError::Member(error),
            None => WrittenError::Late(error),
        });
    }
    if until > begins.plus_seconds(MAX_NOTICE_DAYS * SECONDS_A_DAY) {
        let detail = format!("a notice holds at most {MAX_NOTICE_DAYS} days");
        return Err(ParamError::new("until", detail).into());
    }
    if begins > now.plus_seconds(MAX_NOTICE_LEAD_DAYS * SECONDS_A_DAY) {
        let detail = format!("a notice begins within {MAX_NOTICE_LEAD_DAYS} days");
        return Err(ParamError::new("from", detail).into());
    }
    if until <= now {
        let error = ParamError::new("until", "until must be to come");
        return Err(WrittenError::Late(error));
    }
    Ok(())
}

fn report_states() -> [(&'static str, ReportState); 3] {
    ReportState::ALL.map(|state| (state.key(), state))
}

fn required<T: Copy>(
    params: &Params<'_>,
    name: &str,
    choices: &[(&'static str, T)],
) -> Result<T, ParamError> {
    params.choice(name, choices)?.ok_or_else(|| ParamError {
        allowed: choices.iter().map(|choice| choice.0.to_owned()).collect(),
        ..ParamError::new(name, format!("{name} is required"))
    })
}

/// The key of the amenity that is named; `with` says what alone has one.
fn amenity(
    params: &Params<'_>,
    snapshot: &Snapshot,
    is_wanted: bool,
    with: &str,
) -> Result<Option<String>, WrittenError> {
    let wrong = |detail: String| Err(ParamError::new("amenity", detail).into());
    let keys = snapshot.amenity_keys();
    match params.text("amenity") {
        None if is_wanted => wrong(format!("amenity is required with {with}")),
        None => Ok(None),
        Some(_) if !is_wanted => wrong(format!("amenity belongs to {with} alone")),
        Some(word) => {
            let found = keys.find(word);
            let found = found.map(|amenity| Some(keys.key(amenity).to_owned()));
            found.ok_or_else(|| {
                let known = keys.iter().map(|amenity| keys.key(amenity));
                WrittenError::Late(ParamError::not_among("amenity", word, known))
            })
        }
    }
}

/// The text of a member in one line of what can be seen; nothing if nothing is left.
fn plain_text(
    params: &Params<'_>,
    name: &str,
    max_chars: usize,
) -> Result<Option<String>, ParamError> {
    let text = params.text(name).map(plain).unwrap_or_default();
    if text.chars().count() > max_chars {
        let detail = format!("{name} has at most {max_chars} characters");
        return Err(ParamError::new(name, detail));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The member that is wrong with these times, seconds from now, and whether it always was.
    fn wrong(from_s: impl Into<Option<i64>>, until_s: i64) -> Option<(String, bool)> {
        let now = UnixTime {
            unix_s: 1_796_000_000,
        };
        let from = from_s.into().map(|seconds| now.plus_seconds(seconds));
        match check_times(from, now.plus_seconds(until_s), now).err()? {
            WrittenError::Body(error) => panic!("{error}"),
            WrittenError::Member(error) => Some((error.parameter, true)),
            WrittenError::Late(error) => Some((error.parameter, false)),
        }
    }

    #[test]
    fn a_notice_holds_for_at_most_ninety_days_and_begins_within_a_year() {
        let (longest, latest) = (
            MAX_NOTICE_DAYS * SECONDS_A_DAY,
            MAX_NOTICE_LEAD_DAYS * SECONDS_A_DAY,
        );
        for (from_s, until_s, parameter) in [
            (0, longest, None),
            (0, longest + 1, Some("until")),
            (-1, longest, Some("until")),
            (latest, latest + longest, None),
            (latest + 1, latest + 2, Some("from")),
            (-2, 1, None),
            (-2, 0, Some("until")),
            (5, 5, Some("until")),
        ] {
            let found = wrong(from_s, until_s).map(|(parameter, _)| parameter);
            assert_eq!(found.as_deref(), parameter, "{from_s} {until_s}");
        }
    }

    #[test]
    fn times_that_are_wrong_because_it_is_late_are_told_from_those_that_always_were() {
        let long = MAX_NOTICE_DAYS * SECONDS_A_DAY;
        for (from_s, until_s, is_always) in [
            (None, 0, false),
            (None, -1, false),
            (Some(-2), -1, false),
            (Some(-2), 0, false),
            (Some(-2), -2, true),
            (Some(-2), -3, true),
            (Some(-long - 2), -1, true),
            (None, long + 1, true),
        ] {
            let found = wrong(from_s, until_s).map(|(_, is_always)| is_always);
            assert_eq!(found, Some(is_always), "{from_s:?} {until_s}");
        }
        assert_eq!(wrong(None, 1), None);
    }

    #[test]
    fn the_inbox_gives_one_to_five_hundred_reports() {
        for (limit, is_taken) in [
            (0, false),
            (1, true),
            (MAX_REPORTS, true),
            (MAX_REPORTS + 1, false),
        ] {
            let found = reports_request(&format!("limit={limit}"));
            assert_eq!(found.is_ok(), is_taken, "{limit}");
        }
        assert_eq!(reports_request("").unwrap().limit, DEFAULT_REPORTS);
    }
}
