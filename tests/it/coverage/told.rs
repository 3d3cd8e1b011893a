//! Coverage with random notices and reports: each cell's stations counted one by one.

use std::sync::Arc;

use yizhan::clock::Zone;
use yizhan::coverage::{Clock, Limit, cover_told};
use yizhan::distance::geodesic_m;
use yizhan::hours::OpenState;
use yizhan::notices::Truth;
use yizhan::query::WorkBudget;
use yizhan::query::opening::OpeningSearch;
use yizhan::travel::Mode;

use super::Case;
use crate::query::what_is_said::random_said;
use crate::support::instant;

#[test]
fn cells_are_covered_by_the_stations_that_are_open_on_arrival_by_what_is_said() {
    let case = Case::new(31, 60, 40);
    let mut random = fastrand::Rng::with_seed(32);
    let (mut n_open, mut n_changed) = (0, 0);
    for _ in 0..40 {
        let around = instant("2026-11-24T12:00:00").plus_seconds(random.i64(-50_000..50_000));
        let at = around.plus_seconds(random.i64(-20_000..20_000));
        let said = random_said(&mut random, &case.snapshot, around);
        let truth = Truth::resolve(Arc::new(said), &case.snapshot, Zone::default());
        let amenity = [None, Some("microwave")][random.usize(0..2)];
        let limit = Limit::DistanceM(400.0);
        let question = case.question(Mode::Walk, limit, amenity, Clock::At(at));
        let told = Some(&truth);
        let covered = |told| {
            let demand = &case.demand;
            cover_told(&case.snapshot, told, demand, &question, None, &|_, _, _| {})
        };
        let search = OpeningSearch::new(&case.snapshot, WorkBudget::whole()).told(told);
        let outcome = covered(told);
        n_changed += usize::from(outcome.cells != covered(None).cells);
        for (cell, found) in case.demand.cells.iter().zip(&outcome.cells) {
            let counts = |(row, station): (_, &yizhan::station::Station)| {
                let distance_m = geodesic_m(cell.position, station.position);
                let offers = station.offered.contains_all(question.amenities);
                let arrival = question.pace.arrive_at(at, distance_m);
                let wanted = question.amenities;
                let opening = search.describe(row, wanted, question.zone, arrival);
                distance_m <= 400.0 && offers && opening.state == OpenState::Open
            };
            let stations = case.snapshot.rows().zip(case.snapshot.stations());
            let expected = stations.filter(|one| counts(*one)).count();
            assert_eq!(found.stations_in_reach as usize, expected);
            n_open += expected;
        }
    }
    assert!(n_open > 500 && n_changed > 5, "{n_open}, {n_changed}");
}
