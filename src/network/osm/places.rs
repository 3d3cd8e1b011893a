//! Places: the second pass, which reads the positions of street nodes and the modes stopped there.

use std::sync::{Mutex, PoisonError};

use osmpbf::PrimitiveBlock;
use rayon::prelude::*;

use super::MAX_STREET_NODES;
use super::access;
use super::blob::Block;
use super::error::Fault;
use super::frames::Frame;
use super::strings::Strings;
use crate::network::streets::ModeSet;
use crate::position::Position;

/// A degree in the unit of the file; dividing gives the float nearest to the file's number.
const NANO_DEGREES: f64 = 1e9;
/// No blob has this number: no file is that long.
const NOWHERE: u32 = u32::MAX;

/// The nodes of streets, each with a place as soon as it is found.
///
/// 32 bytes a node: sorted ids and a slot for each, in place of a map.
pub(super) struct Places {
    /// Sorted; each once.
    ids: Vec<i64>,
    slots: Mutex<Slots>,
}

/// What is found, by row of the ids.
struct Slots {
    slots: Vec<Slot>,
    /// Nodes found again.
    repeated: usize,
}

/// The place of one node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// Longitude and latitude, in degrees / 10^9, of any value.
    nano_degrees: [i64; 2],
    /// Modes that a barrier stops there.
    pub(super) blocked: ModeSet,
    /// The blob with its first occurrence in the file.
    ordinal: u32,
}

/// All places, after reading the file.
pub(super) struct FoundPlaces {
    /// Sorted; each once.
    ids: Vec<i64>,
    /// By row of the ids.
    pub(super) slots: Vec<Slot>,
    /// Repeated nodes of streets; the first counts.
    pub(super) repeated: usize,
}

/// The data of one node in a block.
struct Find {
    /// The row of its id.
    row: usize,
    nano_degrees: [i64; 2],
    blocked: ModeSet,
}

impl Places {
    /// Slots for these ids, in any order and with repetitions.
    pub(super) fn new(mut ids: Vec<i64>) -> Result<Self, Fault> {
        ids.par_sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        check_count(ids.len())?;
        let slot = Slot {
            nano_degrees: [0, 0],
            blocked: ModeSet::EMPTY,
            ordinal: NOWHERE,
        };
        let slots = vec![slot; ids.len()];
        Ok(Self {
            ids,
            slots: Mutex::new(Slots { slots, repeated: 0 }),
        })
    }

    /// Stores the places in a blob.
    pub(super) fn read(&self, frame: &Frame) -> Result<(), Fault> {
        let ordinal = u32::try_from(frame.ordinal).map_err(Fault::corrupt)?;
        let finds = Block::open(frame)?.decode(|block| self.find_nodes(block))?;
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.keep(finds, ordinal);
        Ok(())
    }

    pub(super) fn finish(self) -> FoundPlaces {
        let Slots { slots, repeated } = self
            .slots
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        FoundPlaces {
            ids: self.ids,
            slots,
            repeated,
        }
    }

    fn find_nodes(&self, block: &PrimitiveBlock) -> Result<Vec<Find>, Fault> {
        let strings = Strings::new(block.raw_stringtable());
        let mut rows = RowFinder::new(&self.ids);
        let mut finds = Vec::new();
        for group in block.groups() {
            let mut missing = group.dense_nodes().len();
            for node in group.dense_nodes() {
                missing -= 1;
                if let Some(row) = rows.find(node.id()) {
                    let nano_degrees = [node.nano_lon(), node.nano_lat()];
                    finds.push(find(row, nano_degrees, node.raw_tags(), &strings)?);
                }
            }
            if missing > 0 {
                return Err(Fault::corrupt("nodes without a longitude or a latitude"));
            }
            for node in group.nodes() {
                if let Some(row) = rows.find(node.id()) {
                    let nano_degrees = [node.nano_lon(), node.nano_lat()];
                    finds.push(find(row, nano_degrees, node.raw_tags(), &strings)?);
                }
            }
        }
        Ok(finds)
    }
}

fn find<N>(
    row: usize,
    nano_degrees: [i64; 2],
    tags: impl ExactSizeIterator<Item = (N, N)>,
    strings: &Strings,
) -> Result<Find, Fault>
where
    usize: TryFrom<N>,
{
    Ok(Find {
        row,
        nano_degrees,
        blocked: access::blocked(&strings.tags(tags)?),
    })
}

