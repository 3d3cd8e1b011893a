#![no_main]

#[path = "../checks/lists.rs"]
mod lists;

libfuzzer_sys::fuzz_target!(|data: &[u8]| lists::check(data));
