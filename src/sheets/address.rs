//! The address of a station's own page.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All that cannot stand in a path as it is. Slashes stay: the route takes ids with slashes.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b'@');

/// `{public_url}/s/{id}`, the id percent-encoded.
pub fn door_address(public_url: &str, id: &str) -> String {
    format!("{public_url}/s/{}", utf8_percent_encode(id, IN_PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_characters_stand_in_the_address_encoded() {
        let base = "https://example.org/stations";
        assert_eq!(
            door_address(base, "node/12"),
            "https://example.org/stations/s/node/12"
        );
        assert_eq!(
            door_address(base, "驿 ?#%"),
            "https://example.org/stations/s/%E9%A9%BF%20%3F%23%25"
        );
    }
}
