//! Users and passwords of web servers, from a netrc file as curl and ftp read it.
//!
//! The words are `machine NAME`, `default`, `login USER` and `password WORD`; `account` is passed
//! over, `macdef` is refused. A line that begins with `#` is a comment. The crates for this format
//! look for the user's own file, or repeat words of it in their errors, which may be passwords.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The largest netrc file, bytes.
pub const MAX_NETRC_BYTES: usize = 65_536;

/// Who asks which web server.
#[derive(Clone, Default)]
pub struct Netrc {
    entries: Vec<Entry>,
}

/// One server's user; no name stands for all servers that none before names.
#[derive(Clone, Default)]
struct Entry {
    machine: Option<String>,
    login: String,
    password: String,
}

/// Why a text is no netrc file; no word of it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetrcError {
    /// It is too large.
    #[error("has {bytes} bytes, {MAX_NETRC_BYTES} is the most")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Something else than a known word.
    #[error("line {line}: one of machine, default, login, password and account is wanted")]
    UnknownWord {
        /// From 1.
        line: usize,
    },
    /// A word that says what follows, and nothing follows.
    #[error("line {line}: the last word wants another after it")]
    NothingFollows {
        /// From 1.
        line: usize,
    },
    /// A user or a password before any server is named.
    #[error("line {line}: machine NAME or default is wanted before a login or a password")]
    NoMachine {
        /// From 1.
        line: usize,
    },
}

impl Netrc {
    /// Reads the text of a netrc file.
    pub fn parse(text: &str) -> Result<Self, NetrcError> {
        if text.len() > MAX_NETRC_BYTES {
            let bytes = text.len();
            return Err(NetrcError::TooLarge { bytes });
        }
        let lines = text.lines().enumerate();
        let lines = lines.filter(|(_, text)| !text.trim_start().starts_with('#'));
        let mut words =
            lines.flat_map(|(n, text)| text.split_whitespace().map(move |w| (n + 1, w)));
        let mut read = Self::default();
        while let Some((line, word)) = words.next() {
            if word == "default" {
                read.entries.push(Entry::default());
                continue;
            }
            if !["machine", "login", "password", "account"].contains(&word) {
                return Err(NetrcError::UnknownWord { line });
            }
            let (_, value) = words.next().ok_or(NetrcError::NothingFollows { line })?;
            read.take(word, value)
                .ok_or(NetrcError::NoMachine { line })?;
        }
        Ok(read)
    }

    /// Takes a word and what follows it; `None` if a machine has to stand before.
    fn take(&mut self, word: &str, value: &str) -> Option<()> {
        if word == "machine" {
            self.entries.push(Entry {
                machine: Some(value.to_owned()),
                ..Entry::default()
            });
            return Some(());
        }
        let entry = self.entries.last_mut()?;
        match word {
            "login" => value.clone_into(&mut entry.login),
            "password" => value.clone_into(&mut entry.password),
            _ => {}
        }
        Some(())
    }

    /// The value of `Authorization` for a server, by its name without a port: that of the first
    /// entry that names it, or is for all (RFC 7617).
    pub(super) fn authorization(&self, host: &str) -> Option<String> {
        let is_for = |entry: &&Entry| {
            let machine = entry.machine.as_deref();
            machine.is_none_or(|machine| machine.eq_ignore_ascii_case(host))
        };
        let entry = self.entries.iter().find(is_for)?;
        Some(basic(entry.login.as_bytes(), entry.password.as_bytes()))
    }
}

/// The value of `Authorization` for a user and a password (RFC 7617).
pub(super) fn basic(login: &[u8], password: &[u8]) -> String {
    let pair = [login, b":", password].concat();
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, host: &str) -> Option<String> {
        Netrc::parse(text).unwrap().authorization(host)
    }

    #[test]
    fn the_first_entry_that_names_a_server_or_is_for_all_counts() {
        let text = "# of the union\nmachine a.example login ann password p:1\n\
                    machine A.EXAMPLE login other password x\n\
                    machine b.example\n  login bob\n  account x\n  password s\n\
                    default login any password 驿\nmachine late.example login late";
        assert_eq!(asked(text, "A.example"), Some(basic(b"ann", b"p:1")));
        assert_eq!(asked(text, "b.example"), Some(basic(b"bob", b"s")));
        let default = Some(basic(b"any", "驿".as_bytes()));
        assert_eq!(asked(text, "c.example"), default);
        assert_eq!(asked(text, "late.example"), default);
        assert_eq!(asked("machine a.example login ann", "b.example"), None);
        assert_eq!(asked("", "a.example"), None);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line_and_never_repeated() {
        for (text, error) in [
            ("machine a\nsecret x", NetrcError::UnknownWord { line: 2 }),
            ("macdef init", NetrcError::UnknownWord { line: 1 }),
            ("machine a login", NetrcError::NothingFollows { line: 1 }),
            ("\nlogin ann", NetrcError::NoMachine { line: 2 }),
        ] {
            assert_eq!(Netrc::parse(text).err(), Some(error), "{text}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn the_largest_file_passes_and_one_byte_more_does_not() {
        assert!(Netrc::parse(&" ".repeat(MAX_NETRC_BYTES)).is_ok());
        let bytes = MAX_NETRC_BYTES + 1;
        let larger = Netrc::parse(&" ".repeat(bytes)).err();
        assert_eq!(larger, Some(NetrcError::TooLarge { bytes }));
    }
}
