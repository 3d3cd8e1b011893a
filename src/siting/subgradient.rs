//! The lengths of subgradient steps: those of Held, Wolfe and Crowder (1974), shortened whenever
//! the bound has not improved for a while.

/// Steps without a better bound after which they become shorter.
const PATIENCE: u32 = 15;
/// How much shorter.
const SHORTER: f64 = 0.7;
/// Shorter steps change nothing.
const LEAST_LENGTH: f64 = 1e-5;

/// Pairs that all steps of a relaxation look at together, and the least number of steps.
const MAX_PAIR_VISITS: usize = 400_000_000;
const MIN_STEPS: u32 = 30;

/// The steps of one relaxation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    n_left: u32,
    length: f64,
    n_in_vain: u32,
}

impl Steps {
    /// At most so many, and fewer if each looks at very many pairs.
    pub(super) fn new(most: u32, n_pairs: usize) -> Self {
        let affordable = MAX_PAIR_VISITS / n_pairs.max(1);
        let affordable = u32::try_from(affordable).unwrap_or(u32::MAX);
        Self {
            n_left: most.min(affordable.max(MIN_STEPS)),
            length: 1.0,
            n_in_vain: 0,
        }
    }

    /// Whether there is another step; counts it.
    pub(super) const fn go_on(&mut self) -> bool {
        if self.n_left == 0 || self.length < LEAST_LENGTH {
            return false;
        }
        self.n_left -= 1;
        true
    }

    /// Notes whether the bound has become better, and returns it.
    pub(super) const fn note(&mut self, is_better: bool) -> bool {
        if is_better {
            self.n_in_vain = 0;
        } else {
            self.n_in_vain += 1;
            if self.n_in_vain >= PATIENCE {
                self.length *= SHORTER;
                self.n_in_vain = 0;
            }
        }
        is_better
    }

    /// The factor of the next step.
    pub(super) const fn length(&self) -> f64 {
        self.length
    }
}
