//! How many files, and so connections, the process may have open.

/// Files beside connections: the station files, the log, the runtime's own.
const OTHER_FILES: u64 = 64;

/// Raises the bound on open files as far as the system lets a process do itself; says so in the
/// log if it leaves no room for all connections.
#[cfg(unix)]
pub fn raise_file_limit(max_connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let before = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: before.maximum,
        maximum: before.maximum,
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => before.maximum,
        Err(error) => {
            tracing::warn!(%error, "the bound on open files cannot be raised");
            before.current
        }
    };
    let wanted = u64::try_from(max_connections).unwrap_or(u64::MAX);
    if let Some(files) = current.filter(|files| *files < wanted.saturating_add(OTHER_FILES)) {
        tracing::warn!(
            files,
            max_connections,
            "the system lets this process open fewer files than it may have connections"
        );
    }
}

/// There is no such bound, or none that is known here.
#[cfg(not(unix))]
pub fn raise_file_limit(_max_connections: usize) {}
