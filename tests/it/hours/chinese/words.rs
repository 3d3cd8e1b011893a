//! Everyday words beside Chinese opening hours: round the clock, last entry, breaks, zones.
//!
//! Texts made for this test, by kind. What stands as `unknown` has two readings, or leaves
//! something open.

use yizhan::hours::HoursIssueKind;

use crate::hours::chinese::days::{UNKNOWN, check, normalised};
use crate::hours::setting::compiled;

/// The findings of a text in one line.
fn findings(text: &str) -> String {
    let messages = compiled(text).issues.into_iter().map(|issue| issue.message);
    messages.collect::<Vec<_>>().join(" | ")
}

#[test]
fn spans_after_a_semicolon_are_of_the_same_days_and_a_finding_says_so() {
    let table = [
        ("上午8:30-11:30；下午13:00-17:30", "08:30-11:30,13:00-17:30"),
        (
            "上午8:30—11:30。下午13:00—17:30。",
            "08:30-11:30,13:00-17:30",
        ),
        (
            "8:30-11:30；13:00-17:30；周一闭馆",
            "08:30-11:30,13:00-17:30; Mo off",
        ),
        (
            "每天 8:30-11:30;13:00-17:30;18:30-20:30",
            "08:30-11:30,13:00-17:30,18:30-20:30",
        ),
        (
            "周二至周日 8:30-11:30；14:00-17:30（周一闭馆）",
            "Tu-Su 08:30-11:30,14:00-17:30; Mo off",
        ),
        (
            "周一至周五 8:30-11:30；13:00-17:30",
            "Mo-Fr 08:30-11:30,13:00-17:30",
        ),
    ];
    check(&table);
    for (text, _) in table {
        assert!(findings(text).contains("of the same days"), "{text}");
    }
    check(&[
        ("周六 9:00-12:00；13:00-17:00", UNKNOWN),
        ("上午8:30-12:00；上午9:00-11:00", UNKNOWN),
    ]);
}

#[test]
fn round_the_clock_is_read_in_the_words_people_use() {
    let words = [
        "24小时自助",
        "24小时自助服务",
        "24小时（夜间扫码进入）",
        "24小時（夜間掃碼進入）",
        "24小时（刷卡进入）",
        "24小时开放（22:00-次日6:00扫码进入）",
        "24小时无人值守",
        "24h营业",
        "24H自助",
        "7×24小时",
        "7*24小时",
        "7x24小时",
        "7X24小时",
        "7天24小时",
        "7天×24小时",
        "全天24小时",
        "365天24小时",
        "全年24小时不间断",
        "24小时不打烊",
        "全天（周一至周日）",
        "0点至24点",
        "每天00:00-23:59",
    ];
    check(&words.map(|text| (text, "00:00-24:00")));
    check(&[
        ("周一至周五 00:00-23:59", "Mo-Fr 00:00-24:00"),
        ("24小时开放，周一闭馆", "00:00-24:00; Mo off"),
        (
            "周末全天，工作日18:00-22:00",
            "Mo-Fr 18:00-22:00; PH off, Sa-Su 00:00-24:00",
        ),
        // At night there may be another way in, or only the machines never close.
        ("9:00-17:00（夜间自助）", UNKNOWN),
        ("8:00-20:00，20:00-次日8:00自助", UNKNOWN),
        ("24小时自助，人工服务9:00-17:00", UNKNOWN),
        ("24小时自助区", UNKNOWN),
        ("24小时响应", UNKNOWN),
        ("24小时自助，周一至周五9:00-17:00", UNKNOWN),
    ]);
    assert!(findings("每天00:00-23:59").contains("round the clock"));
}

#[test]
fn hours_that_stand_before_their_days_are_theirs() {
    check(&[
        ("8:30-17:30（周一至周五）", "Mo-Fr 08:30-17:30"),
        ("8:30-17:30，周一至周五", "Mo-Fr 08:30-17:30"),
        ("9:00-17:00（工作日开放）", "Mo-Fr 09:00-17:00; PH off"),
        ("工作日开放：9:00-17:00", "Mo-Fr 09:00-17:00; PH off"),
        ("仅工作日开放 9:00-17:00", "Mo-Fr 09:00-17:00; PH off"),
        (
            "8:30-12:00，13:30-17:30（周一至周五）",
            "Mo-Fr 08:30-12:00,13:30-17:30",
        ),
        (
            "8:30-17:30（周一至周五）；9:00-16:00（周六、周日）",
            "Mo-Fr 08:30-17:30, Sa-Su 09:00-16:00",
        ),
        (
            "8:30-17:30 周一至周五 9:00-12:00 周六",
            "Mo-Fr 08:30-17:30, Sa 09:00-12:00",
        ),
        (
            "9:00-17:00（周二至周日，周一闭馆）",
            "Tu-Su 09:00-17:00; Mo off",
        ),
        (
            "8:30-17:30 周一至周五，周六日休息",
            "Mo-Fr 08:30-17:30; Sa-Su off",
        ),
        ("9:00-17:00（周六，周日休息）", "09:00-17:00; Sa-Su off"),
        (
            "9:00-17:00，周末 10:00-16:00",
            "09:00-17:00; Sa-Su 10:00-16:00",
        ),
        ("9:00-17:00 周一至周五 周六10:00-16:00", UNKNOWN),
        ("9:00-17:00 周六 周日10:00-16:00", UNKNOWN),
        ("9:00-17:00，周一至周五 10:00-16:00", UNKNOWN),
        ("8:30-17:30 周一至周五，10:00-16:00 周六，周日休息", UNKNOWN),
    ]);
}

