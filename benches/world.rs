//! Writes the world of the benches as a station file: `cargo bench --bench world > FILE`.

mod support;

use std::io::Write;

fn main() {
    let written = std::io::stdout().write_all(support::GEOJSON.as_bytes());
    written.expect("a reader that reads to the end");
}
