//! Small worlds, in which every subset of the candidates is tried.

use yizhan::siting::assemble::{SitingError, check_candidates};
use yizhan::siting::world::{CellState, Pairs};
use yizhan::siting::{
    Effort, Goal, MAX_CANDIDATES, MAX_EXACT_PAIRS, Method, Outcome, Question, World, site,
};

const N_SITES: u32 = 9;
const LIMIT_M: f64 = 300.0;
const FAR_M: f64 = 1_000.0;

/// What a goal counts, of a set of candidates.
type Count = fn(&World, u32) -> f64;

/// Cells and candidates in a square kilometre, some stations, and cells that reach nothing.
fn world(seed: u64, sees_far: bool) -> World {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut place = || [random.f64() * 900.0, random.f64() * 900.0];
    let sites: Vec<[f64; 2]> = (0..N_SITES).map(|_| place()).collect();
    let stations: Vec<[f64; 2]> = (0..2).map(|_| place()).collect();
    let cells: Vec<[f64; 2]> = (0..40).map(|_| place()).collect();
    let way = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]).round();
    let mut pairs = Pairs::new();
    let mut states = Vec::new();
    for (row, cell) in cells.iter().enumerate() {
        let is_off = row % 13 == 12;
        let seen_m = if sees_far { FAR_M } else { LIMIT_M };
        let near = sites
            .iter()
            .zip(0..)
            .map(|(site, row)| (row, way(cell, site)));
        let near = near.filter(|(_, way_m)| *way_m <= seen_m && !is_off);
        pairs.push(near.collect()).unwrap();
        let ways = stations.iter().map(|station| way(cell, station));
        let ways: Vec<f64> = ways
            .filter(|_| !is_off && !seed.is_multiple_of(3))
            .collect();
        let n_existing = ways.iter().filter(|way_m| **way_m <= LIMIT_M).count();
        states.push(CellState {
            people: f64::from(random.u32(0..30)),
            n_existing: u32::try_from(n_existing).unwrap(),
            existing_m: ways
                .into_iter()
                .reduce(f64::min)
                .filter(|way_m| *way_m <= FAR_M),
            has_longer_way: false,
        });
    }
    World {
        cells: states,
        n_sites: N_SITES as usize,
        pairs,
        limit_m: LIMIT_M,
        far_m: FAR_M,
    }
}

/// People covered at least so often by existing stations and some candidates.
fn people(world: &World, set: u32, at_least: u32) -> f64 {
    let covered = |(row, cell): &(usize, &CellState)| {
        let near = world.pairs.of(*row);
        let near = near.filter(|(site, way_m)| set >> site & 1 == 1 && *way_m <= LIMIT_M);
        cell.n_existing as usize + near.count() >= at_least as usize
    };
    world
        .cells
        .iter()
        .enumerate()
        .filter(covered)
        .fold(0.0, |sum, (_, cell)| sum + cell.people)
}

/// The way of each peopled cell that reaches anything, and its people.
fn ways(world: &World, set: u32) -> Vec<(f64, f64)> {
    let mut all = Vec::new();
    for (row, cell) in world.cells.iter().enumerate() {
        if cell.people <= 0.0 || (cell.existing_m.is_none() && world.pairs.of(row).len() == 0) {
            continue;
        }
        let open = world.pairs.of(row).filter(|(site, _)| set >> site & 1 == 1);
        let least = open
            .map(|pair| pair.1)
            .fold(cell.existing_m.unwrap_or(FAR_M), f64::min);
        all.push((least, cell.people));
    }
    all
}

fn person_metres(world: &World, set: u32) -> f64 {
    ways(world, set)
        .iter()
        .fold(0.0, |sum, (way_m, people)| sum + way_m * people)
}

fn longest_m(world: &World, set: u32) -> f64 {
    ways(world, set)
        .iter()
        .fold(0.0, |longest, (way_m, _)| way_m.max(longest))
}

fn subsets(most: u32) -> impl Iterator<Item = u32> {
    (0..1_u32 << N_SITES).filter(move |set| set.count_ones() <= most)
}

fn asked(world: &World, goal: Goal, n_new: u32, at_least: u32, exact: bool) -> Outcome {
    let question = Question {
        goal,
        n_new,
        at_least,
        effort: Effort {
            exact,
            max_steps: 100_000,
            ..Effort::default()
        },
    };
    let outcome = site(world, &question);
    let sites: Vec<u32> = outcome.picks.iter().map(|pick| pick.site).collect();
    let mut distinct = sites.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), sites.len(), "no site twice");
    assert!(goal == Goal::CoverAll || sites.len() <= n_new as usize);
    let mut set = 0;
    for (pick, _) in outcome.steps() {
        set |= 1 << pick.site;
        let expected = people(world, set, at_least);
        assert_eq!(pick.standing.people_covered.to_bits(), expected.to_bits());
        for other in &pick.alternatives {
            assert!(!sites.contains(&other.site));
        }
    }
    outcome
}

