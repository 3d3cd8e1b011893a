//! What of what is known counts: what holds from now on, and what bears on whether riders are to be
//! believed who found a station locked.

use std::collections::HashSet;
use std::sync::Arc;

use super::Known;
use crate::clock::UnixTime;
use crate::notices::{BEARS_FOR_S, Notice, Report, Said};

/// Whether a report, or a keeper's answer to it, may still bear on a doubt.
pub(super) fn may_bear(report: &Report, now: UnixTime) -> bool {
    let answered_at = report.answered_at.unwrap_or(report.at);
    bears_since(now) < answered_at.max(report.at)
}

/// Whether a notice may have answered reports that bear, even if it is over.
pub(super) fn may_answer(notice: &Notice, now: UnixTime) -> bool {
    bears_since(now) < notice.created_at && notice.answers_from().is_some()
}

fn bears_since(now: UnixTime) -> UnixTime {
    now.plus_seconds(-BEARS_FOR_S)
}

impl Known {
    /// What may count from now on. Costs a count of references for each notice.
    pub fn said(&self, now: UnixTime) -> Said {
        let mut reports: Vec<Arc<Report>> = self.reports.values().cloned().collect();
        reports.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let reported: HashSet<&str> = reports.iter().map(|one| &*one.station).collect();
        let counts = |notice: &Notice| {
            let is_to_hold = notice.withdrawn_at.is_none() && notice.until > now;
            is_to_hold || (reported.contains(&*notice.station) && may_answer(notice, now))
        };
        let notices = self.notices.values().map(|one| &one.notice);
        let notices = notices.filter(|notice| counts(notice)).cloned().collect();
        Said {
            version: 0,
            notices,
            reports,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Zone;
    use crate::dataset::load_texts;
    use crate::hours::Calendars;
    use crate::hours::schedules::HoursSettings;
    use crate::live::known::Batch;
    use crate::notices::{DOUBT_S, NoticeKind, ReportState, ReportWhat, Truth, Word};
    use crate::snapshot::Snapshot;

    /// A Monday in November 2026 and the days after it.
    fn at(time: &str) -> UnixTime {
        let (day, clock) = time.split_once(' ').unwrap();
        let days = ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        let day = 20 + days.iter().position(|name| *name == day).unwrap();
        let text = format!("2026-11-{day}T{clock}");
        Zone::default().parse_instant(&text).unwrap()
    }

    fn notice(id: &str, kind: NoticeKind, from: UnixTime, until: UnixTime) -> Notice {
        Notice {
            id: id.to_owned(),
            station: "a".to_owned(),
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

    fn locked(reporter: &str, at: UnixTime) -> Report {
        Report {
            id: reporter.to_owned(),
            station: "a".to_owned(),
            what: ReportWhat::Locked,
            amenity: None,
            text: None,
            reporter_digest: Some(reporter.to_owned()),
            at,
            state: ReportState::New,
            answered_at: None,
        }
    }

    /// What is known of one station, and what that makes true of it.
    struct Followed {
        known: Known,
        snapshot: Snapshot,
    }

    impl Followed {
        /// A station with these hours.
        fn of(hours: &str) -> Self {
            let text = format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":"a",
                "geometry":{{"type":"Point","coordinates":[110,30]}},
                "properties":{{"name":"a","opening_hours":"{hours}"}}}}]}}"#
            );
            let today = "2026-11-23".parse().unwrap();
            let settings = HoursSettings {
                zone: Zone::default(),
                calendars: Calendars::bundled(),
                today,
            };
            let loaded = load_texts(&[("a.geojson", text)], settings).unwrap();
            Self {
                known: Known::default(),
                snapshot: Snapshot::build(loaded, at("Mon 00:00"), today),
            }
        }

        /// A change comes; of another station, if nothing is given.
        fn hear(&mut self, now: UnixTime, reports: Vec<Report>, notices: Vec<Notice>) {
            let sequence = self.known.sequence().unwrap_or_default() + 1;
            let notices = notices.into_iter().map(|one| (one, sequence)).collect();
            let batch = Batch {
                sequence,
                notices,
                reports,
                ..Batch::default()
            };
            self.known.add(batch, now);
        }

        /// The same riders find it locked at these moments.
        fn three_locked(&mut self, moments: [UnixTime; 3]) {
            for (reporter, at) in ["x", "y", "z"].into_iter().zip(moments) {
                self.hear(at, vec![locked(reporter, at)], Vec::new());
            }
        }

        fn word(&self, now: UnixTime) -> Word {
            let said = Arc::new(self.known.said(now));
            let truth = Truth::resolve(said, &self.snapshot, Zone::default());
            let station = self.snapshot.find("a").unwrap();
            truth.of(station).map_or(Word::Hours, |of| of.at(now).word)
        }
    }

    #[test]
    fn a_doubt_lasts_through_changes_when_its_first_report_is_more_than_a_day_old() {
        let mut followed = Followed::of("Mo-Fr 09:00-16:00");
        followed.three_locked([at("Mon 15:30"), at("Mon 15:40"), at("Tue 10:00")]);
        for (time, word) in [
            ("Tue 10:00", Word::Doubtful),
            ("Tue 15:31", Word::Doubtful),
            ("Tue 15:59", Word::Doubtful),
            ("Tue 16:00", Word::Hours),
        ] {
            followed.hear(at(time), Vec::new(), Vec::new());
            assert_eq!(followed.word(at(time)), word, "{time}");
        }
    }

    #[test]
    fn a_doubt_begins_on_monday_when_the_first_two_reports_are_of_friday() {
        let mut followed = Followed::of("Mo-Fr 09:00-17:00");
        followed.three_locked([at("Fri 16:30"), at("Fri 16:30"), at("Mon 09:30")]);
        assert_eq!(followed.word(at("Mon 09:30")), Word::Doubtful);
        assert_eq!(followed.word(at("Mon 15:30")), Word::Hours);
    }

    #[test]
    fn a_report_and_the_answer_to_one_are_known_for_as_long_as_they_bear_and_no_longer() {
        let first = at("Mon 10:00");
        let answered_at = first.plus_seconds(3_600);
        let answered = Report {
            state: ReportState::Rejected,
            answered_at: Some(answered_at),
            ..locked("y", first)
        };
        let mut followed = Followed::of("24/7");
        let known_after = |followed: &mut Followed, seconds: i64| {
            let now = first.plus_seconds(seconds);
            followed.hear(now, Vec::new(), Vec::new());
            followed.known.said(now).reports.len()
        };
        followed.hear(first, vec![locked("x", first), answered], Vec::new());
        assert_eq!(known_after(&mut followed, BEARS_FOR_S - 1), 2);
        assert_eq!(known_after(&mut followed, BEARS_FOR_S), 1);
        assert_eq!(known_after(&mut followed, BEARS_FOR_S + 3_599), 1);
        assert_eq!(known_after(&mut followed, BEARS_FOR_S + 3_600), 0);
    }

    #[test]
    fn a_doubt_that_a_keeper_answered_stays_answered_when_the_notice_is_over() {
        let open = notice("n", NoticeKind::Open, at("Mon 09:30"), at("Mon 09:40"));
        let withdrawn = Notice {
            until: at("Tue 00:00"),
            withdrawn_at: Some(at("Mon 09:40")),
            ..open.clone()
        };
        let closed = Notice {
            kind: NoticeKind::Closed,
            ..withdrawn.clone()
        };
        for answer in [open, withdrawn, closed] {
            let mut followed = Followed::of("24/7");
            followed.three_locked([at("Mon 09:00"), at("Mon 09:10"), at("Mon 09:20")]);
            assert_eq!(followed.word(at("Mon 09:29")), Word::Doubtful);
            followed.hear(at("Mon 09:40"), Vec::new(), vec![answer.clone()]);
            for time in ["Mon 09:41", "Mon 10:41", "Mon 15:19"] {
                followed.hear(at(time), Vec::new(), Vec::new());
                assert_eq!(followed.word(at(time)), Word::Hours, "{time} {answer:?}");
            }
            let now = at("Mon 10:41");
            assert!(followed.known.of_station("a", now).is_empty());
            assert!(followed.known.in_force(None, now).notices.is_empty());
            assert_eq!(followed.known.n_notices(now), 0);
        }
    }

    #[test]
    fn a_notice_that_is_withdrawn_before_it_begins_to_hold_answers_nothing() {
        for (withdrawn_at, word) in [
            ("Mon 09:29", Word::Doubtful),
            ("Mon 09:30", Word::Doubtful),
            ("Mon 09:31", Word::Hours),
        ] {
            let answer = Notice {
                created_at: at("Mon 09:25"),
                withdrawn_at: Some(at(withdrawn_at)),
                ..notice("n", NoticeKind::Open, at("Mon 09:30"), at("Mon 12:00"))
            };
            let mut followed = Followed::of("24/7");
            followed.three_locked([at("Mon 09:00"), at("Mon 09:10"), at("Mon 09:20")]);
            followed.hear(at("Mon 09:31"), Vec::new(), vec![answer]);
            assert_eq!(followed.word(at("Mon 09:35")), word, "{withdrawn_at}");
        }
    }

    #[test]
    fn the_answer_of_a_notice_is_known_for_as_long_as_it_bears_and_said_where_reports_are() {
        let begin = at("Mon 09:00");
        let mut followed = Followed::of("24/7");
        let over = notice("n", NoticeKind::Open, begin, begin.plus_seconds(60));
        followed.hear(begin, Vec::new(), vec![over]);
        let n_said = |followed: &mut Followed, seconds: i64| {
            let now = begin.plus_seconds(seconds);
            followed.hear(now, Vec::new(), Vec::new());
            followed.known.said(now).notices.len()
        };
        assert_eq!(n_said(&mut followed, 59), 1);
        assert_eq!(n_said(&mut followed, 60), 0);
        let late = begin.plus_seconds(DOUBT_S);
        followed.hear(late, vec![locked("x", late)], Vec::new());
        assert_eq!(n_said(&mut followed, BEARS_FOR_S - 1), 1);
        assert_eq!(n_said(&mut followed, BEARS_FOR_S), 0);
        assert_eq!(followed.known.said(late).reports.len(), 1);
    }

    #[test]
    fn what_may_count_from_now_on_is_said_and_what_ended_is_not() {
        let now = at("Mon 09:00");
        let ending = |id: &str, from_s: i64, until_s: i64| {
            let (from, until) = (now.plus_seconds(from_s), now.plus_seconds(until_s));
            notice(id, NoticeKind::Closed, from, until)
        };
        let withdrawn = Notice {
            withdrawn_at: Some(now),
            ..ending("3", -10, 10)
        };
        let notices = vec![
            ending("1", -10, 0),
            ending("2", -10, 1),
            withdrawn,
            ending("4", 100, 200),
        ];
        let mut followed = Followed::of("24/7");
        followed.hear(now, Vec::new(), notices);
        let said = followed.known.said(now);
        let ids: Vec<&str> = said.notices.iter().map(|notice| &*notice.id).collect();
        assert_eq!(ids, ["2", "4"]);
    }
}
