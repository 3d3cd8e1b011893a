//! The rows of a CSV text.
//!
//! Fields are bytes until they are needed, so that a wrong encoding costs the rows that have
//! it where it matters, and nothing else.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};
use rayon::prelude::*;

use super::code::Code;
use super::columns::Columns;
use super::error::DemandFault;
use super::fields::Fields;
use super::issues::Fault;
use super::records::{self, Layout, Piece, Rows};
use super::row::{self, Batch, RawCell};
use super::{MAX_DISTRICT_BYTES, MAX_HEADER_BYTES, MAX_ID_BYTES};
use crate::dataset::issue::shortened;
use crate::dataset::parse::geometry;
use crate::datum::Datum;
use crate::position::Position;

/// What may separate the fields; the first that makes most of the header understood does.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Reads a text; every batch is in the order of the file, as are the batches.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Batch>, DemandFault> {
    check_is_text(bytes)?;
    let text = with_line_breaks(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let header = Header::of(&text)?;
    let layout = Layout {
        delimiter: header.delimiter,
        columns: Columns::of(&header.names)?,
    };
    let whole = Piece {
        range: header.end..text.len(),
        line: header.line,
    };
    let pieces = records::split(&text, whole, layout)?;
    Ok(pieces
        .into_par_iter()
        .map(|piece| batch(&text, piece, layout))
        .collect())
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

/// The first row that is not blank.
struct Header {
    names: Vec<String>,
    delimiter: u8,
    /// Where the rows begin, and on which line.
    end: usize,
    line: usize,
}

impl Header {
    /// The header by whichever delimiter makes most of it understood.
    fn of(text: &[u8]) -> Result<Self, DemandFault> {
        // A line break may follow.
        let limit = MAX_HEADER_BYTES + 2;
        let is_cut = text.len() > limit;
        let text = &text[..text.len().min(limit)];
        let headers = DELIMITERS.map(|delimiter| Self::read(text, delimiter));
        headers
            .into_iter()
            .flatten()
            .rev()
            .max_by_key(|header| Columns::n_understood(&header.names))
            .filter(|header| !is_cut || header.end < text.len())
            .ok_or(DemandFault::LongHeader)
    }

    fn read(text: &[u8], delimiter: u8) -> Option<Self> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(text);
        let mut record = ByteRecord::new();
        reader
            .read_byte_record(&mut record)
            .ok()
            .filter(|is_read| *is_read)?;
        let name = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        let position = reader.position();
        Some(Self {
            names: record.iter().map(name).collect(),
            delimiter,
            end: usize::try_from(position.byte()).ok()?,
            line: usize::try_from(position.line()).ok()?,
        })
    }
}

fn batch(text: &[u8], piece: Piece, layout: Layout) -> Batch {
    let mut batch = Batch::default();
    let mut fields = Fields::new(layout.delimiter);
    let mut rows = Rows::new(text, piece, layout);
    while let Some(record) = rows.next(&mut fields) {
        batch.n_rows += 1;
        if !record.is_whole {
            batch.log.push(record.line, None, unclosed_quote());
            continue;
        }
        fields.read(record.text);
        let cell = cell(&fields, record.line, layout.columns, &mut batch);
        let id = std::str::from_utf8(fields.get(layout.columns.id)).ok();
        batch.push(record.line, id.and_then(row::shown_id), cell);
    }
    batch
}

fn unclosed_quote() -> Fault {
    let message = "a quote is opened and never closed; close it, or write it twice where it is \
                   meant as a character";
    Fault::new(Code::UnclosedQuote, message)
}

fn cell(
    fields: &Fields,
    line: usize,
    columns: Columns,
    batch: &mut Batch,
) -> Result<RawCell, Fault> {
    if fields.len() != columns.n_fields {
        return Err(wrong_field_count(fields.len(), columns.n_fields));
    }
    let place = place(fields, columns);
    batch.note_position(&place);
    let (place, position) = place?;
    let people = row::people(
        "population",
        field(fields, columns.population, "population")?,
    )?;
    let id = row::label(field(fields, columns.id, "id")?, MAX_ID_BYTES)
        .map_err(|wrong| Fault::new(Code::BadId, wrong.in_words("id")))?;
    if let Some(fault) = row::null_island(place) {
        batch.log.push(line, id, fault);
    }
    let district = district(fields, columns).unwrap_or_else(|fault| {
        batch.log.push(line, id, fault);
        None
    });
    Ok(RawCell {
        row: line,
        id: id.map(str::to_owned),
        position,
        people,
        district,
    })
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

fn place(fields: &Fields, columns: Columns) -> Result<([f64; 2], Position), Fault> {
    let lon = row::degrees("lon", field(fields, columns.lon, "lon")?)?;
    let lat = row::degrees("lat", field(fields, columns.lat, "lat")?)?;
    geometry::check_degrees([lon, lat])?;
    let position = geometry::to_position([lon, lat], Datum::Wgs84)?;
    Ok(([lon, lat], position))
}

fn district(fields: &Fields, columns: Columns) -> Result<Option<String>, Fault> {
    let Some(column) = columns.district else {
        return Ok(None);
    };
    let district = row::label(field(fields, column, "district")?, MAX_DISTRICT_BYTES)
        .map_err(|wrong| row::bad_district(&wrong))?;
    Ok(district.map(str::to_owned))
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

    fn header(text: &str) -> (char, usize, usize) {
        let header = Header::of(text.as_bytes()).unwrap();
        (char::from(header.delimiter), header.end, header.line)
    }

    #[test]
    fn the_separator_is_the_one_that_makes_the_header_understood() {
        for (text, delimiter) in [
            ("id,lon,lat,population\n", ','),
            ("id;lon;lat;population\n", ';'),
            ("id\tlon\tlat\tpopulation\n", '\t'),
            ("\"a,b,c\";id;lon;lat;population;x\n", ';'),
            ("one\n", ','),
        ] {
            assert_eq!(header(text).0, delimiter, "{text}");
        }
    }

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
        ] {
            let batches = read(text.as_bytes()).unwrap();
            let cells = batches.iter().flat_map(|batch| &batch.cells);
            let found: Vec<usize> = cells.map(|cell| cell.row).collect();
            assert_eq!(found, lines, "{text:?}");
        }
    }

    #[test]
    fn the_longest_header_passes_and_one_byte_more_is_refused() {
        for end in ["\n", "\r\n"] {
            let text = |n: usize| {
                let rest = "id,lon,lat,pop,";
                let name = "x".repeat(n - rest.len());
                format!("{rest}{name}{end}a,1,2,3,{end}b,1,2,3,{end}")
            };
            assert_eq!(
                read(text(MAX_HEADER_BYTES).as_bytes()).unwrap()[0].n_rows,
                2
            );
            let error = read(text(MAX_HEADER_BYTES + 1).as_bytes()).unwrap_err();
            assert!(matches!(error, DemandFault::LongHeader), "{error}");
        }
        let unclosed = format!("\"id,lon,lat,pop\n{}", "a,1,2,3\n".repeat(MAX_HEADER_BYTES));
        let error = read(unclosed.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("is a quote in it never closed?"), "{error}");
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
