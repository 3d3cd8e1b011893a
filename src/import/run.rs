//! The way from lists to stations.

use super::cell::Row;
use super::draft::{self, Draft, Table};
use super::error::ImportError;
use super::findings::Findings;
use super::finish::finish;
use super::ids;
use super::joining::{self, Stations};
use super::limits::MAX_LISTS;
use super::mainland::is_mainland;
use super::mapping::Mapping;
use super::meaning::hours::HoursReader;
use super::placing::{self, Point};
use super::positions::Positions;
use super::report::{ListReport, Report};
use super::settings::Settings;
use super::source_table::{self, SourceTable};
use super::telling::{
    column_reports, leave_out_nameless, leave_out_repeated, leave_out_table, leave_out_unplaced,
    nearest, no_name,
};
use super::{ListBytes, missing, read};
use crate::datum::Datum;

/// How hours name days off.
const DAYS_OFF: [&str; 4] = ["PH", "假日", "假期", "祝日"];
/// So often progress is told: every so many rows.
const ROWS_A_STEP: usize = 512;

/// What is imported.
#[derive(Clone, Copy, Debug)]
pub struct Job<'j> {
    /// The lists.
    pub lists: &'j [ListBytes],
    /// A list of positions to join.
    pub positions: Option<&'j ListBytes>,
    /// The station file that will be written over.
    pub older: Option<&'j [u8]>,
    /// What the caller chooses.
    pub settings: &'j Settings,
}

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The station file; `None` if no row became a station.
    pub stations: Option<String>,
    /// Rows without a position, as a CSV to be filled in.
    pub missing_positions: String,
    /// The choices that were made.
    pub mapping: Mapping,
    /// What became of the lists.
    pub report: Report,
}

/// Makes one station file of some lists.
///
/// `on_progress` is called with how many rows of how many are read. Cost: about 40 µs and 2 kB
/// a row.
pub fn import(job: &Job<'_>, on_progress: &dyn Fn(u64, u64)) -> Result<Outcome, ImportError> {
    let settings = job.settings;
    let mut findings = Findings::default();
    let mut report = Report::default();
    let mut source = None;
    let mut tables = read_lists(job, &mut findings, &mut report, &mut source)?;
    if !tables.iter().any(SourceTable::is_usable) {
        return Err(no_name(&tables));
    }
    report.columns = column_reports(&tables);
    let columns = tables.iter().flat_map(|table| table.columns.list.iter());
    let mapping = Mapping::of(columns, settings);
    let (mut drafts, mut programmes) = (Vec::new(), Vec::new());
    let has_stations = !tables.iter().all(|table| table.is_of_activities);
    let mut hours = HoursReader::new(&settings.calendar, settings.hours.clone());
    for (number, table) in tables.iter_mut().enumerate() {
        let rows = std::mem::take(&mut table.block.rows);
        if has_stations && table.is_of_activities {
            programmes.push((number, rows));
            continue;
        }
        report.rows += rows.len();
        if !table.is_usable() {
            leave_out_table(table, rows.len(), &mut findings);
            continue;
        }
        let made = drafts_of(
            number,
            table,
            rows,
            settings,
            &mut hours,
            &mut findings,
            &mut report,
            on_progress,
        )?;
        drafts.extend(made);
    }
    let repeated = joining::merge_repeated(ids::assign(&mut drafts), &mut drafts);
    leave_out_repeated(&repeated, &drafts, &tables, &mut findings);
    join_positions(job, &mut drafts, &mut findings)?;
    leave_out_nameless(&mut drafts, &tables, &mut findings);
    let lacking = drafts
        .iter()
        .filter(|draft| draft.position.is_none() && !draft.id.is_empty());
    let missing_positions = missing::write(lacking);
    leave_out_unplaced(&drafts, &tables, &mut findings);
    drafts.retain(|draft| draft.position.is_some() && !draft.id.is_empty());
    join_activities(&programmes, &tables, settings, &mut drafts, &mut findings);
    report.activities = drafts.iter().map(|draft| draft.activities.len()).sum();
    let stations = finish(
        job.older,
        settings,
        &drafts,
        &tables,
        source.as_deref(),
        &mut findings,
        &mut report,
    )?;
    report.left_out.clone_from(&findings.left_out);
    report.unknown_words = findings.unknown_words(nearest);
    report.dropped_personal = findings.personal.into_iter().collect();
    report.notes = findings.notes;
    Ok(Outcome {
        stations,
        missing_positions,
        mapping,
        report,
    })
}

/// All tables of all lists.
fn read_lists(
    job: &Job<'_>,
    findings: &mut Findings,
    report: &mut Report,
    source: &mut Option<String>,
) -> Result<Vec<SourceTable>, ImportError> {
    match job.lists.len() {
        0 => return Err(ImportError::NoLists),
        n_lists if n_lists > MAX_LISTS => return Err(ImportError::TooManyLists { n_lists }),
        _ => {}
    }
    let mut tables = Vec::new();
    let mut n_sheets = 0;
    let mut names = Vec::new();
    for bytes in job.lists {
        let list = read::read(&bytes.name, &bytes.bytes)?;
        names.extend(list.sheets.iter().filter_map(|sheet| sheet.name.clone()));
        let (name, what) = (list.name.clone(), list.what.clone());
        *source = source.take().or_else(|| list.source.clone());
        let found = source_table::of_list(list, job.settings, findings, &mut n_sheets)?;
        let rows = found.iter().map(|table| table.block.rows.len()).sum();
        report.lists.push(ListReport { name, what, rows });
        tables.extend(found);
    }
    if n_sheets == 0 && !job.settings.sheets.is_empty() {
        return Err(ImportError::Option {
            option: "sheet",
            why: format!("there is no such sheet; there are {}", names.join(", ")),
        });
    }
    Ok(tables)
}

