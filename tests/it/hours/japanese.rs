//! Opening hours as Japanese signs and municipal lists say them.

mod doubts;
mod states;

use std::sync::Arc;

use yizhan::hours::{Calendar, Calendars, Compiled, HoursContext, compile};

use crate::hours::setting::context;

/// The public holidays of Japan in 2026, and two around New Year.
const JAPAN: &str = r#"{"off": [
    ["2025-12-31", "2026-01-01", "元日"], ["2026-01-12", "2026-01-12", "成人の日"],
    ["2026-02-11", "2026-02-11", "建国記念の日"], ["2026-02-23", "2026-02-23", "天皇誕生日"],
    ["2026-03-20", "2026-03-20", "春分の日"], ["2026-04-29", "2026-04-29", "昭和の日"],
    ["2026-05-03", "2026-05-06", "憲法記念日"], ["2026-07-20", "2026-07-20", "海の日"],
    ["2026-08-11", "2026-08-11", "山の日"], ["2026-09-21", "2026-09-23", "敬老の日"],
    ["2026-10-12", "2026-10-12", "スポーツの日"], ["2026-11-03", "2026-11-03", "文化の日"],
    ["2026-11-23", "2026-11-23", "勤労感謝の日"]
], "work": [], "years_complete": [2025, 2026]}"#;

fn japan() -> Arc<Calendar> {
    let mut calendars = Calendars::bundled();
    calendars.insert("jp", Calendar::parse(JAPAN).unwrap());
    calendars.get("jp")
}

fn context_of_japan() -> HoursContext {
    HoursContext {
        calendar: japan(),
        ..context("cn")
    }
}

fn normalised(compiled: &Compiled) -> &str {
    let rules = compiled.rules.as_ref();
    rules.map_or("unknown", |rules| rules.normalised())
}

