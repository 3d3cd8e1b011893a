//! Headers of lists: which are known, and what they stand for.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::fold;
use super::vocabulary::columns;
use crate::datum::Datum;

/// Each known header, normalised, with the key of its field.
static FIELD_OF: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut fields = HashMap::new();
    for (field, headers) in columns() {
        for header in headers {
            // What is in brackets may tell two headers apart.
            for normal in [fold::header_with_brackets(header), fold::header(header)] {
                fields.entry(normal).or_insert(field.as_str());
            }
        }
    }
    fields
});

/// Words in headers that say the datum, the longer first.
const DATUM_WORDS: [(&str, Datum); 13] = [
    ("wgs84", Datum::Wgs84),
    ("cgcs2000", Datum::Wgs84),
    ("gps", Datum::Wgs84),
    ("gcj02", Datum::Gcj02),
    ("火星", Datum::Gcj02),
    ("国测局", Datum::Gcj02),
    ("高德", Datum::Gcj02),
    ("腾讯", Datum::Gcj02),
    ("amap", Datum::Gcj02),
    ("gaode", Datum::Gcj02),
    ("bd09", Datum::Bd09),
    ("百度", Datum::Bd09),
    ("baidu", Datum::Bd09),
];
/// Fields of positions, whose headers may say a datum.
const POSITION_FIELDS: [&str; 5] = ["lon", "lat", "lon_lat", "lat_lon", "position"];

/// What a header stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The key of the field, as in `columns.csv`.
    pub(super) field: &'static str,
    /// The datum that the header says.
    pub(super) datum: Option<Datum>,
}

/// What a header stands for, if the vocabulary has it.
pub(super) fn find(header: &str) -> Option<Known> {
    let forms = [fold::header_with_brackets(header), fold::header(header)];
    forms.iter().find_map(|normal| find_normal(normal))
}

fn find_normal(normal: &str) -> Option<Known> {
    if let Some(field) = FIELD_OF.get(normal) {
        return Some(Known { field, datum: None });
    }
    let said = DATUM_WORDS.iter().find(|(word, _)| normal.contains(word));
    let (rest, datum) = match said {
        Some((word, datum)) => (normal.replacen(word, "", 1), *datum),
        // gd_longitude, bd_lng
        None => match normal.get(..2) {
            Some("gd") => (normal[2..].to_owned(), Datum::Gcj02),
            Some("bd") => (normal[2..].to_owned(), Datum::Bd09),
            _ => return None,
        },
    };
    // 高德坐标经度
    let rest = if rest.chars().count() > 2 {
        rest.replacen("坐标", "", 1)
    } else {
        rest
    };
    let field = FIELD_OF.get(&rest)?;
    POSITION_FIELDS.contains(field).then_some(Known {
        field,
        datum: Some(datum),
    })
}

/// Whether a header is known.
pub(super) fn is_known(header: &str) -> bool {
    find(header).is_some()
}

/// How many known headers stand between the separators of a text.
pub(super) fn count_known(text: &str) -> usize {
    let words = text.split([',', ';', '\t', '\n', '"', ':', '{']);
    words
        .filter(|word| !word.is_empty() && is_known(word))
        .count()
}

/// All known headers, normalised, with their fields.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELD_OF
        .iter()
        .map(|(header, field)| (header.as_str(), *field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_real_lists_have_their_fields() {
        for (header, field) in [
            ("服务时间", "opening_hours"),
            ("公廁名稱", "name"),
            ("27.利用開始時間", "opens"),
            (
                "車椅子使用者用トイレ有無\n（プルダウンから選択）",
                "amenities.accessible_toilet",
            ),
            ("维度", "lat"),
            ("geo_point_2d", "lat_lon"),
            ("負責人", "person"),
            ("addr:street", "street"),
        ] {
            assert_eq!(
                find(header).map(|known| known.field),
                Some(field),
                "{header}"
            );
        }
        for header in ["名称_ｶﾅ", "男性トイレ総数", "是否收费及收费标准", ""]
        {
            assert_eq!(find(header), None, "{header}");
        }
    }

    #[test]
    fn a_header_says_the_datum_of_its_positions() {
        for (header, field, datum) in [
            ("wgs84Lng", "lon", Datum::Wgs84),
            ("gcj02_lat", "lat", Datum::Gcj02),
            ("gd_longitude", "lon", Datum::Gcj02),
            ("百度经度", "lon", Datum::Bd09),
            ("经纬度（高德）", "lon_lat", Datum::Gcj02),
            ("高德坐标", "position", Datum::Gcj02),
        ] {
            let expected = Known {
                field,
                datum: Some(datum),
            };
            assert_eq!(find(header), Some(expected), "{header}");
        }
    }
}
