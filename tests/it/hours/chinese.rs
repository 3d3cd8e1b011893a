//! Opening hours as Chinese signs say them.

mod days;
mod doubts;
mod states;
mod words;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use yizhan::hours::{HoursIssueKind, OpenState};

use crate::hours::setting::compiled;

/// The open spans of a day, such as `07:00-09:00,16:30-20:30`; `unknown` if no rules.
fn open_spans(text: &str, date: &str) -> String {
    let Some(rules) = compiled(text).rules else {
        return "unknown".to_owned();
    };
    let date: NaiveDate = date.parse().unwrap();
    let day = rules.day(date);
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let ends = day.spans()[1..].iter().map(|s| s.start_min).chain([1_440]);
    let open: Vec<String> = (day.spans().iter().zip(ends))
        .filter(|(span, _)| span.state == OpenState::Open)
        .map(|(span, end)| format!("{}-{}", clock(span.start_min), clock(end)))
        .collect();
    open.join(",")
}

fn normalised(text: &str) -> String {
    match compiled(text).rules {
        Some(rules) => rules.normalised().to_owned(),
        None => "unknown".to_owned(),
    }
}

/// Every distinct text of the bundled Hong Kong file, and its Sunday.
const HONG_KONG: [(&str, &str); 18] = [
    ("24 小時", "00:00-24:00"),
    ("24小時", "00:00-24:00"),
    ("二十四小時", "00:00-24:00"),
    ("上午6時正至晚上8時正", "06:00-20:00"),
    ("上午7時正至晚上8時正", "07:00-20:00"),
    ("上午7時正至晚上10時正", "07:00-22:00"),
    ("上午6時正至凌晨2時正", "00:00-02:00,06:00-24:00"),
    ("上午6時正至凌晨12時正", "06:00-24:00"),
    // 至 is missing: two times side by side can only begin and end a span.
    ("上午6時正凌晨2時正", "00:00-02:00,06:00-24:00"),
    (
        "上午 7 至 9 時 下午 4 時 30 分至晚上 8 時 30 分",
        "07:00-09:00,16:30-20:30",
    ),
    (
        "上午 7 至 9 時 下午 4 時 30 分至晚上 10 時",
        "07:00-09:00,16:30-22:00",
    ),
    (
        "上午 7 至 9 時 下午 4 時 30 分至晚上 11 時",
        "07:00-09:00,16:30-23:00",
    ),
    (
        "上午 8 至 10 時 下午 4 時 30 分至晚上 8 時 30 分",
        "08:00-10:00,16:30-20:30",
    ),
    (
        "街市 (上午6時正至晚上8時正) 熟食中心 (上午6時正至凌晨2時正)",
        "unknown",
    ),
    (
        "街市 (上午6時正至晚上8時正) 熟食中心 (上午6時正至晚上8時正)",
        "unknown",
    ),
    (
        "街市 (上午6時正至晚上8時正) 熟食中心 (上午6時正至晚上11時正)",
        "unknown",
    ),
    (
        "街市 (上午6時正至晚上8時30分) 熟食中心 (上午6時正至凌晨2時正)",
        "unknown",
    ),
    (
        "街市 (上午6時正至晚上8時正) 熟食中心 (上午6時正至凌晨12時正)",
        "unknown",
    ),
];

#[test]
fn every_text_of_the_hong_kong_file_is_read_as_it_is_meant() {
    for (text, expected) in HONG_KONG {
        assert_eq!(open_spans(text, "2026-11-22"), expected, "{text}");
    }
}

#[test]
fn the_table_covers_every_text_of_the_file() {
    let file = include_str!("../../../data/stations/hong-kong.geojson");
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    let features = file["features"].as_array().unwrap();
    let hours = |f: &serde_json::Value| Some(f["properties"]["opening_hours"].as_str()?.to_owned());
    let texts: BTreeSet<String> = features.iter().filter_map(hours).collect();
    let table: BTreeSet<String> = HONG_KONG
        .iter()
        .map(|(text, _)| (*text).to_owned())
        .collect();
    assert_eq!(texts, table);
}

