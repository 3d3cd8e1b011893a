//! The cells of a run in columns: a stream of Arrow IPC, and `cells.parquet`.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::coverage::numbers::tenths;
use crate::coverage::outcome::{CellOutcome, NearestStation};
use crate::coverage::run::Run;
use crate::demand::Cell;
use crate::render::columns::io_error;

/// How many cells a batch has.
const BATCH_ROWS: usize = 65_536;
/// How many cells a group of rows in Parquet has.
const GROUP_ROWS: usize = 1 << 20;

/// Writes the cells as a stream, in the order of the demand: the columns of `cells.csv` and
/// `district`, unknown values null, ids as they are.
pub fn write_stream(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let schema = schema();
    let mut writer = StreamWriter::try_new(&mut *out, &schema).map_err(io_error)?;
    for batch in batches(run, &schema) {
        writer.write(&batch.map_err(io_error)?).map_err(io_error)?;
    }
    writer.finish().map_err(io_error)?;
    drop(writer);
    out.flush()
}

/// Writes the same as a Parquet file.
pub(super) fn write_parquet(out: &mut (dyn Write + Send), run: &Run<'_>) -> io::Result<()> {
    let schema = schema();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .build();
    let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties));
    let mut writer = writer.map_err(io::Error::other)?;
    for batch in batches(run, &schema) {
        let batch = batch.map_err(io_error)?;
        writer.write(&batch).map_err(io::Error::other)?;
    }
    writer.close().map(drop).map_err(io::Error::other)
}

fn schema() -> SchemaRef {
    let known = |name, of| Field::new(name, of, false);
    let perhaps = |name, of| Field::new(name, of, true);
    Arc::new(Schema::new(vec![
        known("id", DataType::Utf8),
        known("lon", DataType::Float64),
        known("lat", DataType::Float64),
        known("population", DataType::Float64),
        perhaps("district", DataType::Utf8),
        known("status", DataType::Utf8),
        perhaps("nearest_station", DataType::Utf8),
        perhaps("distance_m", DataType::Float64),
        perhaps("travel_time_s", DataType::Float64),
        known("stations_in_reach", DataType::Int32),
    ]))
}

fn batches<'a>(
    run: &'a Run<'a>,
    schema: &'a SchemaRef,
) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + 'a {
    let cells = run.demand.cells.chunks(BATCH_ROWS);
    let found = run.outcome.cells.chunks(BATCH_ROWS);
    cells
        .zip(found)
        .map(move |(cells, found)| batch(run, schema, cells, found))
}

fn batch(
    run: &Run<'_>,
    schema: &SchemaRef,
    cells: &[Cell],
    found: &[CellOutcome],
) -> Result<RecordBatch, ArrowError> {
    let texts = |text: &dyn Fn(&Cell) -> Option<String>| -> ArrayRef {
        Arc::new(cells.iter().map(text).collect::<StringArray>())
    };
    let numbers = |number: &dyn Fn(&Cell) -> f64| -> ArrayRef {
        Arc::new(cells.iter().map(number).collect::<Float64Array>())
    };
    let nearest = |number: &dyn Fn(NearestStation) -> f64| -> ArrayRef {
        let numbers = found.iter().map(|one| one.nearest.map(number).map(tenths));
        Arc::new(numbers.collect::<Float64Array>())
    };
    let stations = found.iter().map(|one| {
        let nearest = one.nearest?;
        Some(&*run.nearest_station(nearest).id.0)
    });
    let status = found.iter().map(|one| Some(one.status.key()));
    let in_reach = found.iter().map(|one| i32::try_from(one.stations_in_reach));
    let in_reach: Int32Array = in_reach.map(|n| n.unwrap_or(i32::MAX)).collect();
    let columns = vec![
        texts(&|cell| Some(cell.id.clone())),
        numbers(&|cell| cell.position.lon()),
        numbers(&|cell| cell.position.lat()),
        numbers(&|cell| cell.people + 0.0),
        texts(&|cell| cell.district.clone()),
        Arc::new(status.collect::<StringArray>()),
        Arc::new(stations.collect::<StringArray>()),
        nearest(&|one| one.distance_m),
        nearest(&|one| one.travel_time_s),
        Arc::new(in_reach),
    ];
    RecordBatch::try_new(Arc::clone(schema), columns)
}
