//! `cells.csv`: every cell of the demand and its result.

use std::io::{self, Write};

use super::csv_text::plain;
use crate::coverage::numbers::tenths_text;
use crate::coverage::run::Run;

/// The columns of the table.
pub(crate) const CELL_COLUMNS: [&str; 9] = [
    "id",
    "lon",
    "lat",
    "population",
    "status",
    "nearest_station",
    "distance_m",
    "travel_time_s",
    "stations_in_reach",
];

/// One row a cell, in the order of the demand; unknown values are empty. Degrees and population are
/// as in the demand.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(CELL_COLUMNS)?;
    for (cell, found) in run.cells() {
        let nearest = found.nearest;
        let station = nearest.map_or("", |nearest| &run.nearest_station(nearest).id.0);
        csv.write_record([
            &*plain(&cell.id),
            &cell.position.lon().to_string(),
            &cell.position.lat().to_string(),
            &(cell.people + 0.0).to_string(),
            found.status.key(),
            &plain(station),
            &nearest.map_or_else(String::new, |nearest| tenths_text(nearest.distance_m)),
            &nearest.map_or_else(String::new, |nearest| tenths_text(nearest.travel_time_s)),
            &found.stations_in_reach.to_string(),
        ])?;
    }
    csv.flush()
}
