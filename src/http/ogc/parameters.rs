//! The parameters of the items: parses text into a request.

use super::datetime::dates;
use super::selection::Selection;
use crate::clock::{UnixTime, Zone};
use crate::request::{Context, Param, ParamError, Params, StationFilter, list, single};

/// Default number of stations per page.
pub const DEFAULT_ITEMS: u32 = 10;
/// Most stations per page; a higher limit counts as this one.
pub const MAX_ITEMS: u32 = 10_000;

/// The parameters of the items, beside the format.
pub const ITEM_PARAMS: [Param; 9] = [
    single("bbox"),
    single("datetime"),
    single("limit"),
    single("offset"),
    list("amenity"),
    list("kind"),
    single("district"),
    single("amenities_text"),
    single("open_at"),
];

/// The filters by a station's properties; all are strings, and none is required. Their meaning is
/// described in the API document.
pub const FILTERS: [&str; 5] = ["amenity", "kind", "district", "amenities_text", "open_at"];

/// A page of a selection.
pub struct ItemsRequest {
    /// Which stations.
    pub selection: Selection,
    /// How many of them come before the page.
    pub offset: usize,
    /// How many the page has at most.
    pub limit: usize,
}

/// Reads the parameters of the items.
pub fn items_request(params: &Params, context: &Context<'_>) -> Result<ItemsRequest, ParamError> {
    let open_at = params.instant("open_at", context.zone, context.now)?;
    // Saved filters outlive changes in the data: a value that no station has is not an error here,
    // as with any other column.
    let (amenities, kinds) = (
        params.known_amenities(context.snapshot),
        params.known_kinds(context.snapshot),
    );
    let selection = Selection {
        matches_none: amenities.is_none(),
        filter: StationFilter {
            bbox: params.bbox()?,
            amenities: amenities.unwrap_or_default(),
            kinds,
        },
        verified_in: dates(params)?,
        district: params.text("district").map(str::to_owned),
        amenities_text: params.text("amenities_text").map(str::to_owned),
        open_at,
    };
    let offset = params.integer("offset", 0, u32::MAX)?.unwrap_or(0);
    Ok(ItemsRequest {
        selection,
        offset: offset as usize,
        limit: limit(params)? as usize,
    })
}

/// The query string of another page of the same selection: `open_at=now` becomes its instant, so
/// that all pages describe one moment.
pub fn page_query(
    params: &Params,
    zone: Zone,
    now: UnixTime,
    page: Option<(usize, usize)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in params.pairs() {
        match name {
            "limit" | "offset" if page.is_some() => {}
            "open_at" if value == "now" && page.is_some() => {
                query.append_pair(name, &zone.format_instant(now));
            }
            _ => {
                query.append_pair(name, value);
            }
        }
    }
    if let Some((offset, limit)) = page {
        query.append_pair("limit", &limit.to_string());
        query.append_pair("offset", &offset.to_string());
    }
    query.finish()
}

/// A whole number from 1; a higher value counts as the maximum, as the standard requires.
fn limit(params: &Params) -> Result<u32, ParamError> {
    let Some(text) = params.text("limit") else {
        return Ok(DEFAULT_ITEMS);
    };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Digits that do not fit into a u32 are too many.
    let limit = text.parse().unwrap_or(MAX_ITEMS);
    if is_number && limit > 0 {
        return Ok(limit.min(MAX_ITEMS));
    }
    let detail = format!("limit must be a whole number from 1; at most {MAX_ITEMS} are answered");
    Err(ParamError::new("limit", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit_of(text: &str) -> Option<u32> {
        let pairs = [("limit".to_owned(), text.to_owned())];
        limit(&Params::from_pairs(pairs, &ITEM_PARAMS).unwrap()).ok()
    }

    #[test]
    fn a_limit_over_the_maximum_is_the_maximum_and_zero_is_refused() {
        for (text, expected) in [
            ("1", Some(1)),
            ("9999", Some(9_999)),
            ("10000", Some(MAX_ITEMS)),
            ("10001", Some(MAX_ITEMS)),
            ("99999999999999999999999", Some(MAX_ITEMS)),
            ("0", None),
            ("000", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("", None),
            ("unlimited", None),
        ] {
            assert_eq!(limit_of(text), expected, "{text}");
        }
    }
}
