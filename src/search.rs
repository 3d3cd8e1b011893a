//! Finding stations by what people type: a part of a name, an address, a district or an id, in
//! simplified or traditional Chinese, or the first letters of its pinyin.
//!
//! All texts of a station are folded to one form and stand in one text with those of the others.
//! A search reads that text, but only those blocks of stations that can hold what is asked: each
//! block has a signature of the characters and pairs of characters in it. That takes a tenth of the
//! memory of lists of stations by pair, and reads a few blocks where lists would be exact.

mod fold;
mod initials;
mod rank;
mod signature;
mod texts;

pub use rank::{Found, SearchQuery, search};
pub use texts::SearchTexts;
