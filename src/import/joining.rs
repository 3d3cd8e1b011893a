//! Rows of activities and the stations that they belong to.

use hashbrown::HashMap;

use super::activities::{Fault, bad, give, of_row};
use super::cell::{Row, one_line};
use super::draft::Draft;
use super::field::Key;
use super::findings::Findings;
use super::ids::{Repeated, codes, join_key};
use super::settings::Settings;
use super::source_table::SourceTable;

/// Stations by what rows of activities name them by; `None` where several have it.
pub(super) struct Stations {
    codes: HashMap<String, Option<usize>>,
    names_and_addresses: HashMap<String, Option<usize>>,
    names: HashMap<String, Option<usize>>,
}

/// How a row names its station.
struct Named {
    code: Option<String>,
    name: Option<String>,
    address: Option<String>,
}

impl Stations {
    /// Of all stations of the lists.
    pub(super) fn of(drafts: &[Draft]) -> Self {
        let mut stations = Self {
            codes: HashMap::new(),
            names_and_addresses: HashMap::new(),
            names: HashMap::new(),
        };
        for (n, draft) in drafts.iter().enumerate() {
            let name = draft.name.as_deref();
            add(&mut stations.codes, draft.id.clone(), n);
            if let Some(code) = draft.code.clone().filter(|code| *code != draft.id) {
                add(&mut stations.codes, code, n);
            }
            let whole = join_key(name, draft.address.as_deref());
            add(&mut stations.names_and_addresses, whole, n);
            add(&mut stations.names, join_key(name, None), n);
        }
        stations
    }

    /// The station that a row names.
    fn find(&self, named: &Named) -> Result<usize, Fault> {
        let name = named.name.as_deref();
        let by_code = named.code.as_ref().and_then(|code| self.codes.get(code));
        let whole = || {
            let address = named.address.as_deref()?;
            self.names_and_addresses.get(&join_key(name, Some(address)))
        };
        let by_name = || self.names.get(&join_key(Some(name?), None));
        let told = named.code.as_deref().or(name).unwrap_or_default();
        match by_code.or_else(whole).or_else(by_name) {
            Some(Some(station)) => Ok(*station),
            Some(None) => Err(bad(
                "ambiguous_station",
                format!("several stations are called '{told}'; a code or an address is wanted"),
            )),
            None if told.is_empty() => Err(bad(
                "unknown_station",
                "the row names no station; its code or its name is wanted",
            )),
            None => Err(bad(
                "unknown_station",
                format!("no station of the lists is called '{told}'"),
            )),
        }
    }
}

fn add(map: &mut HashMap<String, Option<usize>>, key: String, station: usize) {
    map.entry(key)
        .and_modify(|known| *known = None)
        .or_insert(Some(station));
}

/// Gives the activities of a table to their stations, and tells which rows fit none.
pub(super) fn join_table(
    table: &SourceTable,
    rows: &[Row],
    stations: &Stations,
    drafts: &mut [Draft],
    settings: &Settings,
    findings: &mut Findings,
) {
    let codes = codes(rows, &table.columns);
    for (row, code) in rows.iter().zip(codes) {
        let text = |key| {
            let cell = row.cell(table.columns.at(key)?)?;
            Some(one_line(&cell.as_text()))
        };
        let address = text(Key::Address);
        let named = Named {
            code,
            name: text(Key::Name).or_else(|| address.clone()),
            address,
        };
        let read = of_row(row, &table.columns, settings, findings);
        let joined = match read {
            Ok(Some(activity)) => stations
                .find(&named)
                .and_then(|station| give(&mut drafts[station].activities, activity)),
            Ok(None) => Err(bad("bad_activity", "the activity has no title")),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = joined {
            findings.leave_out_as(fault.code, table.place(row.number), &fault.why);
        }
    }
}

/// Rows that say a station again to tell another activity give it to the first, and are then not
/// told as repeated; the others come back.
pub(super) fn merge_repeated(repeated: Vec<Repeated>, drafts: &mut [Draft]) -> Vec<Repeated> {
    let mut is_told = |repeated: &Repeated| {
        let more = std::mem::take(&mut drafts[repeated.again].activities);
        let has_more = !more.is_empty();
        let first = &mut drafts[repeated.first].activities;
        let given = more
            .into_iter()
            .map(|activity| give(first, activity).is_ok());
        // All are given, also behind one that is there already.
        let is_new = given.fold(has_more, |all, is_given| all && is_given);
        !is_new
    };
    repeated.into_iter().filter(|one| is_told(one)).collect()
}
