//! What belongs to persons: mobile numbers and e-mail addresses within texts.
//!
//! Landlines and hotlines are a station's. Which digits are a mobile's is by the numbering plans
//! of mainland China (11 digits from 13 to 19), Japan (080 and 090, or 070 with a hyphen behind)
//! and Taiwan (10 digits from 09).

use std::borrow::Cow;

/// What stands in the place of what was taken out.
const TAKEN_OUT: &str = "…";
/// The most digits of a number, with a country's code.
const MAX_DIGITS: usize = 15;

/// A text without mobile numbers and e-mail addresses; borrowed if it has none.
pub(super) fn without_personal(text: &str) -> Cow<'_, str> {
    if !may_be_personal(text) {
        return Cow::Borrowed(text);
    }
    let without_mails = without_mails(text);
    match without_mobiles(&without_mails) {
        Some(clean) => Cow::Owned(clean),
        None if *without_mails == *text => Cow::Borrowed(text),
        None => Cow::Owned(without_mails.into_owned()),
    }
}

/// Whether a text has a mobile number or an e-mail address.
pub(super) fn is_personal(text: &str) -> bool {
    matches!(without_personal(text), Cow::Owned(_))
}

/// Most texts have neither: enough digits in a row, or an at sign, is rare.
fn may_be_personal(text: &str) -> bool {
    let n_digits = text.chars().filter(|c| digit(*c).is_some()).count();
    n_digits >= 10 || text.contains(['@', '＠'])
}

/// A decimal digit, in full width too.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

/// The text with each mobile number replaced; `None` if it has none.
fn without_mobiles(text: &str) -> Option<String> {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    let mut has_any = false;
    while let Some(c) = rest.chars().next() {
        let is_start = digit(c).is_some() || c == '+';
        let is_within =
            before.is_some_and(|before: char| before.is_ascii_alphanumeric() || before == '.');
        if is_start
            && !is_within
            && let Some(length) = mobile_length(rest)
        {
            clean.push_str(TAKEN_OUT);
            rest = &rest[length..];
            before = None;
            has_any = true;
            continue;
        }
        clean.push(c);
        before = Some(digit(c).unwrap_or(c));
        rest = &rest[c.len_utf8()..];
    }
    has_any.then_some(clean)
}

/// How many bytes of a text's beginning are a mobile number.
fn mobile_length(text: &str) -> Option<usize> {
    let mut digits = String::new();
    let mut is_hyphenated_after_3 = false;
    for (at, c) in text.char_indices() {
        match digit(c) {
            Some(digit) => digits.push(digit),
            None if at == 0 && c == '+' => continue,
            None if matches!(c, '-' | ' ' | '－' | '\u{a0}') => {
                is_hyphenated_after_3 |= c != ' ' && digits.len() == 3;
                continue;
            }
            None => return None,
        }
        if digits.len() > MAX_DIGITS {
            return None;
        }
        let end = at + c.len_utf8();
        let goes_on = text[end..]
            .chars()
            .next()
            .is_some_and(|next| next.is_ascii_alphanumeric() || digit(next).is_some());
        if !goes_on && is_mobile(&digits, is_hyphenated_after_3) {
            return Some(end);
        }
    }
    None
}

fn is_mobile(digits: &str, is_hyphenated_after_3: bool) -> bool {
    let bare = ["0086", "86"].iter().find_map(|code| {
        let rest = digits.strip_prefix(code)?;
        (rest.len() == 11).then_some(rest)
    });
    let bare = bare.unwrap_or(digits);
    let second = bare.as_bytes().get(1).copied();
    let is_mainland = bare.len() == 11
        && bare.starts_with('1')
        && second.is_some_and(|c| (b'3'..=b'9').contains(&c));
    let is_japan = bare.len() == 11
        && (bare.starts_with("080")
            || bare.starts_with("090")
            || (bare.starts_with("070") && is_hyphenated_after_3));
    let is_taiwan = bare.len() == 10 && bare.starts_with("09");
    is_mainland || is_japan || is_taiwan
}

/// The text with each e-mail address replaced.
fn without_mails(text: &str) -> Cow<'_, str> {
    let is_of_mail = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['@', '＠']) {
        let before = rest[..at].trim_end_matches(is_of_mail);
        let after = rest[at..].trim_start_matches(['@', '＠']);
        let end = after.trim_start_matches(is_of_mail);
        let domain = &after[..after.len() - end.len()];
        let is_mail = before.len() < at && domain.trim_end_matches('.').contains('.');
        if is_mail {
            clean.push_str(before);
            clean.push_str(TAKEN_OUT);
            rest = end;
        } else {
            clean.push_str(&rest[..rest.len() - after.len()]);
            rest = after;
        }
    }
    if clean.is_empty() {
        return Cow::Borrowed(text);
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_and_mails_are_taken_out_and_landlines_hotlines_and_numbers_stay() {
        for (text, expected) in [
            ("13838816302", "…"),
            ("张三 138 3881 6302，李四+86-13838816302", "张三 …，李四…"),
            ("１３８３８８１６３０２", "…"),
            ("090-1234-5678 / 03-3430-1111", "… / 03-3430-1111"),
            ("0912-345-678", "…"),
            ("desk@example.org。", "…。"),
            ("13838816302 025-82037872", "… 025-82037872"),
            ("025-82037872", "025-82037872"),
            ("0701-6221234", "0701-6221234"),
            ("0991-2345678", "0991-2345678"),
            ("12345", "12345"),
            ("400-800-8888", "400-800-8888"),
            ("NJ13838816302", "NJ13838816302"),
            ("138388163021", "138388163021"),
            ("118.13838816302", "118.13838816302"),
            ("2442・2421", "2442・2421"),
            ("@home", "@home"),
        ] {
            assert_eq!(without_personal(text), expected);
            assert_eq!(is_personal(text), text != expected);
        }
    }

    #[test]
    fn long_texts_of_marks_take_no_longer_than_their_length() {
        let marks = "@1-".repeat(2_000);
        assert_eq!(without_personal(&marks), marks);
    }
}
