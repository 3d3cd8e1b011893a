//! One rule: which days, which minutes, which state.
//!
//! Invariant: its spans are decidable on every date; how rules interact is decided in `rules`,
//! except whether this one replaces earlier ones.

use opening_hours_syntax::RuleKind;
use opening_hours_syntax::rules::{RuleOperator, RuleSequence};

use super::HoursOfDay;
use crate::clock::Zone;
use crate::hours::OpenState;
use crate::hours::day::{DAY_END_MIN, Fill, Reason};
use crate::hours::selector::Days;
use crate::hours::span::{Span, Stretch};
use crate::hours::sun::Sun;

/// Minutes in an hour.
const HOUR_MIN: u16 = 60;
/// Every hour of the day.
const ALL_HOURS: u32 = (1 << 24) - 1;

/// One rule: which days, which minutes, which state.
#[derive(Clone, Debug)]
pub(in crate::hours) struct Rule {
    pub(in crate::hours) days: Days,
    pub(in crate::hours) spans: Vec<Span>,
    pub(in crate::hours) state: OpenState,
    joiner: Joiner,
}

/// How a rule combines with those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joiner {
    Override,
    Add,
    Fallback,
}

impl Rule {
    pub(super) fn new(rule: &RuleSequence) -> Result<Self, String> {
        Ok(Self {
            days: Days::new(&rule.day_selector)?,
            spans: rule
                .time_selector
                .spans
                .iter()
                .map(Span::new)
                .collect::<Result<_, _>>()?,
            state: match rule.kind {
                RuleKind::Open => OpenState::Open,
                RuleKind::Closed => OpenState::Closed,
                RuleKind::Unknown => OpenState::Unknown,
            },
            joiner: match rule.operator {
                RuleOperator::Normal => Joiner::Override,
                RuleOperator::Additional => Joiner::Add,
                RuleOperator::Fallback => Joiner::Fallback,
            },
        })
    }

    /// A rule without days does not override rules with days, only others without.
    pub(super) fn replaces_its_days(&self, follows_dayless: bool) -> bool {
        self.joiner == Joiner::Override
            && self.state != OpenState::Closed
            && (!self.days.is_empty() || follows_dayless)
    }

    pub(in crate::hours) fn stretches(&self, sun: &Sun) -> impl Iterator<Item = Stretch> {
        self.spans.iter().flat_map(|span| span.stretches(sun))
    }

    pub(super) fn fill(&self, stretch: &Stretch, reason: Reason) -> Fill {
        let state = if stretch.is_known {
            self.state
        } else {
            OpenState::Unknown
        };
        Fill {
            state,
            reason: if state == OpenState::Unknown {
                Reason::ByArrangement
            } else {
                reason
            },
            only_over_closed: self.joiner == Joiner::Fallback,
        }
    }

    /// Hours covered by the spans: known ones as `open`, the others as `unknown`.
    pub(super) fn hour_bits(&self, zone: Zone) -> HoursOfDay {
        let mut hours = HoursOfDay::default();
        if self.spans.iter().any(|span| span.names_the_sun()) {
            hours.open = ALL_HOURS;
            hours.unknown = ALL_HOURS;
            return hours;
        }
        for stretch in self.stretches(&Sun::ignored(zone)) {
            let bits = if stretch.is_known {
                &mut hours.open
            } else {
                &mut hours.unknown
            };
            for part in [stretch.on_the_day(), stretch.on_the_next_day()] {
                if !part.is_empty() {
                    let last = (part.end.min(DAY_END_MIN) - 1) / HOUR_MIN;
                    for hour in part.start / HOUR_MIN..=last {
                        *bits |= 1 << hour;
                    }
                }
            }
        }
        hours
    }
}
