//! The criteria, one by one: "yes", "no", or unknown where the list says nothing.

use hashbrown::HashSet;

use super::Settings;
use crate::amenity::AmenitySet;
use crate::dataset::Loaded;
use crate::hours::schedules::Hours;
use crate::station::{Station, StationIdx, Status};
use crate::vocabulary::fold;

/// A position is accurate within so many metres.
pub const ACCURATE_M: f64 = 50.0;
/// The longest time after which a check may be said to be too old, days.
pub const MAX_STALE_DAYS: u16 = 3_650;
/// Properties of a list's own that say whether the common sign hangs there.
const SIGN_PROPERTIES: [&str; 5] = ["sign", "signage", "标识", "统一标识", "標識"];
/// Groups of the vocabulary that are services; all others are facilities.
const SERVICE_GROUPS: [&str; 3] = ["service", "food", "culture"];

/// What is known of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The list says so.
    Yes,
    /// The list says otherwise.
    No,
    /// The list does not say.
    Unknown,
}

/// What an inspection asks: the "six haves" (common sign, fixed place, facilities, rules, staff, to
/// be found on a map) as far as a list can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A name of its own.
    Name,
    /// The common sign: a property `sign`, `统一标识`.
    Sign,
    /// A position that fits the other stations of its district.
    Position,
    /// The position is said to be accurate within [`ACCURATE_M`].
    Accuracy,
    /// At least one facility.
    Facilities,
    /// At least one service.
    Services,
    /// Opening hours are there.
    HoursStated,
    /// Opening hours can be understood.
    HoursUnderstood,
    /// Who runs it.
    Operator,
    /// A telephone number.
    Contact,
    /// Checked on the spot, not too long ago.
    Checked,
    /// Found on the map: in service, at a position that is not in doubt.
    OnMap,
}

/// What verdicts need beside the station.
pub(super) struct Judge<'a> {
    loaded: &'a Loaded,
    settings: &'a Settings,
    misplaced: HashSet<StationIdx>,
    services: AmenitySet,
}

impl Verdict {
    /// The word in `audit.csv`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// "Yes" if so, unknown otherwise: a blank says nothing.
    const fn yes_if(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::Unknown }
    }

    /// What is said.
    pub(super) const fn of(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}

