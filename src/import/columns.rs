//! Columns: what each stands for, and why.

mod of_activities;

use hashbrown::HashMap;

use super::amenity_words::keys_of_header;
use super::field::{Field, Key};
use super::table::Header;
use super::{fold, headers};
use crate::datum::Datum;
use crate::vocabulary::nearest_word;

/// Why a column is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The vocabulary of headers has it.
    Vocabulary,
    /// It is a facility that the vocabulary has.
    Facility,
    /// `--map` says so.
    Option,
    /// The mapping file says so.
    Mapping,
    /// Nothing knows it: it is kept as a property.
    Kept,
    /// It is kept, for another column is that field.
    OtherColumn,
    /// It is kept, for another pair of coordinates is taken.
    OtherPair,
    /// It is left out, for the feature's geometry is taken.
    Geometry,
    /// It counts rows.
    RowNumbers,
    /// It names persons, their mobile numbers or e-mails.
    Personal,
}

/// A choice of the caller: a header, as it was given, and its field.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) header: String,
    pub(super) field: Field,
    pub(super) how: How,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its place, from 0.
    pub(super) at: u32,
    pub(super) header: String,
    pub(super) field: Field,
    pub(super) how: How,
    /// A known header that is like this one, with its field.
    pub(super) near: Option<(&'static str, &'static str)>,
}

/// The columns of a table, and where each field is.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) list: Vec<Column>,
    /// The column of each field.
    at: Vec<Option<u32>>,
    /// Where in the list the column of a place is.
    places: HashMap<u32, usize>,
    /// Where in the list columns are of which a field may have several.
    several: Vec<usize>,
}

/// For so many unknown headers known ones that are like them are looked for.
const MAX_NEAR: usize = 100;

/// What is known of a table beside its headers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// Whether its rows are elements of OpenStreetMap.
    pub(super) is_osm: bool,
    /// Whether its rows have points of their own.
    pub(super) has_geometry: bool,
    /// Whether what is personal is kept.
    pub(super) keeps_personal: bool,
}

impl How {
    /// In words, for reports.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Vocabulary => "known header",
            Self::Facility => "known facility",
            Self::Option => "--map",
            Self::Mapping => "mapping file",
            Self::Kept => "kept as it is",
            Self::OtherColumn => "kept as it is: another column is that field",
            Self::OtherPair => "kept as it is: other coordinates are taken",
            Self::Geometry => "left out: the geometry is taken",
            Self::RowNumbers => "left out: it counts rows",
            Self::Personal => "left out: personal",
        }
    }
}

/// Whether a choice is about a header.
pub(super) fn is_chosen(choice: &Choice, header: &str) -> bool {
    choice.header == header
        || fold::header_with_brackets(&choice.header) == fold::header_with_brackets(header)
}

impl Columns {
    /// Finds what the columns of a table stand for.
    pub(super) fn of(headers: &[Header], choices: &[Choice], context: Context) -> Self {
        Self::settled(read(headers, choices, context), context)
    }

    fn settled(mut list: Vec<Column>, context: Context) -> Self {
        settle_hours(&mut list);
        settle_positions(&mut list, context);
        let mut at = vec![None; Key::ALL.len()];
        for column in &mut list {
            settle(column, &mut at, context);
        }
        let is_several =
            |column: &Column| matches!(column.field, Field::Key(key, _) if key.takes_several());
        let places = list.iter().enumerate();
        Self {
            places: places.clone().map(|(n, column)| (column.at, n)).collect(),
            several: places
                .filter(|(_, column)| is_several(column))
                .map(|(n, _)| n)
                .collect(),
            at,
            list,
        }
    }

    /// The same of a table whose rows are activities of stations that stand elsewhere.
    pub(super) fn of_activities(headers: &[Header], choices: &[Choice], context: Context) -> Self {
        let mut list = read(headers, choices, context);
        Self::settle_activities(&mut list);
        Self::settled(list, context)
    }

    /// The column of a cell.
    pub(super) fn of_cell(&self, at: u32) -> Option<&Column> {
        self.list.get(*self.places.get(&at)?)
    }

