//! What a keeper says of a station for a time.

use crate::clock::UnixTime;

/// A notice of a keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Random, as it stands in addresses.
    pub id: String,
    /// Id of the station.
    pub station: String,
    /// What it says.
    pub kind: NoticeKind,
    /// The amenity that is out of order: a key of the vocabulary or of a file; only with
    /// [`NoticeKind::AmenityOut`].
    pub amenity: Option<String>,
    /// The first moment at which it holds.
    pub from: UnixTime,
    /// The first moment at which it holds no more; after `from`.
    pub until: UnixTime,
    /// What riders read, plain text.
    pub text: Option<String>,
    /// The same in English.
    pub text_en: Option<String>,
    /// When it was written.
    pub created_at: UnixTime,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<UnixTime>,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Closed, whatever the hours say.
    Closed,
    /// Open, against the posted hours.
    Open,
    /// One amenity cannot be used.
    AmenityOut,
    /// Full of people; does not change what is open.
    Crowded,
    /// Anything else that visitors should read.
    Note,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Closed,
        Self::Open,
        Self::AmenityOut,
        Self::Crowded,
        Self::Note,
    ];

    /// As it is written in JSON and in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::AmenityOut => "amenity_out",
            Self::Crowded => "crowded",
            Self::Note => "note",
        }
    }

    /// The kind of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl Notice {
    /// Whether it holds at a moment.
    pub fn holds_at(&self, at: UnixTime) -> bool {
        self.withdrawn_at.is_none() && self.from <= at && at < self.until
    }

    /// Whether it says that the station is open or closed, which answers reports made before it.
    pub const fn is_answer(&self) -> bool {
        matches!(self.kind, NoticeKind::Open | NoticeKind::Closed)
    }

    /// From when on it answers the reports made before it: also after it ended or was withdrawn. One
    /// that was withdrawn before it began to hold answers nothing.
    pub fn answers_from(&self) -> Option<UnixTime> {
        let from = self.from.max(self.created_at);
        let is_taken_back = self.withdrawn_at.is_some_and(|moment| moment <= from);
        (self.is_answer() && !is_taken_back).then_some(from)
    }
}
