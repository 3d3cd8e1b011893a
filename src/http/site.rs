//! The operator's options for the page: the base map.

use crate::datum::Datum;

/// The operator's options for the page: the base map.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The tiles below the stations; without them the background is plain.
    pub basemap: Option<Basemap>,
}

/// Raster tiles below the stations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basemap {
    url: String,
    attribution: Option<String>,
    datum: Datum,
}

/// Why an address is not a valid tile template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasemapError {
    /// A placeholder is missing.
    #[error("expected a template with {{z}}, {{x}} and {{y}}, got '{0}'")]
    NoTemplate(String),
    /// There is an unknown placeholder.
    #[error("only {{z}}, {{x}} and {{y}} are filled in, got '{0}'; name one host")]
    OtherPlaceholder(String),
    /// Neither http, https nor a path of this server; or an invalid host.
    #[error("expected https://…, http://… or a path that begins with one slash, got '{0}'")]
    NoAddress(String),
    /// A datum that tiles do not come in.
    #[error("tiles are in wgs84 or gcj02, got '{0}'")]
    NoTileDatum(String),
}

impl Basemap {
    /// Parses a template such as `https://tiles.example/{z}/{x}/{y}.png`, and the datum of its
    /// tiles.
    pub fn new(url: &str, attribution: Option<&str>, datum: &str) -> Result<Self, BasemapError> {
        let rest = ["{z}", "{x}", "{y}"]
            .iter()
            .try_fold(url.to_owned(), |rest, mark| {
                rest.contains(mark).then(|| rest.replace(mark, ""))
            })
            .ok_or_else(|| BasemapError::NoTemplate(url.to_owned()))?;
        if rest.contains(['{', '}']) {
            return Err(BasemapError::OtherPlaceholder(url.to_owned()));
        }
        if !is_own_path(url) && origin_of(url).is_none() {
            return Err(BasemapError::NoAddress(url.to_owned()));
        }
        let Some(datum @ (Datum::Wgs84 | Datum::Gcj02)) = Datum::from_key(datum) else {
            return Err(BasemapError::NoTileDatum(datum.to_owned()));
        };
        Ok(Self {
            url: url.to_owned(),
            attribution: attribution.map(str::to_owned),
            datum,
        })
    }

    /// The template.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The attribution on the map, as plain text.
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// The datum of the tiles.
    pub const fn datum(&self) -> Datum {
        self.datum
    }

    /// Scheme, host and port of the tiles; `None` if this server serves them.
    pub fn origin(&self) -> Option<&str> {
        origin_of(&self.url)
    }
}

fn is_own_path(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

/// The origin of an absolute address, restricted to characters that cannot end a policy directive.
fn origin_of(url: &str) -> Option<&str> {
    let scheme_end = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.starts_with(scheme).then_some(scheme.len()))?;
    let host = url[scheme_end..].split(['/', '?', '#']).next()?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(is_host)).then(|| &url[..scheme_end + host.len()])
}
