//! Made-up streets, the same in every run: for tests and benches.
#![allow(dead_code, reason = "the tests use all of it, a bench its part")]

use yizhan::network::streets::{ModeSet, Segment, StreetClass, StreetNode, Streets};
use yizhan::position::Position;
use yizhan::travel::Mode;

/// A lattice of crooked streets with gaps, north-east of a corner.
#[derive(Clone, Copy)]
pub(crate) struct Town {
    /// Equal seeds give equal towns.
    pub(crate) seed: u64,
    /// Crossings from west to east, and from south to north.
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    /// Share of streets that are missing.
    pub(crate) missing: f64,
    /// Share of streets that cyclists may use in one direction only.
    pub(crate) one_way: f64,
    /// Share of crossings that a barrier closes for cyclists.
    pub(crate) barriers: f64,
    /// The south-western corner, degrees.
    pub(crate) corner: [f64; 2],
}

/// Metres between crossings, before they are shaken.
pub(crate) const BLOCK_M: f64 = 80.0;
/// Metres in a degree of latitude, roughly.
const DEGREE_M: f64 = 111_000.0;

impl Town {
    /// A town of some hundred crossings.
    pub(crate) const SMALL: Self = Self {
        seed: 1,
        columns: 12,
        rows: 10,
        missing: 0.22,
        one_way: 0.2,
        barriers: 0.05,
        corner: [114.16, 22.31],
    };

    /// Its streets.
    pub(crate) fn streets(&self) -> Streets {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let nodes = (0..self.columns * self.rows)
            .map(|place| self.node(&mut random, place))
            .collect();
        let mut segments = Vec::new();
        for place in 0..self.columns * self.rows {
            let (column, row) = (place % self.columns, place / self.columns);
            if column + 1 < self.columns {
                segments.extend(self.segment(&mut random, place, place + 1));
            }
            if row + 1 < self.rows {
                segments.extend(self.segment(&mut random, place, place + self.columns));
            }
        }
        Streets { nodes, segments }
    }

    /// A place in it or up to 200 m around it.
    pub(crate) fn somewhere(&self, random: &mut fastrand::Rng) -> Position {
        let within = |random: &mut fastrand::Rng, blocks: u32| {
            random.f64() * (f64::from(blocks) * BLOCK_M + 400.0) - 200.0
        };
        self.position(within(random, self.columns), within(random, self.rows))
    }

    fn node(&self, random: &mut fastrand::Rng, place: u32) -> StreetNode {
        let shaken = |random: &mut fastrand::Rng, blocks: u32| {
            (f64::from(blocks) + random.f64() * 0.6 - 0.3) * BLOCK_M
        };
        let position = self.position(
            shaken(random, place % self.columns),
            shaken(random, place / self.columns),
        );
        let closed = random.f64() < self.barriers;
        StreetNode {
            position,
            blocked: if closed { cyclists() } else { ModeSet::EMPTY },
        }
    }

    fn segment(&self, random: &mut fastrand::Rng, from: u32, to: u32) -> Option<Segment> {
        let is_missing = random.f64() < self.missing;
        let all_modes = cyclists().union(ModeSet::only(Mode::Walk));
        let kind = random.f64();
        let one_way = ModeSet::only(Mode::Walk);
        let (forward, backward) = if kind < self.one_way / 2.0 {
            (all_modes, one_way)
        } else if kind < self.one_way {
            (one_way, all_modes)
        } else {
            (all_modes, all_modes)
        };
        let segment = Segment {
            from,
            to,
            forward,
            backward,
            class: class_of(kind),
        };
        (!is_missing).then_some(segment)
    }

    fn position(&self, east_m: f64, north_m: f64) -> Position {
        let [lon, lat] = self.corner;
        let lon_degree_m = DEGREE_M * lat.to_radians().cos();
        let lon = lon + east_m / lon_degree_m;
        // Towns may lie across the antimeridian.
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        Position::new(lon, lat + north_m / DEGREE_M).expect("a place on Earth")
    }
}

/// One-way streets are main roads, and a tenth are paths.
fn class_of(kind: f64) -> StreetClass {
    match kind {
        0.0..0.2 => StreetClass::Main,
        0.9.. => StreetClass::Path,
        _ => StreetClass::Street,
    }
}

fn cyclists() -> ModeSet {
    ModeSet::only(Mode::Bike).union(ModeSet::only(Mode::Ebike))
}
