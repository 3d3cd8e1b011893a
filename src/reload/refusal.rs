//! Why a set is not served, in two wordings.

/// Why the files cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the log: everything.
    pub log: String,
    /// For the public: without the folders of the machine.
    pub public: String,
}

/// How a set is treated that has lost stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shrinking {
    /// A set with less than half of the served stations is rejected: usually a file was incomplete,
    /// or a folder was not mounted.
    Guarded,
    /// It is served like any other.
    Allowed,
}

impl Refusal {
    /// A reason that may be published as it is.
    pub fn from_text(text: &str) -> Self {
        Self {
            log: text.to_owned(),
            public: text.to_owned(),
        }
    }
}

impl Shrinking {
    /// Whether a set of `n_next` stations may replace one of `n_now`, and if not, why.
    pub fn check(self, n_now: usize, n_next: usize) -> Result<(), Refusal> {
        let is_halved = n_next.saturating_mul(2) < n_now;
        if self == Self::Allowed || !is_halved {
            return Ok(());
        }
        Err(Refusal::from_text(&format!(
            "the new set has {n_next} stations, fewer than half of the {n_now} that are served; \
             --allow-shrink takes it"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_stations_pass_and_one_fewer_does_not_unless_allowed() {
        for (n_now, n_next, passes) in [
            (10, 5, true),
            (10, 4, false),
            (11, 6, true),
            (11, 5, false),
            (1, 1, true),
            (2, 1, true),
            (3, 1, false),
            (0, 0, true),
            (5, 50, true),
        ] {
            let checked = Shrinking::Guarded.check(n_now, n_next);
            assert_eq!(checked.is_ok(), passes, "{n_now} to {n_next}");
            assert_eq!(Shrinking::Allowed.check(n_now, n_next), Ok(()));
        }
        let refusal = Shrinking::Guarded.check(11, 5).unwrap_err();
        assert!(refusal.public.contains(" 5 ") && refusal.public.contains(" 11 "));
        assert_eq!(refusal.public, refusal.log);
    }
}