impl Slots {
    /// Threads finish in any order; of a repeated node, the first in the file is kept.
    fn keep(&mut self, finds: Vec<Find>, ordinal: u32) {
        for find in finds {
            let slot = &mut self.slots[find.row];
            self.repeated += usize::from(slot.is_found());
            if ordinal < slot.ordinal {
                *slot = Slot {
                    nano_degrees: find.nano_degrees,
                    blocked: find.blocked,
                    ordinal,
                };
            }
        }
    }
}

impl Slot {
    const fn is_found(&self) -> bool {
        self.ordinal != NOWHERE
    }

    /// The place, if it is found and on Earth.
    pub(super) fn position(&self) -> Option<Position> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "degrees on Earth are below 2^53 of these; others are refused anyway"
        )]
        let [lon, lat] = self.nano_degrees.map(|number| number as f64 / NANO_DEGREES);
        self.is_found()
            .then(|| Position::new(lon, lat).ok())
            .flatten()
    }
}

impl FoundPlaces {
    /// The row of a node that has a place.
    pub(super) fn row(&self, id: i64) -> Option<u32> {
        let row = self.ids.binary_search(&id).ok()?;
        self.slots[row].position()?;
        u32::try_from(row).ok()
    }

    /// How many nodes are in the file and not on Earth.
    pub(super) fn out_of_range(&self) -> usize {
        let is_out = |slot: &&Slot| slot.is_found() && slot.position().is_none();
        self.slots.iter().filter(is_out).count()
    }
}

const fn check_count(n_nodes: usize) -> Result<(), Fault> {
    if n_nodes > MAX_STREET_NODES {
        return Err(Fault::TooManyNodes);
    }
    Ok(())
}

/// Finds rows of sorted ids; fast if ids are requested in roughly their order, as files have them.
struct RowFinder<'a> {
    ids: &'a [i64],
    /// All ids before this row are smaller than the last one requested.
    from: usize,
}

impl<'a> RowFinder<'a> {
    const fn new(ids: &'a [i64]) -> Self {
        Self { ids, from: 0 }
    }

    /// The row of an id, by a galloping search: the logarithm of the distance from the previous id.
    fn find(&mut self, id: i64) -> Option<usize> {
        if self.from > 0 && self.ids[self.from - 1] >= id {
            self.from = 0;
        }
        let rest = &self.ids[self.from..];
        let mut step = 1;
        while rest.get(step).is_some_and(|ahead| *ahead < id) {
            step *= 2;
        }
        let reach = &rest[..rest.len().min(step + 1)];
        self.from += reach.partition_point(|known| *known < id);
        (self.ids.get(self.from) == Some(&id)).then_some(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_nodes_pass_and_one_more_does_not() {
        assert!(check_count(MAX_STREET_NODES).is_ok());
        assert!(matches!(
            check_count(MAX_STREET_NODES + 1),
            Err(Fault::TooManyNodes)
        ));
    }

    #[test]
    fn rows_are_found_in_any_order_of_asking() {
        let mut random = fastrand::Rng::with_seed(4);
        for n_ids in [0, 1, 2, 3, 7, 100] {
            let mut ids: Vec<i64> = (0..n_ids).map(|_| random.i64(-60..60)).collect();
            ids.sort_unstable();
            ids.dedup();
            let mut rows = RowFinder::new(&ids);
            for asked in (-61..61).chain((-61..61).rev()) {
                assert_eq!(rows.find(asked), ids.binary_search(&asked).ok());
            }
            for _ in 0..300 {
                let asked = random.i64(-62..62);
                assert_eq!(rows.find(asked), ids.binary_search(&asked).ok());
            }
        }
    }

    #[test]
    fn of_a_node_that_is_there_twice_the_first_in_the_file_stays() {
        let find = |place| Find {
            row: 0,
            nano_degrees: [place, place],
            blocked: ModeSet::EMPTY,
        };
        for ordinals in [[3, 5, 9], [9, 5, 3], [5, 3, 9]] {
            let places = Places::new(vec![7, 7]).unwrap();
            for ordinal in ordinals {
                let mut slots = places.slots.lock().unwrap();
                // The repetition within a block.
                slots.keep(vec![find(i64::from(ordinal)), find(-1)], ordinal);
            }
            let found = places.finish();
            assert_eq!((found.ids.as_slice(), found.repeated), (&[7][..], 5));
            assert_eq!(found.slots[0].nano_degrees, [3, 3]);
        }
    }
}