/// Phrases, and the syntax that they become.
const PHRASES: [(&str, &str); 80] = [
    ("5月至10月 8:00-20:00", "May-Oct 08:00-20:00"),
    (
        "周一至周五 8:00-17:00（12:00-13:00休息）",
        "Mo-Fr 08:00-12:00,13:00-17:00",
    ),
    ("每天，节假日 9:00-17:00", "Mo-Su,PH 09:00-17:00"),
    ("周一至周日每天 9:00-17:00", "09:00-17:00"),
    ("晚上10点至次日6点", "22:00-30:00"),
    ("晚上12点至早上6点", "00:00-06:00"),
    ("周六日休息 9:00-18:00", "09:00-18:00; Sa-Su off"),
    ("周六，周日休息，9:00-18:00", "09:00-18:00; Sa-Su off"),
    ("24小时", "00:00-24:00"),
    ("24 小時", "00:00-24:00"),
    ("２４小时", "00:00-24:00"),
    ("二十四小时", "00:00-24:00"),
    ("全天", "00:00-24:00"),
    ("全天候", "00:00-24:00"),
    ("全天开放", "00:00-24:00"),
    ("24小时营业", "00:00-24:00"),
    ("24小时，全年无休", "00:00-24:00"),
    ("全年无休 24小时开放", "00:00-24:00"),
    ("全年无休 08:00-20:00", "08:00-20:00"),
    ("08:00-20:00 全年无休", "08:00-20:00"),
    ("周一至周五 09:00-17:00", "Mo-Fr 09:00-17:00"),
    (
        "周一至周五 08:30-12:00,13:00-17:30",
        "Mo-Fr 08:30-12:00,13:00-17:30",
    ),
    (
        "周一至周五08:30-12:00，13:00-17:30",
        "Mo-Fr 08:30-12:00,13:00-17:30",
    ),
    (
        "周一至周五 08:30-12:00、13:00-17:30",
        "Mo-Fr 08:30-12:00,13:00-17:30",
    ),
    ("星期一至五：08:30-17:30", "Mo-Fr 08:30-17:30"),
    ("星期一至星期五：08：30～17：30", "Mo-Fr 08:30-17:30"),
    ("周一到周五 8:30—17:30", "Mo-Fr 08:30-17:30"),
    ("周一到周五 8:30——17:30", "Mo-Fr 08:30-17:30"),
    ("禮拜一至禮拜六 9:00-18:00", "Mo-Sa 09:00-18:00"),
    ("礼拜天 9:00-12:00", "Su 09:00-12:00"),
    ("周1-5 9:00-18:00", "Mo-Fr 09:00-18:00"),
    ("周一、三、五 9:00-12:00", "Mo,We,Fr 09:00-12:00"),
    ("周一、周三至周五 9:00-12:00", "Mo,We-Fr 09:00-12:00"),
    ("周六日 9:00-12:00", "Sa-Su 09:00-12:00"),
    ("周六、周日 10:00-16:00", "Sa-Su 10:00-16:00"),
    ("周六，周日 10:00-16:00", "Sa-Su 10:00-16:00"),
    ("周末 10:00-16:00", "Sa-Su 10:00-16:00"),
    ("週末10:00-16:00", "Sa-Su 10:00-16:00"),
    ("周五至周一 10:00-16:00", "Mo,Fr-Su 10:00-16:00"),
    ("每日 9:00-18:00", "09:00-18:00"),
    ("每天9:00-18:00", "09:00-18:00"),
    ("周一至周日 9:00-18:00", "09:00-18:00"),
    ("每天 9:00-18:00，逢星期一休息", "09:00-18:00; Mo off"),
    ("逢星期一休息，9:00-18:00", "09:00-18:00; Mo off"),
    ("每週一公休 10:00-18:00", "10:00-18:00; Mo off"),
    ("法定工作日 8:30-17:30", "Mo-Fr 08:30-17:30; PH off"),
    (
        "周二至周日 9:00-17:00（周一闭馆，法定节假日除外）",
        "Tu-Su 09:00-17:00; Mo off; PH 09:00-17:00",
    ),
    ("早8:00-晚8:00", "08:00-20:00"),
    (
        "每天 9:00-18:00；周日 10:00-16:00",
        "09:00-18:00; Su 10:00-16:00",
    ),
    ("工作日 8:30-17:30", "Mo-Fr 08:30-17:30; PH off"),
    ("工作日：8点30分-17点30分", "Mo-Fr 08:30-17:30; PH off"),
    (
        "工作日 8:30-17:30，周末 9:00-12:00",
        "Mo-Fr 08:30-17:30; PH off, Sa-Su 09:00-12:00",
    ),
    (
        "周末 9:00-12:00；工作日 8:30-17:30",
        "Mo-Fr 08:30-17:30; PH off, Sa-Su 09:00-12:00",
    ),
    (
        "工作日 9:00-17:00；周末及节假日 10:00-16:00",
        "Mo-Fr 09:00-17:00; PH off; Sa-Su,PH 10:00-16:00",
    ),
    (
        "周一至周五 9:00-17:00，法定节假日休息",
        "Mo-Fr 09:00-17:00; PH off",
    ),
    (
        "周一至周五（法定节假日除外）9:00-17:00",
        "Mo-Fr 09:00-17:00; PH off",
    ),
    (
        "周一至周五 9:00-17:00（節假日除外）",
        "Mo-Fr 09:00-17:00; PH off",
    ),
    ("除公眾假期外，每日 9:00-17:00", "09:00-17:00; PH off"),
    ("9:00-17:00 公眾假期休息", "09:00-17:00; PH off"),
    (
        "9:00-17:00，周六、周日及公众假期休息",
        "09:00-17:00; Sa-Su,PH off",
    ),
    (
        "周一至周五 9:00-17:00 公众假期 10:00-12:00",
        "Mo-Fr 09:00-17:00; PH 10:00-12:00",
    ),
    ("每天 9:00-17:00，节假日照常开放", "09:00-17:00"),
    ("上午七時至下午十一時半", "07:00-23:30"),
    ("上午七時至晚上十一時半", "07:00-23:30"),
    ("早上8点到晚上10点", "08:00-22:00"),
    ("早上八点半至下午五点三刻", "08:30-17:45"),
    ("下午1時至5時", "13:00-17:00"),
    ("上午9時至12時，下午2時至6時", "09:00-12:00,14:00-18:00"),
    ("上午9:00-12:00 下午2:00-5:30", "09:00-12:00,14:00-17:30"),
    ("中午12时至下午2时", "12:00-14:00"),
    ("下午12时至晚上12时", "12:00-24:00"),
    ("凌晨12时至早上6时", "00:00-06:00"),
    ("上午12时至早上6时", "00:00-06:00"),
    ("晚上8点至次日早上6点", "20:00-30:00"),
    ("18:00-次日02:00", "18:00-26:00"),
    ("18点至2点", "18:00-02:00"),
    ("周一7至9时", "Mo 07:00-09:00"),
    ("8至17时", "08:00-17:00"),
    ("周日全天休息，8:00-17:00", "08:00-17:00; Su off"),
    ("开放时间：08:00-17:00", "08:00-17:00"),
];

