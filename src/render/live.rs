//! Notices and reports as JSON.

use serde::Serialize;

use super::json::to_json;
use crate::clock::{UnixTime, Zone};
use crate::notices::{Notice, Report};

/// How long a client may keep what is in force before it asks again, seconds.
pub const LIVE_TTL_S: u32 = 30;

/// Where a client that asks again stands.
#[derive(Debug, Default)]
pub struct LiveChanges<'a> {
    /// The version after these changes.
    pub version: &'a str,
    /// Notices in force: all, or those that changed.
    pub notices: Vec<&'a Notice>,
    /// Ids of notices that were in force and are not; `None` with all notices.
    pub ended: Option<Vec<&'a str>>,
}

#[derive(Serialize)]
struct NoticeBody<'a> {
    id: &'a str,
    station: &'a str,
    kind: &'static str,
    amenity: Option<&'a str>,
    from: String,
    until: String,
    text: Option<&'a str>,
    text_en: Option<&'a str>,
    created_at: String,
    withdrawn_at: Option<String>,
}

#[derive(Serialize)]
struct ReportBody<'a> {
    id: &'a str,
    station: &'a str,
    what: &'static str,
    amenity: Option<&'a str>,
    text: Option<&'a str>,
    at: String,
    state: &'static str,
    answered_at: Option<String>,
}

#[derive(Serialize)]
struct LiveBody<'a> {
    version: &'a str,
    ttl: u32,
    complete: bool,
    notices: Vec<NoticeBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a [&'a str]>,
}

impl<'a> NoticeBody<'a> {
    fn of(notice: &'a Notice, zone: Zone) -> Self {
        Self {
            id: &notice.id,
            station: &notice.station,
            kind: notice.kind.key(),
            amenity: notice.amenity.as_deref(),
            from: zone.format_instant(notice.from),
            until: zone.format_instant(notice.until),
            text: notice.text.as_deref(),
            text_en: notice.text_en.as_deref(),
            created_at: zone.format_instant(notice.created_at),
            withdrawn_at: instant(notice.withdrawn_at, zone),
        }
    }
}

impl<'a> ReportBody<'a> {
    /// Nothing of the reporter.
    fn of(report: &'a Report, zone: Zone) -> Self {
        Self {
            id: &report.id,
            station: &report.station,
            what: report.what.key(),
            amenity: report.amenity.as_deref(),
            text: report.text.as_deref(),
            at: zone.format_instant(report.at),
            state: report.state.key(),
            answered_at: instant(report.answered_at, zone),
        }
    }
}

/// One notice.
pub fn notice_json(notice: &Notice, zone: Zone) -> String {
    to_json(&NoticeBody::of(notice, zone))
}

/// One report, without anything of the reporter.
pub fn report_json(report: &Report, zone: Zone) -> String {
    to_json(&ReportBody::of(report, zone))
}

/// `{"name", "stations"}` of a keeper; `stations` is null for one who keeps all.
pub fn keeper_json(name: &str, stations: Option<&[String]>) -> String {
    #[derive(Serialize)]
    struct KeeperBody<'a> {
        name: &'a str,
        stations: Option<&'a [String]>,
    }
    to_json(&KeeperBody { name, stations })
}

/// `{"notices": […]}` of one station.
pub fn notices_json<'a>(notices: impl IntoIterator<Item = &'a Notice>, zone: Zone) -> String {
    #[derive(Serialize)]
    struct Notices<'a> {
        notices: Vec<NoticeBody<'a>>,
    }
    let bodies = notices
        .into_iter()
        .map(|notice| NoticeBody::of(notice, zone));
    to_json(&Notices {
        notices: bodies.collect(),
    })
}

/// `{"reports": […]}`, as an inbox lists them.
pub fn reports_json(reports: &[Report], zone: Zone) -> String {
    #[derive(Serialize)]
    struct Reports<'a> {
        reports: Vec<ReportBody<'a>>,
    }
    let bodies = reports.iter().map(|report| ReportBody::of(report, zone));
    to_json(&Reports {
        reports: bodies.collect(),
    })
}

/// What apps and widgets poll.
pub fn live_json(changes: &LiveChanges<'_>, zone: Zone) -> String {
    let notices = changes.notices.iter();
    to_json(&LiveBody {
        version: changes.version,
        ttl: LIVE_TTL_S,
        complete: changes.ended.is_none(),
        notices: notices.map(|notice| NoticeBody::of(notice, zone)).collect(),
        ended: changes.ended.as_deref(),
    })
}

fn instant(moment: Option<UnixTime>, zone: Zone) -> Option<String> {
    moment.map(|moment| zone.format_instant(moment))
}
