//! Fetching a station file from a web server, and only if it has changed.
//!
//! What the server said of the version that was taken (`ETag`, `Last-Modified`) goes with the
//! next request, so that an unchanged file costs one answer without a body. A version that
//! was refused is forgotten: it is fetched again, so that the reason stays true.

use std::io::{Error, Read};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use ureq::http::{HeaderName, HeaderValue, Response, StatusCode};

use super::url::SourceUrl;
use crate::dataset::MAX_FILE_BYTES;

/// How often an answer may point elsewhere before it is given up.
pub const MAX_REDIRECTS: u32 = 5;
/// How long it may take to reach the server.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long the server may be silent.
const SILENCE_TIME: Duration = Duration::from_secs(30);
/// How long all of it may take, redirects and body.
const FETCH_TIME: Duration = Duration::from_mins(10);
/// What is asked for; a server that ignores it is taken at its bytes.
const ACCEPT: &str = "application/geo+json, application/json;q=0.9, */*;q=0.1";
/// How the server's log names us.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A station file on a web server.
pub struct Remote {
    url: SourceUrl,
    agent: Agent,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Of the version that is part of the served set.
    taken: Validators,
    /// Of the version that was fetched last.
    fetched: Validators,
    /// What a look brought, until it is read.
    waiting: Option<Result<Vec<u8>, Error>>,
}

/// What tells a version of the file from others (RFC 9110, 8.8).
#[derive(Clone, Default)]
struct Validators {
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

/// A server's answer.
enum Answer {
    /// The version asked about is still the current one.
    Unchanged,
    Whole(Validators, Vec<u8>),
}

impl Remote {
    /// Nothing is fetched yet. Proxies that the environment names are not used.
    pub fn new(url: SourceUrl) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(url.is_https())
            .proxy(None)
            .max_redirects(MAX_REDIRECTS)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .timeout_connect(Some(CONNECT_TIME))
            .timeout_per_read(Some(SILENCE_TIME))
            .timeout_per_write(Some(SILENCE_TIME))
            .timeout_global(Some(FETCH_TIME))
            .build();
        Self {
            url,
            agent: config.into(),
            state: Mutex::default(),
        }
    }

    /// The address, without what may be secret.
    pub const fn url(&self) -> &SourceUrl {
        &self.url
    }

    /// Asks the server whether there is something else than what was taken; what it sends then
    /// is kept for [`Remote::read`], and so is the reason if it cannot be asked.
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

    /// The bytes of the file: those of the last look, or else fetched now.
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

    /// Remembers whether the version that was fetched last is part of the served set.
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
        let mut request = self.agent.get(&self.url.request);
        if let Some(authorization) = &self.url.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        for (name, value) in known.conditions() {
            request = request.header(name, value);
        }
        let mut response = request.call().map_err(without_addresses)?;
        match response.status() {
            StatusCode::OK => Ok(Answer::Whole(
                Validators::of(&response),
                body(&mut response)?,
            )),
            StatusCode::NOT_MODIFIED if known.conditions().next().is_some() => {
                Ok(Answer::Unchanged)
            }
            status => Err(Error::other(format!("the server answered {status}"))),
        }
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

/// The body, opened if it is compressed, up to one byte more than the largest file.
fn body(response: &mut Response<ureq::Body>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let reader = response.body_mut().as_reader();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The reason without addresses: those of redirects may hold keys.
fn without_addresses(error: ureq::Error) -> Error {
    match error {
        ureq::Error::BadUri(_) => {
            Error::other("the address, or one that it leads to, is not valid")
        }
        ureq::Error::RequireHttpsOnly(_) => {
            Error::other("the server leads from https to http, which is not followed")
        }
        ureq::Error::Io(error) => error,
        other => Error::other(other),
    }
}