fn set_of(outcome: &Outcome) -> u32 {
    outcome
        .picks
        .iter()
        .fold(0, |set, pick| set | 1 << pick.site)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn most_people_and_their_bound_hold_against_every_subset() {
    for seed in 0..30 {
        let world = world(seed, false);
        for (n_new, at_least) in [(1, 1), (3, 1), (5, 1), (3, 2), (4, 2), (5, 3)] {
            let best = subsets(n_new)
                .map(|set| people(&world, set, at_least))
                .fold(0.0, f64::max);
            for exact in [false, true] {
                let found = asked(&world, Goal::People, n_new, at_least, exact);
                let case = format!("seed {seed}, {n_new}, {at_least}, {exact}: {found:?}");
                assert!(
                    close(found.value, people(&world, set_of(&found), at_least)),
                    "{case}"
                );
                assert!(
                    found.value <= best && best <= found.bound + 1e-6,
                    "{best} {case}"
                );
                assert!(!exact || found.proved_optimal, "{case}");
                assert!(
                    !found.proved_optimal || close(found.value, best),
                    "{best} {case}"
                );
            }
        }
    }
}

#[test]
fn the_fewest_sites_and_their_bound_hold_against_every_subset() {
    for seed in 0..30 {
        let world = world(seed, false);
        for at_least in [1, 2] {
            let all = people(&world, (1 << N_SITES) - 1, at_least);
            let enough = |set: &u32| close(people(&world, *set, at_least), all);
            let fewest = subsets(N_SITES)
                .filter(enough)
                .map(u32::count_ones)
                .min()
                .unwrap();
            for exact in [false, true] {
                let found = asked(&world, Goal::CoverAll, 0, at_least, exact);
                let case = format!("seed {seed}, {at_least}, {exact}: {found:?}");
                assert!(
                    close(people(&world, set_of(&found), at_least), all),
                    "{case}"
                );
                assert!(close(found.people_coverable, all), "{case}");
                let fewest = f64::from(fewest);
                assert!(
                    found.bound <= fewest && fewest <= found.value,
                    "{fewest} {case}"
                );
                assert!(!exact || found.proved_optimal, "{case}");
                assert!(
                    !found.proved_optimal || close(found.value, fewest),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn the_shortest_ways_and_their_bounds_hold_against_every_subset() {
    let counted: [(Goal, Count); 2] = [
        (Goal::MeanTime, person_metres),
        (Goal::WorstTime, longest_m),
    ];
    for seed in 0..24 {
        let world = world(seed, true);
        for (goal, count) in counted {
            for n_new in [1, 2, 4] {
                let best = subsets(n_new)
                    .map(|set| count(&world, set))
                    .fold(f64::MAX, f64::min);
                for exact in [false, true] {
                    let found = asked(&world, goal, n_new, 1, exact);
                    let case = format!("seed {seed}, {n_new}, {exact}: {found:?}");
                    assert!(close(found.value, count(&world, set_of(&found))), "{case}");
                    let is_between = found.bound <= best + 1e-6 && best <= found.value + 1e-6;
                    assert!(is_between, "{best} {case}");
                    assert!(!exact || found.proved_optimal, "{case}");
                    assert!(
                        !found.proved_optimal || close(found.value, best),
                        "{best} {case}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_alternative_loses_what_it_says() {
    for seed in 0..6 {
        let near = world(seed, false);
        let found = asked(&near, Goal::People, 3, 1, false);
        for pick in &found.picks {
            for other in &pick.alternatives {
                let set = set_of(&found) & !(1 << pick.site) | 1 << other.site;
                assert!(close(found.value - other.loses, people(&near, set, 1)));
            }
        }
        let far = world(seed, true);
        for (goal, count) in [
            (Goal::MeanTime, person_metres as Count),
            (Goal::WorstTime, longest_m),
        ] {
            let found = asked(&far, goal, 3, 1, false);
            for pick in &found.picks {
                for other in &pick.alternatives {
                    let set = set_of(&found) & !(1 << pick.site) | 1 << other.site;
                    assert!(
                        close(found.value + other.loses, count(&far, set)),
                        "{goal:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_world_without_anybody_has_nothing_to_gain() {
    let mut empty = world(1, true);
    for cell in &mut empty.cells {
        cell.people = 0.0;
    }
    for goal in Goal::ALL {
        let found = asked(&empty, goal, 3, 1, true);
        assert!(found.picks.is_empty(), "{found:?}");
        assert!(found.proved_optimal && found.ratio() >= 1.0, "{found:?}");
    }
}

#[test]
fn as_many_candidates_as_the_cap_are_taken_and_one_more_is_refused() {
    check_candidates(MAX_CANDIDATES).unwrap();
    let told = check_candidates(MAX_CANDIDATES + 1)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("50001 candidates, 50000 is the most"),
        "{told}"
    );
    assert!(matches!(check_candidates(0), Err(SitingError::NoCandidate)));
}

#[test]
fn a_longest_way_that_is_too_large_for_the_solver_is_said_to_be_that_and_not_timed_out() {
    // Whether four sites do for the short way, neither the bound nor the exchange tells.
    let mut random = fastrand::Rng::with_seed(5);
    let mut pairs = Pairs::new();
    let cell = CellState {
        people: 1.0,
        n_existing: 0,
        existing_m: None,
        has_longer_way: false,
    };
    let n_sites = 700;
    for _ in 0..800 {
        let way_m = |random: &mut fastrand::Rng| if random.bool() { 1.0 } else { 2.0 };
        let ways = (0..n_sites).map(|site| (site, way_m(&mut random)));
        pairs.push(ways.collect()).unwrap();
    }
    assert!(pairs.of(0).len() * 800 / 2 > MAX_EXACT_PAIRS);
    let world = World {
        cells: vec![cell; 800],
        n_sites: n_sites as usize,
        pairs,
        limit_m: 1.0,
        far_m: FAR_M,
    };
    let question = Question {
        goal: Goal::WorstTime,
        n_new: 4,
        at_least: 1,
        effort: Effort {
            exact: true,
            max_steps: 100_000,
            ..Effort::default()
        },
    };
    let found = site(&world, &question);
    assert_eq!(found.method, Method::ExactTooLarge);
    assert!(!found.proved_optimal && close(found.value, 2.0) && close(found.bound, 1.0));
}
