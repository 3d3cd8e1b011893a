//! Services that keep notices and reports in a file of SQLite.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use yizhan::clock::Zone;
use yizhan::http::AppState;
use yizhan::live::{Address, Database, Live, NewKeeper};
use yizhan::state::ServedSet;
use yizhan::travel::Paces;

use crate::support::http::{Reply, collection, send};
use crate::support::snapshot;

/// A service, and what it stands on.
pub(crate) struct LiveService {
    pub(crate) service: Arc<AppState>,
    /// Speaks for all stations.
    pub(crate) token: String,
    pub(crate) database: Database,
    /// Its connections live here.
    pub(crate) runtime: Runtime,
    _folder: TempDir,
}

impl LiveService {
    /// A service of these features.
    pub(crate) fn of(features: &[String]) -> Self {
        let unread = Self::unread(features);
        unread.connect();
        unread
    }

    /// The same, before it has read its database.
    pub(crate) fn unread(features: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.db");
        let address: Address = format!("sqlite:{}", file.display()).parse().unwrap();
        let runtime = Runtime::new().unwrap();
        let entered = runtime.enter();
        let database = Database::new(address.clone());
        let service = AppState::new(Zone::default(), Paces::default());
        let live = Arc::new(Live::new(address, Arc::clone(service.set())).unwrap());
        let token = runtime.block_on(async {
            database.prepare().await.unwrap();
            database.add_keeper(&keeper("all", None)).await.unwrap()
        });
        let service = Arc::new(service.with_live(Some(live)));
        let set = snapshot(&[&collection("", features)]);
        service.set().replace(ServedSet::new(set, 0.25));
        drop(entered);
        Self {
            service,
            token,
            database,
            runtime,
            _folder: folder,
        }
    }

    /// Reads what is new in the database.
    pub(crate) fn connect(&self) {
        let live = Arc::clone(self.service.live().unwrap());
        self.runtime.block_on(live.connect()).unwrap();
    }

    /// A token for some stations.
    pub(crate) fn token_for(&self, stations: &[&str]) -> String {
        let new = keeper("some", Some(stations));
        let added = self.runtime.block_on(self.database.add_keeper(&new));
        self.connect();
        added.unwrap()
    }

    /// The answer to a request with the keeper's token.
    pub(crate) fn keep(&self, method: Method, uri: &str, body: &str) -> Reply {
        self.send(method, uri, &[("authorization", &self.bearer())], body)
    }

    /// The answer to any request.
    pub(crate) fn send(
        &self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let _entered = self.runtime.enter();
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(
            &self.service,
            request.body(Body::from(body.to_owned())).unwrap(),
        )
    }

    /// The JSON of a GET that anybody may send.
    pub(crate) fn get_json(&self, uri: &str) -> Value {
        let reply = self.send(Method::GET, uri, &[], "");
        assert_eq!(reply.status, 200, "{uri}: {}", reply.text());
        reply.json()
    }

    /// Writes a notice that must be taken.
    pub(crate) fn notice(&self, station: &str, body: &str) -> Value {
        let reply = self.keep(
            Method::POST,
            &format!("/v1/stations/{station}/notices"),
            body,
        );
        assert_eq!(reply.status, 201, "{body}: {}", reply.text());
        reply.json()
    }

    /// The header of the keeper's token.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

/// A keeper of some stations, or of all.
pub(crate) fn keeper(name: &str, stations: Option<&[&str]>) -> NewKeeper {
    NewKeeper {
        name: name.to_owned(),
        stations: stations.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()),
    }
}
