//! The set being served and what belongs to it: its JSON, its feeds, its history, and the outcome
//! of the last reload.

mod current_set;
mod encoding;
mod feed_cache;
mod history;
mod reload_status;
mod served_set;

pub use current_set::CurrentSet;
pub use encoding::{Effort, Encoded, Encoding};
pub use feed_cache::PlainFeeds;
pub use history::{Changes, History, KEPT_VERSIONS};
pub use reload_status::{Reload, ReloadCounts, ReloadOutcome};
pub use served_set::ServedSet;
