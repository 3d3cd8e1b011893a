//! Text of opening hours: what is mended, what is refused, what is said about it.

use yizhan::hours::{HoursIssueKind, MAX_RULES, MAX_TEXT_BYTES, compile};

use crate::hours::setting::{compiled, context, rules_in};

#[test]
fn text_is_tidied_where_its_meaning_is_beyond_doubt() {
    let table = [
        ("  Mo-Fr 09:00-17:00;\n", "Mo-Fr 09:00-17:00"),
        ("Ｍｏ－Ｆｒ　０９：００－１７：００", "Mo-Fr 09:00-17:00"),
        ("Mo–Fr 09:00—17:00", "Mo-Fr 09:00-17:00"),
        ("Mo - Fr 09:00 - 17:00", "Mo-Fr 09:00-17:00"),
        ("Mo至Fr 09:00至17:00", "Mo-Fr 09:00-17:00"),
        (
            "Mo、We 09:00-12:00、14:00-17:00。",
            "Mo,We 09:00-12:00,14:00-17:00",
        ),
        ("09:00〜17:00；Su off", "09:00-17:00;Su off"),
        ("Mo-Fr, Su 11:00-18:00", "Mo-Fr,Su 11:00-18:00"),
        ("Mo-Su, PH 05:00-23:20", "Mo-Su,PH 05:00-23:20"),
        ("mo-fr 9:00-17:00; Ph OFF", "Mo-Fr 9:00-17:00; PH off"),
        ("Mo-Fr: 09:00-17:00", "Mo-Fr 09:00-17:00"),
        (
            "Mo-Fr 09:00-17:00 || \"on call\"",
            "Mo-Fr 09:00-17:00 || unknown \"on call\"",
        ),
        ("\"预约 － Mo, Tu\"", "unknown \"预约 - Mo, Tu\""),
        ("\u{feff}24/7", "24/7"),
        (
            "Aug Su[-1] -1 day 10:00-18:00",
            "Aug Su[-1] -1 day 10:00-18:00",
        ),
        ("Monday-Friday 08:00-17:00", "Mo-Fr 08:00-17:00"),
        (
            "Mo-Fr 08:00-12:00 14:00-18:00",
            "Mo-Fr 08:00-12:00, 14:00-18:00",
        ),
        (
            "Mo-Fr 08:00-18:00 Sa 9-13",
            "Mo-Fr 08:00-18:00; Sa 09:00-13:00",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(rules_in("hk", text).normalised(), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_unknown_and_says_what_would_be_right() {
    let table = [
        ("", "empty"),
        (" \u{3000}\n", "empty"),
        ("Feb 30 10:00-12:00", "no date"),
        ("Jun 31 10:00-12:00", "no date"),
        ("2026 Feb 29 10:00-12:00", "no date"),
        ("1900-9999/9999 10:00-12:00", "step"),
        ("week 1-10/60 10:00-12:00", "step"),
        ("PH +9999 days 10:00-12:00", "366"),
        ("Mo-Fr 10:00-18:00; SH off", "school holidays"),
        ("PH Su off", "both or either"),
        ("10:00-16:00/01:30", "points in time"),
        ("Mo sunrise-(sunrise+01:00)/24:00", "points in time"),
        ("sunrise-sunset/30", "points in time"),
        ("10:00", "not understood"),
        ("Mo 00:00-We 12:00", "not understood"),
        ("mostly", "not understood"),
        ("Mo-Fr \"by appointment", "closing"),
        ("Jan 5-2020 Feb 3 10:00-12:00", "year"),
        // A repair must not make a guess.
        ("Wednesday", "days and hours"),
        ("Monday 9:00-5:30", "24 hours"),
        ("12:00-4:00 16:30-22:00", "not understood"),
        ("14:00-20:00 Tu-Fr", "days and hours"),
        ("Sa 9-5", "not understood"),
        ("Weekdays 7-3", "not understood"),
    ];
    for (text, expected) in table {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}: {:?}", compiled.rules);
        let [issue] = compiled.issues.as_slice() else {
            panic!("{text}: {:?}", compiled.issues)
        };
        assert_eq!(issue.kind, HoursIssueKind::Unparsed);
        let message = &issue.message;
        assert!(message.contains(expected), "{text}: {message}");
        assert!(message.contains("expected"), "{text}: {message}");
    }
}

#[test]
fn what_the_reference_refuses_or_reads_otherwise_is_unknown() {
    let table = [
        ("Jun 27-9 10:00-16:00", "before it begins"),
        ("May 27-12:08:00-18:30", "colon"),
        ("Jun 20-Jun 19 10:00-16:00", "whole year"),
        ("Nov 1-Oct 31 10:00-16:00", "whole year"),
        ("2026 Sep 24-2026 Jun 17 10:00-16:00", "last is before"),
        ("2026 Nov 10:00-16:00", "begins like a date"),
        ("Nov Tu[1,3] 10:00-16:00", "weekdays of the month"),
        ("Nov 24,Dec Su[-1] 10:00-16:00", "weekdays of the month"),
        ("PH -1 day,Su 10:00-16:00", "both or either"),
        ("Tu[1] PH 10:00-16:00", "both or either"),
        ("10:00-20:00+ off; Mo 10:00-12:00", "open end"),
        ("Mo 10:00-12:00 || 19:00+", "after '||'"),
        ("10:00-12:00 || Mo 22:00-02:00 off", "after '||'"),
        ("\"summer\": Mo 10:00-16:00", "certain"),
        ("week12-5007:30-17:00", "not understood"),
        ("Jan-NovSu 11:00-19:00", "not understood"),
        ("Jan 10:00-21:00 Su 19:30-04:00", "not understood"),
        ("Mo-Th 11:00-16:30 Sa off", "not understood"),
        ("Mo-Th 11:00-16:30 PH 12:00-14:00", "not understood"),
    ];
    for (text, expected) in table {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}");
        let message = &compiled.issues[0].message;
        assert!(message.contains(expected), "{text}: {message}");
    }
    let clear = [
        "Jun 27-Jul 9 10:00-16:00",
        "Jun 27-Jun 9 10:00-16:00",
        "Jan 1-Dec 31 10:00-16:00",
        "2025 Sep 24-2026 Jun 17 10:00-16:00",
        "2026 Nov: 10:00-16:00",
        "Nov: Tu[1,3] 10:00-16:00",
        "Nov Tu[1] 10:00-16:00",
        "Su,PH -1 day 10:00-16:00",
        "Mo 10:00-12:00 || (sunrise+01:00)-17:00",
        "Mo-Th 11:00-16:30 Sa 10:00-12:00",
    ];
    for text in clear {
        assert!(
            compiled(text).rules.is_some(),
            "{text}: {:?}",
            compiled(text).issues
        );
    }
}

#[test]
fn a_colon_without_days_or_without_hours_is_unknown() {
    let table = [
        (":", "without days"),
        ("：", "without days"),
        ("：；", "without days"),
        (":;Mo 9:00-12:00", "without days"),
        (": ; Mo-Fr 09:00-17:00", "without days"),
        ("Mo-Fr 09:00-17:00; :", "without days"),
        ("Mo-Fr 09:00-17:00 || :", "without days"),
        ("Mo 09:00-12:00, : 13:00-17:00", "without days"),
        (": 09:00-17:00", "without days"),
        (":: 09:00-17:00", "without days"),
        ("Mo-Fr: , Sa: 9:00-12:00", "without hours"),
        ("Mo-Fr: ; Sa: 9:00-12:00", "without hours"),
        ("Mo-Fr:;Sa 9:00-12:00", "without hours"),
        ("Mo-Fr: | Sa: 9:00-12:00", "without hours"),
        ("Mo-Fr : ; Sa 9:00-12:00", "without hours"),
        ("Mo-Fr 9:00-17:00; Sa:", "without hours"),
        ("Dec: ; Jan 9:00-12:00", "without hours"),
        ("Monday:\nTuesday: 9:00-17:00", "both or either"),
    ];
    for (text, expected) in table {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}: {:?}", compiled.rules);
        let message = &compiled.issues[0].message;
        assert!(message.contains(expected), "{text}: {message}");
    }
    for text in [
        "Mo-Fr: 09:00-17:00",
        "Mo.-Fr.: 09:00-19:00, Sa.: 10:00-16:00",
        "Jan: 09:00-17:00",
        "2026+: 09:00-17:00",
        "easter +1 day: 09:00-17:00",
        "week 12: Mo 09:00-17:00",
        "Su: off; Mo: \"by appointment\"",
    ] {
        assert!(
            compiled(text).rules.is_some(),
            "{text}: {:?}",
            compiled(text).issues
        );
    }
}

#[test]
fn dates_until_easter_or_with_a_plus_are_unknown() {
    let table = [
        ("easter-easter +1 day 09:00-17:00", "until Easter"),
        ("easter -2 days-easter +1 day 09:00-17:00", "until Easter"),
        ("Apr 3-easter +1 day 09:00-17:00", "until Easter"),
        ("Apr 3 - Easter 09:00-17:00", "until Easter"),
        ("2026 Apr 3-2026 easter 09:00-17:00", "until Easter"),
        ("Oct 12+", "which dates"),
        ("Oct 12+ 09:00-17:00", "which dates"),
        ("2026 Oct 12+ 09:00-17:00", "which dates"),
        ("Apr 5 +1 day 09:00-17:00", "which dates"),
        ("Apr 5 -6 days 09:00-17:00", "which dates"),
    ];
    for (text, expected) in table {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}: {:?}", compiled.rules);
        let message = &compiled.issues[0].message;
        assert!(message.contains(expected), "{text}: {message}");
    }
    for text in [
        "easter +1 day 09:00-17:00",
        "easter-Apr 20 09:00-17:00",
        "Oct 12-Dec 31 09:00-17:00",
        "2026+ 09:00-17:00",
        "Apr Su[-1] -1 day 09:00-17:00",
    ] {
        assert!(
            compiled(text).rules.is_some(),
            "{text}: {:?}",
            compiled(text).issues
        );
    }
}

