//! A digest of cells that has no order and adds up: that of parts is the sum of theirs.

use std::fmt::Write;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Cell;

/// A number of 256 bits, its lowest first.
type Number = [u64; 4];
/// Hexadecimal digits of one of its words.
const DIGITS_A_WORD: usize = 16;

/// The sum of the SHA-256 of all cells modulo 2^256, 64 lower-case hexadecimal digits.
pub(super) fn of_cells(cells: &[Cell]) -> String {
    let sum = cells.par_iter().map(of_cell).reduce(|| [0; 4], add);
    in_hex(sum)
}

/// The digest of two sets of cells together; `None` if one is no digest.
pub(crate) fn sum(one: &str, other: &str) -> Option<String> {
    Some(in_hex(add(number(one)?, number(other)?)))
}

fn of_cell(cell: &Cell) -> Number {
    let mut digest = Sha256::new();
    for text in [Some(&*cell.id), cell.district.as_deref()] {
        let length = text.map_or(u64::MAX, |text| text.len() as u64);
        digest.update(length.to_le_bytes());
        digest.update(text.unwrap_or_default());
    }
    for number in [cell.position.lon(), cell.position.lat(), cell.people] {
        digest.update((number + 0.0).to_bits().to_le_bytes());
    }
    let bytes: [u8; 32] = digest.finalize().into();
    let mut words = bytes.chunks_exact(8).map(|word| {
        let word = word.iter().rev();
        word.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    });
    std::array::from_fn(|_| words.next().unwrap_or_default())
}

fn add(one: Number, other: Number) -> Number {
    let mut carry = false;
    std::array::from_fn(|word| {
        let (sum, is_over) = one[word].overflowing_add(other[word]);
        let (sum, is_over_now) = sum.overflowing_add(u64::from(carry));
        carry = is_over || is_over_now;
        sum
    })
}

fn in_hex(number: Number) -> String {
    number.iter().rev().fold(String::new(), |mut digits, word| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{word:016x}");
        digits
    })
}

fn number(digits: &str) -> Option<Number> {
    let mut number = Number::default();
    let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !are_digits || digits.len() != DIGITS_A_WORD * number.len() {
        return None;
    }
    for (place, word) in number.iter_mut().rev().enumerate() {
        let digits = digits.get(place * DIGITS_A_WORD..(place + 1) * DIGITS_A_WORD)?;
        *word = u64::from_str_radix(digits, 16).ok()?;
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;

    fn cells() -> Vec<Cell> {
        let cell = |row: i32| Cell {
            id: format!("c{row}"),
            position: Position::new(110.0 + f64::from(row), 30.0).unwrap(),
            people: f64::from(row) / 10.0,
            district: (row % 2 == 0).then(|| "东区".to_owned()),
        };
        (0..20).map(cell).collect()
    }

    #[test]
    fn parts_in_any_order_have_the_digest_of_the_whole() {
        let cells = cells();
        let whole = of_cells(&cells);
        let mut parts = cells.clone();
        parts.rotate_left(7);
        let (first, second) = parts.split_at(4);
        assert_eq!(sum(&of_cells(first), &of_cells(second)).unwrap(), whole);
        assert_eq!(whole.len(), 64);
        assert_eq!(sum(&whole, &of_cells(&[])).unwrap(), whole);
    }

    #[test]
    fn another_cell_has_another_digest() {
        let whole = of_cells(&cells());
        let changes: [&dyn Fn(&mut Cell); 4] = [
            &|cell| cell.id.push('x'),
            &|cell| cell.people += 0.1,
            &|cell| cell.district = Some(String::new()),
            &|cell| cell.position = Position::new(0.0, 30.0).unwrap(),
        ];
        for change in changes {
            let mut cells = cells();
            change(&mut cells[3]);
            assert_ne!(of_cells(&cells), whole);
        }
    }

    #[test]
    fn sums_carry_and_wrap() {
        let most = "f".repeat(64);
        let one = format!("{:064x}", 1);
        assert_eq!(sum(&most, &one).unwrap(), "0".repeat(64));
        assert_eq!(sum(&"0".repeat(64), &one).unwrap(), one);
        assert!(sum("ff", &one).is_none());
        assert!(sum(&"语".repeat(22), &one).is_none());
        assert!(sum(&format!("+{}", &most[1..]), &one).is_none());
    }
}