#[test]
fn phrases_become_the_syntax_they_mean() {
    let wrong: Vec<_> = PHRASES
        .iter()
        .map(|(text, expected)| (*text, normalised(text), *expected))
        .filter(|(_, actual, expected)| actual != expected)
        .collect();
    assert!(wrong.is_empty(), "(text, ours, expected): {wrong:#?}");
}

#[test]
fn what_leaves_the_hours_open_or_reads_in_two_ways_is_unknown_with_an_issue() {
    let texts = [
        "工作日开放",
        "全年无休",
        "每天",
        "法定节假日休息",
        "公众假期",
        "以现场为准",
        "以站点为准",
        "以公告为准",
        "9:00-17:00，以现场公告为准",
        "需提前预约",
        "电话咨询",
        "休息",
        "9点到5点",
        "2点到5点",
        "上午8时至6时",
        "上午9时至上午12时",
        "早上12时至下午5时",
        "下午5时至下午2时",
        "上午9时",
        "9:00",
        "上午开放",
        "周一至周五，周三除外",
        "周末照常开放，周一至周五 9:00-17:00",
        "工作日 9:00-17:00，节假日照常",
        "每天 9:00-18:00，工作日 8:00-20:00",
        "周一 8:00-12:00；13:00-17:00",
        "夏季 8:00-20:00，冬季 9:00-18:00",
        "除周一 9:00-17:00",
        "营业",
        "上午25时至下午5时",
        "8:75-17:00",
        "驿站",
        // Every day, or some days.
        "周一至周五每天8:30-17:30",
        "周一至周五，每天8:30-17:30",
        "每天（周一至周五）8:30-17:30",
        "工作日每天8:30-17:30",
        "周末每天 9:00-17:00",
        "节假日每天 9:00-17:00",
        "全年无休 周一至周五 8:00-18:00",
        // All day, or some hours.
        "全天：8:00-20:00",
        "全天开放 8:00-20:00",
        "全天:上午8:00-12:00,下午14:00-18:00",
        "周一至周五全天8:30-17:30",
        "24小时，8:00-20:00",
        // From the midnight before or after.
        "晚上12点至次日6点",
        "深夜12点到次日早上6点",
        "凌晨12点至次日6点",
        "晚上12时至翌日上午8时",
        // The afternoon, by a clock of 12 hours.
        "周一至周五 8:30-12:00,1:30-5:30",
        "上午8:30-12:00，1:30-5:30",
        "上午8:30-12:00、2:00-6:00",
        // From noon, or from midnight.
        "上午12时至下午2时",
        "上午12點至下午6點",
        "上午12:00-下午6:00",
        // The night before a day off, and after it.
        "工作日 22:00-次日2:00",
        "每天 22:00-次日2:00；节假日休息",
        "每天 22:00-次日2:00；周日休息",
        // A break, or days off.
        "周一至周五休息 12:00-14:00",
        "周六周日休息时间 12:00-14:00",
        "周一至周五，周六休息 8:00-17:00",
    ];
    let understood: Vec<_> = texts
        .iter()
        .map(|text| (*text, normalised(text)))
        .filter(|(_, syntax)| syntax != "unknown")
        .collect();
    assert!(understood.is_empty(), "{understood:#?}");
    for text in texts {
        let issues = compiled(text).issues;
        assert_eq!(issues[0].kind, HoursIssueKind::Unparsed, "{text}");
        assert!(
            issues[0].message.contains("expected"),
            "{}",
            issues[0].message
        );
    }
}