impl Criterion {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::Sign,
        Self::Position,
        Self::Accuracy,
        Self::Facilities,
        Self::Services,
        Self::HoursStated,
        Self::HoursUnderstood,
        Self::Operator,
        Self::Contact,
        Self::Checked,
        Self::OnMap,
    ];

    /// The place in [`Self::ALL`].
    pub const fn place(self) -> usize {
        self as usize
    }

    /// The name of its column in `audit.csv`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name_given",
            Self::Sign => "sign",
            Self::Position => "position",
            Self::Accuracy => "position_accurate",
            Self::Facilities => "facilities",
            Self::Services => "services",
            Self::HoursStated => "hours_stated",
            Self::HoursUnderstood => "hours_understood",
            Self::Operator => "operator",
            Self::Contact => "contact",
            Self::Checked => "checked",
            Self::OnMap => "on_map",
        }
    }

    /// What it is called in Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("名称", "Name"),
            Self::Sign => ("统一标识", "Sign"),
            Self::Position => ("位置", "Position"),
            Self::Accuracy => ("位置精度", "Accuracy"),
            Self::Facilities => ("设施", "Facilities"),
            Self::Services => ("服务", "Services"),
            Self::HoursStated => ("开放时间", "Hours stated"),
            Self::HoursUnderstood => ("时间可读", "Hours understood"),
            Self::Operator => ("管理单位", "Operator"),
            Self::Contact => ("联系电话", "Contact"),
            Self::Checked => ("近期核查", "Checked"),
            Self::OnMap => ("地图可查", "On the map"),
        }
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        loaded: &'a Loaded,
        settings: &'a Settings,
        misplaced: &[(StationIdx, String)],
    ) -> Self {
        let keys = &loaded.amenity_keys;
        let is_service = |amenity: &_| {
            let group = keys.term(*amenity).and_then(|term| term.group.as_deref());
            group.is_some_and(|group| SERVICE_GROUPS.contains(&group))
        };
        Self {
            loaded,
            settings,
            misplaced: misplaced.iter().map(|(row, _)| *row).collect(),
            services: keys.iter().filter(is_service).collect(),
        }
    }

    pub(super) fn verdict(
        &self,
        criterion: Criterion,
        row: StationIdx,
        station: &Station,
    ) -> Verdict {
        let is_placed = !self.misplaced.contains(&row);
        match criterion {
            Criterion::Name => Verdict::yes_if(*station.name != *station.id.0),
            Criterion::Sign => sign(&station.more().extra_members),
            Criterion::Position => Verdict::yes_if(is_placed),
            Criterion::Accuracy => {
                let accuracy_m = station.more().position_accuracy_m;
                accuracy_m.map_or(Verdict::Unknown, |m| Verdict::of(m <= ACCURATE_M))
            }
            Criterion::Facilities => {
                let no_services = |set: AmenitySet| set.without(self.services);
                listed(
                    no_services(station.offered),
                    no_services(station.not_offered),
                )
            }
            Criterion::Services => {
                let services = |set: AmenitySet| set.intersection(self.services);
                listed(services(station.offered), services(station.not_offered))
            }
            Criterion::HoursStated => Verdict::yes_if(station.opening_hours.is_some()),
            Criterion::HoursUnderstood => match self.loaded.station_hours[row.row()] {
                _ if station.opening_hours.is_none() => Verdict::Unknown,
                Hours::Scheduled(_) => Verdict::Yes,
                Hours::Unparsed if station.status == Status::Unknown => Verdict::Unknown,
                Hours::Unparsed | Hours::None => Verdict::No,
            },
            Criterion::Operator => Verdict::yes_if(station.more().operator.is_some()),
            Criterion::Contact => Verdict::yes_if(station.more().phone.is_some()),
            Criterion::Checked => self.checked(station),
            Criterion::OnMap => match station.status_on(self.settings.date()) {
                _ if station.status == Status::Unknown || !is_placed => Verdict::Unknown,
                status => Verdict::of(status == Status::Active),
            },
        }
    }

    /// A check in the future is none that is known.
    fn checked(&self, station: &Station) -> Verdict {
        let Some(checked) = station.verified_on else {
            return Verdict::Unknown;
        };
        let days = (self.settings.date() - checked).num_days();
        if days < 0 {
            return Verdict::Unknown;
        }
        Verdict::of(days <= i64::from(self.settings.stale_days))
    }
}

/// Something is there; or what is spoken of is not there.
fn listed(offered: AmenitySet, not_offered: AmenitySet) -> Verdict {
    match (offered.is_empty(), not_offered.is_empty()) {
        (false, _) => Verdict::Yes,
        (true, false) => Verdict::No,
        (true, true) => Verdict::Unknown,
    }
}

/// What a property of the list says of the sign.
fn sign(extra_members: &str) -> Verdict {
    let value = SIGN_PROPERTIES
        .iter()
        .find_map(|name| extra(extra_members, name));
    let word = value.map(|value| fold(&value));
    match word.as_deref() {
        Some("true" | "yes" | "1" | "有" | "是") => Verdict::Yes,
        Some("false" | "no" | "0" | "无" | "無" | "否") => Verdict::No,
        _ => Verdict::Unknown,
    }
}

/// A property of a file's own, as text; `None` if it is not there or null.
pub(super) fn extra(members: &str, name: &str) -> Option<String> {
    // Most stations have none, and none of this name.
    if !members.contains(name) {
        return None;
    }
    let members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&format!("{{{members}}}")).ok()?;
    match members.get(name)? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}
