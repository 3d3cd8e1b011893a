#![no_main]

#[path = "../checks/query.rs"]
mod query;
#[path = "../checks/service.rs"]
mod service;

libfuzzer_sys::fuzz_target!(|data: &[u8]| query::check(data));
