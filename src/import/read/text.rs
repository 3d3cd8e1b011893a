//! Bytes as text: the encoding is found and said.
//!
//! chardetng guesses among all encodings of the web; for short lists it errs. So those that lists
//! of East Asia come in are tried, and the one whose first lines have most known headers wins.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

use crate::import::headers;

/// Encodings that are tried where a text is not UTF-8, in the order of their chances.
const CANDIDATES: [&Encoding; 4] = [GB18030, BIG5, SHIFT_JIS, EUC_KR];
/// So many characters of the beginning are looked at for headers.
const LOOKED_AT: usize = 4_000;
/// So many bytes tell UTF-16 without a mark by its zeros.
const PEEKED_BYTES: usize = 512;

/// A text and the name of the encoding it was in.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: &'static str,
}

/// The text of some bytes; an error, as a sentence, if they are in no known encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, String> {
    if let Some((encoding, n_mark)) = Encoding::for_bom(bytes) {
        let name = match encoding.name() {
            "UTF-8" => "UTF-8 with a byte order mark",
            name => name,
        };
        return whole(encoding, &bytes[n_mark..], name);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes)
        && !text.contains('\0')
    {
        return Ok(Decoded {
            text: Cow::Borrowed(text),
            encoding: UTF_8.name(),
        });
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return whole(encoding, bytes, encoding.name());
    }
    if bytes.contains(&0) {
        return Err("is neither text nor a workbook".to_owned());
    }
    let encoding = legacy(bytes).ok_or(
        "is in no encoding that is known (UTF-8, UTF-16, GB18030, Big5, Shift_JIS, EUC-KR); \
         save it as UTF-8",
    )?;
    whole(encoding, bytes, encoding.name())
}

fn whole<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    name: &'static str,
) -> Result<Decoded<'a>, String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or_else(|| format!("begins like {name}, but is not; save it as UTF-8"))?;
    Ok(Decoded {
        text,
        encoding: name,
    })
}

/// Text of ASCII in UTF-16 has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let peeked = &bytes[..bytes.len().min(PEEKED_BYTES)];
    let zeros = |first: usize| {
        let every_other = peeked.iter().skip(first).step_by(2);
        every_other.filter(|byte| **byte == 0).count()
    };
    let (n_even, n_odd) = (zeros(0), zeros(1));
    match (n_even, n_odd) {
        (0, odd) if odd > peeked.len() / 16 => Some(UTF_16LE),
        (even, 0) if even > peeked.len() / 16 => Some(UTF_16BE),
        _ => None,
    }
}

/// The candidate that fits best; at last the one of western Europe, if that is the guess.
fn legacy(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let score = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        let beginning: String = text.chars().take(LOOKED_AT).collect();
        let is_guess = encoding == guess || (encoding == GB18030 && guess.name() == "GBK");
        Some((headers::count_known(&beginning), is_guess, encoding))
    };
    let scored = CANDIDATES.into_iter().filter_map(score);
    let best = scored.reduce(|best, next| {
        if (next.0, next.1) > (best.0, best.1) {
            next
        } else {
            best
        }
    });
    match best {
        Some((n_known, is_guess, encoding)) if n_known > 0 || is_guess => Some(encoding),
        _ if guess == WINDOWS_1252 => Some(guess),
        best => best.map(|(.., encoding)| encoding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_of_lists_is_found_by_headers() {
        for (text, encoding) in [
            ("名称,地址,经度,纬度\n甲,人民路1号,118.7,32.0\n", GB18030),
            (
                "公廁名稱,公廁地址,經度,緯度\n甲,中山路1號,121.5,25.0\n",
                BIG5,
            ),
            (
                "施設名,住所,緯度,経度\n市役所,本町1,35.6,139.5\n",
                SHIFT_JIS,
            ),
            ("name,address,lon,lat\n서울,종로,126.9,37.5\n", EUC_KR),
        ] {
            let (bytes, ..) = encoding.encode(text);
            let decoded = decode(&bytes).unwrap();
            assert_eq!((&*decoded.text, decoded.encoding), (text, encoding.name()));
        }
    }

    #[test]
    fn utf_8_and_utf_16_are_read_with_and_without_a_mark() {
        let text = "name;lat\nAlpha;1";
        let utf16 = |mark: &[u8]| -> Vec<u8> {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            mark.iter().copied().chain(units).collect()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            utf16(b"\xff\xfe"),
            utf16(b""),
        ] {
            assert_eq!(decode(&bytes).unwrap().text, text);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(decode(b"\x00\x00\x02\xff\x00\x00").is_err());
        assert!(decode(b"\xff\xfea").is_err());
    }
}
