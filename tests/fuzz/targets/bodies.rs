#![no_main]

#[path = "../checks/bodies.rs"]
mod bodies;
#[path = "../checks/service.rs"]
mod service;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::check(data));
