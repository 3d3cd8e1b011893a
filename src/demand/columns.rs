//! Which column of a header is which, and which property of a feature.

use std::borrow::Cow;

use super::error::{DemandFault, MissingColumn};
use super::{Contents, MAX_COLUMNS};
use crate::vocabulary::{fold, nearest_word};

/// The columns that are read, and what else each may be called. Letter case, blanks around a
/// name and full-width forms make no difference. The proper name counts if it is there.
pub const COLUMN_ALIASES: [(&str, &[&str]); 5] = [
    ("id", &["编号", "編號"]),
    ("lon", &["lng", "longitude", "经度", "經度"]),
    ("lat", &["latitude", "纬度", "緯度"]),
    ("population", &["pop", "people", "人口"]),
    ("district", &[]),
];

/// What a column may be called that says which datum its row is in. It is not read: the datum
/// is one for all rows, and said by the caller.
const DATUM_COLUMNS: [&str; 6] = ["crs", "datum", "srs", "坐标系", "坐标系统", "坐標系"];

/// The columns of a file that tells the hours of the week apart, as `yizhan live demand` does.
const HOUR_COLUMNS: [&str; 2] = ["weekday", "hour"];

/// The places of the columns that are read, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) id: usize,
    pub(super) lon: usize,
    pub(super) lat: usize,
    /// None where only places are read.
    pub(super) population: Option<usize>,
    pub(super) district: Option<usize>,
    /// Whether a cell has several rows, which are added up: one for each hour of the week.
    pub(super) is_by_hour: bool,
    /// How many columns there are, those that are not read included.
    pub(super) n_fields: usize,
}

impl Columns {
    /// The columns of a header; all that are missing are named at once.
    pub(super) fn of(names: &[String], contents: Contents) -> Result<Self, DemandFault> {
        if names.len() > MAX_COLUMNS {
            return Err(DemandFault::TooManyColumns {
                n_columns: names.len(),
            });
        }
        let mut places = [None; COLUMN_ALIASES.len()];
        for (place, (wanted, _)) in places.iter_mut().zip(COLUMN_ALIASES) {
            *place = find(wanted, names).map_err(|places| DemandFault::AmbiguousColumn {
                wanted,
                found: places
                    .into_iter()
                    .map(|place| names[place].clone())
                    .collect(),
            })?;
        }
        let [Some(id), Some(lon), Some(lat), population, district] = places else {
            return Err(missing(names, &places, contents));
        };
        if population.is_none() && contents == Contents::People {
            return Err(missing(names, &places, contents));
        }
        Ok(Self {
            id,
            lon,
            lat,
            population: population.filter(|_| contents == Contents::People),
            district,
            is_by_hour: HOUR_COLUMNS
                .iter()
                .all(|wanted| matches!(find(wanted, names), Ok(Some(_)))),
            n_fields: names.len(),
        })
    }

    /// How many of the columns that are read a header has.
    pub(super) fn n_understood(names: &[String]) -> usize {
        COLUMN_ALIASES
            .iter()
            .filter(|(wanted, _)| !matches!(find(wanted, names), Ok(None)))
            .count()
    }

    /// Whether a row that has fewer fields than the header lacks only what is not needed.
    pub(super) fn may_end_before(&self, n_fields: usize) -> bool {
        let needed = [self.id, self.lon, self.lat];
        let mut needed = needed.into_iter().chain(self.population);
        needed.all(|place| place < n_fields)
    }

    /// The places of those that are read.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        [self.id, self.lon, self.lat]
            .into_iter()
            .chain(self.population)
            .chain(self.district)
    }
}

/// The place among some names of a column that is wanted; all places if several fit.
pub(super) fn find<S: AsRef<str>>(wanted: &str, names: &[S]) -> Result<Option<usize>, Vec<usize>> {
    let aliases = COLUMN_ALIASES.iter().find(|(name, _)| *name == wanted);
    let aliases = aliases.map_or(&[][..], |(_, aliases)| aliases);
    let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let names = names.iter().enumerate();
        names
            .filter(|(_, name)| fits(&as_compared(name.as_ref())))
            .map(|(place, _)| place)
            .collect()
    };
    let mut found = places(&|name| name == wanted);
    if found.is_empty() {
        found = places(&|name| aliases.contains(&name));
    }
    match found.as_slice() {
        [] => Ok(None),
        [place] => Ok(Some(*place)),
        _ => Err(found),
    }
}

