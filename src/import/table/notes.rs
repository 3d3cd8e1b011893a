//! Rows of a table that are remarks, sums or numbers without anything.

use super::{Block, Header, Tables, texts};
use crate::import::{fold, headers};

/// How many remarks of a sheet are told.
const MAX_NOTES: usize = 20;
/// What remarks have that name a person.
const PERSONS: [&str; 6] = ["填表", "制表", "填报", "审核", "联系", "负责人"];
/// How rows begin that are remarks or sums, without letter case.
const NOTES: [&str; 20] = [
    "备注",
    "注:",
    "注：",
    "说明",
    "填表",
    "制表",
    "填报",
    "统计",
    "合计",
    "总计",
    "小计",
    "共计",
    "数据来源",
    "审核",
    "截至",
    "note",
    "total",
    "source:",
    "※",
    "注意",
];

impl Tables {
    /// Takes remarks, sums and numbered empty rows out of a block.
    pub(super) fn take_notes(&mut self, block: &mut Block) {
        let column_of = |fields: &[&str]| -> Vec<u32> {
            let is_field = |header: &&Header| {
                headers::find(&header.text).is_some_and(|known| fields.contains(&known.field))
            };
            block
                .headers
                .iter()
                .filter(is_field)
                .map(|header| header.column)
                .collect()
        };
        let numbers = column_of(&["row_number", "number"]);
        let names = column_of(&["name"]);
        block.rows.retain(|row| {
            if row.cells.iter().all(|(column, _)| numbers.contains(column)) {
                let has_text = texts(row).is_some();
                if !has_text {
                    self.n_numbered_empty += 1;
                    return false;
                }
            }
            let Some((column, first)) = row.cells.first() else {
                return false;
            };
            let text = first.as_text();
            let is_alone = row.cells.len() == 1 && first.is_text() && !names.contains(column);
            if is_alone || (first.is_text() && is_note(&text)) {
                if self.notes.len() < MAX_NOTES && !names_person(&text) {
                    self.notes.push(text.to_string());
                }
                return false;
            }
            true
        });
    }
}

/// Whether a remark says who filled in the list: that is not told.
fn names_person(text: &str) -> bool {
    let plain = fold::plain(text);
    PERSONS.iter().any(|word| plain.contains(word))
}

/// Whether a text begins like a remark or a sum.
fn is_note(text: &str) -> bool {
    let plain = fold::plain(text);
    NOTES.iter().any(|note| plain.starts_with(note))
}
