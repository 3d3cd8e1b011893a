//! The colour classes: how far the nearest station is, in round steps around the limit.

use std::ops::Range;

use crate::coverage::Limit;
use crate::coverage::outcome::{CellOutcome, CellStatus, NearestStation};
use crate::coverage::run::Run;
use crate::report::page::words::{metres, short};

/// Upper bounds of the classes but the last, relative to the limit and before they are rounded.
const ENDS: [f64; 5] = [1.0 / 3.0, 2.0 / 3.0, 1.0, 4.0 / 3.0, 2.0];
/// Bounds are whole multiples of a step that is at most this part of the limit.
const STEP: f64 = 0.1;
/// Steps that people find round, times powers of ten.
const ROUND_STEPS: [f64; 3] = [5.0, 2.0, 1.0];
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

/// Steps by people on the map of a change, of cells that gain and of cells that lose.
pub(super) const N_STEPS: usize = 3;
/// There, the class of cells that stay covered; those of gains and losses come before.
pub(super) const KEPT: usize = 2 * N_STEPS;
/// Of cells that stay without a station.
pub(super) const NEVER: usize = KEPT + 1;
/// Of cells that could not be computed in one of the runs.
pub(super) const UNKNOWN: usize = NEVER + 1;
/// All classes there.
pub(super) const N_CHANGE_CLASSES: usize = UNKNOWN + 1;

/// The most classes that a map has.
pub(super) const MAX_CLASSES: usize = if N_CLASSES > N_CHANGE_CLASSES {
    N_CLASSES
} else {
    N_CHANGE_CLASSES
};

/// Classes that say the same of people, in other shades.
#[derive(Clone, Copy)]
pub(super) struct Groups {
    /// The classes of each group; together all that there are.
    pub(super) classes: &'static [Range<usize>],
    /// So many groups are seen in a square with others, however few people they have there.
    pub(super) n_first: usize,
}

/// Classes by what they say: within the limit, beyond it, and why it is not known.
pub(super) const NEAR: Groups = Groups {
    classes: &[
        0..N_WITHIN,
        N_WITHIN..N_NEAR,
        UNSNAPPED..UNREACHABLE,
        UNREACHABLE..N_CLASSES,
    ],
    n_first: 0,
};
/// The same of a change, which goes before what stays.
pub(super) const CHANGES: Groups = Groups {
    classes: &[
        0..N_STEPS,
        N_STEPS..KEPT,
        KEPT..NEVER,
        NEVER..UNKNOWN,
        UNKNOWN..N_CHANGE_CLASSES,
    ],
    n_first: 2,
};

/// The class of a cell. Its status decides on which side of the limit it is.
pub(super) fn of_cell(run: &Run<'_>, found: &CellOutcome) -> usize {
    let near = found.nearest.map(|nearest| by_ends(run, way(run, nearest)));
    match found.status {
        CellStatus::Covered => near.map_or(N_WITHIN - 1, |class| class.min(N_WITHIN - 1)),
        CellStatus::Uncovered => near.map_or(N_NEAR - 1, |class| class.max(N_WITHIN)),
        CellStatus::Unsnapped => UNSNAPPED,
        CellStatus::Unreachable => UNREACHABLE,
    }
}

/// The class of a street; [`UNREACHABLE`] if no station can be reached from it.
pub(super) fn of_street(run: &Run<'_>, minutes: Option<f32>) -> usize {
    minutes.map_or(UNREACHABLE, |minutes| {
        let minutes = f64::from(minutes);
        let way = match run.question.limit {
            Limit::Minutes(_) => minutes,
            Limit::DistanceM(_) => minutes * 60.0 * run.question.pace.speed_m_s,
        };
        by_ends(run, way)
    })
}

/// Whether a class lies within the limit.
pub(super) const fn is_within(class: usize) -> bool {
    class < N_WITHIN
}

/// The labels of the classes by distance: `≤5`, `5–10`, …, `>30`.
pub(super) fn labels(run: &Run<'_>) -> [String; N_NEAR] {
    let ends = ends(limit(run));
    let end = |class: usize| match run.question.limit {
        Limit::Minutes(_) => short(ends[class]),
        Limit::DistanceM(_) => metres(ends[class]),
    };
    std::array::from_fn(|class| match class {
        0 => format!("≤{}", end(0)),
        class if class < ENDS.len() => format!("{}–{}", end(class - 1), end(class)),
        class => format!(">{}", end(class - 1)),
    })
}

/// The limit as a number: minutes or metres, as it was asked for.
const fn limit(run: &Run<'_>) -> f64 {
    match run.question.limit {
        Limit::Minutes(minutes) => minutes,
        Limit::DistanceM(distance_m) => distance_m,
    }
}

/// How far a station is, in the unit of the limit.
fn way(run: &Run<'_>, nearest: NearestStation) -> f64 {
    match run.question.limit {
        Limit::Minutes(_) => nearest.travel_time_s / 60.0,
        Limit::DistanceM(_) => nearest.distance_m,
    }
}

fn by_ends(run: &Run<'_>, way: f64) -> usize {
    let ends = ends(limit(run));
    ends.iter().take_while(|end| way > **end).count()
}

/// The bounds of the classes: round numbers, and the limit itself.
fn ends(limit: f64) -> [f64; ENDS.len()] {
    let longest = limit * STEP;
    let power = 10.0_f64.powf(longest.log10().floor());
    let step = ROUND_STEPS
        .map(|step| step * power)
        .into_iter()
        .find(|step| *step <= longest)
        .unwrap_or(power);
    let mut ends = ENDS.map(|part| (part * limit / step).round() * step);
    ends[N_WITHIN - 1] = limit;
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_round_and_the_limit_is_one_of_them() {
        for (limit, said) in [
            (15.0, [5.0, 10.0, 15.0, 20.0, 30.0]),
            (10.0, [3.0, 7.0, 10.0, 13.0, 20.0]),
            (30.0, [10.0, 20.0, 30.0, 40.0, 60.0]),
            (1_000.0, [300.0, 700.0, 1_000.0, 1_300.0, 2_000.0]),
        ] {
            for (end, said) in ends(limit).into_iter().zip(said) {
                assert!((end - said).abs() < 1e-9, "{limit}: {end}");
            }
        }
    }

    #[test]
    fn bounds_rise_for_every_limit_that_may_be_asked() {
        for limit in (1..=60).chain(61..=50_000).map(f64::from) {
            let ends = ends(limit);
            assert!(ends.is_sorted_by(|a, b| a < b), "{limit}: {ends:?}");
            assert!(ends[0] > 0.0 && (ends[N_WITHIN - 1] - limit).abs() < f64::EPSILON);
        }
    }
}
