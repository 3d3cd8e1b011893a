//! Chinese texts that seem to say hours and must not be read as open: each kind was found by
//! trying, and is unknown because it can be read in two ways.

use crate::hours::chinese::days::{UNKNOWN, check};

fn check_unknown(texts: &[&str]) {
    let table: Vec<(&str, &str)> = texts.iter().map(|text| (*text, UNKNOWN)).collect();
    check(&table);
}

#[test]
fn a_break_past_midnight_is_no_break() {
    check_unknown(&[
        "24小时（22:00-6:00关闭）",
        "全天开放，晚上10点至早上6点关闭",
        "24小时（每天23:00-5:00关闭）",
        "营业时间：00:00-24:00 休息时间：23:00-5:00",
        "8:30-17:30，12:00-02:00休息",
        "8:00-22:00（21:00-9:00关闭）",
    ]);
    check(&[("8:00-22:00（12:00-13:00休息）", "08:00-12:00,13:00-22:00")]);
}

#[test]
fn a_day_left_empty_has_not_the_hours_of_the_next_row() {
    check_unknown(&[
        "周一：/；周二至周日：9:00-17:00",
        "周一：；周二至周日：9:00-17:00",
        "周一：（）；周二至周日：9:00-17:00",
        "周日：/\n周一至周六：9:00-17:00",
        "周六：\n周日：\n周一至周五：9:00-17:00",
        "周一至周五：9:00-17:00；周六：；周日：10:00-12:00",
    ]);
    check(&[
        (
            "周一至周五：9:00-17:00\n周六：10:00-12:00",
            "Mo-Fr 09:00-17:00, Sa 10:00-12:00",
        ),
        ("周一至周五\n9:00-17:00", "Mo-Fr 09:00-17:00"),
    ]);
}

#[test]
fn the_first_digit_of_a_time_is_no_weekday() {
    check_unknown(&[
        "每周20:00-23:00",
        "每周10:00-18:00",
        "周一至周10:00-18:00",
        "星期12:00-18:00",
        "每周2:00-6:00",
        "每周五点至八点",
    ]);
    check(&[
        ("周1至周5 8:30-17:30", "Mo-Fr 08:30-17:30"),
        ("星期1-5 8:30-17:30", "Mo-Fr 08:30-17:30"),
    ]);
}

#[test]
fn a_season_without_days_may_have_those_of_the_other() {
    check_unknown(&[
        "夏季(4月-10月)：周一至周五8:00-18:00；冬季(11月-3月)：8:30-17:30",
        "5月1日-10月31日 周二至周日9:00-18:00；11月1日-次年4月30日 9:00-17:00",
    ]);
}

#[test]
fn hours_behind_as_usual_may_be_those_of_all_days() {
    check_unknown(&[
        "周一闭馆，遇法定节假日照常开放 9:00-17:00",
        "节假日照常开放 9:00-17:00",
    ]);
    check(&[("法定节假日10:00-16:00照常开放", "PH 10:00-16:00")]);
}

#[test]
fn a_closing_after_one_that_is_lifted_may_be_in_its_place() {
    check_unknown(&["9:00-17:00，周一闭馆（逢节假日开放，周二闭馆）"]);
}

#[test]
fn an_exception_in_a_bracket_may_be_of_the_closing_behind_it() {
    check(&[
        (
            "（除法定节假日外）周一闭馆，9:00-17:00",
            "09:00-17:00; Mo off; PH 09:00-17:00",
        ),
        (
            "9:00-17:00，（法定节假日除外）周一闭馆",
            "09:00-17:00; Mo off; PH unknown",
        ),
    ]);
}