#[test]
fn an_open_end_over_other_hours_is_unknown() {
    for text in [
        "22:00-20:00+",
        "00:00-26:00+",
        "08:00-26:00+",
        "16:00-15:00+",
        "We-Fr 22:00-12:00, 09:00-24:00+",
        "Mo-Fr 22:00-02:00+, 08:00-12:00",
        "18:00+, 03:00-05:00",
    ] {
        let compiled = compiled(text);
        assert!(compiled.rules.is_none(), "{text}: {:?}", compiled.rules);
        let message = &compiled.issues[0].message;
        assert!(message.contains("other hours"), "{text}: {message}");
    }
    for text in [
        "22:00-06:00+",
        "20:00-26:00+",
        "17:00-08:00+",
        "Mo-Fr 22:00-02:00+, 10:00-12:00",
        "18:00+, 04:00-05:00",
        "18:00+; 05:00-06:00 off",
        "10:00+",
    ] {
        let issues = compiled(text).issues;
        let is_refused = issues
            .iter()
            .any(|issue| issue.message.contains("other hours"));
        assert!(!is_refused, "{text}: {issues:?}");
    }
}

#[test]
fn suspicious_rules_are_kept_and_named() {
    let table = [
        ("Mo-Fr 18:00-02:00; Sa 10:00-14:00", "cut by a later rule"),
        ("Mo-Su 18:00-02:00; PH off", "cut by a later rule"),
        (
            "Mo-Th 18:00-02:00; Fr-Sa 18:00-04:00",
            "cut by a later rule",
        ),
        ("2020 Mo-Fr 10:00-12:00", "not open once"),
        ("off", "not open once"),
        ("Mo-Fr", "days without hours"),
        ("Mo-Fr; Sa 00:00-24:00", "days without hours"),
        ("10:00+", "open end"),
        ("\"by appointment\"", "without a state"),
        ("Mo-Th 11:00-23:00; Fr 11:00-3:00", "past midnight"),
        ("08:30-5:30", "past midnight"),
        ("Mo-Fr 08:00-12:00 14:00-18:00", "no ','"),
        ("Mo-Fr 08:00-18:00 Sa 09:00-12:00", "no ';'"),
        ("Monday 08:00-18:00", "no OSM name"),
    ];
    for (text, expected) in table {
        let compiled = compile(text, &context("hk"));
        assert!(compiled.rules.is_some(), "{text}");
        let mut issues = compiled.issues.iter();
        let is_named = issues.any(|issue| {
            issue.kind == HoursIssueKind::Suspicious && issue.message.contains(expected)
        });
        assert!(is_named, "{text}: {:?}", compiled.issues);
    }
}

