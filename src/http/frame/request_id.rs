//! The id that identifies one request: in its answer, in each of its log lines, and in the problem
//! document when the service fails.
//!
//! A tracing span per request would do the same for the log, but costs more than a whole simple
//! answer even when nothing is logged. A task-local costs a few instructions.

use std::fmt::{self, Display, Formatter};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Longest id that is accepted from a client or a proxy, bytes.
pub const MAX_REQUEST_ID_BYTES: usize = 64;
/// The header of the id, in requests and answers.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    /// The id of the request that this task works on.
    static CURRENT: RequestId;
}

/// The id of one request.
#[derive(Clone, Debug)]
pub enum RequestId {
    /// Sent with the request.
    Given(HeaderValue),
    /// Generated, because the request had no valid one.
    Made(u64),
}

impl RequestId {
    /// The id from the request's `X-Request-Id`, or a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(REQUEST_ID).iter();
        match (given.next(), given.next()) {
            (Some(id), None) if is_sane(id.as_bytes()) => Self::Given(id.clone()),
            // It need not be secret, only unique.
            _ => Self::Made(fastrand::u64(..)),
        }
    }

    /// The id as a header value.
    pub fn header_value(&self) -> HeaderValue {
        match self {
            Self::Given(id) => id.clone(),
            // Hexadecimal digits are a valid header value.
            Self::Made(number) => HeaderValue::from_bytes(&hex(*number))
                .unwrap_or_else(|_| HeaderValue::from(*number)),
        }
    }

    /// Runs work within the scope of this request id.
    pub fn scope<T>(&self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), work)
    }
}

impl Display for RequestId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(id) => formatter.write_str(id.to_str().unwrap_or_default()),
            Self::Made(number) => write!(formatter, "{number:016x}"),
        }
    }
}

/// The id of the request that the current task works on, if there is one.
pub fn current_request_id() -> Option<String> {
    CURRENT.try_with(ToString::to_string).ok()
}

/// Letters, digits, `-` and `_`, as in UUIDs, trace ids and proxies' ids. No dot or comma, so that
/// no position can reach the log this way.
fn is_sane(id: &[u8]) -> bool {
    let is_fit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MAX_REQUEST_ID_BYTES).contains(&id.len()) && id.iter().all(is_fit)
}

/// Sixteen hexadecimal digits.
fn hex(number: u64) -> [u8; 16] {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let mut text = [b'0'; 16];
    for (byte, pair) in number.to_be_bytes().iter().zip(text.chunks_exact_mut(2)) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn given(values: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(REQUEST_ID, HeaderValue::from_str(value).unwrap());
        }
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn an_id_of_letters_digits_and_dashes_is_accepted() {
        let longest = "a".repeat(MAX_REQUEST_ID_BYTES);
        for id in [
            "7",
            "f47ac10b-58cc-4372-a567-0e02b2c3d479",
            "Job_12-x",
            &longest,
        ] {
            assert_eq!(given(&[id]), id);
        }
    }

    #[test]
    fn any_other_id_is_replaced_by_sixteen_hexadecimal_digits() {
        let too_long = "a".repeat(MAX_REQUEST_ID_BYTES + 1);
        for ids in [
            &[][..],
            &[""],
            &["39.123456"],
            &["39,116"],
            &["a b"],
            &["a\"b"],
            &[too_long.as_str()],
            &["a", "b"],
        ] {
            let id = given(ids);
            assert_eq!(id.len(), 16, "{ids:?}");
            assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
            assert!(!ids.contains(&id.as_str()));
        }
    }

    #[test]
    fn made_ids_differ_also_between_threads() {
        let make = || -> Vec<String> { (0..1_000).map(|_| given(&[])).collect() };
        let others: Vec<_> = (0..4).map(|_| std::thread::spawn(make)).collect();
        let mut ids: Vec<String> = make();
        for other in others {
            ids.extend(other.join().unwrap());
        }
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 5_000);
    }

    #[test]
    fn the_header_and_the_log_have_the_same_id() {
        for id in [
            RequestId::Made(0),
            RequestId::Made(0x0123_4567_89ab_cdef),
            RequestId::Given(HeaderValue::from_static("a-1")),
        ] {
            assert_eq!(id.header_value().to_str().unwrap(), id.to_string());
        }
    }
}
