//! Tables in a sheet: titles, one or two rows of headers, rows, and notes between them.
//!
//! Several tables may stand below each other, each with columns of its own.

mod merged;
mod notes;

use super::cell::{Cell, Form, Row, Sheet};
use super::headers;

/// A row of headers has so many known ones of different fields.
const FEWEST_KNOWN: usize = 2;
/// A header and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The column, from 0.
    pub(super) column: u32,
    /// The text, that of the lower row where there are two.
    pub(super) text: String,
    /// The text above it, where there are two rows.
    pub(super) group: Option<String>,
}

/// A table of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The text right above the headers.
    pub(super) title: Option<String>,
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<Row>,
}

/// The tables of a sheet, and what stands around them.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) blocks: Vec<Block>,
    /// Rows that hold a number and nothing else.
    pub(super) n_numbered_empty: usize,
    /// The first remarks and sums, as they stand there.
    pub(super) notes: Vec<String>,
}

/// Finds the tables of a sheet. `is_mapped` tells headers that the caller knows.
pub(super) fn find(sheet: Sheet, is_mapped: &dyn Fn(&str) -> bool) -> Tables {
    if sheet.form == Form::Records {
        return records(sheet);
    }
    let merged = sheet.merged;
    let rows = sheet.rows;
    let starts = header_rows(&rows, is_mapped);
    let mut tables = Tables::default();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([rows.len()]).collect();
    let mut first_title = 0;
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    for (start, end) in starts.into_iter().zip(ends) {
        let title = title_above(&rows, first_title, start);
        let (headers, first_row) = headers_at(&rows, start);
        let last_row = if end < rows.len() {
            end - title_rows(&rows, first_row, end)
        } else {
            end
        };
        let mut block = Block {
            title,
            headers,
            rows: rows[first_row.min(last_row)..last_row]
                .iter_mut()
                .filter_map(Option::take)
                .collect(),
        };
        merged::fill(&mut block.rows, &merged);
        tables.take_notes(&mut block);
        if block.title.is_none()
            && let Some(before) = tables
                .blocks
                .last()
                .filter(|before| before.headers == block.headers)
        {
            // The headers were repeated, as on each printed page.
            block.title.clone_from(&before.title);
        }
        tables.blocks.push(block);
        first_title = last_row;
    }
    tables
}

/// The one table of records: its first row has the names.
fn records(sheet: Sheet) -> Tables {
    let mut rows = sheet.rows.into_iter();
    let names = rows.next().unwrap_or_default().cells.into_iter();
    let headers = names.map(|(column, name)| Header {
        column,
        text: name.as_text().to_string(),
        group: None,
    });
    let block = Block {
        title: None,
        headers: headers.collect(),
        rows: rows.collect(),
    };
    Tables {
        blocks: vec![block],
        ..Tables::default()
    }
}

/// The rows that are headers; at least one if there are rows.
fn header_rows(rows: &[Row], is_mapped: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let known: Vec<usize> = rows.iter().map(|row| n_known(row, is_mapped)).collect();
    let starts: Vec<usize> = (0..rows.len())
        .filter(|row| known[*row] >= FEWEST_KNOWN)
        .collect();
    // The second of two rows of headers may have known ones too.
    let is_second = |row: usize| {
        row > 0
            && starts.binary_search(&(row - 1)).is_ok()
            && is_second_row(&rows[row - 1], &rows[row])
    };
    let firsts: Vec<usize> = starts
        .iter()
        .copied()
        .filter(|row| !is_second(*row))
        .collect();
    if !firsts.is_empty() {
        return firsts;
    }
    let first = |test: &dyn Fn(usize) -> bool| (0..rows.len()).find(|row| test(*row));
    first(&|row| known[row] > 0)
        .or_else(|| first(&|row| rows[row].cells.len() > 1))
        .or_else(|| first(&|_| true))
        .into_iter()
        .collect()
}

