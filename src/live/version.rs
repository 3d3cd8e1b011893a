//! The version of what is in force, as clients that poll give it back.

use std::fmt;
use std::str::FromStr;

/// What is in force changes with each change, and when a notice begins or ends.
///
/// As text it is `CHANGE-MOMENT`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The number of the last change.
    pub sequence: i64,
    /// The last moment at which a notice began or ended, Unix seconds; 0 is none.
    pub turned_at: i64,
}

/// A text that is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is taken from an answer, as 17-1796000000")]
pub struct VersionError;

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.sequence, self.turned_at)
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let number = |digits: &str| {
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_plain).ok_or(VersionError)
        };
        let (sequence, turned_at) = text.split_once('-').ok_or(VersionError)?;
        Ok(Self {
            sequence: number(sequence)?,
            turned_at: number(turned_at)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_was_written() {
        for (sequence, turned_at) in [(0, 0), (17, 1_796_000_000), (i64::MAX, i64::MAX)] {
            let version = Version {
                sequence,
                turned_at,
            };
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        for text in [
            "",
            "1",
            "-",
            "1-",
            "-1",
            "1-2-3",
            "+1-2",
            "a-b",
            "99999999999999999999-0",
        ] {
            assert_eq!(text.parse::<Version>(), Err(VersionError), "{text}");
        }
    }
}
