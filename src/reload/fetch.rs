//! Fetching a station file from a web server, and only if it has changed.
//!
//! The validators of the version that was accepted (`ETag`, `Last-Modified`) are sent with the next
//! request, so that an unchanged file costs one answer without a body. Those of a rejected version
//! are dropped: it is fetched again, so that the reported reason stays current.

mod redirect;

use std::borrow::Cow;
use std::io::{Error, Read};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use ureq::http::{HeaderName, HeaderValue, Response, StatusCode};

use self::redirect::location;
use super::netrc::Netrc;
use super::url::SourceUrl;

/// The largest file that is fetched, bytes, unless it is set: 300,000 stations and more. Loading it
/// beside the set that is served fits a service of a gigabyte or two.
pub const USUAL_MAX_FETCHED_BYTES: u64 = 128 << 20;
/// How much longer the memory for a body is made at least, bytes.
const LEAST_GROWTH_BYTES: usize = 1 << 16;
/// How many redirects are followed.
pub const MAX_REDIRECTS: u32 = 5;
/// Timeout of the connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Timeout between two parts of an answer.
const SILENCE_TIME: Duration = Duration::from_secs(30);
/// Timeout of the whole exchange, with redirects and body.
const FETCH_TIME: Duration = Duration::from_mins(10);
/// The accepted media types; other types are accepted too, and judged by their content.
const ACCEPT: &str = "application/geo+json, application/json;q=0.9, */*;q=0.1";
/// The `User-Agent`.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// What is said of an address that nothing can be fetched from, without repeating it.
const NO_ADDRESS: &str = "the address, or one that it leads to, is not valid";

/// How station files are fetched.
#[derive(Clone)]
pub struct FetchSettings {
    /// The most bytes of a file, uncompressed.
    pub max_bytes: u64,
    /// Users and passwords of servers whose addresses name none.
    pub netrc: Netrc,
}

/// A station file on a web server.
pub struct Remote {
    url: SourceUrl,
    max_bytes: u64,
    agent: Agent,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Validators of the version in the served set.
    taken: Validators,
    /// Validators of the version that was fetched last.
    fetched: Validators,
    /// The result of the last poll, until it is read.
    waiting: Option<Result<Vec<u8>, Error>>,
}

/// The validators of a version of the file (RFC 9110, 8.8).
#[derive(Clone, Default)]
struct Validators {
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

/// A server's answer.
enum Answer {
    /// The version in the request is still the current one.
    Unchanged,
    Whole(Validators, Vec<u8>),
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            max_bytes: USUAL_MAX_FETCHED_BYTES,
            netrc: Netrc::default(),
        }
    }
}

