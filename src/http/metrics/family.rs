//! Metric families in the form that the text encoder takes.
//!
//! The vectors of `prometheus` keep counts of their own; here families are read at each scrape off
//! counts that exist anyway (of the set, of reloads, of each thread), which needs no second copy.

use prometheus::proto::{
    Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType,
};

use crate::clock::UnixTime;

/// Label names and values of one sample.
pub type Labels<'a> = [(&'a str, &'a str)];

/// A family to which samples are added.
pub struct Family {
    family: MetricFamily,
    samples: Vec<Metric>,
}

impl Family {
    /// A counter; its name ends in `_total`.
    pub fn counter(name: &str, help: &str) -> Self {
        Self::new(name, help, MetricType::COUNTER)
    }

    /// A gauge.
    pub fn gauge(name: &str, help: &str) -> Self {
        Self::new(name, help, MetricType::GAUGE)
    }

    /// A histogram of durations.
    pub fn histogram(name: &str, help: &str) -> Self {
        Self::new(name, help, MetricType::HISTOGRAM)
    }

    fn new(name: &str, help: &str, kind: MetricType) -> Self {
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(kind);
        Self {
            family,
            samples: Vec::new(),
        }
    }

    /// Adds a count to a family of counters.
    pub fn count(&mut self, labels: &Labels<'_>, count: u64) {
        let mut counter = Counter::default();
        counter.set_value(to_f64(count));
        let mut sample = labelled(labels);
        sample.set_counter(counter);
        self.samples.push(sample);
    }

    /// Adds a value to a family of gauges.
    pub fn value(&mut self, labels: &Labels<'_>, value: f64) {
        let mut gauge = Gauge::default();
        gauge.set_value(value);
        let mut sample = labelled(labels);
        sample.set_gauge(gauge);
        self.samples.push(sample);
    }

    /// Adds a histogram: its cumulative bucket counts, total and sum.
    pub fn distribution(
        &mut self,
        labels: &Labels<'_>,
        at_most: impl Iterator<Item = (f64, u64)>,
        (count, sum): (u64, f64),
    ) {
        let buckets = at_most.map(|(bound, count)| {
            let mut bucket = Bucket::default();
            bucket.set_upper_bound(bound);
            bucket.set_cumulative_count(count);
            bucket
        });
        let mut histogram = Histogram::default();
        histogram.set_bucket(buckets.collect());
        histogram.set_sample_count(count);
        histogram.set_sample_sum(sum);
        let mut sample = labelled(labels);
        sample.set_histogram(histogram);
        self.samples.push(sample);
    }

    /// The family, if it has samples: an empty one cannot be encoded.
    pub fn finish(self) -> Option<MetricFamily> {
        let Self {
            mut family,
            samples,
        } = self;
        if samples.is_empty() {
            return None;
        }
        family.set_metric(samples);
        Some(family)
    }
}

/// A family of one gauge without labels.
pub fn one_gauge(name: &str, help: &str, value: f64) -> Option<MetricFamily> {
    let mut family = Family::gauge(name, help);
    family.value(&[], value);
    family.finish()
}

/// A family of one gauge with the value 1, whose labels carry the information.
pub fn info(name: &str, help: &str, labels: &Labels<'_>) -> Option<MetricFamily> {
    let mut family = Family::gauge(name, help);
    family.value(labels, 1.0);
    family.finish()
}

fn labelled(labels: &Labels<'_>) -> Metric {
    let pairs = labels.iter().map(|(name, value)| {
        let mut pair = LabelPair::default();
        pair.set_name((*name).to_owned());
        pair.set_value((*value).to_owned());
        pair
    });
    Metric::from_label(pairs.collect())
}

/// The nearest float; exact up to 2^53, like all samples of the format.
pub fn to_f64(number: u64) -> f64 {
    let half = |bits: u64| f64::from(u32::try_from(bits & 0xffff_ffff).unwrap_or(u32::MAX));
    half(number >> 32) * 4_294_967_296.0 + half(number)
}

/// An instant as Unix time in seconds, as the format expects.
pub fn unix_seconds(at: UnixTime) -> f64 {
    to_f64(u64::try_from(at.unix_s).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_become_the_nearest_float() {
        for (number, float) in [
            (0, 0.0),
            (4_294_967_295, 4_294_967_295.0),
            (4_294_967_297, 4_294_967_297.0),
            (9_007_199_254_740_991, 9_007_199_254_740_991.0),
            (u64::MAX, 18_446_744_073_709_551_616.0),
        ] {
            assert!((to_f64(number) - float).abs() < 0.5, "{number}");
        }
    }

    #[test]
    fn a_family_without_samples_is_none() {
        assert!(Family::counter("a_total", "A.").finish().is_none());
    }
}
