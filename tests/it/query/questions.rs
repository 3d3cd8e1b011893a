//! Random questions.

use std::num::NonZeroUsize;

use yizhan::clock::Zone;
use yizhan::query::{Filter, NearestQuery, OpenWhen, UnknownHours};
use yizhan::snapshot::Snapshot;
use yizhan::station::Access;
use yizhan::travel::{Mode, Paces};

use crate::support::instant;
use crate::support::world::SHARES;

/// One of some values.
pub(crate) fn pick<T: Copy>(random: &mut fastrand::Rng, choices: &[T]) -> T {
    choices[random.usize(0..choices.len())]
}

pub(crate) fn random_query(
    random: &mut fastrand::Rng,
    snapshot: &Snapshot,
    far: bool,
) -> NearestQuery {
    let keys = snapshot.amenity_keys();
    let n_amenities = pick(random, &[0, 0, 1, 1, 1, 2, 3]);
    let amenities = (0..n_amenities)
        .filter_map(|_| keys.find(SHARES[random.usize(0..SHARES.len())].0))
        .collect();
    let kinds = ["union_station", "public_toilet", "tea_house", "market"];
    let kinds = (random.f64() < 0.3).then(|| {
        (0..random.usize(1..3))
            .filter_map(|_| snapshot.kinds().find(pick(random, &kinds)))
            .collect()
    });
    let access = if random.f64() < 0.2 {
        vec![pick(random, &Access::ALL)]
    } else {
        Vec::new()
    };
    let mode = pick(random, &Mode::ALL);
    let dates = [
        "2026-11-24",
        "2026-11-28",
        "2026-10-10",
        "2026-10-05",
        "2027-01-01",
        "2026-11-30",
    ];
    let at = format!(
        "{}T{:02}:{:02}:{:02}",
        pick(random, &dates),
        random.u32(0..24),
        random.u32(0..60),
        random.u32(0..60)
    );
    NearestQuery {
        filter: Filter {
            amenities,
            kinds,
            access,
            min_star: (random.f64() < 0.15).then(|| random.u8(1..=5)),
            offer_on: (random.f64() < 0.1).then(|| at[..10].parse().unwrap()),
        },
        mode,
        pace: Paces::default().of(mode),
        radius_m: if far {
            pick(random, &[50_000.0, 2e6, 2.1e7])
        } else {
            pick(random, &[300.0, 865.4, 3_000.0, 15_000.0])
        },
        limit: NonZeroUsize::new(pick(random, &[1, 3, 5, 20, 100])).unwrap(),
        open: pick(
            random,
            &[
                OpenWhen::Arrival,
                OpenWhen::Arrival,
                OpenWhen::Now,
                OpenWhen::Any,
            ],
        ),
        at: instant(&at),
        stay_s: pick(random, &[0, 0, 0, 30, 95]) * 60,
        unknown_hours: pick(random, &[UnknownHours::Include, UnknownHours::Exclude]),
        zone: Zone::default(),
    }
}