impl Remote {
    /// Nothing is fetched yet. Proxies from the environment are not used.
    pub fn new(mut url: SourceUrl, settings: &FetchSettings) -> Self {
        if url.authorization.is_none() {
            url.authorization = settings.netrc.authorization(url.host());
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(url.is_https())
            .proxy(None)
            // Followed here, because user and password depend on where they lead.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .timeout_connect(Some(CONNECT_TIME))
            .timeout_per_read(Some(SILENCE_TIME))
            .timeout_per_write(Some(SILENCE_TIME))
            .build();
        Self {
            url,
            max_bytes: settings.max_bytes,
            agent: config.into(),
            state: Mutex::default(),
        }
    }

    /// The address without parts that may be secret.
    pub const fn url(&self) -> &SourceUrl {
        &self.url
    }

    /// Asks the server whether the file differs from the accepted version; keeps what it sends, or
    /// the reason of a failure, for [`Remote::read`].
    pub fn has_changed(&self) -> bool {
        let taken = self.with_state(|state| state.taken.clone());
        let waiting = match self.ask(&taken) {
            Ok(Answer::Unchanged) => return false,
            Ok(Answer::Whole(fetched, bytes)) => {
                self.with_state(|state| state.fetched = fetched);
                Ok(bytes)
            }
            Err(error) => Err(error),
        };
        self.with_state(|state| state.waiting = Some(waiting));
        true
    }

    /// The bytes of the file: those of the last poll, or else fetched now.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        if let Some(waiting) = self.with_state(|state| state.waiting.take()) {
            return waiting;
        }
        match self.ask(&Validators::default())? {
            Answer::Whole(fetched, bytes) => {
                self.with_state(|state| state.fetched = fetched);
                Ok(bytes)
            }
            Answer::Unchanged => Err(Error::other("the server answered 304 to no condition")),
        }
    }

    /// Notes whether the version that was fetched last is part of the served set.
    pub fn settle(&self, is_taken: bool) {
        self.with_state(|state| {
            state.waiting = None;
            let fetched = std::mem::take(&mut state.fetched);
            state.taken = if is_taken {
                fetched
            } else {
                Validators::default()
            };
        });
    }

    fn ask(&self, known: &Validators) -> Result<Answer, Error> {
        let mut response = self.follow(known)?;
        match response.status() {
            StatusCode::OK => Ok(Answer::Whole(
                Validators::of(&response),
                body(&mut response, self.max_bytes)?,
            )),
            StatusCode::NOT_MODIFIED if known.conditions().next().is_some() => {
                Ok(Answer::Unchanged)
            }
            status => Err(Error::other(format!("the server answered {status}"))),
        }
    }

    /// The answer at the end of all redirects.
    fn follow(&self, known: &Validators) -> Result<Response<ureq::Body>, Error> {
        let deadline = Instant::now() + FETCH_TIME;
        let mut url = Cow::Borrowed(&self.url);
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask_at(&url, known, deadline)?;
            let Some(location) = location(&response) else {
                return Ok(response);
            };
            url = Cow::Owned(url.led_to(location).map_err(|_| Error::other(NO_ADDRESS))?);
        }
        Err(Error::other(ureq::Error::TooManyRedirects))
    }

    /// The answer at one address, without following it.
    fn ask_at(
        &self,
        url: &SourceUrl,
        known: &Validators,
        deadline: Instant,
    ) -> Result<Response<ureq::Body>, Error> {
        let time_left = deadline.saturating_duration_since(Instant::now());
        let mut request = self.agent.get(&url.request);
        request = request.config().timeout_global(Some(time_left)).build();
        if let Some(authorization) = &url.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        for (name, value) in known.conditions() {
            request = request.header(name, value);
        }
        request.call().map_err(without_addresses)
    }

    fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Validators {
    fn of<B>(response: &Response<B>) -> Self {
        let header = |name: HeaderName| response.headers().get(name).cloned();
        Self {
            etag: header(ETAG),
            last_modified: header(LAST_MODIFIED),
        }
    }

    fn conditions(&self) -> impl Iterator<Item = (HeaderName, &HeaderValue)> {
        let etag = self.etag.iter().map(|value| (IF_NONE_MATCH, value));
        let last_modified = self.last_modified.iter();
        etag.chain(last_modified.map(|value| (IF_MODIFIED_SINCE, value)))
    }
}

/// The body, decompressed; an error if it is larger.
fn body(response: &mut Response<ureq::Body>, max_bytes: u64) -> Result<Vec<u8>, Error> {
    let mut reader = response.body_mut().as_reader().take(max_bytes + 1);
    let mut bytes = Vec::new();
    loop {
        // Grown by a quarter, not doubled: the old and the new memory are held together.
        let n_more = LEAST_GROWTH_BYTES.max(bytes.len() / 4);
        bytes.try_reserve_exact(n_more).map_err(Error::other)?;
        let n_read = (&mut reader).take(n_more as u64).read_to_end(&mut bytes)?;
        if n_read < n_more {
            break;
        }
    }
    if bytes.len() as u64 > max_bytes {
        let what = format!("it has more than {max_bytes} bytes, see --max-fetched-bytes");
        return Err(Error::other(what));
    }
    Ok(bytes)
}

/// The reason without addresses: those of redirects may contain keys.
fn without_addresses(error: ureq::Error) -> Error {
    match error {
        ureq::Error::BadUri(_) => Error::other(NO_ADDRESS),
        ureq::Error::RequireHttpsOnly(_) => {
            Error::other("the server leads from https to http, which is not followed")
        }
        ureq::Error::Io(error) => error,
        other => Error::other(other),
    }
}