#[test]
fn hours_of_parts_of_a_place_are_named_as_such() {
    let issues = compiled(HONG_KONG[13].0).issues;
    assert!(issues[0].message.contains("街市"), "{issues:?}");
    assert!(issues[0].message.contains("parts"), "{issues:?}");
}

#[test]
fn a_missing_to_between_two_times_is_a_stated_repair() {
    let issues = compiled("上午6時正凌晨2時正").issues;
    assert_eq!(issues[0].kind, HoursIssueKind::Suspicious);
    assert!(issues[0].message.contains('至'));
}

#[test]
fn texts_of_a_real_station_app_are_read() {
    let table = [
        ("24小时", "00:00-24:00", "00:00-24:00"),
        (
            "08:00-12:00,14:00-16:00",
            "08:00-12:00,14:00-16:00",
            "08:00-12:00,14:00-16:00",
        ),
        ("周一至周五 09:00-17:00", "09:00-17:00", ""),
        (
            "周一至周五 08:30-12:00,13:00-17:30",
            "08:30-12:00,13:00-17:30",
            "",
        ),
        ("工作日开放", "unknown", "unknown"),
        ("05:00-17:30", "05:00-17:30", "05:00-17:30"),
        ("08:45-23:45", "08:45-23:45", "08:45-23:45"),
        ("07:30-22:30", "07:30-22:30", "07:30-22:30"),
        ("以现场为准", "unknown", "unknown"),
        ("以站点为准", "unknown", "unknown"),
    ];
    for (text, monday, sunday) in table {
        assert_eq!(open_spans(text, "2026-11-23"), monday, "{text}");
        assert_eq!(open_spans(text, "2026-11-22"), sunday, "{text}");
    }
}

#[test]
fn a_working_day_follows_the_calendar() {
    let text = "工作日 08:30-17:30，周末 09:00-12:00";
    let table = [
        ("2026-02-13", "08:30-17:30"),
        // A Saturday worked in exchange.
        ("2026-02-14", "08:30-17:30"),
        // A Monday off.
        ("2026-02-16", ""),
        ("2026-03-07", "09:00-12:00"),
    ];
    for (date, expected) in table {
        assert_eq!(open_spans(text, date), expected, "{date}");
    }
}
