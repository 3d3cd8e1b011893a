//! Hours of stations: every pair of blocks of a small week is tried.

use yizhan::coverage::reach::{HoursOfWeek, Reached, WeekReach};
use yizhan::siting::Effort;
use yizhan::siting::hours::{Block, HoursOutcome, HoursQuestion, extend};
use yizhan::siting::outcome::Stopped;
use yizhan::station::StationIdx;

const N_STATIONS: u32 = 3;

/// Some cells, the stations that they reach, and the hours at which they are covered.
fn week(seed: u64) -> (Vec<f64>, WeekReach) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut people = Vec::new();
    let (mut reached, mut covered) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        people.push(f64::from(random.u32(1..50)));
        let near = (0..N_STATIONS).filter(|_| random.bool());
        let near: Vec<Reached> = near
            .map(|row| Reached {
                station: StationIdx(row),
                distance_m: 100.0,
                // Some ways take longer than an hour.
                travel_time_s: if row == 2 { 4_000 } else { 600 },
            })
            .collect();
        let open = random.usize(0..14);
        let hours: HoursOfWeek =
            std::array::from_fn(|hour| !near.is_empty() && (open..17).contains(&(hour % 24)));
        reached.push(near);
        covered.push(hours);
    }
    let is_known = vec![true; N_STATIONS as usize];
    let week = WeekReach {
        reached,
        covered,
        is_known,
    };
    (people, week)
}

/// Hours of people covered with some blocks beside what is covered.
fn person_hours(people: &[f64], week: &WeekReach, blocks: &[Block]) -> f64 {
    let mut sum = 0.0;
    for ((people, near), covered) in people.iter().zip(&week.reached).zip(&week.covered) {
        for (hour, is_covered) in (0_i64..).zip(covered) {
            let is_open = |block: &Block| {
                near.iter().any(|found| {
                    // The second of the week at which they arrive, and since the block began.
                    let arrival_s = hour * 3_600 + found.travel_time_s;
                    let begin_s = i64::from(block.first_hour) * 3_600;
                    let since_s = (arrival_s - begin_s).rem_euclid(168 * 3_600);
                    found.station.0 == block.station && since_s < i64::from(block.n_hours) * 3_600
                })
            };
            if *is_covered || blocks.iter().any(is_open) {
                sum += people;
            }
        }
    }
    sum
}

fn asked(people: &[f64], week: &WeekReach, n_new: u32, block_hours: u32) -> HoursOutcome {
    let question = HoursQuestion {
        n_new,
        block_hours,
        effort: Effort {
            max_steps: 2_000_000,
            ..Effort::default()
        },
    };
    extend(people, week, &question).unwrap()
}

#[test]
fn blocks_of_hours_and_their_bound_hold_against_every_pair() {
    for seed in 0..3 {
        let (people, week) = week(seed);
        let all: Vec<Block> = (0..N_STATIONS)
            .flat_map(|station| {
                (0..168).map(move |first_hour| Block {
                    station,
                    first_hour,
                    n_hours: 5,
                })
            })
            .collect();
        // Within a day, days are alike: pairs of one day and the next are all there are.
        let few: Vec<Block> = all
            .iter()
            .copied()
            .filter(|block| block.first_hour < 48)
            .collect();
        let mut best = 0.0_f64;
        for (row, first) in few.iter().enumerate() {
            for second in &few[row..] {
                best = best.max(person_hours(&people, &week, &[*first, *second]));
            }
        }
        let found = asked(&people, &week, 2, 5);
        let blocks: Vec<Block> = found.picks.iter().map(|pick| pick.block).collect();
        let counted = person_hours(&people, &week, &blocks);
        assert_eq!(found.value.to_bits(), counted.to_bits(), "{seed} {found:?}");
        assert_eq!(
            found.before.to_bits(),
            person_hours(&people, &week, &[]).to_bits()
        );
        assert!(
            found.value <= best && best <= found.bound,
            "{seed} {best} {found:?}"
        );
        assert!(
            !found.proved_optimal || found.value >= best,
            "{seed} {best} {found:?}"
        );
        for (rank, pick) in found.picks.iter().enumerate() {
            let counted = person_hours(&people, &week, &blocks[..=rank]);
            assert_eq!(pick.person_hours.to_bits(), counted.to_bits());
        }
    }
}

#[test]
fn it_stops_when_every_hour_is_covered() {
    let (people, week) = week(1);
    let found = asked(&people, &week, 200, 24);
    assert_eq!(found.stopped, Some(Stopped::AllCovered));
    assert_eq!(found.value.to_bits(), found.coverable.to_bits());
    assert!(found.proved_optimal && found.picks.len() < 200);
}

#[test]
fn stations_of_unknown_hours_are_named_and_not_extended() {
    let (people, mut week) = week(2);
    week.is_known[1] = false;
    let found = asked(&people, &week, 20, 4);
    assert_eq!(found.unknown_hours, [1]);
    assert!(found.picks.iter().all(|pick| pick.block.station != 1));
}

#[test]
fn a_block_is_written_as_opening_hours_are() {
    let written = |first_hour, n_hours| {
        let block = Block {
            station: 0,
            first_hour,
            n_hours,
        };
        format!("{} {}", block.day(), block.hours())
    };
    assert_eq!(written(0, 24), "Mo 00:00-24:00");
    assert_eq!(written(18, 4), "Mo 18:00-22:00");
    assert_eq!(written(20, 4), "Mo 20:00-24:00");
    assert_eq!(written(167, 3), "Su 23:00-02:00");
    assert_eq!(written(25, 24), "Tu 01:00-01:00");
}
