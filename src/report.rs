//! The output of `yizhan coverage`: files for programs, and a page for people.

pub mod cover;
pub mod earlier;
pub mod merged;
pub mod output;
mod page;
mod printed;
mod sums;

pub use page::{change_html, report_html, siting_html};
pub use printed::printed_page;
