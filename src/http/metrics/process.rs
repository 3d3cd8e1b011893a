//! The process and the program: start time, resources, build.

use prometheus::proto::MetricFamily;

use super::family::info;

/// Process metrics of the system, under their usual names.
pub struct Process {
    #[cfg(target_os = "linux")]
    collector: prometheus::process_collector::ProcessCollector,
    #[cfg(not(target_os = "linux"))]
    started_at: crate::clock::UnixTime,
}

impl Default for Process {
    fn default() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            collector: prometheus::process_collector::ProcessCollector::for_self(),
            #[cfg(not(target_os = "linux"))]
            started_at: crate::clock::UnixTime::now(),
        }
    }
}

impl Process {
    /// Start time, processor time, memory, threads and open files; only the start time elsewhere
    /// than on Linux.
    pub fn families(&self) -> Vec<MetricFamily> {
        #[cfg(target_os = "linux")]
        let families = prometheus::core::Collector::collect(&self.collector);
        #[cfg(not(target_os = "linux"))]
        let families = super::family::one_gauge(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            super::family::unix_seconds(self.started_at),
        );
        families.into_iter().collect()
    }
}

/// Which build this is.
pub fn build_info() -> Option<MetricFamily> {
    info(
        "yizhan_build_info",
        "Always 1; the label is the release of the program.",
        &[("version", env!("CARGO_PKG_VERSION"))],
    )
}
