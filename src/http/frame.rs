//! What holds for all answers, whatever the route.

pub mod cors;
pub mod edge;
pub mod guard;
pub mod observe;
pub mod request_id;
