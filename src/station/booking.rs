//! How something at a station is booked.

/// Whether or how an amenity or an activity must be booked; bookings are made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booking {
    /// Needed or not.
    Needed(bool),
    /// How: an address, a telephone number, the path of a mini-program, or words.
    How(Box<str>),
}
