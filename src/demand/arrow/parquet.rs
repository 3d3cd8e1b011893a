//! A Parquet file: the columns that are read of it, and a batch of their rows at a time.

use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use ::parquet::file::metadata::ParquetMetaData;
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;

use super::geo::{GEO_KEY, Geo};
use super::pages::unpacked_bytes;
use super::{Layout, MAX_BATCH_ROWS, Rows, contained, unreadable};
use crate::datum::Datum;
use crate::demand::error::DemandFault;
use crate::demand::parsed::ParsedRows;
use crate::demand::records::check_rows;
use crate::demand::{Contents, MAX_UNPACKED_BYTES};

/// The bytes that a file begins and ends with.
pub(in crate::demand) const MAGIC: &[u8] = b"PAR1";

/// Reads a file. In memory are the file, the rows, and a batch of the columns that are read.
pub(in crate::demand) fn read(
    bytes: &Bytes,
    datum: Option<Datum>,
    contents: Contents,
) -> Result<ParsedRows, DemandFault> {
    contained(|| read_contained(bytes, datum, contents))
}

fn read_contained(
    bytes: &Bytes,
    datum: Option<Datum>,
    contents: Contents,
) -> Result<ParsedRows, DemandFault> {
    let load = |options| ArrowReaderMetadata::load(bytes, options);
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = load(options).map_err(|error| unreadable(&error))?;
    let n_rows = metadata.metadata().file_metadata().num_rows();
    check_rows(usize::try_from(n_rows).unwrap_or(usize::MAX))?;
    let geo = geo(metadata.metadata());
    let primary = geo.as_ref().map(|geo| &*geo.primary_column);
    let schema = metadata.schema();
    let layout = Layout::of(schema, primary, contents, datum.unwrap_or_default())?;
    if let (Some(geo), Some(place)) = (&geo, layout.geometry) {
        geo.check(schema.field(place).name())?;
    }
    let places = layout.places();
    check_unpacked(bytes, metadata.metadata(), &places)?;
    let options = ArrowReaderOptions::new().with_schema(Arc::new(with_views(schema)));
    let metadata = load(options).map_err(|error| unreadable(&error))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(bytes.clone(), metadata);
    let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
    let builder = builder
        .with_projection(mask)
        .with_batch_size(MAX_BATCH_ROWS);
    let mut rows = Rows::new(layout);
    for batch in builder.build().map_err(|error| unreadable(&error))? {
        let batch = batch.map_err(|error| unreadable(&error))?;
        let place_of = |place| places.binary_search(&place).unwrap_or_default();
        rows.read(&batch, place_of)?;
    }
    Ok(rows.parsed)
}

fn geo(metadata: &ParquetMetaData) -> Option<Geo> {
    let mut pairs = metadata.file_metadata().key_value_metadata()?.iter();
    let text = pairs.find(|pair| pair.key == GEO_KEY)?.value.as_ref()?;
    Geo::of(text)
}

/// Text and bytes as views: a value that many rows have is in memory once, however often a small
/// file says it.
fn with_views(schema: &Schema) -> Schema {
    let fields = schema.fields().iter().map(|field| {
        let view = match field.data_type() {
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            other => other.clone(),
        };
        Field::new(field.name(), view, field.is_nullable())
    });
    Schema::new(fields.collect::<Vec<_>>())
}

/// Refuses columns that are larger than [`MAX_UNPACKED_BYTES`] without their compression, by the
/// headers of their pages: what the footer says of them binds no decoder.
fn check_unpacked(
    bytes: &Bytes,
    metadata: &ParquetMetaData,
    roots: &[usize],
) -> Result<(), DemandFault> {
    let schema = metadata.file_metadata().schema_descr();
    let groups = metadata.row_groups().iter();
    let columns = groups.flat_map(|group| group.columns().iter().enumerate());
    let mut unpacked = 0_u64;
    for (leaf, column) in columns {
        if roots.contains(&schema.get_column_root_idx(leaf)) {
            let pages = pages_of(bytes, column.byte_range()).and_then(unpacked_bytes);
            let pages = pages.ok_or_else(|| unreadable(&"a column of it is not made of pages"))?;
            unpacked = unpacked.saturating_add(pages);
        }
    }
    check_unpacked_bytes(unpacked)
}

fn pages_of(bytes: &Bytes, (start, length): (u64, u64)) -> Option<&[u8]> {
    let start = usize::try_from(start).ok()?;
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    bytes.get(start..end)
}

const fn check_unpacked_bytes(bytes: u64) -> Result<(), DemandFault> {
    if bytes > MAX_UNPACKED_BYTES {
        return Err(DemandFault::UnpacksTooLarge { bytes });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_as_large_as_the_cap_are_read_and_a_byte_more_is_refused() {
        assert!(check_unpacked_bytes(MAX_UNPACKED_BYTES).is_ok());
        assert!(check_unpacked_bytes(MAX_UNPACKED_BYTES + 1).is_err());
    }
}
