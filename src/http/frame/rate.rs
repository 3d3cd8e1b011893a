//! Rate limit per client: a token bucket, stored as one instant.
//!
//! The generic cell rate algorithm (ITU-T I.371): for each client the instant at which its bucket
//! would be full again; each request moves it on by the time that one token takes. Own code because
//! the governor crate keeps every client until it is told to shrink and has no limit, so an
//! attacker with many addresses could fill the memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::client::Client;

/// The lowest rate that can be set.
pub const MIN_RATE_PER_S: f64 = 0.01;
/// The highest rate that can be set.
pub const MAX_RATE_PER_S: f64 = 1_000_000.0;
/// The largest burst that can be set.
pub const MAX_BURST: u32 = 1_000_000;
/// Most clients that are tracked: some four megabytes.
pub const MAX_CLIENTS: usize = 1 << 16;
/// Shards with a lock each, so that cores rarely wait for each other.
const N_SHARDS: usize = 16;

/// The rate limit of one client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    per_s: f64,
    burst: u32,
}

/// An invalid rate limit.
#[derive(Debug, Error, PartialEq)]
pub enum RateError {
    /// The requests per second.
    #[error("a rate is {MIN_RATE_PER_S} to {MAX_RATE_PER_S} requests a second, got {0}")]
    Rate(f64),
    /// The burst.
    #[error("a burst is 1 to {MAX_BURST} requests, got {0}")]
    Burst(u32),
}

/// The state of all clients.
#[derive(Debug)]
pub struct Rates<K = Client> {
    limit: RateLimit,
    begun: Instant,
    hasher: RandomState,
    shards: [Mutex<Shard<K>>; N_SHARDS],
}

/// Clients, or whatever else is limited, and the time at which the bucket of each is full.
type Shard<K> = HashMap<K, Duration>;

impl RateLimit {
    /// Requests per second, and requests at once after a pause.
    pub fn new(per_s: f64, burst: u32) -> Result<Self, RateError> {
        if !(MIN_RATE_PER_S..=MAX_RATE_PER_S).contains(&per_s) {
            return Err(RateError::Rate(per_s));
        }
        if !(1..=MAX_BURST).contains(&burst) {
            return Err(RateError::Burst(burst));
        }
        Ok(Self { per_s, burst })
    }

    /// A limit of the program's own, which is within the bounds.
    pub const fn constant(per_s: f64, burst: u32) -> Self {
        Self { per_s, burst }
    }

    /// Requests per second.
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

impl<K: Copy + Eq + Hash> Rates<K> {
    /// The state before the first request.
    pub fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            begun: Instant::now(),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Takes a token from the client's bucket; if it is empty, returns the seconds until the next
    /// token.
    pub fn admit(&self, client: K) -> Result<(), u16> {
        self.admit_at(client, self.begun.elapsed())
    }

    fn admit_at(&self, client: K, now: Duration) -> Result<(), u16> {
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

    fn shard(&self, client: K) -> &Mutex<Shard<K>> {
        let hash = self.hasher.hash_one(client).to_le_bytes();
        &self.shards[usize::from(hash[0]) % N_SHARDS]
    }
}

/// Removes the clients with a full bucket, which loses nothing. If there are none, removes the half
/// with the fullest buckets.
fn forget<K>(shard: &mut Shard<K>, now: Duration) {
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
        // Another client has its own bucket.
        assert_eq!(rates.admit_at(client(2), ms(100)), Ok(()));
        // After a pause the full burst is available again, and no more.
        for _ in 0..3 {
            assert_eq!(rates.admit_at(client(1), ms(60_000)), Ok(()));
        }
        assert_eq!(rates.admit_at(client(1), ms(60_000)), Err(1));
    }

    #[test]
    fn an_early_request_is_told_when_the_next_token_is_available() {
        let rates = rates(0.1, 1);
        assert_eq!(rates.admit_at(client(1), ms(0)), Ok(()));
        assert_eq!(rates.admit_at(client(1), ms(0)), Err(10));
        assert_eq!(rates.admit_at(client(1), ms(8_500)), Err(2));
        assert_eq!(rates.admit_at(client(1), ms(10_000)), Ok(()));
    }

    #[test]
    fn no_more_clients_are_tracked_than_the_limit() {
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
        // The most recent clients are kept.
        assert!(
            rates
                .admit_at(client(n_clients - 1), Duration::from_secs(1))
                .is_err()
        );
    }

    #[test]
    fn rates_and_bursts_have_limits() {
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
