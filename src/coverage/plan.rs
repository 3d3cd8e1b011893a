//! The distances and times that a question asks about, computed once.

use super::judge::Measure;
use super::{DISC_1KM_M, Limit, MAX_GAP_MINUTES, Question};
use crate::network::{MAX_WAY_MM, to_m, to_mm};

/// How far stations are looked for, and how long the trips to them take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The limit along the streets if there are any, else that of the circle.
    pub(super) measure: Measure,
    /// The limit in a straight line, which is reported beside it.
    pub(super) circle: Measure,
    /// The plain disc of a kilometre.
    pub(super) disc_1km: Measure,
    /// How far the nearest station of an uncovered cell is searched.
    pub(super) farthest: Measure,
}

impl Plan {
    /// What a question asks about, along streets or in straight lines.
    pub(super) fn of(question: &Question, along_streets: bool) -> Self {
        let limited = |limit| limited(question, limit, along_streets);
        let measure = limited(question.limit);
        let gap = limited(Limit::Minutes(MAX_GAP_MINUTES));
        let circle = self::limited(question, question.limit, false);
        Self {
            measure,
            circle,
            disc_1km: Measure {
                limit_m: DISC_1KM_M,
                ..circle
            },
            farthest: Measure {
                limit_m: gap.limit_m.max(measure.limit_m),
                ..gap
            },
        }
    }

    /// The longest straight line that the circle and the disc measure, metres.
    pub(super) fn straight_m(&self) -> f64 {
        self.circle.limit_m.max(self.disc_1km.limit_m)
    }

    /// The longest straight line that the question measures, metres.
    pub(super) fn widest_m(&self) -> f64 {
        self.straight_m().max(self.measure.limit_m)
    }

    /// Whole seconds after which every arrival within a distance has happened.
    pub(super) fn window_s(&self, distance_m: f64) -> i64 {
        let on_the_way_s = self.measure.travel_time_s(distance_m);
        // The circle and the disc of a kilometre use the same states.
        let disc_s = self.circle.travel_time_s(self.straight_m());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "limits and paces have caps, far below 2^53 seconds"
        )]
        let whole_s = on_the_way_s.max(disc_s).ceil() as i64;
        whole_s
    }
}

fn limited(question: &Question, limit: Limit, along_streets: bool) -> Measure {
    Measure {
        limit_m: if along_streets {
            // Ways and their limit are whole millimetres; the limit itself is within.
            to_m(to_mm(limit.way_m(question.pace)).unwrap_or(MAX_WAY_MM))
        } else {
            limit.radius_m(question.pace)
        },
        pace: question.pace,
        along_streets,
    }
}