/// How many different fields the cells of a row name; none if a cell is a number.
fn n_known(row: &Row, is_mapped: &dyn Fn(&str) -> bool) -> usize {
    let mut fields: Vec<&str> = Vec::new();
    let mut n_mapped = 0;
    for (_, cell) in &row.cells {
        let Cell::Text(text) = cell else { return 0 };
        if is_number(text) {
            return 0;
        }
        if is_mapped(text) {
            n_mapped += 1;
        } else if let Some(known) = headers::find(text)
            && !known.field.starts_with("amenities.")
            && !fields.contains(&known.field)
        {
            fields.push(known.field);
        }
    }
    fields.len() + n_mapped
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// The texts of a row; `None` if it has other cells.
fn texts(row: &Row) -> Option<Vec<(u32, &str)>> {
    row.cells.iter().map(text_of).collect()
}

fn text_of((column, cell): &(u32, Cell)) -> Option<(u32, &str)> {
    match cell {
        Cell::Text(text) if !is_number(text) => Some((*column, text)),
        _ => None,
    }
}

/// Whether a row may be a title: one text, or two after a gap.
fn is_title(rows: &[Option<Row>], place: usize) -> bool {
    let Some(row) = &rows[place] else {
        return false;
    };
    let is_after_gap = place == 0 || {
        let before = rows[place - 1].as_ref().map(|before| before.number + 1);
        before.is_some_and(|next| next < row.number)
    };
    let n_texts = texts(row).map_or(0, |texts| texts.len());
    n_texts == 1 || (n_texts == 2 && is_after_gap)
}

/// How many rows right before `end` are titles of what follows, after `first`.
fn title_rows(rows: &[Option<Row>], first: usize, end: usize) -> usize {
    (first..end)
        .rev()
        .take_while(|place| is_title(rows, *place))
        .count()
}

/// The first text of the title that stands nearest above the headers.
fn title_above(rows: &[Option<Row>], first: usize, start: usize) -> Option<String> {
    let place = (first..start).rev().find(|place| is_title(rows, *place))?;
    let row = rows[place].as_ref()?;
    texts(row)?.first().map(|(_, text)| (*text).to_owned())
}

/// The headers of the row at `start`, with those of the next one if it has more of them; and
/// where the rows begin.
fn headers_at(rows: &[Option<Row>], start: usize) -> (Vec<Header>, usize) {
    let Some(top) = &rows[start] else {
        return (Vec::new(), start + 1);
    };
    let below = rows.get(start + 1).and_then(Option::as_ref);
    let below = below.filter(|below| is_second_row(top, below));
    let Some(below) = below else {
        let headers = top
            .cells
            .iter()
            .map(|(column, cell)| header(*column, cell, None));
        return (headers.collect(), start + 1);
    };
    let mut columns: Vec<u32> = top
        .cells
        .iter()
        .chain(&below.cells)
        .map(|(column, _)| *column)
        .collect();
    columns.sort_unstable();
    columns.dedup();
    let mut group = None;
    let headers = columns.into_iter().filter_map(|column| {
        if let Some(cell) = top.cell(column) {
            group = Some(cell.as_text().to_string());
        }
        match (below.cell(column), top.cell(column)) {
            (Some(cell), _) => Some(header(column, cell, group.clone())),
            (None, Some(cell)) => Some(header(column, cell, None)),
            (None, None) => None,
        }
    });
    (headers.collect(), start + 2)
}

fn header(column: u32, cell: &Cell, group: Option<String>) -> Header {
    Header {
        column,
        text: cell.as_text().to_string(),
        group,
    }
}

/// Whether a row has the headers that a row above it groups: texts in columns that the row
/// above leaves blank, and nothing in those of names and numbers.
fn is_second_row(top: &Row, below: &Row) -> bool {
    let Some(below_texts) = texts(below) else {
        return false;
    };
    let fills_gap = below_texts
        .iter()
        .any(|(column, _)| top.cell(*column).is_none());
    let is_of_row = |cell: &Cell| {
        let field = headers::find(&cell.as_text()).map(|known| known.field);
        matches!(
            field,
            Some("name" | "row_number" | "number" | "id" | "address")
        )
    };
    let mut of_row = top.cells.iter().filter(|(_, cell)| is_of_row(cell));
    fills_gap && of_row.all(|(column, _)| below.cell(*column).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(u32, &[&str])]) -> Sheet {
        let row = |(number, texts): &(u32, &[&str])| Row {
            number: *number,
            cells: (0..)
                .zip(*texts)
                .filter_map(|(n, text)| Some((n, Cell::text(text)?)))
                .collect(),
            feature: None,
        };
        Sheet {
            name: None,
            form: Form::Grid,
            rows: rows.iter().map(row).collect(),
            merged: Vec::new(),
        }
    }

    #[test]
    fn stacked_tables_have_their_titles_and_rows_and_nothing_else() {
        let tables = find(
            sheet(&[
                (1, &["一览（样例）"]),
                (3, &["公共卫生间", "", "toilet"]),
                (4, &["序号", "名称", "地址"]),
                (5, &["1", "甲", "一路1号"]),
                (6, &["2"]),
                (8, &["暖心服务站"]),
                (9, &["序号", "名称", "地址", "服务内容"]),
                (10, &["1", "乙", "二路2号", "饮水"]),
                (12, &["备注：以现场公告为准"]),
            ]),
            &|_| false,
        );
        let titles: Vec<_> = tables
            .blocks
            .iter()
            .map(|block| block.title.as_deref())
            .collect();
        assert_eq!(titles, [Some("公共卫生间"), Some("暖心服务站")]);
        assert!(tables.blocks.iter().all(|block| block.rows.len() == 1));
        assert_eq!((tables.n_numbered_empty, tables.notes.len()), (1, 1));
    }

    #[test]
    fn two_rows_of_headers_are_joined_and_the_groups_kept() {
        let tables = find(
            sheet(&[
                (1, &["统计表"]),
                (2, &["序号", "名称", "地址", "位置", "", "服务设施"]),
                (3, &["", "", "", "经度", "纬度", "免费饮水", "图书角"]),
                (4, &["1", "甲", "一路1号", "118", "32", "√", "×"]),
            ]),
            &|_| false,
        );
        let block = &tables.blocks[0];
        let texts: Vec<&str> = block.headers.iter().map(|header| &*header.text).collect();
        assert_eq!(
            texts,
            ["序号", "名称", "地址", "经度", "纬度", "免费饮水", "图书角"]
        );
        assert_eq!(block.headers[6].group.as_deref(), Some("服务设施"));
        assert_eq!(block.rows.len(), 1);
    }

    #[test]
    fn a_first_row_of_data_is_no_second_row_of_headers_and_no_header() {
        let tables = find(
            sheet(&[
                (1, &["名称", "地址", "设施", "类型"]),
                (2, &["甲", "一路1号", "厕所", "公厕", "多余"]),
                (3, &["乙"]),
            ]),
            &|_| false,
        );
        assert_eq!(tables.blocks.len(), 1);
        assert_eq!(tables.blocks[0].rows.len(), 2);
    }

    #[test]
    fn a_list_whose_headers_are_unknown_still_has_some() {
        let tables = find(sheet(&[(1, &["foo", "bar"]), (2, &["1", "2"])]), &|_| false);
        assert_eq!(tables.blocks[0].headers.len(), 2);
        assert!(find(sheet(&[]), &|_| false).blocks.is_empty());
    }
}
