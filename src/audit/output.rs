//! The files of an audit: `audit.csv`, a row a station and a column a criterion, and `audit.html`.
//!
//! Both are written whole before either takes its name. In the CSV a text of a file that a
//! spreadsheet would take for a formula gets an apostrophe before it, as in the planner's files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use super::criteria::{Criterion, Verdict};
use super::page::audit_html;
use super::{Audit, Judged};
use crate::report::output::{Folder, OutputError, plain};
use crate::station::StationIdx;

/// Writes both files into a folder, which is made if it is not there; returns their paths.
///
/// # Errors
/// The folder or a file cannot be written; older files are then as they were.
pub fn write_all(dir: &Path, audit: &Audit<'_>) -> Result<Vec<PathBuf>, OutputError> {
    let mut folder = Folder::open(dir)?;
    folder.stage("audit.csv", |out| write_csv(out, audit))?;
    folder.stage("audit.html", |out| {
        out.write_all(audit_html(audit).as_bytes())
    })?;
    folder.commit()
}

/// The columns beside the criteria: `id`, `name`, `district`; the stars; `may_be` (the id of an
/// earlier station that may be the same place), `same` (what both have in common), `distance_m`;
/// `place_in_doubt` (why).
fn write_csv(out: &mut dyn Write, audit: &Audit<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let criteria = Criterion::ALL.map(Criterion::key);
    let header = ["id", "name", "district"]
        .into_iter()
        .chain(criteria)
        .chain([
            "star_claimed",
            "star_carried",
            "star_possible",
            "star_verdict",
            "star_missing",
            "star_unknown",
            "may_be",
            "same",
            "distance_m",
            "place_in_doubt",
        ]);
    csv.write_record(header)?;
    let pairs: HashMap<StationIdx, _> = audit.pairs.iter().map(|p| (p.second, p)).collect();
    let misplaced: HashMap<StationIdx, &str> = audit
        .misplaced
        .iter()
        .map(|(row, why)| (*row, why.as_str()))
        .collect();
    for judged in &audit.stations {
        let station = &audit.loaded.stations[judged.station.row()];
        let district = station.district.as_deref().unwrap_or_default();
        let mut record: Vec<String> = [&*station.id.0, &*station.name, district]
            .map(|text| plain(text).into_owned())
            .to_vec();
        record.extend(judged.verdicts.map(|verdict| verdict.key().to_owned()));
        record.extend(stars(audit, judged));
        record.extend(match pairs.get(&judged.station) {
            Some(pair) => {
                let first = &audit.loaded.stations[pair.first.row()].id.0;
                [
                    plain(first).into_owned(),
                    pair.same.key().to_owned(),
                    format!("{:.1}", pair.distance_m),
                ]
            }
            None => Default::default(),
        });
        let why = misplaced.get(&judged.station).copied().unwrap_or_default();
        record.push(plain(why).into_owned());
        csv.write_record(&record)?;
    }
    csv.flush()
}

fn stars(audit: &Audit<'_>, judged: &Judged) -> [String; 6] {
    let stars = &judged.stars;
    let unmet = |of: Verdict| {
        let rules = audit.settings.rules.rules();
        let rows = stars.unmet.iter().filter(|(_, verdict)| *verdict == of);
        let names: Vec<&str> = rows.map(|(row, _)| rules[*row].zh.as_str()).collect();
        plain(&names.join("；")).into_owned()
    };
    [
        stars.claimed.map_or(String::new(), |star| star.to_string()),
        stars.carried.to_string(),
        stars.possible.to_string(),
        stars.verdict().to_owned(),
        unmet(Verdict::No),
        unmet(Verdict::Unknown),
    ]
}
