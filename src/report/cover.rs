//! What a planner adds to a report: a title and a logo of their own, and proposed places.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::position::Position;

/// The largest file of a logo, bytes: it is in every copy of the page.
pub const MAX_LOGO_BYTES: usize = 512 << 10;
/// The longest title, characters.
pub const MAX_TITLE_CHARACTERS: usize = 120;
const HOURS_A_DAY: u32 = 24;
const HOURS_A_WEEK: u32 = 7 * HOURS_A_DAY;
/// How far into a file an SVG may begin, bytes: comments and declarations come first.
const SVG_WITHIN_BYTES: usize = 4_096;

/// What is added to a report; by default nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// Stands above the finding, and names the page.
    pub title: Option<String>,
    /// Stands beside the title.
    pub logo: Option<Logo>,
    /// Places for new stations, in their order.
    pub proposals: Vec<Proposal>,
    /// Hours that stations should be open longer, if they were looked for.
    pub hours: Option<ProposedHours>,
}

/// Hours beside those that stations are open, the same every week.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedHours {
    /// Hours of all people in a week.
    pub person_hours_total: f64,
    /// Of these, at which a station in reach is open today.
    pub person_hours_before: f64,
    /// The blocks, in their order.
    pub blocks: Vec<ProposedBlock>,
}

/// Consecutive hours of a week at one station.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedBlock {
    /// What the station is called.
    pub station: String,
    /// Where it is.
    pub position: Position,
    /// The first hour of the week, from Monday 0.
    pub first_hour: u32,
    /// How many there are; behind Sunday's last hour comes Monday's first.
    pub n_hours: u32,
    /// The same as text: `18:00-22:00`.
    pub hours: String,
    /// Hours of people covered with it and those before it.
    pub person_hours: f64,
}

/// A place for a new station.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its number, from 1.
    pub rank: usize,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub position: Position,
    /// People that it would cover and that no station covers before it.
    pub people_gained: f64,
}

/// A picture that is part of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Logo {
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// Why a picture cannot be a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is too large for a page.
    #[error("is larger than {} KiB, which every copy of the page would carry", MAX_LOGO_BYTES >> 10)]
    TooLarge,
    /// It is no picture of a known kind.
    #[error("is neither PNG, JPEG nor SVG")]
    UnknownKind,
}

/// A title that is too long for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is {0} characters long; at most {MAX_TITLE_CHARACTERS} fit a page")]
pub struct TitleTooLong(usize);

impl Cover {
    /// The title of a text: without the space around it; none if nothing is left.
    pub fn title_of(text: &str) -> Result<Option<String>, TitleTooLong> {
        let text = text.trim();
        let length = text.chars().count();
        if length > MAX_TITLE_CHARACTERS {
            return Err(TitleTooLong(length));
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }
}

impl ProposedBlock {
    /// Whether an hour of the week, from Monday 0, is one of its own.
    pub const fn holds(&self, hour: u32) -> bool {
        (hour + HOURS_A_WEEK - self.first_hour % HOURS_A_WEEK) % HOURS_A_WEEK < self.n_hours
    }

    /// The day on which it begins, from Monday 0.
    pub const fn day(&self) -> usize {
        (self.first_hour % HOURS_A_WEEK / HOURS_A_DAY) as usize
    }
}

impl Logo {
    /// A logo from the bytes of its file, whose kind is told by its content.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, LogoError> {
        if bytes.len() > MAX_LOGO_BYTES {
            return Err(LogoError::TooLarge);
        }
        let media_type = media_type(&bytes).ok_or(LogoError::UnknownKind)?;
        Ok(Self { media_type, bytes })
    }

    /// The picture as an address that needs no network. In an `img` an SVG runs no script and
    /// loads nothing.
    pub fn data_uri(&self) -> String {
        format!(
            "data:{};base64,{}",
            self.media_type,
            STANDARD.encode(&self.bytes)
        )
    }
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    let start = bytes.get(..SVG_WITHIN_BYTES).unwrap_or(bytes);
    let is_text = start.trim_ascii_start().starts_with(b"<") || start.starts_with(b"\xef\xbb\xbf<");
    let is_svg = is_text && start.windows(4).any(|four| four == b"<svg");
    is_svg.then_some("image/svg+xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_known_by_its_content() {
        let kind = |bytes: &[u8]| Logo::from_bytes(bytes.to_vec()).map(|logo| logo.media_type);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n..."), Ok("image/png"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        assert_eq!(kind(b"<?xml version='1.0'?>\n<svg/>"), Ok("image/svg+xml"));
        for other in [&b""[..], b"GIF89a", b"<html><p>", b"text <svg"] {
            assert_eq!(kind(other), Err(LogoError::UnknownKind));
        }
    }

    #[test]
    fn the_largest_logo_is_taken_and_a_byte_more_is_not() {
        let mut bytes = b"<svg".to_vec();
        bytes.resize(MAX_LOGO_BYTES, b' ');
        assert!(Logo::from_bytes(bytes.clone()).is_ok());
        bytes.push(b' ');
        assert_eq!(Logo::from_bytes(bytes), Err(LogoError::TooLarge));
    }

    #[test]
    fn the_longest_title_is_taken_and_a_character_more_is_not() {
        let long = "驿".repeat(MAX_TITLE_CHARACTERS);
        assert_eq!(
            Cover::title_of(&format!(" {long} ")),
            Ok(Some(long.clone()))
        );
        assert!(Cover::title_of(&(long + "站")).is_err());
        assert_eq!(Cover::title_of("  "), Ok(None));
    }
}
