#![no_main]

#[path = "../checks/stations.rs"]
mod stations;

libfuzzer_sys::fuzz_target!(|data: &[u8]| stations::check(data));
