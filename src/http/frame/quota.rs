//! How much there may be of something at a time, in all and for one client: requests under way,
//! bytes that wait to be sent.
//!
//! A counter, not a queue: what is over the limit is refused immediately, because a waiting request
//! takes memory and is answered after its client has gone.
//!
//! One client may take all of the first half, so that a load test, or a proxy that names no clients,
//! is not refused needlessly. In the second half a client that holds a quarter gets no more, so the
//! others still find room.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::client::Client;

/// The part of a quota, one in this many, beyond which one client gets no more.
const CLIENT_PART: usize = 4;
/// The part of a quota, one in this many, up to which clients are not told apart.
const FREE_PART: usize = 2;
/// What a client may hold in any case: a smaller quota has no shares.
const MIN_CLIENT_SHARE: usize = 16;
/// Clients are counted by a hash of this range: the table never grows, and takes 32 kB. Two clients
/// with the same hash share a share, and the hash has a key, so that they cannot choose it.
const N_COUNTS: usize = 1 << 12;

/// Places a client in the tables of all quotas.
#[derive(Debug, Default)]
pub struct ClientSlots(RandomState);

/// The place of a client in the table of each quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientSlot(u16);

/// A counter with a limit, and a limit for each client.
#[derive(Debug)]
pub struct Quota {
    max: usize,
    max_shared_freely: usize,
    max_of_client: usize,
    used: AtomicUsize,
    by_client: Box<[AtomicUsize]>,
}

/// A part of a quota that one client holds, given back when dropped.
#[derive(Debug)]
pub struct Reservation {
    quota: Arc<Quota>,
    client: ClientSlot,
    amount: usize,
}

impl ClientSlots {
    /// The place of a client.
    pub fn slot(&self, client: Client) -> ClientSlot {
        let [low, high, ..] = self.0.hash_one(client).to_le_bytes();
        ClientSlot(u16::from_le_bytes([low, high]))
    }
}

