//! The names in the made-up city.

use yizhan::network::osm::{MapName, NameKind};

use crate::support::coverage::place;

/// What its districts and main streets are called.
pub(super) fn names() -> Vec<MapName> {
    [
        ("北岸新城", NameKind::District, 121.402, 31.274),
        ("老城", NameKind::District, 121.434, 31.240),
        ("公园南", NameKind::District, 121.481, 31.211),
        ("滨江大道", NameKind::MainStreet, 121.455, 31.2505),
        ("人民路", NameKind::MainStreet, 121.400, 31.2225),
    ]
    .into_iter()
    .map(|(text, kind, lon, lat)| MapName {
        text: text.to_owned(),
        kind,
        position: place(lon, lat),
    })
    .collect()
}
