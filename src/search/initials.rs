//! The first letters of the pinyin of a text: 爱心驿站 is axyz.

use pinyin::ToPinyinMulti;

/// How many readings of one text are kept: 重 of 重庆 may be read z or c.
const MAX_READINGS: usize = 8;

/// Appends the first letters of a folded text in each of its readings, up to [`MAX_READINGS`],
/// each after a separator; nothing if it has no Chinese character. Other letters and digits stand
/// for themselves.
pub(super) fn append_initials(out: &mut String, separator: char, folded: &str) {
    let mut readings = vec![String::new()];
    let mut is_chinese = false;
    for character in folded.chars() {
        let letters = letters(character);
        is_chinese |= !letters.is_empty();
        match letters.as_slice() {
            [] => readings
                .iter_mut()
                .for_each(|reading| reading.push(character)),
            [letter] => readings
                .iter_mut()
                .for_each(|reading| reading.push(*letter)),
            [first, more @ ..] => {
                let n_before = readings.len();
                for letter in more.iter().take(MAX_READINGS / n_before - 1) {
                    for row in 0..n_before {
                        readings.push(format!("{}{letter}", readings[row]));
                    }
                }
                readings[..n_before]
                    .iter_mut()
                    .for_each(|reading| reading.push(*first));
            }
        }
    }
    for reading in readings.iter().filter(|_| is_chinese) {
        out.push(separator);
        out.push_str(reading);
    }
}

/// The first letters with which a character can be read, the usual one first.
fn letters(character: char) -> Vec<char> {
    let mut letters: Vec<char> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        let letter = reading.plain().chars().next();
        letters.extend(letter.filter(|letter| !letters.contains(letter)));
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn initials(text: &str) -> Vec<String> {
        let mut out = String::new();
        append_initials(&mut out, '\n', text);
        out.split('\n').skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn a_text_has_the_first_letters_of_its_readings() {
        assert!(initials("爱心驿站").contains(&"axyz".to_owned()));
        let chongqing = initials("重庆2号");
        assert!(chongqing.contains(&"cq2h".to_owned()), "{chongqing:?}");
        assert!(chongqing.contains(&"zq2h".to_owned()), "{chongqing:?}");
        assert_eq!(initials("cafe2"), Vec::<String>::new());
    }

    #[test]
    fn the_readings_of_a_text_are_bounded() {
        let text = "重长行乐车会".repeat(20);
        assert!((2..=MAX_READINGS).contains(&initials(&text).len()));
    }
}
