//! Tokens of keepers, and ids: random numbers of the system, written in hexadecimal digits.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::dataset::bytes::{in_hex, sha256_in_hex};

/// Random bytes of a token: guessing is hopeless.
const TOKEN_BYTES: usize = 32;
/// Random bytes of an id: no two are the same.
const ID_BYTES: usize = 16;
/// Between the keeper's id and the secret of a token.
const SEPARATOR: char = '.';

/// A new id, 32 hexadecimal digits.
pub fn new_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(in_hex(&bytes))
}

/// Whether a text may be an id; nothing else is given to the database.
pub fn is_id(text: &str) -> bool {
    text.len() == 2 * ID_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A new token of a keeper: its id, which finds it, and the secret.
pub fn new_token(keeper_id: &str) -> Result<String, getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{keeper_id}{SEPARATOR}{}", in_hex(&bytes)))
}

/// The id of the keeper that a token claims to be of.
pub fn claimed_keeper(token: &str) -> Option<&str> {
    Some(token.split_once(SEPARATOR)?.0)
}

/// What is kept of a token.
pub fn digest(token: &str) -> String {
    sha256_in_hex(token.as_bytes())
}

/// Whether a token has this digest; the time does not depend on where they differ.
pub fn is_of_digest(token: &str, kept: &str) -> bool {
    digest(token).as_bytes().ct_eq(kept.as_bytes()).into()
}

/// What is kept of a reporter: another digest at each station, so that what one person reports at
/// several stations cannot be put together.
pub fn reporter_digest(station: &str, reporter: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(station.len().to_le_bytes());
    digest.update(station);
    digest.update(reporter);
    in_hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_keeper_and_only_it_has_its_digest() {
        let keeper = new_id().unwrap();
        let (one, other) = (new_token(&keeper).unwrap(), new_token(&keeper).unwrap());
        assert_ne!(one, other);
        assert_eq!(claimed_keeper(&one), Some(&*keeper));
        assert!(is_of_digest(&one, &digest(&one)));
        assert!(!is_of_digest(&other, &digest(&one)));
        assert!(!is_of_digest(&one, ""));
        assert!(!digest(&one).contains(&keeper));
        assert_eq!(claimed_keeper("without a separator"), None);
    }

    #[test]
    fn a_reporter_has_another_digest_at_each_station() {
        assert_eq!(reporter_digest("a", "r"), reporter_digest("a", "r"));
        assert_ne!(reporter_digest("a", "r"), reporter_digest("b", "r"));
        assert_ne!(reporter_digest("ab", "c"), reporter_digest("a", "bc"));
    }
}
