//! What a rider found at a station.

use crate::clock::UnixTime;

/// A report of a rider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Random, as it stands in addresses.
    pub id: String,
    /// Id of the station.
    pub station: String,
    /// What was found.
    pub what: ReportWhat,
    /// The amenity that it is about, with [`ReportWhat::AmenityMissing`].
    pub amenity: Option<String>,
    /// In the rider's words, plain text.
    pub text: Option<String>,
    /// Digest of the random id that the app made, hexadecimal; removed after 30 days.
    pub reporter_digest: Option<String>,
    /// When it came.
    pub at: UnixTime,
    /// What a keeper made of it.
    pub state: ReportState,
    /// When a keeper answered.
    pub answered_at: Option<UnixTime>,
}

/// What a rider found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportWhat {
    /// The door was locked.
    Locked,
    /// The station is not there any more.
    Gone,
    /// An amenity is not there, or does not work.
    AmenityMissing,
    /// The posted hours are wrong.
    WrongHours,
    /// The position is wrong.
    WrongPosition,
    /// All was as it should be: it also contradicts those who found it locked.
    Thanks,
    /// Anything else, in words.
    Other,
}

/// What a keeper made of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReportState {
    /// Not answered yet.
    #[default]
    New,
    /// It was so.
    Confirmed,
    /// It was not so.
    Rejected,
}

impl ReportWhat {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Locked,
        Self::Gone,
        Self::AmenityMissing,
        Self::WrongHours,
        Self::WrongPosition,
        Self::Thanks,
        Self::Other,
    ];

    /// As it is written in JSON and in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Gone => "gone",
            Self::AmenityMissing => "amenity_missing",
            Self::WrongHours => "wrong_hours",
            Self::WrongPosition => "wrong_position",
            Self::Thanks => "thanks",
            Self::Other => "other",
        }
    }

    /// The find of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.key() == key)
    }
}

impl ReportState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::New, Self::Confirmed, Self::Rejected];

    /// As it is written in JSON and in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
        }
    }

    /// The state of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}
