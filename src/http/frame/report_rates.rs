//! How many reports are taken of one client, and about one station.
//!
//! Beside the rate that the operator sets for all requests: reports are writes that anybody may
//! send. Many riders share an address of their mobile network, so that the first bound is generous.

use std::hash::{BuildHasher, RandomState};

use super::client::Client;
use super::rate::{RateLimit, Rates};

/// Reports of one client at once after a pause.
const CLIENT_BURST: u32 = 20;
/// Reports of one client a second after that.
const CLIENT_PER_S: f64 = 0.1;
/// Reports about one station at once after a pause.
const STATION_BURST: u32 = 60;
/// Reports about one station a second after that.
const STATION_PER_S: f64 = 0.1;

/// The state of all clients and stations.
#[derive(Debug)]
pub struct ReportRates {
    of_clients: Rates<Client>,
    /// By a hash of the id.
    about_stations: Rates<u64>,
    hasher: RandomState,
}

impl Default for ReportRates {
    fn default() -> Self {
        Self {
            of_clients: Rates::new(RateLimit::constant(CLIENT_PER_S, CLIENT_BURST)),
            about_stations: Rates::new(RateLimit::constant(STATION_PER_S, STATION_BURST)),
            hasher: RandomState::new(),
        }
    }
}

impl ReportRates {
    /// Takes a report of a client about a station, or returns the seconds until the next is taken.
    pub fn admit(&self, client: Client, station: &str) -> Result<(), u16> {
        self.of_clients.admit(client)?;
        self.about_stations.admit(self.hasher.hash_one(station))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_bounded_for_each_client_and_about_each_station() {
        let rates = ReportRates::default();
        let client = |n: u32| Client::V4(n.to_be_bytes());
        for n in 0..CLIENT_BURST {
            assert_eq!(rates.admit(client(0), &n.to_string()), Ok(()));
        }
        assert!(rates.admit(client(0), "x").is_err());
        for n in 1..=STATION_BURST {
            assert_eq!(rates.admit(client(n), "y"), Ok(()));
        }
        assert!(rates.admit(client(1_000), "y").is_err());
        assert_eq!(rates.admit(client(1_000), "z"), Ok(()));
    }
}
