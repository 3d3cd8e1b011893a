//! `stations.csv`: the contribution of each station.

use std::borrow::Cow;
use std::io::{self, Write};

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

/// Characters that make a spreadsheet take a text for a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One row a station, in the order of the files. `counts` tells whether it offers what is wanted
/// and can be in service; `open_state` is its state at the departure, empty if opening hours are
/// ignored.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    for (idx, station, found) in run.stations() {
        csv.write_record([
            &*station.id.0,
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

/// A text that no spreadsheet evaluates.
fn plain(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_spreadsheet_would_compute_becomes_text() {
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("@home"), "'@home");
        assert_eq!(plain("人民路驿站"), "人民路驿站");
        assert_eq!(plain("A=B"), "A=B");
    }
}
