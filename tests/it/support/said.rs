//! Notices and reports as keepers and riders write them.

use std::sync::Arc;

use yizhan::clock::UnixTime;
use yizhan::notices::{Notice, NoticeKind, Report, ReportState, ReportWhat, Said};

/// A notice from one moment to another, without a text, written when it begins.
pub(crate) fn notice(station: &str, kind: NoticeKind, from: UnixTime, until: UnixTime) -> Notice {
    Notice {
        id: format!("{station} {} {}", kind.key(), from.unix_s),
        station: station.to_owned(),
        kind,
        amenity: None,
        from,
        until,
        text: None,
        text_en: None,
        created_at: from,
        withdrawn_at: None,
    }
}

/// A report that no keeper has answered.
pub(crate) fn report(station: &str, reporter: &str, what: ReportWhat, at: UnixTime) -> Report {
    Report {
        id: format!("{station} {reporter} {}", at.unix_s),
        station: station.to_owned(),
        what,
        amenity: None,
        text: None,
        reporter_digest: Some(reporter.to_owned()),
        at,
        state: ReportState::New,
        answered_at: None,
    }
}

/// What is said.
pub(crate) fn said(notices: Vec<Notice>, reports: Vec<Report>) -> Said {
    Said {
        version: 0,
        notices: notices.into_iter().map(Arc::new).collect(),
        reports: reports.into_iter().map(Arc::new).collect(),
    }
}
