//! `week.csv`: the hours of the week.

use std::io::{self, Write};

use crate::coverage::numbers::{PeopleFormat, six_digits};
use crate::coverage::run::Run;

const HEADER: [&str; 5] = [
    "weekday",
    "hour",
    "stations_open",
    "people_covered",
    "share",
];

/// One row an hour, Monday 0 first; weekdays by their English names, hours 0 to 23.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    for hour in &run.outcome.week {
        let share = run.share(hour.people_covered);
        csv.write_record([
            hour.date.format("%A").to_string(),
            hour.hour.to_string(),
            hour.stations_open.to_string(),
            people.text(hour.people_covered),
            share.map_or_else(String::new, |share| six_digits(share).to_string()),
        ])?;
    }
    csv.flush()
}
