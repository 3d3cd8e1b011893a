//! Halves of UTF-16 pairs, which JSON can write with an escape and no text can hold: strict readers
//! refuse a whole answer for one.

/// What stands in place of a half.
const REPLACEMENT: &str = r"\ufffd";

/// The JSON value with every lone half replaced; `None` if it has none.
pub(super) fn replaced(json: &str) -> Option<String> {
    let mut lone = lone_halves(json).peekable();
    lone.peek()?;
    let mut repaired = String::with_capacity(json.len());
    let mut copied = 0;
    for at in lone {
        repaired.push_str(&json[copied..at]);
        repaired.push_str(REPLACEMENT);
        copied = at + REPLACEMENT.len();
    }
    repaired.push_str(&json[copied..]);
    Some(repaired)
}

/// Where the escapes of lone halves begin in a value that was parsed before.
fn lone_halves(json: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // Outside of strings there is no backslash.
            at += memchr::memchr(b'\\', &json.as_bytes()[at..])?;
            let begin = at;
            let length = match unit(json, at) {
                None => 2,
                Some(0xd800..=0xdbff) => match unit(json, at + REPLACEMENT.len()) {
                    Some(0xdc00..=0xdfff) => 2 * REPLACEMENT.len(),
                    _ => 0,
                },
                Some(0xdc00..=0xdfff) => 0,
                Some(_) => REPLACEMENT.len(),
            };
            if length == 0 {
                at += REPLACEMENT.len();
                return Some(begin);
            }
            at += length;
        }
    })
}

/// The unit of UTF-16 that is written as an escape there.
fn unit(json: &str, at: usize) -> Option<u16> {
    let escape = json.get(at..at + REPLACEMENT.len())?;
    u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_halves_are_replaced_and_pairs_stand() {
        for (json, expected) in [
            (r#""\ud800""#, r#""\ufffd""#),
            (r#""\uDFFF\uD83D""#, r#""\ufffd\ufffd""#),
            (r#""\ud800\ud83d\ude00x""#, r#""\ufffd\ud83d\ude00x""#),
            (r#"{"\udc00":["a\\\ud800"]}"#, r#"{"\ufffd":["a\\\ufffd"]}"#),
            (r#""\ud800\n\u0041""#, r#""\ufffd\n\u0041""#),
        ] {
            assert_eq!(replaced(json).as_deref(), Some(expected));
        }
        for json in [
            r#""\ud83d\ude00""#,
            r#""\\ud800""#,
            r#""\u4e00\"é""#,
            "1.50",
            r#""\\""#,
        ] {
            assert_eq!(replaced(json), None, "{json}");
        }
    }
}
