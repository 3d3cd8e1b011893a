//! The tables of all lists, each with its columns and what its list says.

use super::activities;
use super::cell::{Form, Sheet, place_text};
use super::columns::{Columns, Context, is_chosen};
use super::error::ImportError;
use super::field::Key;
use super::findings::Findings;
use super::read::List;
use super::settings::Settings;
use super::table::{self, Block, Tables};
use super::vocabulary::known_kind;
use crate::datum::Datum;

/// A table of a list.
#[derive(Debug)]
pub(super) struct SourceTable {
    pub(super) list: String,
    /// Its sheet without rows, for places.
    pub(super) sheet: Sheet,
    pub(super) block: Block,
    pub(super) columns: Columns,
    /// The kind that its title or sheet names, or a title that only may be one.
    pub(super) kind: Option<String>,
    /// The datum that the list says.
    pub(super) datum: Option<Datum>,
    pub(super) is_osm: bool,
    /// Whether its rows are activities of stations of other tables.
    pub(super) is_of_activities: bool,
}

impl SourceTable {
    /// The place of a row's name, or of its first column.
    pub(super) fn place(&self, row: u32) -> String {
        let named = [Key::Name, Key::Address]
            .into_iter()
            .find_map(|key| self.columns.at(key));
        place_text(&self.list, &self.sheet, row, named)
    }

    /// Whether its rows can become stations: they have names or addresses, or ids of elements.
    pub(super) fn is_usable(&self) -> bool {
        self.is_osm
            || self.columns.has(Key::Name)
            || self.columns.has(Key::Address)
            || self.columns.has(Key::Street)
    }

    /// Its headers, for people who are to choose among them.
    pub(super) fn headers(&self) -> String {
        let headers = self
            .block
            .headers
            .iter()
            .map(|header| super::draft::one_line(&header.text));
        headers.collect::<Vec<_>>().join(", ")
    }
}

/// Finds the tables of a list. `n_read` counts the sheets that `--sheet` named.
pub(super) fn of_list(
    list: List,
    settings: &Settings,
    findings: &mut Findings,
    n_read: &mut usize,
) -> Result<Vec<SourceTable>, ImportError> {
    if let Some(crs) = &list.foreign_crs {
        return Err(ImportError::ChoiceMissing(format!(
            "{} has coordinates in {crs}; make longitude and latitude of them: \
             ogr2ogr -f GeoJSON -s_srs {crs} -t_srs EPSG:4326 out.geojson {}",
            list.name, list.name
        )));
    }
    let mut tables = Vec::new();
    for mut sheet in list.sheets {
        if !is_wanted(&sheet, settings) {
            continue;
        }
        *n_read += 1;
        let rows = std::mem::take(&mut sheet.rows);
        let whole = Sheet {
            rows,
            ..sheet.clone()
        };
        let is_mapped = |header: &str| {
            settings
                .choices
                .iter()
                .any(|choice| is_chosen(choice, header))
        };
        let found = table::find(whole, &is_mapped);
        note_passed_over(&list.name, &found, findings);
        let n_blocks = found.blocks.len();
        for block in found.blocks {
            let context = context(&block, settings);
            let mut columns = Columns::of(&block.headers, &settings.choices, context);
            let is_of_activities = activities::is_of_activities(&columns, context.has_geometry);
            if is_of_activities {
                columns = Columns::of_activities(&block.headers, &settings.choices, context);
            }
            tables.push(SourceTable {
                list: list.name.clone(),
                sheet: sheet.clone(),
                columns,
                is_of_activities,
                kind: kind(&block, n_blocks, &sheet),
                block,
                datum: list.datum,
                is_osm: context.is_osm,
            });
        }
    }
    Ok(tables)
}

/// Whether `--sheet` names a sheet, or none; what is no workbook has no sheets to choose from.
fn is_wanted(sheet: &Sheet, settings: &Settings) -> bool {
    let is_named = |name: &String| settings.sheets.contains(name);
    settings.sheets.is_empty()
        || sheet.form == Form::Records
        || sheet.name.as_ref().is_some_and(is_named)
}

/// What a block tells of its columns.
fn context(block: &Block, settings: &Settings) -> Context {
    let mut features = block.rows.iter().filter_map(|row| row.feature.as_ref());
    Context {
        is_osm: is_osm(block),
        has_geometry: features.any(|feature| feature.lon_lat.is_some()),
        keeps_personal: settings.keeps_personal,
    }
}

/// Says which rows of a list belong to no table.
fn note_passed_over(list: &str, found: &Tables, findings: &mut Findings) {
    if found.n_numbered_empty > 0 {
        findings.note(format!(
            "{list}: {} rows with a number and nothing else are passed over",
            found.n_numbered_empty
        ));
    }
    for note in &found.notes {
        findings.note(format!("{list}: passed over as a remark: {note}"));
    }
}

/// The title if it names a kind, or if several tables stand below each other; else the name of
/// the sheet, if that is a kind.
fn kind(block: &Block, n_blocks: usize, sheet: &Sheet) -> Option<String> {
    let title = block.title.as_deref();
    let is_kind = |title: &&str| known_kind(title).is_some() || n_blocks > 1;
    let title = title.filter(is_kind);
    let of_sheet = || {
        sheet
            .name
            .as_deref()
            .filter(|name| known_kind(name).is_some())
    };
    title.or_else(of_sheet).map(str::to_owned)
}

/// Whether rows are elements of OpenStreetMap, by their ids.
fn is_osm(block: &Block) -> bool {
    let ids = block
        .rows
        .iter()
        .filter_map(|row| row.feature.as_ref()?.id.as_deref());
    let mut ids = ids.take(100).peekable();
    let is_element = |id: &str| {
        ["node/", "way/", "relation/"]
            .iter()
            .any(|kind| id.starts_with(kind))
    };
    ids.peek().is_some() && ids.all(is_element)
}
