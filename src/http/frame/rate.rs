//! How often a client may ask: a bucket of tokens each, kept as one instant.
//!
//! The generic cell rate algorithm (ITU-T I.371): for each client the instant at which its
//! bucket would be full again; a request moves it on by the time that a token takes. Own code
//! because the crate for it, governor, remembers every client until it is told to shrink and
//! has no bound: an attacker with many addresses fills the memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::client::Client;

/// Fewest requests a second that can be allowed.
pub const MIN_RATE_PER_S: f64 = 0.01;
/// Most requests a second that can be allowed.
pub const MAX_RATE_PER_S: f64 = 1_000_000.0;
/// Largest burst that can be allowed.
pub const MAX_BURST: u32 = 1_000_000;
/// Most clients that are remembered: some four megabytes.
pub const MAX_CLIENTS: usize = 1 << 16;
/// Parts of the memory with a lock each, so that cores seldom wait for each other.
const N_SHARDS: usize = 16;

/// How often one client may ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    per_s: f64,
    burst: u32,
}

/// A rate that cannot be used.
#[derive(Debug, Error, PartialEq)]
pub enum RateError {
    /// The requests a second.
    #[error("a rate is {MIN_RATE_PER_S} to {MAX_RATE_PER_S} requests a second, got {0}")]
    Rate(f64),
    /// The burst.
    #[error("a burst is 1 to {MAX_BURST} requests, got {0}")]
    Burst(u32),
}

/// What is remembered of the clients.
#[derive(Debug)]
pub struct Rates {
    limit: RateLimit,
    begun: Instant,
    hasher: RandomState,
    shards: [Mutex<Shard>; N_SHARDS],
}

/// Clients, and when since the beginning the bucket of each is full.
type Shard = HashMap<Client, Duration>;

impl RateLimit {
    /// So many requests a second, and so many at once after a pause.
    pub fn new(per_s: f64, burst: u32) -> Result<Self, RateError> {
        if !(MIN_RATE_PER_S..=MAX_RATE_PER_S).contains(&per_s) {
            return Err(RateError::Rate(per_s));
        }
        if !(1..=MAX_BURST).contains(&burst) {
            return Err(RateError::Burst(burst));
        }
        Ok(Self { per_s, burst })
    }

    /// Requests a second.
    pub const fn per_s(&self) -> f64 {
        self.per_s
    }

    /// Requests at once.
    pub const fn burst(&self) -> u32 {
        self.burst
    }

    fn token_time(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.per_s)
    }
}

impl Rates {
    /// No client has asked yet.
    pub fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            begun: Instant::now(),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Takes a token of a client; if it has none, after how many seconds it has one.
    pub fn admit(&self, client: Client) -> Result<(), u16> {
        self.admit_at(client, self.begun.elapsed())
    }

    fn admit_at(&self, client: Client, now: Duration) -> Result<(), u16> {
        let [token, tolerance] = [
            self.limit.token_time(),
            self.limit.token_time() * (self.limit.burst - 1),
        ];
        let mut shard = self
            .shard(client)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let full_at = shard.get(&client).map_or(now, |full_at| now.max(*full_at));
        let early = full_at.saturating_sub(now).saturating_sub(tolerance);
        if !early.is_zero() {
            return Err(whole_seconds(early));
        }
        if shard.len() >= MAX_CLIENTS / N_SHARDS && !shard.contains_key(&client) {
            forget(&mut shard, now);
        }
        shard.insert(client, full_at + token);
        Ok(())
    }

    fn shard(&self, client: Client) -> &Mutex<Shard> {
        let hash = self.hasher.hash_one(client).to_le_bytes();
        &self.shards[usize::from(hash[0]) % N_SHARDS]
    }
}

/// Forgets the clients with a full bucket: nothing is lost by it. If there is none, forgets
/// the half with the fullest buckets.
fn forget(shard: &mut Shard, now: Duration) {
    let before = shard.len();
    shard.retain(|_, full_at| *full_at > now);
    if shard.len() < before {
        return;
    }
    let mut instants: Vec<Duration> = shard.values().copied().collect();
    let middle = instants.len() / 2;
    let (_, median, _) = instants.select_nth_unstable(middle);
    let median = *median;
    shard.retain(|_, full_at| *full_at > median);
}

/// Rounded up, and at least one.
fn whole_seconds(time: Duration) -> u16 {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    u16::try_from(seconds.max(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(per_s: f64, burst: u32) -> Rates {
        Rates::new(RateLimit::new(per_s, burst).unwrap())
    }

    fn client(number: u32) -> Client {
        Client::V4(number.to_be_bytes())
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_burst_is_answered_and_then_one_request_for_each_token() {
        let rates = rates(10.0, 3);
        for _ in 0..3 {
            assert_eq!(rates.admit_at(client(1), ms(0)), Ok(()));
        }
        assert_eq!(rates.admit_at(client(1), ms(0)), Err(1));
        assert_eq!(rates.admit_at(client(1), ms(99)), Err(1));
        assert_eq!(rates.admit_at(client(1), ms(100)), Ok(()));
        assert_eq!(rates.admit_at(client(1), ms(100)), Err(1));
        // Another client has its own.
        assert_eq!(rates.admit_at(client(2), ms(100)), Ok(()));
        // After a pause the burst is back, and no more than it.
        for _ in 0..3 {
            assert_eq!(rates.admit_at(client(1), ms(60_000)), Ok(()));
        }
        assert_eq!(rates.admit_at(client(1), ms(60_000)), Err(1));
    }

    #[test]
    fn a_client_that_asks_too_early_is_told_when_a_token_is_there() {
        let rates = rates(0.1, 1);
        assert_eq!(rates.admit_at(client(1), ms(0)), Ok(()));
        assert_eq!(rates.admit_at(client(1), ms(0)), Err(10));
        assert_eq!(rates.admit_at(client(1), ms(8_500)), Err(2));
        assert_eq!(rates.admit_at(client(1), ms(10_000)), Ok(()));
    }

    #[test]
    fn no_more_clients_are_remembered_than_the_cap() {
        let rates = rates(0.01, 1);
        let n_clients = 3 * u32::try_from(MAX_CLIENTS).unwrap();
        for number in 0..n_clients {
            let now = Duration::from_micros(u64::from(number));
            assert_eq!(rates.admit_at(client(number), now), Ok(()));
        }
        let remembered: usize = rates
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap().len())
            .sum();
        assert!(
            (MAX_CLIENTS / 4..=MAX_CLIENTS).contains(&remembered),
            "{remembered}"
        );
        // Those that asked last are remembered.
        assert!(
            rates
                .admit_at(client(n_clients - 1), Duration::from_secs(1))
                .is_err()
        );
    }

    #[test]
    fn rates_and_bursts_have_bounds() {
        for per_s in [MIN_RATE_PER_S, MAX_RATE_PER_S] {
            assert!(RateLimit::new(per_s, 1).is_ok());
        }
        for per_s in [
            0.0,
            -1.0,
            0.009,
            MAX_RATE_PER_S + 1.0,
            f64::NAN,
            f64::INFINITY,
        ] {
            assert!(matches!(RateLimit::new(per_s, 1), Err(RateError::Rate(_))));
        }
        assert!(RateLimit::new(1.0, MAX_BURST).is_ok());
        for burst in [0, MAX_BURST + 1] {
            assert_eq!(RateLimit::new(1.0, burst), Err(RateError::Burst(burst)));
        }
    }
}
