//! One cell, one departure: which of the stations in reach count.

use super::departure::Departure;
use super::eligible::Eligible;
use super::people::People;
use super::straight::InReach;
use super::totals::CoveredTotals;
use crate::hours::OpenState;
use crate::travel::Pace;

/// How distances become times, and which distance is the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// The longest distance that is in reach, metres.
    pub(super) limit_m: f64,
    pub(super) pace: Pace,
    /// Whether distances are along streets, which need no detour.
    pub(super) along_streets: bool,
}

/// The stations that count for a cell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Judged {
    pub(super) nearest: Option<InReach>,
    pub(super) open: u32,
    /// Whether a station of unknown hours is in reach.
    pub(super) has_unknown: bool,
}

impl Measure {
    /// Travel time of a distance, seconds.
    pub(super) fn travel_time_s(&self, distance_m: f64) -> f64 {
        if self.along_streets {
            distance_m / self.pace.speed_m_s
        } else {
            self.pace.travel_time_s(distance_m)
        }
    }

    /// Evaluates a list sorted by distance, calling `count` for each open station.
    pub(super) fn judge(
        &self,
        in_reach: &[InReach],
        eligible: &Eligible,
        moment: &Departure,
        mut count: impl FnMut(InReach),
    ) -> Judged {
        let mut judged = Judged::default();
        let within = |station: &&InReach| station.distance_m <= self.limit_m;
        for station in in_reach.iter().take_while(within) {
            let travel_time_s = self.travel_time_s(station.distance_m);
            match moment.state(eligible, station.station, travel_time_s) {
                OpenState::Open => {
                    judged.nearest = judged.nearest.or(Some(*station));
                    judged.open += 1;
                    count(*station);
                }
                OpenState::Unknown => judged.has_unknown = true,
                OpenState::Closed => {}
            }
        }
        judged
    }
}

impl CoveredTotals {
    /// Counts a cell and its people.
    pub(super) fn add(&mut self, judged: &Judged, people: People) {
        self.cells += usize::from(judged.open > 0);
        if judged.open > 0 || judged.has_unknown {
            self.if_unknown_open += people;
        }
        for (needed, people_there) in (1..).zip(&mut self.at_least) {
            if judged.open >= needed {
                *people_there += people;
            }
        }
    }
}
