//! What a union's inspection asks of its list: each station by each criterion, the stars claimed
//! beside those that its facilities and hours carry, and what is odd in the list as a whole.
//!
//! It judges and changes nothing. Invariant: what the list does not say is unknown, never "no".

mod criteria;
mod hours;
mod oddities;
mod output;
mod page;
mod pairs;
mod stars;

use chrono::NaiveDate;

pub use self::criteria::{ACCURATE_M, Criterion, MAX_STALE_DAYS, Verdict};
pub use self::oddities::{EqualHours, FEWEST_WITH_HOURS};
pub use self::output::write_all;
pub use self::page::{MAX_LISTED, MAX_STATIONS_SHOWN};
pub use self::pairs::{NEAR_M, Pair, Sameness};
pub use self::stars::{
    MAX_RULES, MAX_RULES_BYTES, Requirement, Rule, StarRules, StarRulesError, Stars,
};
use crate::clock::{UnixTime, Zone};
use crate::dataset::{Loaded, Severity};
use crate::station::StationIdx;

/// What stations are judged by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The moment of the audit.
    pub at: UnixTime,
    /// The zone of its date.
    pub zone: Zone,
    /// A check longer ago than so many days is too old.
    pub stale_days: u16,
    /// What each star asks for.
    pub rules: StarRules,
    /// Whether these are the bundled rules, which are an example.
    pub has_bundled_rules: bool,
}

/// One station as it is judged.
#[derive(Debug)]
pub struct Judged {
    /// Its row.
    pub station: StationIdx,
    /// In the order of [`Criterion::ALL`].
    pub verdicts: [Verdict; Criterion::ALL.len()],
    /// The stars that it claims and those that are carried.
    pub stars: Stars,
}

/// The judgement of a whole list.
#[derive(Debug)]
pub struct Audit<'a> {
    /// The list.
    pub loaded: &'a Loaded,
    /// What it was judged by.
    pub settings: &'a Settings,
    /// Every station, in the order of the files.
    pub stations: Vec<Judged>,
    /// Stations that may be one place.
    pub pairs: Vec<Pair>,
    /// Hours that most stations have.
    pub equal_hours: Option<EqualHours>,
    /// Rows of stations that are probably not where the list says, with the reason.
    pub misplaced: Vec<(StationIdx, String)>,
}

/// Judges every station of a list.
///
/// Cost: linear in the stations; hours are evaluated once for each distinct text.
pub fn audit<'a>(loaded: &'a Loaded, settings: &'a Settings) -> Audit<'a> {
    let misplaced = oddities::misplaced(loaded);
    let weeks = hours::Weeks::of(loaded, settings.date());
    let judge = criteria::Judge::new(loaded, settings, &misplaced);
    let stations = (0..).map(StationIdx).zip(&loaded.stations);
    let stations = stations.map(|(row, station)| Judged {
        station: row,
        verdicts: Criterion::ALL.map(|criterion| judge.verdict(criterion, row, station)),
        stars: settings.rules.stars(station, weeks.of_station(row), loaded),
    });
    Audit {
        stations: stations.collect(),
        pairs: pairs::pairs(&loaded.stations),
        equal_hours: oddities::equal_hours(&loaded.stations),
        misplaced,
        loaded,
        settings,
    }
}

impl Settings {
    /// The day of the audit.
    pub fn date(&self) -> NaiveDate {
        self.zone.local_minute(self.at).date()
    }
}

impl Audit<'_> {
    /// How many stations have this verdict on a criterion.
    pub fn count(&self, criterion: Criterion, verdict: Verdict) -> usize {
        let place = criterion.place();
        let judged = self.stations.iter();
        judged.filter(|one| one.verdicts[place] == verdict).count()
    }

    /// How many stations claim more stars than their facilities and hours can carry.
    pub fn n_overrated(&self) -> usize {
        let judged = self.stations.iter();
        judged.filter(|one| one.stars.is_overrated()).count()
    }

    /// Records of the files that are no stations.
    pub fn n_refused(&self) -> usize {
        self.loaded.issues.counts().with(Severity::Error)
    }

    /// Whether anything is wrong; what is unknown alone is not.
    pub fn has_faults(&self) -> bool {
        let has_no = |criterion: &Criterion| self.count(*criterion, Verdict::No) > 0;
        self.n_refused() > 0
            || self.n_overrated() > 0
            || !self.pairs.is_empty()
            || !self.misplaced.is_empty()
            || self.equal_hours.is_some()
            || Criterion::ALL.iter().any(has_no)
    }
}
