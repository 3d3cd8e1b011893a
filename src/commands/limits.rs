//! The limits of a server, from the command line.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::CommandError;
use crate::cli::LimitsArgs;
use crate::http::{
    ConnectionLimits, Limits, MAX_BURST, MAX_CONNECTIONS, MAX_IN_FLIGHT, MAX_MAX_ANSWER_BYTES,
    MAX_REQUEST_TIME_S, MIN_MAX_ANSWER_BYTES, RateError, RateLimit, TrustedProxies,
};

/// Shortest timeout of a request that can be set, seconds.
const MIN_REQUEST_TIME_S: f64 = 0.01;

/// Reads the limits.
pub(super) fn limits(args: &LimitsArgs) -> Result<Limits, CommandError> {
    let max_connections = within("max-connections", args.max_connections, 1..=MAX_CONNECTIONS)?;
    let request_time_s = within(
        "request-timeout",
        args.request_timeout,
        MIN_REQUEST_TIME_S..=MAX_REQUEST_TIME_S,
    )?;
    Ok(Limits {
        max_in_flight: within("max-in-flight", args.max_in_flight, 1..=MAX_IN_FLIGHT)?,
        max_answer_bytes: within(
            "max-answer-bytes",
            args.max_answer_bytes,
            MIN_MAX_ANSWER_BYTES..=MAX_MAX_ANSWER_BYTES,
        )?,
        rate: args.rate_limit.map(|per_s| rate(per_s, args)).transpose()?,
        trusted_proxies: TrustedProxies::parse(&args.trusted_proxy)
            .map_err(|error| CommandError::option("trusted-proxy", error))?,
        request_time: Duration::from_secs_f64(request_time_s),
        connections: ConnectionLimits {
            max_connections,
            ..ConnectionLimits::default()
        },
        ..Limits::default()
    })
}

fn rate(per_s: f64, args: &LimitsArgs) -> Result<RateLimit, CommandError> {
    let burst = args
        .rate_limit_burst
        .unwrap_or_else(|| default_burst(per_s));
    RateLimit::new(per_s, burst).map_err(|error| {
        let option = match error {
            RateError::Rate(_) => "rate-limit",
            RateError::Burst(_) => "rate-limit-burst",
        };
        CommandError::option(option, error)
    })
}

/// Twice the requests of a second, at least one. Rates over the limit are rejected in any case.
fn default_burst(per_s: f64) -> u32 {
    // Computed as a duration of two seconds' requests, because its whole seconds are an integer.
    let twice = Duration::try_from_secs_f64((2.0 * per_s).ceil());
    let burst = twice
        .ok()
        .and_then(|twice| u32::try_from(twice.as_secs()).ok());
    burst.map_or(1, |burst| burst.clamp(1, MAX_BURST))
}

fn within<T>(option: &'static str, value: T, range: RangeInclusive<T>) -> Result<T, CommandError>
where
    T: Copy + PartialOrd + std::fmt::Display,
{
    if range.contains(&value) {
        return Ok(value);
    }
    let detail = format!("expected {} to {}, got {value}", range.start(), range.end());
    Err(CommandError::option(option, detail))
}
