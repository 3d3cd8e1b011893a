//! What is wrong with a row, before it is said in which.

use std::borrow::Cow;

use super::code::Code;
use crate::dataset::issue::Finding;
use crate::dataset::shown::shown;

/// One fault of a row in words.
///
/// Planners have their file at hand, so they are shown what stands in it. An answer over HTTP
/// repeats no position, so it has the words without what was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    /// `None` if the message holds nothing of what was found.
    without_values: Option<Cow<'static, str>>,
}

impl Fault {
    /// A fault in one sentence: what was found and what would be right.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: shown(&message.into()).into_owned(),
            without_values: None,
        }
    }

    /// Adds the sentence for answers that must not repeat values.
    pub(super) fn without_values(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.without_values = Some(message.into());
        self
    }

    /// The stable name of its kind.
    pub(crate) const fn key(&self) -> &'static str {
        self.code.key()
    }

    /// The sentence that repeats nothing of what was found.
    pub(crate) fn into_discreet_message(self) -> Cow<'static, str> {
        self.without_values.unwrap_or(Cow::Owned(self.message))
    }
}

impl From<Finding> for Fault {
    fn from(finding: Finding) -> Self {
        Self::new(finding.code.into(), finding.message)
    }
}
