//! Japanese texts that seem to say hours and must not be read as open.

use yizhan::hours::compile;

use crate::hours::japanese::{context_of_japan, normalised};
use crate::hours::setting::context;

const UNKNOWN: [&str; 48] = [
    // No hours, or no days.
    "土日、祝日、年末年始を除く",
    "土曜日曜祝日及び年末年始は利用不可",
    "月曜日",
    "祝日",
    "終日休館",
    "9:00～",
    "19時まで",
    "休館",
    "月～金：土日：9:00～17:00、休み",
    // Conditions.
    "学校開校時使用可",
    "バリアフリートイレは8：30～17：00のみ利用可",
    "休館日（偶数月第３木曜日、年末年始）",
    "日曜日・祝日・休日・12/28は19時まで。毎月第3金曜日は休館",
    "9:00～17:00、毎月第3金曜日は休館",
    "9:00～17:00 月曜休館（祝日の場合は翌日）",
    "月曜が祝日 9:00～17:00",
    "月曜の祝日は9:00～17:00",
    "9:00～17:00（要予約）",
    "24時間前までに予約",
    "夏季 9:00～17:00",
    "1階は9:00～17:00",
    "日没まで",
    "9:00～17:00（12:00～13:00を除く）",
    "12:00～13:00休み",
    "月～金 9:00～17:00 休館",
    // Two readings.
    "休日は10:00～16:00",
    "9時～5時",
    "毎日9:00～17:00、10:00～12:00",
    "25時～26時",
    "月～金 18:00～30:00",
    "月～金 9:00～17:00、月 10:00～12:00",
    "月～金 9:00～12:00、10:00～17:00（土日）",
    "定休日 月曜 火～金 9:00～17:00",
    "除く土日 9:00～17:00",
    "8:30～17:15 月～土 除く土日祝",
    "年末年始は10:00～15:00",
    "12月29日～1月3日は10:00～15:00、毎日9:00～17:00",
    "土日祝 10:00～17:00、祝日休み",
    "月～金、土～日は休み 9:00～17:00",
    "月～木、金、土日、祝休 9:00～17:00",
    "祝日を含む9:00～17:00",
    "月～金、祝日を含む 9:00～17:00",
    "月～木18:00～翌2:00、祝日休み",
    "月～祝日 9:00～17:00",
    "月曜日。9:00～17:00",
    "月～金 25:00～26:00",
    "13月1日休館 9:00～17:00",
    "9:00:30～17:00:00 月曜",
];

#[test]
fn doubtful_japanese_texts_are_unknown_with_a_reason() {
    for text in UNKNOWN {
        for context in [context("cn"), context_of_japan()] {
            let compiled = compile(text, &context);
            assert_eq!(normalised(&compiled), "unknown", "{text}");
            assert!(compiled.issues[0].message.contains("expected"), "{text}");
        }
    }
}

#[test]
fn chinese_texts_that_are_unknown_stay_unknown() {
    for text in [
        "全日9:00-17:00，13:00-02:00休",
        "全日（23:00-5:00閉館）",
        "每月1日 9:00-17:00",
        "9:00-17:00 以現場為準",
        "1時至5時",
        "休 9:00-17:00（12:00-13:00）",
    ] {
        let compiled = compile(text, &context("cn"));
        assert_eq!(normalised(&compiled), "unknown", "{text}");
    }
}
