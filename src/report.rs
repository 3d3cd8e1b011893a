//! The output of `yizhan coverage`: files for programs, and a page for people.

pub mod cover;
pub mod output;
mod page;
mod printed;

pub use page::report_html;
pub use printed::printed_page;
