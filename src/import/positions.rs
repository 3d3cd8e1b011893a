//! `--positions`: points from another list, joined by code, or by name and address.

use hashbrown::HashMap;

use super::draft::Draft;
use super::error::ImportError;
use super::field::Key;
use super::findings::Findings;
use super::ids::{codes, join_key};
use super::placing::{self, Point};
use super::settings::Settings;
use super::source_table::SourceTable;
use crate::datum::Datum;
use crate::position::Position;

/// Points by what they are joined by; `None` where several differ.
#[derive(Debug, Default)]
pub(super) struct Positions {
    by_code: HashMap<String, Option<Position>>,
    by_name_and_address: HashMap<String, Option<Position>>,
    n_used: usize,
    n_rows: usize,
}

/// Points nearer than this are the same, degrees: about a metre.
const SAME_DEG: f64 = 1e-5;

impl Positions {
    /// Reads the tables of the list of positions; `datum_of` finds the datum of a table.
    pub(super) fn of(
        tables: &[SourceTable],
        settings: &Settings,
        datum_of: impl Fn(&SourceTable, &[Point], &Settings) -> Result<Datum, ImportError>,
    ) -> Result<Self, ImportError> {
        let mut positions = Self::default();
        for table in tables {
            let rows = &table.block.rows;
            let points = placing::read(rows, &table.columns)?.rows;
            let datum = datum_of(table, &points, settings)?;
            let codes = codes(rows, &table.columns);
            for ((row, point), code) in rows.iter().zip(points).zip(codes) {
                let Point::At([lon, lat]) = point else {
                    continue;
                };
                let Ok(position) = datum.to_position(lon, lat) else {
                    continue;
                };
                positions.n_rows += 1;
                let text = |key| {
                    let at = table.columns.at(key)?;
                    Some(row.cell(at)?.as_text())
                };
                if let Some(code) = code {
                    add(&mut positions.by_code, code, position);
                }
                if let Some(name) = text(Key::Name) {
                    let address = text(Key::Address);
                    let key = join_key(Some(&name), address.as_deref());
                    add(&mut positions.by_name_and_address, key, position);
                }
            }
        }
        Ok(positions)
    }

    /// Gives a station without a position the one of its code, or of its name and address.
    pub(super) fn join(&mut self, draft: &mut Draft) {
        if draft.position.is_some() {
            return;
        }
        let by_id = [draft.code.as_deref(), Some(&*draft.id)]
            .into_iter()
            .flatten();
        let mut by_id = by_id.filter_map(|id| self.by_code.get(id));
        let key = join_key(draft.name.as_deref(), draft.address.as_deref());
        match by_id.next().or_else(|| self.by_name_and_address.get(&key)) {
            Some(Some(position)) => {
                draft.position = Some(*position);
                draft.fault = None;
                self.n_used += 1;
            }
            Some(None) => {
                draft.fault = Some("several positions of its name and address".to_owned());
            }
            None => {}
        }
    }

    /// Says how many of them were used.
    pub(super) fn tell(&self, findings: &mut Findings) {
        findings.note(format!(
            "--positions gave {} of its {} points to stations",
            self.n_used, self.n_rows
        ));
    }
}

/// Adds a point; of two that differ under one key neither counts.
fn add(map: &mut HashMap<String, Option<Position>>, key: String, position: Position) {
    map.entry(key)
        .and_modify(|known| {
            let is_same = known.is_some_and(|known| {
                (known.lon() - position.lon()).abs() < SAME_DEG
                    && (known.lat() - position.lat()).abs() < SAME_DEG
            });
            if !is_same {
                *known = None;
            }
        })
        .or_insert(Some(position));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_points_under_one_key_neither_counts_unless_they_are_the_same() {
        let mut map = HashMap::new();
        let at = |lon| Position::new(lon, 32.0).unwrap();
        for (key, lon) in [("a", 118.0), ("a", 118.000_001), ("b", 118.0), ("b", 118.1)] {
            add(&mut map, key.to_owned(), at(lon));
        }
        assert!(map["a"].is_some() && map["b"].is_none());
    }
}