#[test]
fn rules_for_days_off_are_not_called_dead_where_the_year_lacks_data() {
    let issues_in = |calendar| compile("PH 10:00-12:00", &context(calendar)).issues;
    assert_eq!(issues_in("cn"), []);
    assert_eq!(issues_in("none"), []);
}

#[test]
fn sound_rules_raise_no_issue() {
    let texts = [
        "24/7",
        "Mo-Fr 08:30-17:30; PH off",
        "Mo-Fr 18:00-02:00, Sa 10:00-14:00",
        "Mo-Sa 10:00-05:00",
        "Sa-Su 00:00-24:00",
        "Dec 25 10:00-12:00",
        "Mo-Su 20:00-3:00",
        "工作日 08:30-17:30",
    ];
    for text in texts {
        assert_eq!(compiled(text).issues, [], "{text}");
    }
}

#[test]
fn texts_and_rules_are_capped() {
    let of_length = |bytes: usize| {
        let comment = "x".repeat(bytes - "24/7 open \"\"".len());
        compiled(&format!("24/7 open \"{comment}\""))
            .rules
            .is_some()
    };
    assert!(of_length(MAX_TEXT_BYTES));
    assert!(!of_length(MAX_TEXT_BYTES + 1));
    let of_rules = |rules: usize| {
        compiled(&vec!["Mo 8:00-9:00"; rules].join(";"))
            .rules
            .is_some()
    };
    assert!(of_rules(MAX_RULES));
    assert!(!of_rules(MAX_RULES + 1));
    // One character that becomes 18 in plain form.
    assert!(compiled(&"\u{fdfa}".repeat(300)).rules.is_none());
}

#[test]
fn times_of_spreadsheets_lose_their_seconds_and_no_others() {
    for (text, expected) in [
        ("08:00:00-17:30:00", Some("08:00-17:30")),
        ("Mo-Fr 8:00:00-17:30:00", Some("Mo-Fr 8:00-17:30")),
        ("00:00:00-23:59:59", Some("00:00-24:00")),
        ("00:00:00-23:59:00", Some("00:00-24:00")),
        ("周一至周五 08:00:00-17:30:00", Some("Mo-Fr 08:00-17:30")),
        ("08:00:00:00-17:30", None),
        ("08:00:30-17:30:00", None),
        ("08:00:00-17:30", None),
        ("May 27-12:08:00-18:30", None),
        ("08:00:00-17:30:0零", None),
        ("08:59:59-17:30:00", None),
        ("008:00:00-17:30:00", None),
    ] {
        let rules = compiled(text).rules;
        let found = rules.as_ref().map(yizhan::hours::Rules::normalised);
        assert_eq!(found, expected, "{text}");
    }
    let issues = compiled("08:00:00-17:30:00").issues;
    assert_eq!(issues[0].kind, HoursIssueKind::Suspicious);
}
