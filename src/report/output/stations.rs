//! `stations.csv`: the contribution of each station.

use std::io::{self, Write};

use super::csv_text::plain;
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::run::Run;
use crate::hours::OpenState;

const HEADER: [&str; 9] = [
    "id",
    "name",
    "district",
    "lon",
    "lat",
    "counts",
    "open_state",
    "people_in_reach",
    "people_only_here",
];

/// One row a station, in the order of the files. `counts` tells whether it offers what is wanted
/// and can be in service; `open_state` is its state at the departure, empty if opening hours are
/// ignored.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    for (idx, station, found) in run.stations() {
        csv.write_record([
            &*plain(&station.id.0),
            &plain(&station.name),
            &plain(station.district.as_deref().unwrap_or_default()),
            &station.position.lon().to_string(),
            &station.position.lat().to_string(),
            if found.counts { "true" } else { "false" },
            run.open_state(idx).map_or("", OpenState::key),
            &people.text(found.people_in_reach),
            &people.text(found.people_only_here),
        ])?;
    }
    csv.flush()
}
