//! Hours for people: the few signs of OpenStreetMap's syntax as Chinese words.
//!
//! Text that says more than these signs is left as it is: people wrote it for people.

/// Signs and their words.
const WORDS: [(&str, &str); 14] = [
    ("24/7", "全天"),
    ("Mo", "周一"),
    ("Tu", "周二"),
    ("We", "周三"),
    ("Th", "周四"),
    ("Fr", "周五"),
    ("Sa", "周六"),
    ("Su", "周日"),
    ("PH", "节假日"),
    ("SH", "学校假期"),
    ("off", "不开"),
    ("closed", "不开"),
    ("sunrise", "日出"),
    ("sunset", "日落"),
];

/// `Mo-Fr 08:00-20:00; PH off` as `周一至周五 08:00–20:00；节假日 不开`.
pub(super) fn hours_words(text: &str) -> String {
    words_of(text).unwrap_or_else(|| text.to_owned())
}

/// `None` if there is anything else in the text.
fn words_of(text: &str) -> Option<String> {
    let mut words = String::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        if let Some((sign, word)) = WORDS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            words.push_str(word);
            rest = &rest[sign.len()..];
            continue;
        }
        match first {
            ';' => words.push('；'),
            ',' => words.push('、'),
            '-' | '–' if words.ends_with(|c: char| c.is_ascii_digit()) => words.push('–'),
            '-' | '–' => words.push('至'),
            ' ' if words.ends_with(['；', '、', ' ']) => {}
            ' ' | ':' | '0'..='9' => words.push(first),
            _ => return None,
        }
        rest = &rest[first.len_utf8()..];
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_words_and_text_for_people_stays() {
        for (text, words) in [
            (
                "Mo-Fr 08:00-20:00; PH off",
                "周一至周五 08:00–20:00；节假日 不开",
            ),
            ("24/7", "全天"),
            (
                "Sa,Su 09:00-12:00,13:00-17:00",
                "周六、周日 09:00–12:00、13:00–17:00",
            ),
            ("sunrise-sunset", "日出至日落"),
            ("周一至周五 8:30-17:30", "周一至周五 8:30-17:30"),
            ("Mo[1] 08:00-09:00", "Mo[1] 08:00-09:00"),
        ] {
            assert_eq!(hours_words(text), words);
        }
    }
}
