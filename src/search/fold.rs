//! One form for texts that people take for the same.

use hashbrown::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Folds texts: small letters, simplified characters, half-width forms, no blanks and no marks.
///
/// Characters are looked up in the tables of `OpenCC` once each; a text is folded character by
/// character, so that a part of a text is folded as the whole is.
#[derive(Default)]
pub(super) struct Folder {
    simplified: HashMap<char, char>,
}

impl Folder {
    /// Appends the folded form of a text.
    pub(super) fn fold_into(&mut self, out: &mut String, text: &str) {
        for character in text.nfkc() {
            if character.is_ascii() {
                out.extend(
                    Some(character.to_ascii_lowercase()).filter(char::is_ascii_alphanumeric),
                );
            } else if character.is_alphanumeric() {
                out.extend(self.simplified(character).to_lowercase());
            }
        }
    }

    /// The folded form of a text.
    pub(super) fn folded(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.fold_into(&mut out, text);
        out
    }

    /// The simplified form of a character, by itself.
    fn simplified(&mut self, character: char) -> char {
        *self.simplified.entry(character).or_insert_with(|| {
            let converted = hanconv::t2s(character.to_string());
            let mut converted = converted.chars();
            // What becomes more than one character stays as it is.
            match (converted.next(), converted.next()) {
                (Some(simplified), None) => simplified,
                _ => character,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_people_take_for_the_same_have_one_form() {
        let mut folder = Folder::default();
        for (text, folded) in [
            ("愛心驛站（廣東道）", "爱心驿站广东道"),
            ("Ａｎｔｉｎｇ　Road 28-1", "antingroad281"),
            ("地铁10号线·世纪大道", "地铁10号线世纪大道"),
            ("Ärzte", "ärzte"),
            ("，、 ", ""),
        ] {
            assert_eq!(folder.folded(text), folded, "{text}");
        }
    }
}