    /// The column of a field.
    pub(super) fn at(&self, key: Key) -> Option<u32> {
        self.at.get(key as usize).copied().flatten()
    }

    /// Whether there is a column of a field.
    pub(super) fn has(&self, key: Key) -> bool {
        self.at(key).is_some()
    }

    /// All columns of a field that may have several.
    pub(super) fn all_at(&self, key: Key) -> impl Iterator<Item = &Column> {
        let is_key = move |column: &&Column| matches!(column.field, Field::Key(of, _) if of == key);
        let several = self
            .several
            .iter()
            .filter_map(|place| self.list.get(*place));
        several.filter(is_key)
    }

    /// The header of a field's column.
    pub(super) fn header(&self, key: Key) -> Option<&str> {
        Some(&self.of_cell(self.at(key)?)?.header)
    }

    /// The datum that the headers of the positions say.
    pub(super) fn datum(&self) -> Option<Datum> {
        self.list.iter().find_map(|column| match column.field {
            Field::Key(key, datum) if is_position(key) => datum,
            _ => None,
        })
    }
}

/// What each header stands for by itself; of the first unknown ones, what they are like.
fn read(headers: &[Header], choices: &[Choice], context: Context) -> Vec<Column> {
    let mut n_unknown = 0;
    let columns = headers.iter().map(|header| {
        let mut column = column(header, choices, context);
        if column.field == Field::Extra && n_unknown < MAX_NEAR {
            n_unknown += 1;
            column.near = nearest(&column.header);
        }
        column
    });
    columns.collect()
}

fn column(header: &Header, choices: &[Choice], context: Context) -> Column {
    let (field, how) = field_of(header, choices, context);
    Column {
        at: header.column,
        header: header.text.clone(),
        field,
        how,
        near: None,
    }
}

fn field_of(header: &Header, choices: &[Choice], context: Context) -> (Field, How) {
    let mut chosen = choices
        .iter()
        .filter(|choice| is_chosen(choice, &header.text));
    if let Some(choice) = chosen.next() {
        return (choice.field.clone(), choice.how);
    }
    if context.is_osm && ["type", "id"].contains(&&*header.text) {
        // What it was made of: the id of the element has both.
        return (Field::Drop, How::Vocabulary);
    }
    if let Some(known) = headers::find(&header.text)
        && let Ok(field) = Field::from_name(known.field)
    {
        return match field {
            // A remark of a mapper, not of the station.
            Field::Key(Key::Remark, _) if context.is_osm => (Field::Extra, How::Kept),
            Field::Key(key, _) => (Field::Key(key, known.datum), How::Vocabulary),
            field => (field, How::Vocabulary),
        };
    }
    let amenities = header
        .text
        .strip_prefix("amenities.")
        .unwrap_or(&header.text);
    match keys_of_header(amenities) {
        Some(keys) => (Field::Amenities(keys), How::Facility),
        None => (Field::Extra, How::Kept),
    }
}

/// A known header that is like one that is not, with its field.
fn nearest(header: &str) -> Option<(&'static str, &'static str)> {
    let normal = fold::header(header);
    let near = nearest_word(&normal, headers::all().map(|(known, _)| known))?;
    headers::all().find(|(known, _)| *known == near)
}

/// A column of closing times beside one of hours: that is then the one of opening times.
fn settle_hours(list: &mut [Column]) {
    let has = |list: &[Column], key| {
        list.iter()
            .any(|column| column.field == Field::Key(key, None))
    };
    if has(list, Key::Closes) && !has(list, Key::Opens) {
        let is_hours = |column: &&mut Column| column.field == Field::Key(Key::OpeningHours, None);
        if let Some(column) = list.iter_mut().find(is_hours) {
            column.field = Field::Key(Key::Opens, None);
        }
    }
}

const fn is_position(key: Key) -> bool {
    matches!(
        key,
        Key::Lon | Key::Lat | Key::LonLat | Key::LatLon | Key::Position | Key::Geometry
    )
}

