//! How good and how quick the choice of sites is: `cargo bench --bench siting -- DIR`.
//!
//! Prints the value, the bound, their ratio and the time for made-up worlds of 20,000 cells and
//! 1,000 candidates in a unit square, and leaves each in the folder for others to solve:
//! `benches/scripts/siting` does both.
#![allow(clippy::print_stdout, reason = "figures are its result")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use yizhan::siting::world::{CellState, Pairs};
use yizhan::siting::{Effort, Goal, Question, World, site};

const CELLS: usize = 20_000;
const CANDIDATES: usize = 1_000;
const SEED: u64 = 6;
/// People of a cell, less one.
const MAX_PEOPLE: u32 = 1_000;

/// Name, new sites and radius: the second overlaps heavily, the third covers nearly all.
const CASES: [(&str, u32, f64); 3] = [
    ("50_sites_radius_0.04", 50, 0.04),
    ("30_sites_radius_0.08", 30, 0.08),
    ("50_sites_radius_0.08", 50, 0.08),
];

fn main() {
    let dir: Option<PathBuf> = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
        .map(PathBuf::from);
    println!("case,people_covered,upper_bound,ratio,method,proved_optimal,seconds");
    for (name, n_new, radius) in CASES {
        let world = world(radius);
        if let Some(dir) = &dir {
            leave(&dir.join(format!("{name}.csv")), &world).expect("the folder can be written to");
        }
        let question = Question {
            goal: Goal::People,
            n_new,
            at_least: 1,
            effort: Effort::default(),
        };
        let stopwatch = Instant::now();
        let outcome = site(&world, &question);
        println!(
            "{name},{},{},{:.5},{},{},{:.3}",
            outcome.value,
            outcome.bound,
            outcome.ratio(),
            outcome.method.key(),
            outcome.proved_optimal,
            stopwatch.elapsed().as_secs_f64()
        );
    }
}

/// Uniform cells and candidates.
fn world(radius: f64) -> World {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut places =
        |n: usize| -> Vec<[f64; 2]> { (0..n).map(|_| [random.f64(), random.f64()]).collect() };
    let (cells, candidates) = (places(CELLS), places(CANDIDATES));
    let mut pairs = Pairs::new();
    let mut states = Vec::with_capacity(CELLS);
    for cell in &cells {
        let way = |site: &[f64; 2]| (site[0] - cell[0]).hypot(site[1] - cell[1]);
        let ways = (0_u32..).zip(candidates.iter().map(way));
        let near = ways.filter(|(_, way)| *way <= radius).collect();
        pairs.push(near).expect("far below the cap");
        states.push(CellState {
            people: f64::from(1 + random.u32(0..MAX_PEOPLE)),
            n_existing: 0,
            existing_m: None,
            has_longer_way: false,
        });
    }
    World {
        cells: states,
        n_sites: CANDIDATES,
        pairs,
        limit_m: radius,
        far_m: 2.0,
    }
}

/// One line a cell: its people, and the candidates that cover it.
fn leave(path: &Path, world: &World) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for (row, cell) in world.cells.iter().enumerate() {
        write!(file, "{}", cell.people)?;
        for (site, _) in world.pairs.of(row) {
            write!(file, ",{site}")?;
        }
        writeln!(file)?;
    }
    file.flush()
}
