//! How far the limits on load are used.

use prometheus::proto::MetricFamily;

use super::family::{one_gauge, to_f64};

/// How far the limits on load are used now, and the limits.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Bytes of large answers that are written or wait to be sent.
    pub answer_bytes: usize,
    /// The limit on them.
    pub max_answer_bytes: usize,
    /// Requests whose bodies are not whole yet.
    pub bodies_awaited: usize,
    /// Bytes of bodies whose requests are not answered yet.
    pub body_bytes: usize,
}

/// The families of a moment.
pub fn families(usage: &Usage) -> [Option<MetricFamily>; 4] {
    [
        gauge(
            "yizhan_answer_bytes",
            "Bytes of large answers that are written or wait to be sent.",
            usage.answer_bytes,
        ),
        gauge(
            "yizhan_answer_bytes_max",
            "The limit on yizhan_answer_bytes, beyond which requests are answered 503.",
            usage.max_answer_bytes,
        ),
        gauge(
            "yizhan_http_bodies_awaited",
            "Requests whose bodies have not arrived completely.",
            usage.bodies_awaited,
        ),
        gauge(
            "yizhan_http_body_bytes",
            "Bytes of bodies whose requests are not answered yet.",
            usage.body_bytes,
        ),
    ]
}

fn gauge(name: &str, help: &str, number: usize) -> Option<MetricFamily> {
    one_gauge(
        name,
        help,
        to_f64(u64::try_from(number).unwrap_or(u64::MAX)),
    )
}
