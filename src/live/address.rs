//! Where the database is.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sqlx::ConnectOptions;
use sqlx::any::AnyConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// What stands for itself in the path of a URL.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// The parameters of an address of PostgreSQL that sqlx reads.
const KNOWN: &str = "sslmode, ssl-mode, sslrootcert, ssl-root-cert, ssl-ca, sslcert, ssl-cert, sslkey, \
    ssl-key, statement-cache-capacity, host, hostaddr, port, dbname, user, password, \
    application_name, options";

/// The address of a database, which may hold a password: it is shown nowhere.
#[derive(Clone)]
pub struct Address {
    options: AnyConnectOptions,
    /// The file of SQLite; `None` is PostgreSQL.
    file: Option<PathBuf>,
}

/// Why a text is no address of a database. The text is not repeated: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Neither of the two databases.
    #[error("expected sqlite:FILE or postgres://USER@HOST/DATABASE")]
    Scheme,
    /// No file is named, or not in UTF-8.
    #[error("sqlite: is followed by the name of a file in UTF-8")]
    File,
    /// The URL cannot be read.
    #[error("the address of PostgreSQL cannot be read as a URL")]
    Url,
    /// A parameter that is not known: it would have no effect, and its value be in the log.
    #[error("the address of PostgreSQL has a parameter that is not known; known are {KNOWN}")]
    Parameter,
    /// Bytes that are no text once decoded; the part that they are in.
    #[error(
        "{0} of the address of PostgreSQL is not UTF-8 once its percent signs are decoded: write each \
         character as the bytes of UTF-8 that it has (%C3%A9 for é), and a percent sign itself as %25"
    )]
    Encoding(&'static str),
    /// A value that cannot be used.
    #[error(
        "a part of the address of PostgreSQL cannot be used: see sslmode, hostaddr, port and \
             statement-cache-capacity"
    )]
    Value,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if let Some(file) = text.strip_prefix("sqlite:") {
            return Self::of_file(file.strip_prefix("//").unwrap_or(file));
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(AddressError::Scheme);
        }
        let options = options(text).map_err(|_| AddressError::Url)?;
        check_postgres(&options)?;
        Ok(Self {
            options,
            file: None,
        })
    }
}

impl Address {
    fn of_file(file: &str) -> Result<Self, AddressError> {
        let wrong = |_| AddressError::File;
        if file.is_empty() || file.starts_with(':') {
            return Err(AddressError::File);
        }
        let file = std::path::absolute(file).map_err(wrong)?;
        let path = file.to_str().ok_or(AddressError::File)?;
        let encoded = utf8_percent_encode(path, IN_PATH);
        let options = options(&format!("sqlite://{encoded}?mode=rwc"));
        Ok(Self {
            options: options.map_err(|_| AddressError::File)?,
            file: Some(file),
        })
    }

    /// The file of SQLite; `None` is PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether it holds a password, which other users of the machine see in arguments.
    pub fn has_password(&self) -> bool {
        let url = &self.options.database_url;
        url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password")
    }

    /// `sqlite` or `postgresql`.
    pub const fn database_name(&self) -> &'static str {
        match self.file {
            Some(_) => "sqlite",
            None => "postgresql",
        }
    }

    pub(super) const fn options(&self) -> &AnyConnectOptions {
        &self.options
    }
}

/// That sqlx takes all of a URL of PostgreSQL. It would write what it does not know into the log,
/// and refuse values only when it connects.
fn check_postgres(options: &AnyConnectOptions) -> Result<(), AddressError> {
    let url = &options.database_url;
    check_encoding(options)?;
    let is_known = |name: &str| {
        let is_setting = name.starts_with("options[") && name.ends_with(']');
        is_setting || KNOWN.split(", ").any(|known| known == name)
    };
    if !url.query_pairs().all(|(name, _)| is_known(&name)) {
        return Err(AddressError::Parameter);
    }
    let read = PgConnectOptions::from_url(url);
    read.map(drop).map_err(|_| AddressError::Value)
}

