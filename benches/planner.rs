//! What planners wait for, timed, and the same questions left in a folder for others to
//! answer: `cargo bench --bench planner -- DIR`. `benches/scripts/planner_rivals.sh` runs both.
#![allow(clippy::print_stdout, reason = "figures are its result")]

mod support;
#[path = "../tests/it/support/town.rs"]
mod town;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use town::Town;
use yizhan::amenity::AmenitySet;
use yizhan::clock::Zone;
use yizhan::coverage::outcome::Outcome;
use yizhan::coverage::{Clock, Limit, Question, cover};
use yizhan::demand::{Cell, Demand};
use yizhan::network::{
    Catchments, Direction, Graph, MAX_WAY_MM, NearestPlaces, Places, Snap, to_mm,
};
use yizhan::position::Position;
use yizhan::travel::{Mode, Paces};

/// People of the straight-line question.
const CELLS: usize = 1_000_000;
/// Stations on the streets.
const STATIONS: usize = 1_000;
/// Runs of which the fastest counts.
const RUNS: usize = 3;

/// Lattices of about 249,000 and 2.25 million crossings.
const TOWNS: [(&str, u32); 2] = [("city", 500), ("region", 1_500)];

fn main() {
    let dir: Option<PathBuf> = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
        .map(PathBuf::from);
    // Streets first: the peak of memory is then theirs.
    for (name, crossings) in TOWNS {
        streets(name, crossings, dir.as_deref());
    }
    straight(dir.as_deref());
}

fn straight(dir: Option<&Path>) {
    let demand = demand();
    let stopwatch = Instant::now();
    let loaded = support::load();
    report("straight: read and check 200,000 stations", stopwatch);
    let stopwatch = Instant::now();
    let snapshot = support::snapshot(loaded);
    report("straight: index them and compile their hours", stopwatch);
    let question = Question {
        mode: Mode::Walk,
        pace: Paces::default().of(Mode::Walk),
        limit: Limit::Minutes(15.0),
        amenities: AmenitySet::EMPTY,
        clock: Clock::Ignored,
        zone: Zone::default(),
    };
    let run = || cover(&snapshot, &demand, &question, None, &|_, _, _| {});
    let outcome = fastest("straight: cover 1,000,000 cells", run);
    if let Some(dir) = dir {
        write_straight(dir, &snapshot, &demand, &outcome);
    }
    let week = Question {
        clock: Clock::Week(support::instant("12:00:00")),
        ..question
    };
    let run = || cover(&snapshot, &demand, &week, None, &|_, _, _| {});
    fastest("straight: and every hour of a week", run);
    say_memory("straight");
}

fn demand() -> Demand {
    let mut random = fastrand::Rng::with_seed(11);
    let cells = (0..CELLS).map(|row| {
        let [lon, lat] = support::WORLD.somewhere(&mut random);
        Cell {
            id: row.to_string(),
            position: Position::new(lon, lat).expect("a place on Earth"),
            people: 1.0,
            district: None,
        }
    });
    Demand {
        cells: cells.collect(),
        n_rows: CELLS,
        ..Demand::default()
    }
}

fn write_straight(
    dir: &Path,
    snapshot: &yizhan::snapshot::Snapshot,
    demand: &Demand,
    outcome: &Outcome,
) {
    let eligible = snapshot.stations().iter().zip(&outcome.stations);
    let stations = eligible
        .filter(|(_, found)| found.counts)
        .flat_map(|(station, _)| [station.position.lon(), station.position.lat()]);
    write(dir, "stations.f64", stations.map(f64::to_le_bytes));
    let cells = demand.cells.iter();
    let positions = cells.flat_map(|cell| [cell.position.lon(), cell.position.lat()]);
    write(dir, "demand.f64", positions.map(f64::to_le_bytes));
    let nearest = outcome.cells.iter().map(|cell| {
        cell.nearest
            .map_or(f64::NAN, |nearest| nearest.distance_m)
            .to_le_bytes()
    });
    write(dir, "nearest_m.f64", nearest);
    let in_reach = outcome
        .cells
        .iter()
        .map(|cell| cell.stations_in_reach.to_le_bytes());
    write(dir, "in_reach.u32", in_reach);
}