/// Texts, and the rules that they become with a table of Japan's holidays and without.
const TEXTS: [(&str, &str, &str); 38] = [
    ("24時間", "00:00-24:00", "00:00-24:00"),
    ("終日", "00:00-24:00", "00:00-24:00"),
    ("全日・全時間帯使用可", "00:00-24:00", "00:00-24:00"),
    ("24時間年中無休", "00:00-24:00", "00:00-24:00"),
    ("毎日 9時～17時", "09:00-17:00", "09:00-17:00"),
    ("午前9時から午後5時30分まで", "09:00-17:30", "09:00-17:30"),
    (
        "午前９時〜正午、午後1時～午後５時",
        "09:00-12:00,13:00-17:00",
        "09:00-12:00,13:00-17:00",
    ),
    (
        "月曜日から金曜日8:30～17:15",
        "Mo-Fr 08:30-17:15",
        "Mo-Fr 08:30-17:15",
    ),
    (
        "月・水・金・土曜日10:00～17:00",
        "Mo,We,Fr-Sa 10:00-17:00",
        "Mo,We,Fr-Sa 10:00-17:00",
    ),
    (
        "月火水木金 8:30～17:00",
        "Mo-Fr 08:30-17:00",
        "Mo-Fr 08:30-17:00",
    ),
    (
        "8:30～17:15（月～金）",
        "Mo-Fr 08:30-17:15",
        "Mo-Fr 08:30-17:15",
    ),
    (
        "8:30～17:15 月～金",
        "Mo-Fr 08:30-17:15",
        "Mo-Fr 08:30-17:15",
    ),
    (
        "土～月 18:00～翌2:00",
        "Mo,Sa-Su 18:00-26:00",
        "Mo,Sa-Su 18:00-26:00",
    ),
    (
        "9：00～20：00。土日祝日は9:30～18:30",
        "Mo-Fr 09:00-20:00, Sa-Su 09:30-18:30; PH 09:30-18:30",
        "09:30-18:30, Mo-Fr 09:00-09:30,18:30-20:00 unknown",
    ),
    (
        "火・木・土・日曜日と祝日のみ。9:00～16:00",
        "Tu,Th,Sa-Su 09:00-16:00; PH 09:00-16:00",
        "Tu,Th,Sa-Su 09:00-16:00, Mo,We,Fr 09:00-16:00 unknown",
    ),
    (
        "8:30～17:15 土日、祝日、年末年始を除く",
        "Mo-Fr 08:30-17:15; Dec 26-Jan 7 Mo-Fr 08:30-17:15 unknown; PH off",
        "Mo-Fr 08:30-17:15 unknown; Dec 26-Jan 7 Mo-Fr 08:30-17:15 unknown",
    ),
    (
        "8:30～17:15。土日、祝日、年末年始（12月29日～1月3日）を除く",
        "Mo-Fr 08:30-17:15; PH off; Dec 29-Jan 03 off",
        "Mo-Fr 08:30-17:15 unknown; Dec 29-Jan 03 off",
    ),
    (
        "9:00～17:00（土曜日曜祝日及び年末年始は利用不可）",
        "Mo-Fr 09:00-17:00; Dec 26-Jan 7 Mo-Fr 09:00-17:00 unknown; PH off",
        "Mo-Fr 09:00-17:00 unknown; Dec 26-Jan 7 Mo-Fr 09:00-17:00 unknown",
    ),
    (
        "10:00～19:00（月曜定休）",
        "Tu-Su 10:00-19:00",
        "Tu-Su 10:00-19:00",
    ),
    (
        "開館時間：9:00～17:00 休館日：月曜日",
        "Tu-Su 09:00-17:00",
        "Tu-Su 09:00-17:00",
    ),
    (
        "休館日：月曜日・祝日。9:00～17:00",
        "Tu-Su 09:00-17:00; PH off",
        "Tu-Su 09:00-17:00 unknown",
    ),
    ("月曜 19:30～25:00", "Mo 19:30-25:00", "Mo 19:30-25:00"),
    (
        "平日8:30～17:15",
        "Mo-Fr 08:30-17:15; PH off",
        "Mo-Fr 08:30-17:15; PH off",
    ),
    (
        "平日のみ 8:30～17:15",
        "Mo-Fr 08:30-17:15; PH off",
        "Mo-Fr 08:30-17:15 unknown",
    ),
    (
        "平日は9:00～21:00、土日祝は10:00～18:00",
        "Mo-Fr 09:00-21:00, Sa-Su 10:00-18:00; PH 10:00-18:00",
        "10:00-18:00, Mo-Fr 09:00-10:00,18:00-21:00 unknown",
    ),
    (
        "平日は9:00～21:00、土曜は10:00～18:00です",
        "Mo-Fr 09:00-21:00, Sa 10:00-18:00; PH 09:00-21:00 unknown",
        "Mo-Fr 09:00-21:00 unknown, Sa 10:00-18:00 unknown",
    ),
    (
        "月～金（祝日を除く）9:00～17:00",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Fr 09:00-17:00 unknown",
    ),
    (
        "月～金（祝日を除く）9:00～17:00、土9:00～12:00",
        "Mo-Fr 09:00-17:00, Sa 09:00-12:00; PH 09:00-17:00 unknown",
        "Mo-Fr 09:00-17:00 unknown, Sa 09:00-12:00 unknown",
    ),
    (
        "月～金（祝日を含む）9:00～17:00",
        "Mo-Fr 09:00-17:00",
        "Mo-Fr 09:00-17:00",
    ),
    (
        "平日（月～金）9:00～17:00",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Fr 09:00-17:00 unknown",
    ),
    (
        "月～土 9:00～17:00 日曜・祝日・休日は休み",
        "Mo-Sa 09:00-17:00; PH off",
        "Mo-Sa 09:00-17:00 unknown",
    ),
    (
        "9:00～17:00（12/29～1/3を除く）",
        "09:00-17:00; Dec 29-Jan 03 off",
        "09:00-17:00; Dec 29-Jan 03 off",
    ),
    (
        "9:00～17:00、1月1日休館",
        "09:00-17:00; Jan 01 off",
        "09:00-17:00; Jan 01 off",
    ),
    (
        "土日祝は終日、平日は18:00～22:00",
        "Mo-Fr 18:00-22:00, Sa-Su 00:00-24:00; PH 00:00-24:00",
        "Mo-Fr 18:00-22:00, Sa-Su 00:00-24:00, Mo-Fr 00:00-18:00,22:00-24:00 unknown",
    ),
    (
        "月水木金土日 10:00～17:00 休館日（毎週火曜日、祝日、年末年始）",
        "Mo,We-Su 10:00-17:00; Dec 26-Jan 7 Mo,We-Su 10:00-17:00 unknown; PH off",
        "Mo,We-Su 10:00-17:00 unknown; Dec 26-Jan 7 Mo,We-Su 10:00-17:00 unknown",
    ),
    (
        "火水木金土日 9:30～16:30、休園日（毎週月曜日、12月29日～1月3日）",
        "Tu-Su 09:30-16:30; Dec 29-Jan 03 off",
        "Tu-Su 09:30-16:30; Dec 29-Jan 03 off",
    ),
    (
        "平日9:00～20:00、土日祝9:00～17:00、月曜休館",
        "Tu-Fr 09:00-20:00, Sa-Su 09:00-17:00; PH 09:00-17:00; Mo off",
        "Tu-Su 09:00-17:00, Mo 09:00-17:00 unknown, Tu-Fr 17:00-20:00 unknown",
    ),
    (
        "月曜終日休館 火～日9:00～17:00",
        "Tu-Su 09:00-17:00",
        "Tu-Su 09:00-17:00",
    ),
];

