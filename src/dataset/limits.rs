//! The caps on what is loaded: far above real data, below what would hurt the service.
//!
//! Every text that leaves the service is bounded by one of them.

/// How many files one load may name.
pub const MAX_FILES: usize = 10_000;
/// The largest file, bytes (1 GiB; 200,000 stations take about 75 MB).
pub const MAX_FILE_BYTES: u64 = 1 << 30;
/// How many stations one load may hold.
pub const MAX_STATIONS: usize = 10_000_000;
/// How many features one file may hold, so that a list of nothing costs no more than the file.
pub const MAX_FEATURES: usize = MAX_STATIONS;
/// How many features of a file are read before one of them must be a station.
pub const MAX_BAD_AT_FIRST: usize = 100_000;
/// The longest id, bytes.
pub const MAX_ID_BYTES: usize = 256;
/// The longest text of a property, bytes.
pub const MAX_TEXT_BYTES: usize = 8_192;
/// The longest amenity key, bytes.
pub const MAX_AMENITY_KEY_BYTES: usize = 64;
/// How many amenities one record may list.
pub const MAX_AMENITIES_LISTED: usize = 512;
/// How many honours one record may list.
pub const MAX_HONOURS: usize = 100;
/// How many activities one record may list.
pub const MAX_ACTIVITIES: usize = 200;
/// How many offers one record may list.
pub const MAX_OFFERS: usize = 50;
/// How many bytes the list of activities, or of offers, may take in one record.
pub const MAX_PROGRAMME_BYTES: usize = 131_072;
/// The longest activity, days.
pub const MAX_ACTIVITY_DAYS: i64 = 366;
/// The longest activity that recurs, days each time.
pub const MAX_RECURRING_DAYS: i64 = 31;
/// The most places of an activity.
pub const MAX_PLACES: u32 = 1_000_000;
/// How many bytes the properties that are not ours may take in one record.
pub const MAX_EXTRA_BYTES: usize = 65_536;
