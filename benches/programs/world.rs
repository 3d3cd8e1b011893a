//! Writes the world of the benches as a station file, 200,000 stations or another number:
//! `cargo run --release --example world -- [STATIONS] > FILE`.

#[path = "../support.rs"]
mod support;

use std::io::Write;

fn main() {
    let world = support::world_of(support::stations_argument());
    let written = std::io::stdout().write_all(world.geojson().as_bytes());
    written.expect("a reader that reads to the end");
}
