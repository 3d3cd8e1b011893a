//! Words as they are compared: without width, script, letter case, blanks and marks.
//!
//! No library of scripts is used: OpenCC's tables are megabytes for whole texts, and here a few
//! hundred characters of headers and of the words of facilities do. A character that is missing
//! costs a synonym in the vocabulary, never a wrong reading.

use unicode_normalization::UnicodeNormalization;

/// Traditional characters and Japanese forms, each followed by the simplified one.
const SIMPLIFIED: &str = "無无開开關关閉闭時时間间營营業业運运務务設设備备內内項项點点電电話话號号碼码\
    編编狀状態态區区縣县鄉乡鎮镇類类別别種种稱称經经緯纬東东廁厕馬马廣广場场館馆門门聯联絡络繫系\
    員员責责單单屬属評评級级標标準准優优樹树離离遠远樓楼層层醫医藥药療疗熱热飲饮飯饭雞鸡圖图書书\
    報报閱阅覽览網网機机線线無无傘伞車车輛辆修修維维護护駐驻驛驿戶户勞劳動动職职協协會会愛爱環环\
    衛卫衞卫淨净潔洁親亲兒儿婦妇嬰婴殘残障障碍碍礙碍暢畅達达對对象象進进規规許许證证費费價价錢钱\
    氣气溫温壓压測测針针燈灯廳厅臺台灣湾讓让遷迁這这裡里裏里後后記记錄录說说註注備备資资來来源源\
    處处數数據据歲岁產产園园學学實实驗验訊讯號号誤误選选擇择確确認认檢检查查獎奖榮荣譽誉節节週周\
    麼么個个們们為为與与從从終终結结續续過过還还邊边鄰邻裝装補补給给應应滿满連连繼继繳缴絲丝細细\
    紙纸純纯紅红綠绿藍蓝黃黄鐵铁鋪铺銀银錦锦鍋锅鏡镜長长張张強强彈弹帶带幫帮師师幹干廠厂廢废庫库\
    廚厨徑径復复徵征憑凭懸悬戲戏戰战擊击擔担攜携攝摄攤摊敗败敵敌斷断曆历曉晓書书條条極极構构槍枪\
    樂乐橋桥檔档櫃柜歡欢歷历殺杀毀毁決决沒没況况洩泄湯汤準准滅灭滯滞漁渔漢汉潤润澤泽濕湿濟济濾滤\
    灑洒炉炉爐炉煙烟燒烧營营爭争牆墙獨独獲获現现理理瑪玛畫画異异當当療疗發发盡尽監监盤盘眾众着着\
    礦矿禮礼禦御穩稳窗窗竊窃競竞筆笔節节範范築筑簡简簽签籃篮糧粮納纳級级紛纷組组絕绝統统絶绝經经\
    経经駅驿県县区区";

/// A word without width, script, letter case, and blanks at its ends.
pub(super) fn plain(word: &str) -> String {
    let folded = word.nfkc().flat_map(char::to_lowercase).map(simplified);
    let folded: String = folded.collect();
    folded.trim_matches(super::cell::is_blank).to_owned()
}

/// A header without brackets' content, numbering, blanks and marks too: what is compared.
pub(super) fn header(text: &str) -> String {
    letters(&without_brackets(&plain(text)))
}

/// The letters and digits of a header, and of what stands in its brackets, without numbering.
pub(super) fn header_with_brackets(text: &str) -> String {
    letters(&plain(text))
}

/// A text without what stands in brackets; all of it if nothing else is there.
pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' | '［' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '］' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    if outside.trim().is_empty() {
        text.to_owned()
    } else {
        outside
    }
}

/// Letters and digits, without a number in front that counts columns: `27.利用開始時間`.
fn letters(text: &str) -> String {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = rest.len() < text.len() && rest.starts_with(['.', '、', ')', ':', ' ', '-']);
    let text = if is_numbered { rest } else { text };
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The simplified form of a character.
fn simplified(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    table().get(&c).copied().unwrap_or(c)
}

fn table() -> &'static hashbrown::HashMap<char, char> {
    use std::sync::LazyLock;
    static TABLE: LazyLock<hashbrown::HashMap<char, char>> = LazyLock::new(|| {
        let characters: Vec<char> = SIMPLIFIED.chars().collect();
        let pairs = characters.chunks_exact(2);
        pairs.map(|pair| (pair[0], pair[1])).collect()
    });
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_characters_has_pairs() {
        assert_eq!(SIMPLIFIED.chars().count() % 2, 0);
        for (traditional, expected) in [('廁', '厕'), ('無', '无'), ('經', '经'), ('駅', '驿')]
        {
            assert_eq!(simplified(traditional), expected);
        }
    }

    #[test]
    fn headers_are_equal_whatever_their_width_script_numbering_and_line_breaks() {
        for (written, expected) in [
            ("27.利用開始時間", "利用开始时间"),
            (
                "車椅子使用者用トイレ有無\n（プルダウンから選択）",
                "车椅子使用者用トイレ有无",
            ),
            ("名称_ｶﾅ", "名称カナ"),
            ("\u{feff}公廁名稱", "公厕名称"),
            ("开放时间（必填）", "开放时间"),
            ("【经度】", "经度"),
            ("Name_EN", "nameen"),
            ("是否收费 及\r\n收费标准", "是否收费及收费标准"),
            ("24小时", "24小时"),
        ] {
            assert_eq!(header(written), expected, "{written}");
        }
    }
}
