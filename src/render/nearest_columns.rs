//! Answers for many places in columns: a stream of Arrow IPC.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::columns::io_error;
use crate::clock::{UnixTime, Zone};
use crate::coverage::numbers::tenths;
use crate::query::{Answer, Hit};
use crate::snapshot::Snapshot;

/// A place and its answer.
pub struct PlaceAnswer<'a> {
    /// The id of the place.
    pub id: &'a str,
    /// Its stations.
    pub answer: Answer,
}

/// Writes answers as they come: a row a station, the nearest first; a place without any has one
/// row, in which all of the station is null.
pub struct NearestColumns<'a, W: Write> {
    writer: StreamWriter<W>,
    schema: SchemaRef,
    snapshot: &'a Snapshot,
    zone: Zone,
}

/// A row: the place, and the rank and the station if there is one.
type Row<'a> = (&'a str, Option<(i32, &'a Hit)>);

impl<'a, W: Write> NearestColumns<'a, W> {
    /// Writes the schema.
    pub fn begin(out: W, snapshot: &'a Snapshot, zone: Zone) -> io::Result<Self> {
        let schema = schema();
        let writer = StreamWriter::try_new(out, &schema).map_err(io_error)?;
        Ok(Self {
            writer,
            schema,
            snapshot,
            zone,
        })
    }

    /// Writes the answers of some places as one batch.
    pub fn write(&mut self, places: &[PlaceAnswer<'_>]) -> io::Result<()> {
        let rows: Vec<Row<'_>> = places.iter().flat_map(rows_of).collect();
        let batch = self.batch(&rows).map_err(io_error)?;
        self.writer.write(&batch).map_err(io_error)
    }

    /// Ends the stream.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.finish().map_err(io_error)?;
        self.writer.into_inner().map_err(io_error)?.flush()
    }

    fn batch(&self, rows: &[Row<'_>]) -> Result<RecordBatch, ArrowError> {
        let hits = || rows.iter().map(|(_, found)| found.map(|(_, hit)| hit));
        let station = |hit: &Hit| self.snapshot.station(hit.station);
        let numbers = |number: &dyn Fn(&Hit) -> f64| -> ArrayRef {
            let numbers = hits().map(|hit| hit.map(number).map(tenths));
            Arc::new(numbers.collect::<Float64Array>())
        };
        let texts = |text: &dyn Fn(&Hit) -> Option<String>| -> ArrayRef {
            Arc::new(
                hits()
                    .map(|hit| hit.and_then(text))
                    .collect::<StringArray>(),
            )
        };
        let moment = |of: Option<UnixTime>| of.map(|of| self.zone.format_instant(of));
        let places = rows.iter().map(|(id, _)| Some(*id));
        let ranks = rows.iter().map(|(_, found)| found.map(|(rank, _)| rank));
        let columns = vec![
            Arc::new(places.collect::<StringArray>()) as ArrayRef,
            Arc::new(ranks.collect::<Int32Array>()),
            texts(&|hit| Some(station(hit).id.0.to_string())),
            texts(&|hit| Some(station(hit).name.to_string())),
            numbers(&|hit| hit.distance_m),
            numbers(&|hit| hit.travel_time_s),
            texts(&|hit| Some(hit.opening.state.key().to_owned())),
            texts(&|hit| moment(hit.opening.open_until)),
            texts(&|hit| moment(hit.opening.opens_at)),
        ];
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

fn rows_of<'a>(place: &'a PlaceAnswer<'_>) -> impl Iterator<Item = Row<'a>> {
    let hits = (1..).zip(&place.answer.hits).map(Some);
    let none = place.answer.hits.is_empty().then_some(None);
    hits.chain(none).map(|found| (place.id, found))
}

fn schema() -> SchemaRef {
    let perhaps = |name, of| Field::new(name, of, true);
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        perhaps("rank", DataType::Int32),
        perhaps("station", DataType::Utf8),
        perhaps("name", DataType::Utf8),
        perhaps("distance_m", DataType::Float64),
        perhaps("travel_time_s", DataType::Float64),
        perhaps("open_state", DataType::Utf8),
        perhaps("open_until", DataType::Utf8),
        perhaps("opens_at", DataType::Utf8),
    ]))
}
