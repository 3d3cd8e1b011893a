//! San Francisco: 205 tracts, 16 stores, network distances; the optima that spopt publishes
//! (tests/data/san-francisco/SOURCE.md).

use std::collections::BTreeSet;

use yizhan::demand::{Cell, Demand};
use yizhan::position::Position;
use yizhan::siting::ignored::sentences;
use yizhan::siting::matrix::{self, Matrix};
use yizhan::siting::outcome::Stopped;
use yizhan::siting::tabled::{Existing, of_matrix};
use yizhan::siting::{Effort, Goal, Method, Outcome, Question, World, site};

const DEMAND: &str =
    include_str!("../../data/san-francisco/SF_demand_205_centroid_uniform_weight.csv");
const DISTANCES: &str = include_str!(
    "../../data/san-francisco/SF_network_distance_candidateStore_16_censusTract_205_new.csv"
);

fn demand() -> Demand {
    let cell = |line: &str| {
        let fields: Vec<&str> = line
            .split(',')
            .map(|field| field.trim_matches('"'))
            .collect();
        Cell {
            id: fields[3].to_owned(),
            position: Position::new(fields[10].parse().unwrap(), fields[11].parse().unwrap())
                .unwrap(),
            people: fields[6].parse().unwrap(),
            district: None,
        }
    };
    let cells: Vec<Cell> = DEMAND.lines().skip(1).map(cell).collect();
    Demand {
        n_rows: cells.len(),
        cells,
        ..Demand::default()
    }
}

fn distances() -> Matrix {
    let rows = DISTANCES.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        format!("{},{},{}\n", fields[2], fields[1], fields[0])
    });
    let text: String = std::iter::once("demand,site,distance_m\n".to_owned())
        .chain(rows)
        .collect();
    matrix::parse(text.as_bytes()).unwrap()
}

fn world(limit_m: f64, goal: Goal) -> World {
    let found = of_matrix(
        &demand(),
        &distances(),
        &Existing::default(),
        None,
        limit_m,
        goal,
    )
    .unwrap();
    assert!(found.ignored.is_empty(), "{:?}", found.ignored);
    assert_eq!((found.candidates.len(), found.world.cells.len()), (16, 205));
    found.world
}

fn answer(limit_m: f64, goal: Goal, n_new: u32, exact: bool) -> Outcome {
    let question = Question {
        goal,
        n_new,
        at_least: 1,
        effort: Effort {
            exact,
            max_steps: 2_000_000,
            ..Effort::default()
        },
    };
    let outcome = site(&world(limit_m, goal), &question);
    assert_eq!(outcome.people_total.to_bits(), 955_113.0_f64.to_bits());
    outcome
}

#[test]
fn eight_stores_cover_all_within_five_kilometres() {
    let outcome = answer(5_000.0, Goal::CoverAll, 0, true);
    assert_eq!(outcome.picks.len(), 8);
    assert!(outcome.proved_optimal);
    assert_eq!(outcome.people_covered().to_bits(), 955_113.0_f64.to_bits());
}

#[test]
fn four_stores_cover_875_247_people_and_no_four_cover_more() {
    for exact in [false, true] {
        let outcome = answer(5_000.0, Goal::People, 4, exact);
        assert_eq!(outcome.people_covered().to_bits(), 875_247.0_f64.to_bits());
        assert!(
            outcome.bound >= outcome.value && outcome.ratio() > 0.99,
            "{outcome:?}"
        );
        assert!(outcome.proved_optimal || !exact);
    }
    // What greedy alone reaches, and what it could be at most by that.
    let one_by_one = answer(5_000.0, Goal::People, 1, false);
    assert_eq!(
        one_by_one.people_covered().to_bits(),
        448_255.0_f64.to_bits()
    );
}

/// planning.md, 6a: every subset was tried.
#[test]
fn each_published_optimum_of_people_is_met_and_proved() {
    let optima: [(f64, [f64; 6]); 5] = [
        (
            2_000.0,
            [
                122_304.0, 200_356.0, 266_985.0, 333_273.0, 389_172.0, 432_591.0,
            ],
        ),
        (
            3_000.0,
            [
                239_817.0, 377_803.0, 481_826.0, 557_571.0, 620_348.0, 666_206.0,
            ],
        ),
        (
            4_000.0,
            [
                353_367.0, 529_616.0, 652_946.0, 740_223.0, 809_613.0, 870_020.0,
            ],
        ),
        (
            5_000.0,
            [
                448_255.0, 671_938.0, 791_499.0, 875_247.0, 927_402.0, 941_462.0,
            ],
        ),
        (
            6_000.0,
            [
                564_173.0, 775_784.0, 876_468.0, 932_758.0, 955_113.0, 955_113.0,
            ],
        ),
    ];
    for (limit_m, people) in optima {
        for (n_new, people) in (1..).zip(people) {
            let outcome = answer(limit_m, Goal::People, n_new, true);
            assert_eq!(
                outcome.value.to_bits(),
                people.to_bits(),
                "{limit_m} {n_new}"
            );
            assert!(
                outcome.proved_optimal,
                "{limit_m} {n_new} {:?}",
                outcome.method
            );
        }
    }
}

