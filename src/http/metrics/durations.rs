//! Response times as bucket counts, without a lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::family::to_f64;

/// Upper bounds of the buckets, nanoseconds: three per decade from 10 µs to 10 s.
pub const BOUNDS_NS: [u64; 19] = [
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];
const NS_A_SECOND: f64 = 1e9;

/// A histogram of durations. Each one costs two shared additions.
#[derive(Default)]
pub struct Durations {
    /// Each duration is counted once, in the first bucket that fits.
    counts: [AtomicU64; BOUNDS_NS.len()],
    /// Durations beyond the last bound.
    longer: AtomicU64,
    sum_ns: AtomicU64,
}

/// The sum of several histograms at one moment.
#[derive(Default)]
pub struct Distribution {
    counts: [u64; BOUNDS_NS.len()],
    longer: u64,
    sum_ns: u64,
}

impl Durations {
    /// Counts a duration.
    pub fn add(&self, duration: Duration) {
        let ns = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_NS.partition_point(|bound| *bound < ns);
        let count = self.counts.get(bucket).unwrap_or(&self.longer);
        count.fetch_add(1, Ordering::Relaxed);
        self.sum_ns.fetch_add(ns, Ordering::Relaxed);
    }

    /// Adds the current counts to a sum.
    pub fn add_to(&self, sum: &mut Distribution) {
        for (sum, count) in sum.counts.iter_mut().zip(&self.counts) {
            *sum += count.load(Ordering::Relaxed);
        }
        sum.longer += self.longer.load(Ordering::Relaxed);
        sum.sum_ns += self.sum_ns.load(Ordering::Relaxed);
    }
}

impl Distribution {
    /// Each bound in seconds, with the number of durations up to it.
    pub fn at_most(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut so_far = 0;
        BOUNDS_NS
            .iter()
            .zip(&self.counts)
            .map(move |(bound_ns, count)| {
                so_far += count;
                (to_f64(*bound_ns) / NS_A_SECOND, so_far)
            })
    }

    /// The number of durations, which is always the total of the buckets.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.longer
    }

    /// The sum of the durations, seconds.
    pub fn sum_s(&self) -> f64 {
        to_f64(self.sum_ns) / NS_A_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_at_a_bound_is_below_it_and_one_beyond_is_not() {
        let durations = Durations::default();
        for ns in [0, 10_000, 10_001, 10_000_000_000, 10_000_000_001] {
            durations.add(Duration::from_nanos(ns));
        }
        let mut read = Distribution::default();
        durations.add_to(&mut read);
        let at_most: Vec<_> = read.at_most().collect();
        assert_eq!(at_most[0], (0.000_01, 2));
        assert_eq!(at_most[1], (0.000_025, 3));
        assert_eq!(at_most[18], (10.0, 4));
        assert_eq!(read.count(), 5);
        assert!((read.sum_s() - 20.000_020_002).abs() < 1e-9);
    }

    #[test]
    fn the_bounds_grow() {
        assert!(BOUNDS_NS.is_sorted());
    }
}