#[test]
fn japanese_hours_are_read_as_they_are_meant() {
    for (text, with_table, without) in TEXTS {
        let with = compile(text, &context_of_japan());
        assert_eq!(normalised(&with), with_table, "{text}: {:?}", with.issues);
        for calendar in ["cn", "hk", "jp"] {
            let found = compile(text, &context(calendar));
            assert_eq!(normalised(&found), without, "{text}: {:?}", found.issues);
        }
    }
}

#[test]
fn days_off_and_make_up_workdays_of_china_are_not_those_of_a_japanese_text() {
    let day = |text: &str, date: &str| {
        let rules = compile(text, &context("cn")).rules.unwrap();
        crate::hours::setting::shown(&rules.day(date.parse().unwrap()))
    };
    // A Saturday worked in China, and a Thursday off there.
    let ordinary = "月曜日から金曜日8:30～17:15";
    assert_eq!(day(ordinary, "2026-10-10"), "c");
    assert_eq!(day(ordinary, "2026-10-01"), "c 08:30 o 17:15 c");
    let but_holidays = "月～金 8:30～17:15（祝日を除く）";
    assert_eq!(day(but_holidays, "2026-10-10"), "c");
    for weekday in ["2026-10-01", "2026-11-23", "2026-11-25"] {
        let shown = day(but_holidays, weekday);
        assert_eq!(shown, "c 08:30 u(arranged) 17:15 c", "{weekday}");
    }
}

#[test]
fn hours_that_lack_a_table_or_a_date_come_with_a_finding() {
    let messages = |text: &str, context: &HoursContext| -> Vec<String> {
        let issues = compile(text, context).issues.into_iter();
        issues.map(|issue| issue.message).collect()
    };
    let text = "月～金 8:30～17:15。祝日、年末年始は休み";
    let without = messages(text, &context("cn"));
    assert_eq!(without.len(), 2, "{without:?}");
    assert!(without[0].contains("--holidays jp=FILE"), "{without:?}");
    assert!(without[1].contains("Dec 26-Jan 7"), "{without:?}");
    let with = messages(text, &context_of_japan());
    assert_eq!(with.len(), 1, "{with:?}");
    assert!(messages("月～金 8:30～17:15", &context("cn")).is_empty());
}