/// Of several pairs of coordinates the one on WGS-84 is taken, else one that says its datum.
fn settle_positions(list: &mut [Column], context: Context) {
    let has = |datum: Option<Datum>, key: Key| {
        list.iter()
            .any(|column| column.field == Field::Key(key, datum))
    };
    let is_whole = |datum: &Option<Datum>| {
        let pair = has(*datum, Key::Lon) && has(*datum, Key::Lat);
        let in_one = [Key::LonLat, Key::LatLon, Key::Position];
        pair || in_one.iter().any(|key| has(*datum, *key))
    };
    let datums = [
        Some(Datum::Wgs84),
        Some(Datum::Gcj02),
        Some(Datum::Bd09),
        None,
    ];
    let taken = datums.into_iter().find(is_whole);
    for column in list {
        let Field::Key(key, datum) = column.field else {
            continue;
        };
        if !is_position(key) {
            continue;
        }
        if context.has_geometry && column.how == How::Vocabulary {
            (column.field, column.how) = (Field::Drop, How::Geometry);
        } else if taken.is_some_and(|taken| taken != datum) && key != Key::Geometry {
            (column.field, column.how) = (Field::Extra, How::OtherPair);
        }
    }
}

/// Gives a column its field, unless another one has it or it is personal.
fn settle(column: &mut Column, at: &mut [Option<u32>], context: Context) {
    let Field::Key(key, _) = column.field else {
        return;
    };
    match key {
        Key::RowNumber => (column.field, column.how) = (Field::Drop, How::RowNumbers),
        Key::Person if context.keeps_personal => {
            (column.field, column.how) = (Field::Extra, How::Kept);
        }
        Key::Person => column.how = How::Personal,
        _ => {}
    }
    let Some(place) = at.get_mut(key as usize) else {
        return;
    };
    match place {
        None => *place = Some(column.at),
        Some(_) if key.takes_several() => {}
        Some(_) if matches!(column.field, Field::Key(..)) => {
            (column.field, column.how) = (Field::Extra, How::OtherColumn);
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: Context = Context {
        is_osm: false,
        has_geometry: false,
        keeps_personal: false,
    };

    fn columns(texts: &[&str], choices: &[Choice]) -> Columns {
        let header = |(column, text): (u32, &&str)| Header {
            column,
            text: (*text).to_owned(),
            group: None,
        };
        let headers: Vec<Header> = (0..).zip(texts).map(header).collect();
        Columns::of(&headers, choices, CONTEXT)
    }

    #[test]
    fn of_two_pairs_the_one_on_wgs84_is_taken_and_the_other_kept() {
        let columns = columns(&["gcj02_lon", "gcj02_lat", "wgs84_lon", "wgs84_lat"], &[]);
        assert_eq!(
            (columns.at(Key::Lon), columns.at(Key::Lat)),
            (Some(2), Some(3))
        );
        assert_eq!(columns.datum(), Some(Datum::Wgs84));
        assert_eq!(columns.list[0].how, How::OtherPair);
    }

    #[test]
    fn hours_beside_closing_times_are_opening_times() {
        let both = columns(&["开放时间", "关闭时间"], &[]);
        assert_eq!(
            (both.at(Key::Opens), both.at(Key::Closes)),
            (Some(0), Some(1))
        );
        assert_eq!(columns(&["开放时间"], &[]).at(Key::OpeningHours), Some(0));
    }

    #[test]
    fn a_choice_counts_more_than_the_vocabulary_and_a_second_name_is_kept() {
        let choice = Choice {
            header: "标题".to_owned(),
            field: Field::Key(Key::Name, None),
            how: How::Option,
        };
        let columns = columns(
            &["标题", "名称", "负责人", "序号", "饮水机", "描述"],
            &[choice],
        );
        assert_eq!(columns.header(Key::Name), Some("标题"));
        let how: Vec<How> = columns.list.iter().map(|column| column.how).collect();
        let expected = [
            How::Option,
            How::OtherColumn,
            How::Personal,
            How::RowNumbers,
            How::Facility,
            How::Kept,
        ];
        assert_eq!(how, expected);
    }

    #[test]
    fn a_known_header_like_an_unknown_one_is_offered() {
        let columns = columns(&["openning_hours"], &[]);
        assert_eq!(
            columns.list[0].near,
            Some(("openinghours", "opening_hours"))
        );
    }
}
