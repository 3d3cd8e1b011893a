//! The streets of a map for all modes, and memory for searches in them.

use std::sync::{Mutex, PoisonError};

use super::graph::{Direction, Graph};
use super::places::Places;
use super::search::{Search, SearchMemory};
use super::snap::Snap;
use super::streets::Streets;
use crate::position::Position;
use crate::travel::Mode;

/// A street map, ready for searches in every mode.
pub struct Network {
    name: String,
    /// By [`Mode`], in the order of [`Mode::ALL`].
    graphs: [Graph; 3],
    snap_limit_m: f64,
    /// Memory that no search uses now; as many as searches ever ran at once.
    idle: Mutex<Vec<SearchMemory>>,
}

/// The attribution of answers along streets.
pub const STREETS_ATTRIBUTION: &str = "© OpenStreetMap contributors, ODbL 1.0";

impl Network {
    /// The graphs of all modes, on all cores; `name` is the name of the map in answers, and
    /// `snap_limit_m` how far from a street a user may be.
    pub fn build(name: &str, streets: &Streets, snap_limit_m: f64) -> Self {
        let build = |mode| Graph::build(streets, mode);
        let ((walk, bike), ebike) = rayon::join(
            || rayon::join(|| build(Mode::Walk), || build(Mode::Bike)),
            || build(Mode::Ebike),
        );
        Self {
            name: name.to_owned(),
            graphs: [walk, bike, ebike],
            snap_limit_m,
            idle: Mutex::default(),
        }
    }

    /// The name of the map.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The streets of a mode.
    pub const fn of(&self, mode: Mode) -> &Graph {
        &self.graphs[mode as usize]
    }

    /// How far from a street people and stations may be, metres.
    pub const fn snap_limit_m(&self) -> f64 {
        self.snap_limit_m
    }

    /// The nearest point of a street of the mode, if it is within the snap limit.
    pub fn snap(&self, mode: Mode, position: Position) -> Option<Snap> {
        self.of(mode).snap(position, self.snap_limit_m)
    }

    /// Matches places to the streets of every mode, for outward searches from users; some
    /// microseconds each.
    pub fn match_places(&self, positions: &[Position]) -> [Places; 3] {
        Mode::ALL.map(|mode| {
            let graph = self.of(mode);
            Places::match_to(graph, positions, self.snap_limit_m, Direction::Outward)
        })
    }

    /// Lends an outward search from a user of the mode. Its memory is reused.
    pub fn search<T>(
        &self,
        mode: Mode,
        places: Option<&Places>,
        use_search: impl FnOnce(&mut Search<'_>) -> T,
    ) -> T {
        let memory = self.lend_memory();
        let mut search = Search::with_memory(self.of(mode), places, Direction::Outward, memory);
        let found = use_search(&mut search);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(search.into_memory());
        found
    }

    fn lend_memory(&self) -> SearchMemory {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }
}
