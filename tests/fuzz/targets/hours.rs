#![no_main]

#[path = "../checks/hours.rs"]
mod hours;

libfuzzer_sys::fuzz_target!(|data: &[u8]| hours::check(data));