#[test]
fn the_last_entry_is_no_end_of_the_hours() {
    check(&[
        ("9:00-17:00（16:30停止入馆）", "09:00-17:00"),
        ("9:00-17:00，16:30后停止入场", "09:00-17:00"),
        ("9:00-17:00（最后入馆时间：16:30）", "09:00-17:00"),
        ("9:00-17:00（闭馆前30分钟停止入馆）", "09:00-17:00"),
        ("9:00-17:00，提前半小时停止入内", "09:00-17:00"),
        ("9:00-17:00（16:30停止入馆，17:00闭馆）", "09:00-17:00"),
        ("9:00开馆，16:30停止入馆，17:00闭馆", "09:00-17:00"),
        ("早上6点开门，晚上10点关门", "06:00-22:00"),
        (
            "周二至周五9:00-17:00（16:30止票），周末9:00-18:00（17:30止票）",
            "Tu-Fr 09:00-17:00, Sa-Su 09:00-18:00",
        ),
        ("9:00-16:30停止入馆", UNKNOWN),
        ("9:00-17:00，周五提早至16:00闭馆", UNKNOWN),
    ]);
}

#[test]
fn breaks_written_as_breaks_part_the_hours() {
    let parted = "08:30-12:00,13:30-17:30";
    check(&[
        ("8:30-17:30（午休12:00-13:30）", parted),
        ("8:30-17:30，12:00-13:30午休", parted),
        ("8:30-17:30（中午休息12:00-13:30）", parted),
        ("8:30-17:30午休12:00-13:30", parted),
        ("8:30-17:30（午休12点到1点半）", parted),
        ("上午8:30-12:00，午休12:00-13:30，下午13:30-17:30", parted),
        ("8:30-17:30（中午不休息）", "08:30-17:30"),
        (
            "周一至周五 8:30-17:30（午休时间：12:00-13:30），周六9:00-12:00",
            "Mo-Fr 08:30-12:00,13:30-17:30, Sa 09:00-12:00",
        ),
        (
            "8:30-17:30 午休时间 12:00-14:00 周日休息",
            "08:30-12:00,14:00-17:30; Su off",
        ),
        ("8:30-17:30（午休）", UNKNOWN),
        ("8:30-17:30，午休1小时", UNKNOWN),
        (
            "周一至周五9:00-17:00，周末10:00-16:00，午休12:00-13:00",
            UNKNOWN,
        ),
        ("9:00-17:00，周三13:00-17:00闭馆", UNKNOWN),
        ("9:00-17:00，周三下午闭馆", UNKNOWN),
    ]);
}

#[test]
fn zones_conditions_and_notices_are_unknown_with_a_reason() {
    let table = [
        (
            "一楼8:00-20:00，二楼9:00-17:00",
            "parts or conditions ('楼'",
        ),
        ("阅览室：9:00-17:00；自习室：8:00-22:00", "'自习室'"),
        (
            "主馆9:00-17:00，分馆9:00-20:00",
            "one place has one opening",
        ),
        ("室内9:00-17:00，室外全天", "one place has one opening"),
        ("9:00-17:00，雨天不开放", "'雨天'"),
        ("9:00-17:00（夜校开课期间除外）", "'夜校开课'"),
        ("9:00-17:00（17:00-18:00仅限会员）", "'限会员'"),
        ("9:00-17:00，需提前预约", "leaves the hours open ('预约')"),
        (
            "9:00-17:00，如有变动以现场为准",
            "leaves the hours open ('为准')",
        ),
        ("9:00-17:00，具体以现场公告为准", "leaves the hours open"),
        ("暂停开放", "leaves the hours open ('暂停')"),
        ("9:00-17:00左右", "'左右'"),
        ("夏季开放", "a season without its dates"),
        ("周一至周日", "days without their hours"),
    ];
    for (text, reason) in table {
        let issues = compiled(text).issues;
        assert_eq!(issues[0].kind, HoursIssueKind::Unparsed, "{text}");
        assert!(issues[0].message.contains(reason), "{}", issues[0].message);
    }
    check(&table.map(|(text, _)| (text, UNKNOWN)));
}

#[test]
fn what_is_not_understood_makes_the_whole_text_unknown_wherever_it_stands() {
    let read = [
        "9:00-17:00",
        "24小时",
        "周二至周日 9:00-17:00，周一闭馆（法定节假日除外）",
        "8:30-17:30（午休12:00-13:30）",
        "夏季（5月-10月）8:00-18:00，冬季（11月-4月）8:30-17:00",
        "上午8:30-11:30；下午13:00-17:30",
        "8:30-17:30（周一至周五）；9:00-16:00（周六、周日）",
        "工作日 8:30-17:30，周末 9:00-12:00",
    ];
    let strange = [
        "雨天除外",
        "雨天不开放",
        "恶劣天气闭馆",
        "寒暑假除外",
        "以现场为准",
        "暂停开放",
        "需预约",
        "二楼除外",
        "仅限会员",
        "单周",
        "每月1日闭馆",
        "周三下午闭馆",
        "开学后另行通知",
        "夏季除外",
        "10人以上",
        "维修中",
    ];
    for text in read {
        assert_ne!(normalised(text), UNKNOWN, "{text}");
        for words in strange {
            for whole in [
                format!("{text}，{words}"),
                format!("{text}（{words}）"),
                format!("{text} {words}"),
                format!("{text}；{words}"),
                format!("{words}，{text}"),
                format!("（{words}）{text}"),
            ] {
                assert_eq!(normalised(&whole), UNKNOWN, "{whole}");
            }
        }
    }
}
