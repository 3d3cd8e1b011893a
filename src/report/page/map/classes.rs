//! The colour classes: how far the nearest station is, relative to the limit.

use crate::coverage::Limit;
use crate::coverage::outcome::{CellOutcome, CellStatus, NearestStation};
use crate::coverage::run::Run;
use crate::report::page::words::{metres, short};

/// Upper bounds of the classes but the last, relative to the limit.
const ENDS: [f64; 5] = [1.0 / 3.0, 2.0 / 3.0, 1.0, 4.0 / 3.0, 2.0];
/// Classes within the limit.
const N_WITHIN: usize = 3;
/// Classes by distance.
pub(super) const N_NEAR: usize = ENDS.len() + 1;
/// The class of cells away from all streets.
pub(super) const UNSNAPPED: usize = N_NEAR;
/// The class of cells without a way to a station.
pub(super) const UNREACHABLE: usize = N_NEAR + 1;
/// All classes.
pub(super) const N_CLASSES: usize = N_NEAR + 2;

/// The class of a cell. Its status decides on which side of the limit it is.
pub(super) fn of_cell(run: &Run<'_>, found: &CellOutcome) -> usize {
    let near = found.nearest.map(|nearest| by_parts(parts(run, nearest)));
    match found.status {
        CellStatus::Covered => near.map_or(N_WITHIN - 1, |class| class.min(N_WITHIN - 1)),
        CellStatus::Uncovered => near.map_or(N_NEAR - 1, |class| class.max(N_WITHIN)),
        CellStatus::Unsnapped => UNSNAPPED,
        CellStatus::Unreachable => UNREACHABLE,
    }
}

/// The class of a street; [`UNREACHABLE`] if no station can be reached from it.
pub(super) fn of_street(run: &Run<'_>, minutes: Option<f32>) -> usize {
    let limit_minutes = match run.question.limit {
        Limit::Minutes(minutes) => minutes,
        Limit::DistanceM(distance_m) => distance_m / run.question.pace.speed_m_s / 60.0,
    };
    minutes.map_or(UNREACHABLE, |minutes| {
        by_parts(f64::from(minutes) / limit_minutes)
    })
}

/// Whether a class lies within the limit.
pub(super) const fn is_within(class: usize) -> bool {
    class < N_WITHIN
}

/// The labels of the classes by distance: `≤5`, `5–10`, …, `>30`.
pub(super) fn labels(run: &Run<'_>) -> [String; N_NEAR] {
    let end = |class: usize| match run.question.limit {
        Limit::Minutes(minutes) => short(minutes * ENDS[class]),
        Limit::DistanceM(distance_m) => metres(distance_m * ENDS[class]),
    };
    std::array::from_fn(|class| match class {
        0 => format!("≤{}", end(0)),
        class if class < ENDS.len() => format!("{}–{}", end(class - 1), end(class)),
        class => format!(">{}", end(class - 1)),
    })
}

/// The distance relative to the limit.
fn parts(run: &Run<'_>, nearest: NearestStation) -> f64 {
    match run.question.limit {
        Limit::Minutes(minutes) => nearest.travel_time_s / 60.0 / minutes,
        Limit::DistanceM(distance_m) => nearest.distance_m / distance_m,
    }
}

fn by_parts(parts: f64) -> usize {
    ENDS.iter().take_while(|end| parts > **end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_is_within_it() {
        assert!(is_within(by_parts(1.0)));
        assert!(!is_within(by_parts(1.0_f64.next_up())));
        assert_eq!(by_parts(0.0), 0);
        assert_eq!(by_parts(9.0), N_NEAR - 1);
    }
}
