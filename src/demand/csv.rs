//! The rows of a CSV text.
//!
//! Fields are bytes until they are needed, so that a wrong encoding costs the rows that have
//! it where it matters, and nothing else.

use std::borrow::Cow;

use rayon::prelude::*;

use super::code::Code;
use super::columns::{self, Columns};
use super::error::DemandFault;
use super::fault::Fault;
use super::fields::Fields;
use super::header::Header;
use super::layout::Layout;
use super::parsed::ParsedRows;
use super::records::{self, Chunk, Rows};
use super::row::{self, Place, RowFields, UsableRow};
use super::{Contents, MAX_DISTRICT_BYTES, MAX_ID_BYTES};
use crate::dataset::shown::shortened;
use crate::datum::Datum;

/// Reads a text; every part is in the order of the file, as are the parts. `datum` is what
/// its coordinates are said to be in.
pub(super) fn read(
    bytes: &[u8],
    datum: Option<Datum>,
    contents: Contents,
) -> Result<Vec<ParsedRows>, DemandFault> {
    check_is_text(bytes)?;
    let text = with_line_breaks(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let header = Header::of(&text)?;
    let layout = Layout {
        delimiter: header.delimiter,
        columns: Columns::of(&header.names, contents)?,
    };
    let whole = Chunk {
        range: header.end..text.len(),
        line: header.line,
    };
    let chunks = records::split(&text, whole, layout)?;
    let parts = chunks
        .into_par_iter()
        .map(|chunk| read_chunk(&text, chunk, layout, datum.unwrap_or_default()));
    let mut parts: Vec<ParsedRows> = parts.collect();
    let unread = columns::datum_column(&header.names).filter(|_| datum.is_none());
    if let (Some(first), Some(name)) = (parts.first_mut(), unread) {
        let above = text[..header.end].trim_ascii_end();
        let line = 1 + memchr::memchr_iter(b'\n', above).count();
        first.log.push_first(line, datum_not_read(name));
    }
    Ok(parts)
}

fn datum_not_read(column: &str) -> Fault {
    let message = format!(
        "the column `{}` is not read and all rows are taken as wgs84; say --demand-crs gcj02 or \
         bd09 if they are not, or --demand-crs wgs84 if they are",
        shortened(column.trim())
    );
    Fault::new(Code::DatumNotRead, message)
}

/// Refuses what is no text in any encoding that keeps ASCII.
fn check_is_text(bytes: &[u8]) -> Result<(), DemandFault> {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let found = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16",
        [b'P', b'K', 3, 4, ..] => "it is a ZIP archive, as Excel and others write",
        _ if header.contains(&0) => "its first line has zero bytes",
        _ => return Ok(()),
    };
    Err(DemandFault::NotText { found })
}

/// The same with line feeds if its lines end in carriage returns alone.
fn with_line_breaks(text: &[u8]) -> Cow<'_, [u8]> {
    if text.contains(&b'\n') || !text.contains(&b'\r') {
        return Cow::Borrowed(text);
    }
    let line_feed = |byte: &u8| if *byte == b'\r' { b'\n' } else { *byte };
    Cow::Owned(text.iter().map(line_feed).collect())
}

fn read_chunk(text: &[u8], chunk: Chunk, layout: Layout, datum: Datum) -> ParsedRows {
    let mut parsed = ParsedRows {
        is_by_hour: layout.columns.is_by_hour,
        ..ParsedRows::default()
    };
    let mut fields = Fields::new(layout.delimiter);
    let mut rows = Rows::new(text, chunk, layout);
    while let Some(record) = rows.next(&mut fields) {
        parsed.n_rows += 1;
        if !record.is_whole {
            parsed.push(record.line, None, Err(unclosed_quote()));
            continue;
        }
        fields.read(record.text);
        let row = read_row(&fields, layout.columns, datum, &mut parsed);
        let id = std::str::from_utf8(fields.get(layout.columns.id)).ok();
        parsed.push(record.line, id.and_then(row::shown_id), row);
    }
    parsed
}

fn unclosed_quote() -> Fault {
    let message = "a quote is opened and never closed; close it, or write it twice where it is \
                   meant as a character";
    Fault::new(Code::UnclosedQuote, message)
}