fn streets(name: &str, crossings: u32, dir: Option<&Path>) {
    let town = Town {
        columns: crossings,
        rows: crossings,
        one_way: 0.0,
        barriers: 0.0,
        ..Town::SMALL
    };
    let streets = town.streets();
    let stopwatch = Instant::now();
    let graph = Graph::build_keeping(&streets, Mode::Walk, 0.0);
    report(&format!("{name}: build the graph"), stopwatch);
    drop(streets);
    let (nodes, edges) = (graph.positions().len(), graph.edges().len());
    println!("{name}: {nodes} nodes, {edges} edges, {STATIONS} stations at nodes");
    let stations = stations_at_nodes(&graph);
    let snaps = stations.iter().map(|(_, snap)| Some(*snap)).collect();
    let places = Places::of_snaps(&graph, snaps, Direction::Outward);
    for (limit, limit_m) in [("15 min on foot", 1_125.0), ("15 min by e-bike", 4_250.0)] {
        let limit_mm = to_mm(limit_m).unwrap_or(MAX_WAY_MM);
        let all = vec![true; STATIONS];
        let run = || NearestPlaces::search(&graph, &places, all.clone(), limit_mm);
        let nearest = fastest(
            &format!("{name}: nearest station of every node, {limit}"),
            run,
        );
        if let Some(dir) = dir {
            write_nearest(dir, &format!("{name}_{limit_m}"), &graph, &nearest);
        }
    }
    let people: Vec<Position> = graph.positions().to_vec();
    let stopwatch = Instant::now();
    let people = Places::match_to(&graph, &people, 1.0, Direction::Inward);
    report(&format!("{name}: match every node as a place"), stopwatch);
    let run = || Catchments::search(&graph, &people, places.snaps(), 1_125_000, &|_, _| {});
    let catchments = fastest(&format!("{name}: catchments, 15 min on foot"), run);
    println!(
        "{name}: {} pairs of a place and a station",
        catchments.len()
    );
    say_memory(name);
    if let Some(dir) = dir {
        write_graph(dir, name, &graph, &stations);
    }
}

/// Stations at random nodes, so that none has to be matched to a street.
fn stations_at_nodes(graph: &Graph) -> Vec<(u32, Snap)> {
    let mut random = fastrand::Rng::with_seed(13);
    (0..STATIONS)
        .map(|_| {
            let edge = random.usize(0..graph.edges().len());
            let snap = Snap {
                edge: u32::try_from(edge).expect("edges in 32 bits"),
                along_mm: 0,
                leg_mm: 0,
            };
            (graph.edges()[edge].from, snap)
        })
        .collect()
}

fn write_nearest(dir: &Path, name: &str, graph: &Graph, nearest: &NearestPlaces<'_>) {
    let nodes = u32::try_from(graph.positions().len()).expect("nodes in 32 bits");
    let ways = (0..nodes).map(|node| nearest.of_node(node).map_or(u32::MAX, |it| it.way_mm));
    write(dir, &format!("{name}.u32"), ways.map(u32::to_le_bytes));
}

fn write_graph(dir: &Path, name: &str, graph: &Graph, stations: &[(u32, Snap)]) {
    let positions = graph.positions().iter();
    let positions = positions.flat_map(|position| [position.lon(), position.lat()]);
    write(
        dir,
        &format!("{name}_nodes.f64"),
        positions.map(f64::to_le_bytes),
    );
    let edges = graph.edges().iter();
    let edges = edges.flat_map(|edge| [edge.from, edge.to, edge.length_mm]);
    write(
        dir,
        &format!("{name}_edges.u32"),
        edges.map(u32::to_le_bytes),
    );
    let stations = stations.iter().map(|(node, _)| node.to_le_bytes());
    write(dir, &format!("{name}_stations.u32"), stations);
}

fn write<const N: usize>(dir: &Path, name: &str, values: impl Iterator<Item = [u8; N]>) {
    let file = std::fs::File::create(dir.join(name)).expect("a folder to write to");
    let mut file = std::io::BufWriter::new(file);
    for value in values {
        file.write_all(&value).expect("room on the disk");
    }
}

fn fastest<T>(what: &str, run: impl Fn() -> T) -> T {
    let timed = |_| {
        let stopwatch = Instant::now();
        let found = run();
        (stopwatch.elapsed(), found)
    };
    let runs = (0..RUNS).map(timed).min_by_key(|(elapsed, _)| *elapsed);
    let (elapsed, found) = runs.expect("at least one run");
    println!("{what}: {:.4} s", elapsed.as_secs_f64());
    found
}

fn report(what: &str, stopwatch: Instant) {
    println!("{what}: {:.4} s", stopwatch.elapsed().as_secs_f64());
}

fn say_memory(name: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!(
        "{name}: peak memory so far {}",
        peak.unwrap_or("unknown").trim()
    );
}
