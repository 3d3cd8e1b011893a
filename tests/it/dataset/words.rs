//! Words of lists as people keep them: statuses, amenities and kinds that the vocabularies
//! know, and what is said of those that they lack.

use yizhan::dataset::{Issue, IssueCode, Loaded};
use yizhan::station::Status;

use crate::dataset::{collection, feature, load_all};
use crate::support::http::{ASK, get_json, properties, service, station};

/// A load of stations with these properties beside their names.
fn load(properties: &[&str]) -> Loaded {
    let one = |(n, properties): (usize, &&str)| {
        feature(&n.to_string(), &format!(r#""name":"n{n}",{properties}"#))
    };
    let features: Vec<String> = properties.iter().enumerate().map(one).collect();
    load_all(&[&collection(
        &features.iter().map(String::as_str).collect::<Vec<_>>(),
    )])
    .unwrap()
}

#[test]
fn status_words_of_chinese_lists_are_understood_in_both_scripts() {
    let words = [
        (
            Status::Active,
            "正常 开放 营业中 启用 已启用 使用中 在用 运营中 試運營 開放 營業中 啟用 啓用 正常開放 Open ACTIVE OPERATIONAL",
        ),
        (
            Status::Suspended,
            "停用 已停用 维修 维修中 暂停 暂停开放 暂停服务 装修中 暂时关闭 停业 未启用 在建 維修中 暫停 暫停開放 裝修中 關閉中 Suspended CLOSED_TEMPORARILY",
        ),
        (
            Status::Relocated,
            "搬迁 已搬迁 迁址 搬遷 已搬遷 遷址 relocated",
        ),
        (
            Status::Closed,
            "关闭 已关闭 撤销 已拆除 永久关闭 關閉 已關閉 撤銷 永久關閉 Closed CLOSED_PERMANENTLY",
        ),
    ];
    for (status, words) in words {
        for word in words.split(' ') {
            for written in [word.to_owned(), format!("　{word} ")] {
                let loaded = load(&[&format!(r#""status":"{written}""#)]);
                assert_eq!(loaded.stations[0].status, status, "{written}");
                assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
            }
        }
    }
}

#[test]
fn an_unknown_status_is_unknown_hours_and_a_finding_and_no_suspended_station() {
    for word in [r#""见现场""#, r#""正常?""#, r#""不详""#, "1", "true", "[]"] {
        let of = |id: &str, hours: &str| station(id, 10.0, &format!(r#""status":{word}{hours}"#));
        let amenity = r#","amenities":{"wifi":{"opening_hours":"24/7"}}"#;
        let service = service(&[
            of("always", r#","opening_hours":"24/7""#),
            of("silent", ""),
            of("amenity", amenity),
            station("sound", 400.0, r#""opening_hours":"24/7""#),
        ]);
        let answer = get_json(&service, ASK);
        let ids = crate::support::http::ids(&answer);
        assert_eq!(ids, ["sound", "always", "amenity", "silent"], "{word}");
        for id in ["always", "silent", "amenity"] {
            let found = properties(&answer, id);
            assert_eq!(found["open_state"], "unknown", "{word} {id}");
            assert_eq!(found["open_reason"], "unparsed_hours");
            assert!(found["status"].is_null());
        }
        let wifi = get_json(&service, &format!("{ASK}&amenity=wifi"));
        assert_eq!(properties(&wifi, "amenity")["open_state"], "unknown");
        let issues = load(&[&format!(r#""status":{word}"#)]).issues;
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!(issues[0].code, IssueCode::UnknownStatus);
        assert!(issues[0].message.contains("its hours are unknown"));
    }
}

#[test]
fn an_unknown_status_until_a_day_stays_unknown_after_it() {
    let properties = r#""status":"不详","status_until":"2020-01-01","opening_hours":"24/7""#;
    let answer = get_json(&service(&[station("a", 1.0, properties)]), ASK);
    assert_eq!(
        crate::support::http::properties(&answer, "a")["open_state"],
        "unknown"
    );
}

#[test]
fn what_a_file_says_is_told_in_one_line() {
    let escapes = r#""kind":"x\u001b[2K\ny","amenities":["a\tb"],"status":"\u0007","opening_hours":"\rforged""#;
    let loaded = load(&[escapes]);
    assert!(loaded.issues.len() >= 4, "{:?}", loaded.issues);
    for issue in &loaded.issues {
        assert!(!issue.to_string().contains(char::is_control), "{issue:?}");
    }
}

fn unknown_words(loaded: &Loaded) -> Vec<&Issue> {
    let issues = loaded.issues.iter();
    issues
        .filter(|issue| issue.code == IssueCode::UnknownWord)
        .collect()
}

#[test]
fn an_unknown_amenity_or_kind_is_told_once_with_its_count_and_kept() {
    let loaded = load(&[
        r#""kind":"爱心小屋","amenities":["桑拿","wifi"]"#,
        r#""kind":"爱心小屋","amenities":"桑拿；爱心饮水点""#,
        r#""kind":"户外劳动者服务站点","amenities":{"桑拿":false}"#,
        r#""kind":null"#,
    ]);
    let words = unknown_words(&loaded);
    assert_eq!(words.len(), 3, "{words:?}");
    for (issue, parts) in words.iter().zip([
        &["amenity '桑拿'", "3 records", "kept as it is"][..],
        &["amenity '爱心饮水点'", "1 record ", "drinking_water (饮水)"],
        &["kind '爱心小屋'", "2 records"],
    ]) {
        assert_eq!(issue.feature, None);
        for part in parts {
            assert!(issue.message.contains(part), "{part}: {issue}");
        }
    }
    assert_eq!(loaded.issues.len(), 3);
    assert_eq!(loaded.stations[0].kind.as_deref(), Some("爱心小屋"));
    let sauna = loaded.amenity_keys.find("桑拿").unwrap();
    assert!(loaded.stations[1].offered.contains(sauna));
}

#[test]
fn the_words_of_each_file_are_told_of_that_file() {
    let texts = ["a", "bb"].map(|id| {
        collection(&[&feature(
            id,
            r#""name":"n","kind":"奇怪","amenities":["桑拿"]"#,
        )])
    });
    let loaded = load_all(&[&texts[0], &texts[1]]).unwrap();
    let files: Vec<&str> = unknown_words(&loaded)
        .iter()
        .map(|issue| &*issue.file)
        .collect();
    assert_eq!(files, ["a.geojson", "a.geojson", "b.geojson", "b.geojson"]);
    assert!(
        unknown_words(&loaded)
            .iter()
            .all(|issue| issue.message.contains("of 1 record"))
    );
}

/// Words of real lists, and the keys that they mean.
const AMENITY_WORDS: [(&str, &str); 15] = [
    (
        "drinking_water",
        "免费饮水 饮水供给 饮水供给（茶饮及冷饮） 直饮水 饮水服务 纯净水 冷热水 drink hot_water 免費飲水",
    ),
    ("seating", "休憩 休息 休息室 休息室（按摩椅） Seat"),
    ("air_conditioning", "空调开放 AC 空調開放"),
    ("toilet", "公共厕所 公共卫生间 公共廁所"),
    ("first_aid", "应急药品 急救包 急救药箱 药箱"),
    ("blood_pressure", "血压测量 血压仪"),
    ("repair_tools", "修车工具箱 简易维修工具"),
    ("books", "图书角 报刊 book"),
    ("microwave", "热饭菜 加热饭菜"),
    ("phone_charging", "充电线 手机充电站 charging"),
    ("rain_gear", "umbrella"),
    ("ebike_charging", "电动车充电桩"),
    ("parking", "停车位"),
    ("accessible_toilet", "第三卫生间 无障碍设施"),
    ("sewing_kit", "针线盒"),
];
/// Things that stations have and no other word stood for.
const NEW_AMENITIES: [(&str, &str); 5] = [
    ("rubbish_bin", "垃圾收集"),
    ("lockers", "储物柜 儲物櫃"),
    ("reading_glasses", "老花镜"),
    ("disinfection_cabinet", "消毒柜"),
    ("rain_shelter", "避雨"),
];
const KIND_WORDS: [(&str, &str); 10] = [
    (
        "union_station",
        "暖心服务站 中石化“爱心驿站” 户外职工接力站 接力站 户外劳动者爱心驿站 户外劳动者驿站 户外劳动者工会驿站 暖蜂驿站 戶外勞動者驛站",
    ),
    ("partner", "合作商户"),
    ("public_toilet", "公共卫生间 Toilet"),
    ("library", "图书馆 城市书房"),
    ("neighbourhood_centre", "邻里中心"),
    ("residents_committee", "居委会"),
    ("citizen_service_centre", "便民服务中心"),
    ("cooling_site", "纳凉点"),
    ("emergency_shelter", "避难场所"),
    ("aed", "AED"),
];

#[test]
fn words_of_real_lists_mean_their_keys_in_files() {
    let amenities = AMENITY_WORDS.iter().chain(&NEW_AMENITIES);
    for (key, words) in amenities {
        for word in words.split(' ') {
            let loaded = load(&[&format!(r#""amenities":["{word}"]"#)]);
            let meant = loaded.amenity_keys.find(key).unwrap();
            assert!(loaded.stations[0].offered.contains(meant), "{word}");
            assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
        }
    }
    for (key, words) in KIND_WORDS {
        for word in words.split(' ') {
            let loaded = load(&[&format!(r#""kind":"{word}""#)]);
            assert_eq!(loaded.stations[0].kind.as_deref(), Some(key), "{word}");
            assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
        }
    }
}

#[test]
fn words_of_real_lists_mean_their_keys_in_requests() {
    let service = service(&[
        station(
            "a",
            10.0,
            r#""kind":"toilet","amenities":["药箱","储物柜"]"#,
        ),
        station("b", 20.0, r#""kind":"城市书房","amenities":["免费饮水"]"#),
    ]);
    for (asked, found) in [
        ("amenity=急救包", "a"),
        ("amenity=lockers", "a"),
        ("amenity=饮水服务", "b"),
        ("kind=公共卫生间", "a"),
        ("kind=图书馆", "b"),
    ] {
        let answer = get_json(&service, &format!("{ASK}&{asked}"));
        assert_eq!(crate::support::http::ids(&answer), [found], "{asked}");
    }
}

#[test]
fn a_word_with_two_meanings_is_no_synonym_and_both_are_offered() {
    let loaded = load(&[r#""amenities":["避暑取暖"]"#]);
    let words = unknown_words(&loaded);
    assert_eq!(words.len(), 1, "{words:?}");
    for key in ["air_conditioning", "heating"] {
        assert!(words[0].message.contains(key), "{}", words[0]);
    }
}

#[test]
fn no_word_stands_in_two_rows_of_a_vocabulary() {
    for csv_text in [
        include_str!("../../../data/vocabulary/amenities.csv"),
        include_str!("../../../data/vocabulary/kinds.csv"),
        include_str!("../../../data/vocabulary/status.csv"),
    ] {
        let mut row_of_word = std::collections::HashMap::new();
        for (row, line) in csv_text.lines().skip(1).enumerate() {
            let fields: Vec<&str> = line.split(',').collect();
            let (names, synonyms) = match fields.as_slice() {
                [key, _, zh, en, _, synonyms] | [key, zh, en, synonyms] => {
                    ([key, zh, en], synonyms)
                }
                _ => panic!("{line}"),
            };
            for word in names.into_iter().copied().chain(synonyms.split(';')) {
                let word = yizhan::vocabulary::fold(word);
                let first = *row_of_word.entry(word.clone()).or_insert(row);
                assert!(word.is_empty() || first == row, "{word}: {line}");
            }
        }
    }
}
