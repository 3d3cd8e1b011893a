//! A station: all that its record says, validated.
//!
//! No opening hours are evaluated here and no JSON is written.

mod activity;
mod booking;
mod rows;

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

pub use activity::{
    Activity, MAX_INTERVAL, MAX_OCCURRENCES, MAX_RECURS_BYTES, Occurrence, Offer, OfferAudience,
    Programme, Recurrence, RecurrenceError,
};
pub use booking::Booking;
pub use rows::RowsById;

use crate::amenity::{AmenityIdx, AmenitySet};
use crate::position::Position;
use crate::vocabulary::statuses;

/// The public identity of a station, unique over all loaded files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(pub Box<str>);

/// The separator of a list that is written as a text.
pub const LIST_SEPARATOR: &str = ", ";

/// The row of a station in one loaded set; meaningless in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationIdx(pub u32);

/// The row of a source file in one loaded set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceIdx(pub u16);

/// One station. Texts that many stations have in common are shared.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its public identity.
    pub id: StationId,
    /// Its position.
    pub position: Position,
    /// The file it came from.
    pub file: SourceIdx,
    /// Display name; the id where the record had none.
    pub name: Box<str>,
    /// A key of the kinds vocabulary, or the record's own word.
    pub kind: Option<Arc<str>>,
    /// Street address.
    pub address: Option<Box<str>>,
    /// City.
    pub city: Option<Arc<str>>,
    /// District.
    pub district: Option<Arc<str>>,
    /// Opening hours as written in the file.
    pub opening_hours: Option<Arc<str>>,
    /// Amenities that it offers, the limited ones included.
    pub offered: AmenitySet,
    /// Amenities that the record says are missing.
    pub not_offered: AmenitySet,
    /// Amenities that are offered but `limited`.
    pub limited: AmenitySet,
    /// More about some amenities, in the order of their numbers.
    pub amenity_details: Box<[AmenityDetail]>,
    /// How one gets access.
    pub access: Option<Access>,
    /// Rating, 1 to 5.
    pub star: Option<u8>,
    /// Whether it is in service.
    pub status: Status,
    /// The last day on which a status other than active holds.
    pub status_until: Option<NaiveDate>,
    /// The day of the last check on the spot.
    pub verified_on: Option<NaiveDate>,
    more: Option<Box<MoreFacts>>,
}

/// Details that many records lack and no query tests; stored apart, so that stations are small.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MoreFacts {
    /// Display name in English.
    pub name_en: Option<Box<str>>,
    /// The operator.
    pub operator: Option<Arc<str>>,
    /// Telephone number as written.
    pub phone: Option<Box<str>>,
    /// Where the record's facts come from.
    pub source: Option<Arc<str>>,
    /// Awards.
    pub honours: Box<[Box<str>]>,
    /// Where a relocated station moved to.
    pub moved_to: Option<StationId>,
    /// The station that this one is a branch of.
    pub part_of: Option<StationId>,
    /// The accuracy of the position, metres.
    pub position_accuracy_m: Option<f64>,
    /// What goes on there; few stations have anything.
    pub programme: Option<Box<Programme>>,
    /// The file's own properties, as the members of a JSON object without its braces.
    pub extra_members: Box<str>,
}

/// What a record says of one amenity beyond that it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmenityDetail {
    /// The amenity.
    pub amenity: AmenityIdx,
    /// Hours of its own, as written.
    pub opening_hours: Option<Arc<str>>,
    /// Whether or how it must be booked.
    pub booking: Option<Booking>,
    /// A remark.
    pub note: Option<Box<str>>,
}

/// How one gets access to a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Open to the public without a formality.
    Open,
    /// By scanning a code.
    Scan,
    /// By an app.
    App,
    /// Members only.
    Members,
    /// Customers only.
    Customers,
}

/// Whether a station is in service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// In service.
    #[default]
    Active,
    /// Out of service for a time.
    Suspended,
    /// Moved elsewhere.
    Relocated,
    /// Closed for good.
    Closed,
    /// The record's status is not understood; the hours are unknown too.
    Unknown,
}

impl Access {
    /// Every kind of access.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Scan,
        Self::App,
        Self::Members,
        Self::Customers,
    ];

    /// The name in files and requests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Scan => "scan",
            Self::App => "app",
            Self::Members => "members",
            Self::Customers => "customers",
        }
    }

    /// The bit of this kind of access, for sets of them.
    pub const fn mask(self) -> u8 {
        1 << self as u8
    }

    /// The access of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.key() == key)
    }
}

impl Status {
    /// Every status that a record can have.
    pub const ALL: [Self; 4] = [Self::Active, Self::Suspended, Self::Relocated, Self::Closed];

    /// The name in files and answers, where what is unknown is null.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Relocated => "relocated",
            Self::Closed => "closed",
        }
    }

    /// The status of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// The status that a word of the vocabulary stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::from_key(word).or_else(|| Self::from_key(statuses().key_of(word)))
    }
}

impl Station {
    /// A station of which only the place is known; the id serves as its name.
    pub fn nameless(id: &str, position: Position, file: SourceIdx) -> Self {
        Self {
            id: StationId(id.into()),
            position,
            file,
            name: id.into(),
            kind: None,
            address: None,
            city: None,
            district: None,
            opening_hours: None,
            offered: AmenitySet::EMPTY,
            not_offered: AmenitySet::EMPTY,
            limited: AmenitySet::EMPTY,
            amenity_details: Box::default(),
            access: None,
            star: None,
            status: Status::default(),
            status_until: None,
            verified_on: None,
            more: None,
        }
    }

    /// What the record says beyond what queries ask for.
    pub fn more(&self) -> &MoreFacts {
        static NOTHING: LazyLock<MoreFacts> = LazyLock::new(MoreFacts::default);
        self.more.as_deref().unwrap_or_else(|| &NOTHING)
    }

    /// Replaces these details.
    pub fn set_more(&mut self, more: MoreFacts) {
        self.more = (more != MoreFacts::default()).then(|| Box::new(more));
    }

    /// Its activities; most stations have none.
    pub fn activities(&self) -> &[Activity] {
        let programme = self.more().programme.as_ref();
        programme.map_or(&[], |programme| &programme.activities)
    }

    /// The last day on which it has an offer: [`NaiveDate::MAX`] if one has no end.
    pub fn offers_until(&self) -> Option<NaiveDate> {
        self.more().programme.as_ref()?.offers_until()
    }

    /// The status on a day: a temporary one ends after its last day. An unknown one does not take a
    /// station out of service, for its hours are unknown.
    pub fn status_on(&self, date: NaiveDate) -> Status {
        match (self.status, self.status_until) {
            (Status::Unknown, _) => Status::Active,
            (_, Some(until)) if date > until => Status::Active,
            (status, _) => status,
        }
    }

    /// The first day on which it is in service: [`NaiveDate::MIN`] if it always is, the day after a
    /// temporary status, `None` if it never is.
    pub fn first_day_in_service(&self) -> Option<NaiveDate> {
        if self.status_on(NaiveDate::MIN) == Status::Active {
            return Some(NaiveDate::MIN);
        }
        self.status_until?.succ_opt()
    }

    /// What the record says of an amenity beyond that it exists.
    pub fn detail(&self, amenity: AmenityIdx) -> Option<&AmenityDetail> {
        self.amenity_details
            .iter()
            .find(|detail| detail.amenity == amenity)
    }
}

impl StationIdx {
    /// As an index of a slice.
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

impl std::fmt::Display for StationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
