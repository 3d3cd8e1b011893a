//! Keeping the served set current while the service runs.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Instant, Zone};
use crate::http::Service;

/// How often the wall clock is looked at. A clock that is set or a machine that slept is
/// noticed within this time; answers are exact all the while.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Compiles the hours anew when a day begins; runs until it is dropped.
pub async fn roll_over_at_midnight(service: Arc<Service>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let today = today(service.zone());
        let service = Arc::clone(&service);
        let rolled = tokio::task::spawn_blocking(move || service.roll_to(today));
        if rolled.await.is_err() {
            tracing::error!(
                "compiling the hours of the new day failed; they are evaluated instead"
            );
        }
    }
}

/// The date on the service's wall clock.
pub fn today(zone: Zone) -> chrono::NaiveDate {
    zone.local_minute(Instant::now()).date()
}
