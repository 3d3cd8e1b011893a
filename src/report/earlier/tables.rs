//! The tables of an earlier run: its cells, its stations and its week.

use std::fs::File;
use std::path::Path;

use csv::{Reader, StringRecord};

use super::{EarlierError, MAX_TABLE_BYTES, check_size, foreign, opened, unreadable};
use crate::coverage::HOURS_A_WEEK;
use crate::coverage::difference::{EarlierCell, EarlierStation};
use crate::coverage::outcome::CellStatus;
use crate::coverage::parts::Part;
use crate::dataset::MAX_STATIONS;
use crate::dataset::shown::shortened;
use crate::demand::Demand;
use crate::position::Position;
use crate::report::output::{plain, unplain};

/// A table and the places of the columns that are read.
pub(in crate::report) struct Table<'a, const N: usize> {
    path: &'a Path,
    reader: Reader<File>,
    columns: [usize; N],
}

impl<'a, const N: usize> Table<'a, N> {
    pub(in crate::report) fn open(path: &'a Path, names: [&str; N]) -> Result<Self, EarlierError> {
        let file = opened(path)?;
        let size = file.metadata().map_err(|source| unreadable(path, source))?;
        check_size(path, size.len(), MAX_TABLE_BYTES)?;
        let mut reader = Reader::from_reader(file);
        let header = reader.headers().map_err(|error| foreign(path, &error))?;
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            let place = header.iter().position(|field| field == name);
            *column = place.ok_or_else(|| foreign(path, &format!("it has no column `{name}`")))?;
        }
        Ok(Self {
            path,
            reader,
            columns,
        })
    }

    /// Reads each row, at most `most` of them.
    pub(in crate::report) fn read<T>(
        mut self,
        most: usize,
        row: impl Fn(usize, [&str; N]) -> Option<T>,
    ) -> Result<Vec<T>, EarlierError> {
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        while self
            .reader
            .read_record(&mut record)
            .map_err(|error| foreign(self.path, &error))?
        {
            if rows.len() == most {
                return Err(foreign(self.path, &format!("it has more than {most} rows")));
            }
            let fields = self.columns.map(|column| &record[column]);
            let read = row(rows.len(), fields).ok_or_else(|| {
                let id = shortened(fields[0]);
                let what = format!(
                    "row {} ({id}) is not of this demand or not understood",
                    rows.len() + 1
                );
                foreign(self.path, &what)
            })?;
            rows.push(read);
        }
        Ok(rows)
    }
}

/// The cells, in the order of the demand.
pub(super) fn cells(
    path: &Path,
    demand: &Demand,
    n_eligible: usize,
) -> Result<Vec<EarlierCell>, EarlierError> {
    let table = Table::open(path, ["id", "status", "travel_time_s"])?;
    let cells = table.read(demand.cells.len(), |row, [id, status, time]| {
        let is_it = plain(&demand.cells[row].id) == id;
        let status = CellStatus::ALL.into_iter().find(|one| one.key() == status);
        Some(EarlierCell {
            part: Part::of(status.filter(|_| is_it)?, n_eligible),
            travel_time_s: match time {
                "" => None,
                time => Some(finite(time)?),
            },
        })
    })?;
    let (has, wanted) = (cells.len(), demand.cells.len());
    if has < wanted {
        return Err(foreign(path, &format!("it has {has} of {wanted} cells")));
    }
    Ok(cells)
}

/// The stations, in the order of their files.
pub(super) fn stations(path: &Path) -> Result<Vec<EarlierStation>, EarlierError> {
    let table = Table::open(path, ["id", "name", "lon", "lat"])?;
    table.read(MAX_STATIONS, |_, [id, name, lon, lat]| {
        Some(EarlierStation {
            id: unplain(id).to_owned(),
            name: unplain(name).to_owned(),
            position: Position::new(finite(lon)?, finite(lat)?).ok()?,
        })
    })
}

/// People covered in each hour.
pub(super) fn week(path: &Path) -> Result<Vec<f64>, EarlierError> {
    let table = Table::open(path, ["people_covered"])?;
    let hours = table.read(HOURS_A_WEEK, |_, [people]| finite(people))?;
    if hours.len() < HOURS_A_WEEK {
        return Err(foreign(path, &format!("it has {} hours", hours.len())));
    }
    Ok(hours)
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