/// The column that says which datum the rows are in.
pub(super) fn datum_column(names: &[String]) -> Option<&String> {
    names
        .iter()
        .find(|name| DATUM_COLUMNS.contains(&&*as_compared(name)))
}

/// A name as names are compared; what is so already is not copied.
fn as_compared(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.bytes().all(is_plain) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(fold(name))
    }
}

fn missing(names: &[String], places: &[Option<usize>], contents: Contents) -> DemandFault {
    let is_free = |place: &usize| !places.contains(&Some(*place));
    let free: Vec<&str> = (0..names.len())
        .filter(is_free)
        .map(|place| &*names[place])
        .collect();
    let missing = COLUMN_ALIASES
        .iter()
        .zip(places)
        .filter(|((wanted, _), place)| place.is_none() && contents.wanted().contains(wanted))
        .map(|((wanted, _), _)| MissingColumn {
            wanted,
            did_you_mean: nearest_word(wanted, free.iter().copied()).map(str::to_owned),
        });
    DemandFault::MissingColumns {
        missing: missing.collect(),
        found: names.to_vec(),
        wanted: contents.wanted(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Result<Columns, DemandFault> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::of(&names, Contents::People)
    }

    #[test]
    fn columns_are_found_in_any_order_case_and_under_their_aliases() {
        for (header, places) in [
            ("id,lon,lat,population", [0, 1, 2, 3]),
            ("population,jobs,LAT,Lon, ID ", [4, 3, 2, 0]),
            ("id,latitude,longitude,people", [0, 2, 1, 3]),
            ("id,lng,lat,pop", [0, 1, 2, 3]),
            ("ｉｄ,经度,纬度,人口", [0, 1, 2, 3]),
            ("人口,经度,纬度,编号", [3, 1, 2, 0]),
            (" 編號 ,經度,緯度,pop", [0, 1, 2, 3]),
            ("编号,id,lon,lat,pop", [1, 2, 3, 4]),
            ("id,lng,lat,people,lon,population", [0, 4, 2, 5]),
        ] {
            let found = columns(header).unwrap();
            let found = [found.id, found.lon, found.lat, found.population.unwrap()];
            assert_eq!(found, places, "{header}");
        }
        assert_eq!(
            columns("District,id,lon,lat,pop").unwrap().district,
            Some(0)
        );
    }

    #[test]
    fn places_need_no_population_and_none_is_read() {
        for header in ["id,lon,lat", "id,lon,lat,population"] {
            let names: Vec<String> = header.split(',').map(str::to_owned).collect();
            let found = Columns::of(&names, Contents::Places).unwrap();
            assert_eq!(found.population, None);
        }
        let names = ["id", "lon"].map(str::to_owned);
        let told = Columns::of(&names, Contents::Places)
            .unwrap_err()
            .to_string();
        assert!(
            told.contains("no column `lat`; it has id, lon; wanted are id, lon, lat"),
            "{told}"
        );
        assert!(!told.contains("population"), "{told}");
    }

    #[test]
    fn missing_columns_are_named_with_what_may_have_been_meant() {
        for (header, said) in [
            (
                "id,lon,lat,populaton",
                "has no column `population` (is it `populaton`?); it has id, lon, lat, populaton; \
                 wanted are id, lon, lat, population",
            ),
            (
                "x,y",
                "has no column `id`, `lon`, `lat`, `population`; it has x, y; \
                 wanted are id, lon, lat, population",
            ),
        ] {
            assert_eq!(columns(header).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn a_column_that_is_there_twice_is_not_guessed_at() {
        for (header, said) in [
            ("id,lon,lon,lat,pop", "lon, lon could both be `lon`"),
            (
                "id,lon,lat,pop,people",
                "pop, people could both be `population`",
            ),
            ("编号,編號,lon,lat,pop", "编号, 編號 could both be `id`"),
        ] {
            let error = columns(header).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_last_column_passes_and_one_more_is_refused() {
        let header = |n: usize| format!("id,lon,lat,pop{}", ",x".repeat(n - 4));
        assert!(columns(&header(MAX_COLUMNS)).is_ok());
        let error = columns(&header(MAX_COLUMNS + 1)).unwrap_err();
        assert!(matches!(error, DemandFault::TooManyColumns { .. }));
    }
}