impl Quota {
    /// A limit of `max` in all.
    pub fn new(max: usize) -> Self {
        Self {
            max,
            max_shared_freely: max / FREE_PART,
            max_of_client: (max / CLIENT_PART).max(MIN_CLIENT_SHARE),
            used: AtomicUsize::new(0),
            by_client: (0..N_COUNTS).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// How much is held.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Takes an amount for a client, if there is room. Something larger than the whole quota is let
    /// in alone, and the first of a client is not measured against its share: otherwise there would
    /// be answers that are never sent to anyone.
    pub fn reserve(self: &Arc<Self>, client: ClientSlot, amount: usize) -> Option<Reservation> {
        // The reservation is made first: if there is no room, dropping it gives the amount back.
        let used = self.used.fetch_add(amount, Ordering::Relaxed);
        let held = self.of_client(client).fetch_add(amount, Ordering::Relaxed);
        let reservation = Reservation {
            quota: Arc::clone(self),
            client,
            amount,
        };
        self.has_room(used, held, amount).then_some(reservation)
    }

    fn has_room(&self, used: usize, held: usize, amount: usize) -> bool {
        let after = used.saturating_add(amount);
        let is_within_share = held == 0 || held.saturating_add(amount) <= self.max_of_client;
        let fits = after <= self.max || used == 0;
        fits && (after <= self.max_shared_freely || is_within_share)
    }

    fn of_client(&self, client: ClientSlot) -> &AtomicUsize {
        &self.by_client[usize::from(client.0) % N_COUNTS]
    }
}

impl Reservation {
    /// The client that holds it.
    pub const fn client(&self) -> ClientSlot {
        self.client
    }

    /// Takes more of the quota, if there is room; whether there was.
    pub fn grow(&mut self, more: usize) -> bool {
        let Some(mut taken) = self.quota.reserve(self.client, more) else {
            return false;
        };
        self.amount += std::mem::take(&mut taken.amount);
        true
    }

    /// Makes it as large as what it is held for turned out to be. It may pass the limit by that:
    /// the work is done, and the next reservation is refused.
    pub fn resize(&mut self, amount: usize) {
        let of_client = self.quota.of_client(self.client);
        for count in [&self.quota.used, of_client] {
            // Additions wrap, so that this is a difference in either direction.
            count.fetch_add(amount.wrapping_sub(self.amount), Ordering::Relaxed);
        }
        self.amount = amount;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.resize(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: ClientSlot = ClientSlot(1);
    const OTHER: ClientSlot = ClientSlot(2);

    fn take(quota: &Arc<Quota>, client: ClientSlot, n: usize) -> Vec<Reservation> {
        (0..n).map_while(|_| quota.reserve(client, 1)).collect()
    }

    #[test]
    fn there_is_room_up_to_the_limit_and_again_once_a_reservation_is_dropped() {
        let quota = Arc::new(Quota::new(2));
        let first = quota.reserve(ONE, 1).unwrap();
        let second = quota.reserve(ONE, 1).unwrap();
        assert!(quota.reserve(OTHER, 1).is_none());
        assert_eq!(quota.used(), 2);
        drop(first);
        let third = quota.reserve(ONE, 1).unwrap();
        assert!(quota.reserve(ONE, 1).is_none());
        drop((second, third));
        assert_eq!(quota.used(), 0);
    }

    #[test]
    fn a_client_alone_gets_half_and_beyond_that_only_up_to_a_quarter() {
        let quota = Arc::new(Quota::new(100));
        let alone = take(&quota, ONE, 1_000);
        assert_eq!(alone.len(), 50);
        let second = take(&quota, OTHER, 1_000);
        assert_eq!(second.len(), 25);
        let third = take(&quota, ClientSlot(3), 1_000);
        assert_eq!(third.len(), 25);
        assert_eq!(quota.used(), 100);
        assert!(quota.reserve(ClientSlot(4), 1).is_none());
        drop((alone, second));
        // What the client had held counts no more.
        assert_eq!(take(&quota, ONE, 1_000).len(), 25);
    }

    #[test]
    fn a_small_quota_has_no_shares() {
        let quota = Arc::new(Quota::new(MIN_CLIENT_SHARE));
        assert_eq!(take(&quota, ONE, 100).len(), MIN_CLIENT_SHARE);
        let quota = Arc::new(Quota::new(2 * MIN_CLIENT_SHARE + 2));
        assert_eq!(take(&quota, ONE, 100).len(), MIN_CLIENT_SHARE + 1);
    }

    #[test]
    fn something_larger_than_the_quota_is_let_in_alone() {
        let quota = Arc::new(Quota::new(1_000));
        let large = quota.reserve(ONE, 5_000).unwrap();
        assert!(quota.reserve(OTHER, 1).is_none());
        drop(large);
        let small = quota.reserve(OTHER, 1).unwrap();
        assert!(quota.reserve(ONE, 5_000).is_none());
        // The first of a client may exceed its share, and its second may not.
        let first = quota.reserve(ONE, 900).unwrap();
        assert!(quota.reserve(ONE, 10).is_none());
        assert!(quota.reserve(OTHER, 10).is_some());
        drop((small, first));
        assert_eq!(quota.used(), 0);
    }

    #[test]
    fn a_reservation_becomes_as_large_as_what_it_is_held_for() {
        let quota = Arc::new(Quota::new(100));
        let mut held = quota.reserve(ONE, 10).unwrap();
        held.resize(120);
        assert_eq!(quota.used(), 120);
        assert!(quota.reserve(OTHER, 1).is_none());
        held.resize(40);
        assert_eq!(quota.used(), 40);
        assert!(quota.reserve(OTHER, 30).is_some());
        drop(held);
        assert_eq!(quota.used(), 0);
        assert_eq!(quota.of_client(ONE).load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_client_keeps_its_slot() {
        let slots = ClientSlots::default();
        let client = |last: u8| Client::V4([192, 0, 2, last]);
        assert_eq!(slots.slot(client(1)), slots.slot(client(1)));
        let distinct = (0..100).filter(|last| slots.slot(client(*last)) != slots.slot(client(200)));
        assert!(distinct.count() > 90);
    }
}
