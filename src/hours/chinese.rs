//! Chinese opening hours as OSM syntax.
use super::text::Tidied;
pub(super) fn translate(_plain: &str) -> Result<Tidied, String> {
    Err("Chinese".into())
}
