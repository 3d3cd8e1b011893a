//! Encoding of query strings, as browsers do it.

use std::borrow::Cow;

use super::ParamError;

/// The pairs that `form_urlencoded` returns for a query string without encoded characters.
pub fn plain_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// An unencoded `+` arrives as a blank: `…T12:00:00 08:00` is repaired, as are `0800` and `08`. A
/// text that is no offset after all is shown as it was written.
pub fn restore_plus(text: &str) -> Cow<'_, str> {
    let is_of_offset = |byte: u8| byte.is_ascii_digit() || byte == b':';
    match text.rsplit_once(' ') {
        Some((instant, offset)) if instant.contains(':') && offset.bytes().all(is_of_offset) => {
            format!("{instant}+{offset}").into()
        }
        _ => text.into(),
    }
}

/// Percent signs must begin an encoded byte, and all bytes together be UTF-8.
pub fn check_encoding(query: &str) -> Result<(), ParamError> {
    if memchr::memchr(b'%', query.as_bytes()).is_none() {
        return Ok(());
    }
    let broken = |what: &str| ParamError::new("", format!("the query string {what}"));
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = query.as_bytes();
    let stray = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%' && !(is_hex(bytes.get(at + 1)) && is_hex(bytes.get(at + 2)))
    });
    if stray {
        return Err(broken("has a percent sign that encodes nothing"));
    }
    percent_encoding::percent_decode(bytes)
        .decode_utf8()
        .map(|_| ())
        .map_err(|_| broken("is not UTF-8 once decoded"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_plus_that_arrived_as_a_blank_is_repaired() {
        for (arrived, written) in [
            ("2026-11-24T12:00 08:00", "2026-11-24T12:00+08:00"),
            ("2026-11-24T12:00 0800", "2026-11-24T12:00+0800"),
            ("2026-11-24T12:00 08", "2026-11-24T12:00+08"),
            ("2026-11-24 12:00:00 0800", "2026-11-24 12:00:00+0800"),
            ("2026-11-24 12:00:00  0800", "2026-11-24 12:00:00 +0800"),
            ("2026-11-24T12:00 8", "2026-11-24T12:00+8"),
            ("2026-11-24 12:00", "2026-11-24 12:00"),
            ("2026-11-24 12:00:00", "2026-11-24 12:00:00"),
            ("2026-11-24T12:00+08:00", "2026-11-24T12:00+08:00"),
            ("2026-11-24T12:00 CST", "2026-11-24T12:00 CST"),
        ] {
            assert_eq!(restore_plus(arrived), written);
        }
    }

    proptest! {
        #[test]
        fn what_is_not_encoded_is_read_as_form_urlencoded_reads_it(query in "[a-b=&;饮\u{0}]{0,12}") {
            let plain: Vec<_> = plain_pairs(&query).collect();
            let decoded: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            let decoded: Vec<_> = decoded.iter().map(|(name, value)| (&**name, &**value)).collect();
            prop_assert_eq!(plain, decoded);
        }
    }
}
