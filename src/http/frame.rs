//! The one layer around every route: admission, CORS, compression, metrics and logging.

mod admission;
pub mod body;
mod client;
mod compression;
pub mod cors;
mod endpoint;
mod finish;
mod head;
mod incoming_body;
pub mod large_answer;
mod layer;
mod limits;
mod quota;
mod rate;
mod report_rates;
pub mod request_id;
mod request_line;

pub use admission::Admission;
pub use client::{ProxyError, TrustedProxies};
pub use endpoint::Shared;
pub use head::{MAX_HEADER_BYTES, MAX_HEADERS, MAX_URI_BYTES};
pub use incoming_body::NoRoom;
pub use layer::{Frame, FrameLayer, Framed};
pub use limits::{
    BODY_TIME, DEFAULT_MAX_ANSWER_BYTES, DEFAULT_MAX_IN_FLIGHT, DEFAULT_REQUEST_TIME, Limits,
    MAX_IN_FLIGHT, MAX_MAX_ANSWER_BYTES, MAX_REQUEST_TIME_S, MIN_MAX_ANSWER_BYTES,
};
pub use quota::{ClientSlot, Reservation};
pub use rate::{MAX_BURST, MAX_CLIENTS, MAX_RATE_PER_S, MIN_RATE_PER_S, RateError, RateLimit};
pub use request_line::RequestLines;
