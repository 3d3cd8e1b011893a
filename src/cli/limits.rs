//! The limits that protect a server from overload.

use clap::Args;

/// Overload and bad clients.
#[derive(Debug, Args)]
pub struct LimitsArgs {
    /// Requests under way at a time; one more is answered 503
    #[arg(
        long,
        env = "YIZHAN_MAX_IN_FLIGHT",
        value_name = "REQUESTS",
        default_value = "1024"
    )]
    pub max_in_flight: usize,
    /// Memory of large answers that are written or wait to be sent; beyond it 503
    #[arg(
        long,
        env = "YIZHAN_MAX_ANSWER_BYTES",
        value_name = "BYTES",
        default_value = "402653184"
    )]
    pub max_answer_bytes: usize,
    /// Connections at a time; for one more the longest idle ones are closed
    #[arg(
        long,
        env = "YIZHAN_MAX_CONNECTIONS",
        value_name = "CONNECTIONS",
        default_value = "20000"
    )]
    pub max_connections: usize,
    /// How long a request may be worked on, beside the time for its body
    #[arg(
        long,
        env = "YIZHAN_REQUEST_TIMEOUT",
        value_name = "SECONDS",
        default_value = "30"
    )]
    pub request_timeout: f64,
    /// How often one client may ask; too often is answered 429 [default: as often as it likes]
    #[arg(long, env = "YIZHAN_RATE_LIMIT", value_name = "REQUESTS_PER_SECOND")]
    pub rate_limit: Option<f64>,
    /// How many requests a client may send at once after a pause [default: twice the rate]
    #[arg(
        long,
        env = "YIZHAN_RATE_LIMIT_BURST",
        value_name = "REQUESTS",
        requires = "rate_limit"
    )]
    pub rate_limit_burst: Option<u32>,
    /// A proxy whose X-Forwarded-For names the client, as 10.0.0.0/8; repeatable
    #[arg(
        long,
        env = "YIZHAN_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
}
