//! Writes the world of the benches as a station file: `cargo bench --bench world > FILE`, or
//! with another number of stations: `cargo bench --bench world -- 2000000 > FILE`.

mod support;

use std::io::Write;

fn main() {
    let world = support::world_of(support::stations_argument());
    let written = std::io::stdout().write_all(world.geojson().as_bytes());
    written.expect("a reader that reads to the end");
}
