//! The first load of `yizhan serve`: a web server that is away is asked again.
//!
//! After a power cut machines come back in any order. Ending the process would leave it to whatever
//! restarts it to try again, and that may give up; until there are stations `/health/ready` says
//! 503.

use std::time::Duration;

use super::CommandError;
use crate::dataset::{FaultKind, FileFault, LoadError};
use crate::reload::SourceUrl;

/// The pause after the first attempt; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Loads, again and again if web servers are away; any other error ends it.
pub(super) async fn until_there<F>(load: impl Fn() -> F) -> Result<(), CommandError>
where
    F: Future<Output = Result<(), CommandError>>,
{
    let mut pause = FIRST_PAUSE;
    loop {
        match load().await {
            Err(error) if is_away(&error) => {
                tracing::warn!(again_in = ?pause, "no stations yet: {error}");
                tokio::time::sleep(pause).await;
                pause = LONGEST_PAUSE.min(pause * 2);
            }
            ended => return ended,
        }
    }
}

/// Whether nothing is wrong but that addresses could not be fetched.
fn is_away(error: &CommandError) -> bool {
    let is_unfetched = |fault: &FileFault| {
        matches!(fault.kind, FaultKind::Unreadable(_)) && SourceUrl::parse(&fault.file).is_some()
    };
    match error {
        CommandError::Load(LoadError::Files { faults, .. }) => faults.iter().all(is_unfetched),
        _ => false,
    }
}
