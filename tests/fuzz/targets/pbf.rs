#![no_main]

#[path = "../checks/pbf.rs"]
mod pbf;

libfuzzer_sys::fuzz_target!(|data: &[u8]| pbf::check(data));