#[test]
fn it_stops_when_nobody_is_left_to_gain() {
    let outcome = answer(6_000.0, Goal::People, 16, false);
    assert!(outcome.picks.len() < 16);
    assert_eq!(outcome.stopped, Some(Stopped::AllCovered));
    assert_eq!(outcome.people_covered().to_bits(), 955_113.0_f64.to_bits());
    assert!(outcome.proved_optimal);
    let enough = answer(6_000.0, Goal::People, 4, false);
    assert_eq!(enough.stopped, None);
}

#[test]
fn the_shortest_ways_to_four_stores_are_2_848_268_129_7145_person_metres() {
    for exact in [false, true] {
        let outcome = answer(5_000.0, Goal::MeanTime, 4, exact);
        assert!(
            (outcome.value - 2_848_268_129.714_5).abs() < 1e-3,
            "{}",
            outcome.value
        );
        assert!(outcome.ratio() > 0.999, "{}", outcome.ratio());
        assert!(outcome.proved_optimal || !exact);
    }
}

#[test]
fn the_shortest_longest_way_to_four_stores_is_7_403_0638_metres() {
    for exact in [false, true] {
        let outcome = answer(5_000.0, Goal::WorstTime, 4, exact);
        assert!(
            (outcome.value - 7_403.063_8).abs() < 1e-4,
            "{}",
            outcome.value
        );
        assert!(outcome.bound <= outcome.value);
        assert!(outcome.proved_optimal || !exact, "{:?}", outcome.method);
    }
}

#[test]
fn greedy_alone_reaches_less_than_the_exchange() {
    // One exchange less than none is allowed.
    let question = Question {
        goal: Goal::People,
        n_new: 4,
        at_least: 1,
        effort: Effort {
            max_steps: 0,
            ..Effort::default()
        },
    };
    let outcome = site(&world(5_000.0, Goal::People), &question);
    assert_eq!(outcome.value.to_bits(), 872_611.0_f64.to_bits());
    assert_eq!(outcome.method, Method::Heuristic);
    assert!(outcome.bound >= 875_247.0);
}

#[test]
fn what_the_matrix_and_the_demand_do_not_share_is_named() {
    let mut demand = demand();
    demand.cells[0].id = "elsewhere".to_owned();
    let candidates: Vec<Cell> = ["Store_1", "Store_2", "Store_77"]
        .map(|id| Cell {
            id: id.to_owned(),
            ..demand.cells[1].clone()
        })
        .to_vec();
    let stations = Existing {
        that_count: BTreeSet::from(["Store_2", "Store_3", "Store_98"]),
        others: BTreeSet::from(["Store_5", "Store_99"]),
    };
    let found = of_matrix(
        &demand,
        &distances(),
        &stations,
        Some(&candidates),
        5_000.0,
        Goal::People,
    )
    .unwrap();
    let ids: Vec<&str> = found.candidates.iter().map(|one| &*one.id).collect();
    assert_eq!(ids, ["Store_1", "Store_77"]);
    let told = sentences(&found.ignored).join("\n");
    for sentence in [
        "1 candidates are stations already: Store_2",
        "1 candidates are not in the matrix: Store_77",
        "2 stations are not in the matrix: Store_98, Store_99",
        "12 sites of the matrix are neither stations nor candidates: Store_4, ",
        "1 sites of the matrix are stations that do not count, closed or without what is wanted: \
         Store_5",
        "1 cells of the matrix are not in the demand: ",
        "1 cells of the demand are not in the matrix: elsewhere",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
}

#[test]
fn candidates_of_a_matrix_that_are_in_reach_of_no_people_are_named() {
    let all = Existing::default();
    let told = |limit_m, goal| {
        let found = of_matrix(&demand(), &distances(), &all, None, limit_m, goal);
        sentences(&found.unwrap().ignored).join("\n")
    };
    let near = told(1.0, Goal::People);
    assert!(
        near.contains("16 candidates are in reach of no people: "),
        "{near}"
    );
    assert_eq!(told(1.0, Goal::MeanTime), "");
    assert_eq!(told(50_000.0, Goal::People), "");
}
