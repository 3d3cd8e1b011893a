//! The limit on open files, and how many connections fit into it.

/// File descriptors beside connections: the station files, the log, the runtime's own.
const OTHER_FILES: u64 = 64;

/// Raises the limit on open files as far as the system allows. Returns how many connections fit into
/// it, `max_connections` at most; if they are fewer, a line in the log says so.
///
/// Beyond the limit no connection could be accepted, and room would be made only for one after the
/// other; within it, the longest idle ones close at once.
#[cfg(unix)]
pub fn connections_within_file_limit(max_connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let before = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: before.maximum,
        maximum: before.maximum,
    };
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => before.maximum,
        Err(error) => {
            tracing::warn!(%error, "the limit on open files cannot be raised");
            before.current
        }
    };
    let Some(files) = current else {
        return max_connections;
    };
    let fitting = fitting(files).min(max_connections);
    if fitting < max_connections {
        tracing::warn!(
            files,
            max_connections,
            connections = fitting,
            "the system lets this process open fewer files than it may have connections, so it has \
             fewer connections"
        );
    }
    fitting
}

/// There is no such limit, or none that is known here.
#[cfg(not(unix))]
pub fn connections_within_file_limit(max_connections: usize) -> usize {
    max_connections
}

/// How many connections fit into a limit on files: all but those for other files, but half of them
/// where that would leave fewer.
#[cfg_attr(not(unix), allow(dead_code, reason = "only Unix has such a limit"))]
fn fitting(files: u64) -> usize {
    let fitting = files.saturating_sub(OTHER_FILES).max(files / 2).max(1);
    usize::try_from(fitting).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_64_files_for_others_and_half_of_a_small_limit() {
        for (files, connections) in [
            (0, 1),
            (1, 1),
            (48, 24),
            (64, 32),
            (127, 63),
            (128, 64),
            (129, 65),
            (1_024, 960),
            (20_064, 20_000),
        ] {
            assert_eq!(fitting(files), connections, "{files}");
        }
    }
}