fn read_row(
    fields: &Fields,
    columns: Columns,
    datum: Datum,
    parsed: &mut ParsedRows,
) -> Result<UsableRow, Fault> {
    check_field_count(fields, columns)?;
    let place = place(fields, columns, datum);
    parsed.note_place(&place);
    let people = columns.population.map_or(Ok(0.0), |column| {
        row::people("population", field(fields, column, "population")?)
    });
    let row = RowFields {
        id: id(fields, columns),
        place,
        people,
        district: district(fields, columns),
    };
    row.check()
}

/// Fields that are missing at the end are empty, as in tables whose program leaves separators
/// out there, and empty ones too many are none; a row may have both if nothing is needed of them.
fn check_field_count(fields: &Fields, columns: Columns) -> Result<(), Fault> {
    let (found, wanted) = (fields.len(), columns.n_fields);
    let is_empty = |column| fields.get(column).trim_ascii().is_empty();
    let fits = if found > wanted {
        (wanted..found).all(is_empty)
    } else {
        found == wanted || columns.may_end_before(found)
    };
    fits.then_some(())
        .ok_or_else(|| wrong_field_count(found, wanted))
}

fn wrong_field_count(found: usize, wanted: usize) -> Fault {
    let hint = if found > wanted {
        "; quote a field that has the separator in it"
    } else {
        ""
    };
    let message = format!("the row has {found} fields, the header has {wanted}{hint}");
    Fault::new(Code::WrongFieldCount, message)
}

fn place(fields: &Fields, columns: Columns, datum: Datum) -> Result<Place, Fault> {
    let lon = row::degrees("lon", field(fields, columns.lon, "lon")?)?;
    let lat = row::degrees("lat", field(fields, columns.lat, "lat")?)?;
    Place::at([lon, lat], datum)
}

fn id(fields: &Fields, columns: Columns) -> Result<Option<String>, Fault> {
    let id = row::label(field(fields, columns.id, "id")?, MAX_ID_BYTES);
    id.map(|id| id.map(str::to_owned))
        .map_err(|wrong| row::bad_id(&wrong))
}

fn district(fields: &Fields, columns: Columns) -> Result<Option<String>, Fault> {
    let Some(column) = columns.district else {
        return Ok(None);
    };
    let district = row::label(field(fields, column, "district")?, MAX_DISTRICT_BYTES);
    district
        .map(|district| district.map(str::to_owned))
        .map_err(|wrong| row::bad_district(&wrong))
}

fn field<'a>(fields: &'a Fields, column: usize, name: &str) -> Result<&'a str, Fault> {
    let bytes = fields.get(column);
    std::str::from_utf8(bytes).map_err(|_| {
        let shown = shortened(&String::from_utf8_lossy(bytes));
        let message = format!("`{name}` is '{shown}', which is not UTF-8; save the file as UTF-8");
        Fault::new(Code::NotUtf8, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_begin_behind_the_header_and_their_lines_are_those_of_the_file() {
        for (text, lines) in [
            ("id,lon,lat,pop\na,1,2,3\nb,1,2,3", vec![2, 3]),
            (
                "\r\n\nid,lon,lat,pop\r\na,1,2,3\r\n\r\nb,1,2,3\r\n",
                vec![4, 6],
            ),
            (
                "id,lon,lat,pop,\"no\nte\"\na,1,2,3,\"x\ny\"\n\nb,1,2,3,",
                vec![3, 6],
            ),
            ("id,lon,lat,pop\ra,1,2,3\rb,1,2,3\r", vec![2, 3]),
            ("sep=,\nid,lon,lat,pop\na,1,2,3\nb,1,2,3", vec![3, 4]),
            (
                "sep=;\r\n\r\nid;lon;lat;pop\r\na;1;2;3\r\nb;1;2;3",
                vec![4, 5],
            ),
            ("sep=,\rid,lon,lat,pop\ra,1,2,3\rb,1,2,3\r", vec![3, 4]),
        ] {
            let parts = read(text.as_bytes(), None, Contents::People).unwrap();
            let rows = parts.iter().flat_map(|part| &part.rows);
            let found: Vec<usize> = rows.map(|row| row.number).collect();
            assert_eq!(found, lines, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_called_by_its_name() {
        for (bytes, said) in [
            (&b"\xff\xfei\0d\0"[..], "UTF-16"),
            (b"PK\x03\x04\x14\0", "Excel"),
            (b"id,lon\0", "zero bytes"),
        ] {
            let error = check_is_text(bytes).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