/// That all parts are text once decoded: sqlx refuses some that are not without a reason, and connects
/// with others than were meant.
fn check_encoding(options: &AnyConnectOptions) -> Result<(), AddressError> {
    let url = &options.database_url;
    for (part, text) in [
        ("the user", Some(url.username())),
        ("the password", url.password()),
        ("the host", url.host_str()),
        ("the database", Some(url.path())),
        ("a parameter", url.query()),
    ] {
        let decoded = percent_decode_str(text.unwrap_or_default()).decode_utf8();
        decoded.map_err(|_| AddressError::Encoding(part))?;
    }
    Ok(())
}

/// Without the log of statements: their texts say nothing, and there are many.
fn options(url: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    Ok(AnyConnectOptions::from_str(url)?.disable_statement_logging())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_of_sqlite_or_a_url_of_postgresql() {
        for (text, name) in [
            ("sqlite:live.db", "sqlite"),
            ("sqlite:///tmp/a b?c.db", "sqlite"),
            ("postgres://yizhan@db.example/yizhan", "postgresql"),
            ("postgresql:///yizhan?host=/run/postgresql", "postgresql"),
            (
                "postgres://h/d?sslmode=require&port=65535&options=-cx%3Dy",
                "postgresql",
            ),
            ("postgres://h/d?options[x]=y", "postgresql"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().database_name(), name);
        }
        for (text, error) in [
            ("", AddressError::Scheme),
            ("mysql://db/x", AddressError::Scheme),
            ("live.db", AddressError::Scheme),
            ("sqlite:", AddressError::File),
            ("sqlite::memory:", AddressError::File),
            ("postgres://a:b:c:d@", AddressError::Url),
            ("postgres://h/d?pasword=hush", AddressError::Parameter),
            (
                "postgres://h/d?port=5432&Password=hush",
                AddressError::Parameter,
            ),
            ("postgres://h/d?options[x=hush", AddressError::Parameter),
            ("postgres://h/d?sslmode=hush", AddressError::Value),
            ("postgres://h/d?port=65536", AddressError::Value),
            ("postgres://h/d?hostaddr=hush", AddressError::Value),
            (
                "postgres://h/d?statement-cache-capacity=-1",
                AddressError::Value,
            ),
        ] {
            assert_eq!(text.parse::<Address>().err(), Some(error), "{text}");
        }
    }

    #[test]
    fn an_address_whose_encoding_is_broken_is_told_where_and_what_would_be_right() {
        for (text, part) in [
            ("postgres://%FF@h/d", "the user"),
            ("postgres://u:hu%E9sh@h/d", "the password"),
            ("postgres://u@%2Frun%FF/d", "the host"),
            ("postgres://u@h/%C3", "the database"),
            ("postgres://u@h/d?password=hush%FF", "a parameter"),
        ] {
            let error = text.parse::<Address>().err().unwrap();
            assert_eq!(error, AddressError::Encoding(part), "{text}");
            let told = error.to_string();
            assert!(told.starts_with(part) && told.contains("%25"), "{told}");
            assert!(!told.contains("hu"), "{told}");
        }
        for text in [
            "postgres://%C3%A9:100%25@%2Frun%2Fpg/%E6%9D%8E?application_name=%C3%A9",
            // A percent sign that encodes nothing stands for itself.
            "postgres://u:100%@h/d",
            "postgres://u:50%zz@h/d",
        ] {
            assert!(text.parse::<Address>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_password_is_seen_wherever_it_stands() {
        for (text, has_password) in [
            ("sqlite:live.db", false),
            ("postgres://yizhan@db/yizhan", false),
            ("postgres://yizhan:secret@db/yizhan", true),
            ("postgres://db/yizhan?user=a&password=secret", true),
        ] {
            assert_eq!(
                text.parse::<Address>().unwrap().has_password(),
                has_password
            );
        }
    }
}
