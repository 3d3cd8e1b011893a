//! Errors in parameters, with the values that are allowed.

use super::Param;
use crate::dataset::shown::shortened;
use crate::vocabulary::nearest_word;

/// Why a parameter cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ParamError {
    /// Its name as given.
    pub parameter: String,
    /// The value found and the value expected.
    pub detail: String,
    /// The allowed values, where they can be listed.
    pub allowed: Vec<String>,
    /// The allowed word that is most similar to the one given.
    pub did_you_mean: Option<String>,
}

impl ParamError {
    /// An error without a list of allowed values.
    pub fn new(parameter: &str, detail: impl Into<String>) -> Self {
        Self {
            parameter: parameter.to_owned(),
            detail: detail.into(),
            allowed: Vec::new(),
            did_you_mean: None,
        }
    }

    /// A parameter that is given again though it holds one value.
    pub fn repeated(parameter: &str) -> Self {
        Self::new(parameter, format!("{parameter} is given more than once"))
    }

    /// A word that is not among those allowed.
    pub fn not_among<'w>(
        parameter: &str,
        found: &str,
        allowed: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
        let did_you_mean = nearest_word(found, allowed.iter().map(String::as_str));
        Self {
            detail: format!("{parameter} does not know '{}'", shortened(found)),
            parameter: parameter.to_owned(),
            did_you_mean: did_you_mean.map(str::to_owned),
            allowed,
        }
    }
}

pub fn unknown_parameter(name: &str, known: &[Param]) -> ParamError {
    let names = || known.iter().map(|param| param.name);
    let did_you_mean = nearest_word(name, names()).map(str::to_owned);
    let name = shortened(name);
    let detail = if known.is_empty() {
        format!("this resource takes no parameters, got '{name}'")
    } else {
        format!("there is no parameter '{name}' here")
    };
    ParamError {
        parameter: name,
        detail,
        did_you_mean,
        allowed: names().map(str::to_owned).collect(),
    }
}