/// The stations in the making of one table.
#[expect(
    clippy::too_many_arguments,
    reason = "one step of the way, called once"
)]
fn drafts_of(
    number: usize,
    source: &SourceTable,
    rows: Vec<Row>,
    settings: &Settings,
    hours: &mut HoursReader,
    findings: &mut Findings,
    report: &mut Report,
    on_progress: &dyn Fn(u64, u64),
) -> Result<Vec<Draft>, ImportError> {
    let in_list = |error: ImportError| match error {
        ImportError::ChoiceMissing(why) => {
            ImportError::ChoiceMissing(why.replace("LIST.csv", &source.list))
        }
        error => error,
    };
    let points = placing::read(&rows, &source.columns).map_err(in_list)?;
    if points.is_swapped {
        findings.note(format!(
            "{}: longitude and latitude were the other way round in the whole table and are put right",
            source.list
        ));
    }
    let rows_datum = placing::datum_of_rows(&rows, &source.columns);
    let datum = datum_of(source, rows_datum, &points.rows, settings)?;
    report.datum = report.datum.or(Some(datum.key()));
    let codes = ids::codes(&rows, &source.columns);
    let table = Table {
        number,
        columns: &source.columns,
        title: source.kind.as_deref(),
        is_osm: source.is_osm,
        settings,
        place: &|row| source.place(row),
    };
    let n_rows = rows.len() as u64;
    let mut drafts = Vec::with_capacity(rows.len());
    for (n, ((row, point), code)) in rows.into_iter().zip(points.rows).zip(codes).enumerate() {
        if n % ROWS_A_STEP == 0 {
            on_progress(n as u64, n_rows);
        }
        let (position, fault) = match point {
            Point::At([lon, lat]) => match datum.to_position(lon, lat) {
                Ok(position) => (Some(position), None),
                Err(error) => (None, Some(error.to_string())),
            },
            Point::Missing => (None, None),
            Point::Wrong(fault) => (None, Some(fault.to_owned())),
        };
        let mut draft = draft::of_row(&row, &table, position, hours, findings);
        (draft.code, draft.fault) = (code, fault);
        drafts.push(draft);
    }
    on_progress(n_rows, n_rows);
    note_calendar(&drafts, settings, findings);
    Ok(drafts)
}

/// Hours that name days off follow the calendar of the mainland, also where stations are not.
fn note_calendar(drafts: &[Draft], settings: &Settings, findings: &mut Findings) {
    let names_days_off = |draft: &&Draft| {
        let is_elsewhere = draft
            .position
            .is_some_and(|place| !is_mainland([place.lon(), place.lat()]));
        let hours = draft.hours.as_deref().unwrap_or_default();
        is_elsewhere && DAYS_OFF.iter().any(|word| hours.contains(word))
    };
    if settings.calendar == "cn" && drafts.iter().any(|draft| names_days_off(&draft)) {
        findings.note(
            "hours outside the mainland name days off, and its calendar is used; --calendar names \
             another",
        );
    }
}

/// The datum of a table: by its headers or its rows, by the option, by the list's own member. Points
/// in the mainland must have one; elsewhere maps are on WGS-84.
fn datum_of(
    source: &SourceTable,
    of_rows: Option<Datum>,
    points: &[Point],
    settings: &Settings,
) -> Result<Datum, ImportError> {
    let of_osm = source.is_osm.then_some(Datum::Wgs84);
    let said = source.columns.datum().or(of_rows).or(of_osm);
    if let Some(datum) = said.or(settings.datum).or(source.datum) {
        return Ok(datum);
    }
    let is_there = |point: &Point| matches!(point, Point::At(at) if is_mainland(*at));
    if points.iter().any(is_there) {
        return Err(ImportError::ChoiceMissing(format!(
            "{} has points in the mainland and does not say their datum; give --datum gcj02 if they \
             come from AMap, Tencent or a phone's map, bd09 if from Baidu, wgs84 if from GPS",
            source.list
        )));
    }
    Ok(Datum::Wgs84)
}

/// Gives the rows of tables of activities to their stations.
fn join_activities(
    programmes: &[(usize, Vec<Row>)],
    tables: &[SourceTable],
    settings: &Settings,
    drafts: &mut [Draft],
    findings: &mut Findings,
) {
    if programmes.is_empty() {
        return;
    }
    let stations = Stations::of(drafts);
    for (number, rows) in programmes {
        let table = &tables[*number];
        joining::join_table(table, rows, &stations, drafts, settings, findings);
    }
}

fn join_positions(
    job: &Job<'_>,
    drafts: &mut [Draft],
    findings: &mut Findings,
) -> Result<(), ImportError> {
    let Some(bytes) = job.positions else {
        return Ok(());
    };
    let list = read::read(&bytes.name, &bytes.bytes)?;
    let mut settings = job.settings.clone();
    settings.sheets.clear();
    let tables = source_table::of_list(list, &settings, &mut Findings::default(), &mut 0)?;
    let datum = |table: &SourceTable, points: &[Point], settings: &Settings| {
        let of_rows = placing::datum_of_rows(&table.block.rows, &table.columns);
        datum_of(table, of_rows, points, settings)
    };
    let mut positions = Positions::of(&tables, &settings, datum)?;
    for draft in drafts {
        positions.join(draft);
    }
    positions.tell(findings);
    Ok(())
}
