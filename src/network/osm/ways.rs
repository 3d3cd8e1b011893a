//! Ways: the first pass, which finds the streets and their nodes.

use std::sync::atomic::{AtomicUsize, Ordering};

use osmpbf::{PrimitiveBlock, Way};

use super::MAX_WAY_REFERENCES;
use super::access::{self, WayAccess};
use super::blob::Block;
use super::error::Fault;
use super::frames::Frame;
use super::squares::Square;
use super::strings::Strings;
use crate::network::streets::StreetClass;

/// The streets of one block, and counts of what was left out.
#[derive(Debug, Default)]
pub(super) struct WayBatch {
    /// In the order of the file.
    pub(super) streets: Vec<Street>,
    /// The ids of their nodes, street after street.
    pub(super) node_ids: Vec<i64>,
    /// Ways with the key `highway`.
    pub(super) highways: usize,
    /// Those of them that no mode may use.
    pub(super) of_nobody: usize,
    /// Those that some mode may use and that have fewer than two nodes.
    pub(super) too_short: usize,
    /// Ways that are ferries and not streets.
    pub(super) ferries: usize,
    /// Squares that are multipolygons, of the block's relations.
    pub(super) squares: Vec<Square>,
    /// The number of the blob in the file.
    pub(super) ordinal: usize,
    /// Whether the block has nodes, for the second pass.
    pub(super) has_nodes: bool,
    /// Whether the block has ways, for the outlines of squares.
    pub(super) has_ways: bool,
}

/// A way that some mode may use.
#[derive(Debug)]
pub(super) struct Street {
    /// How many of the ids are its own; at least two.
    pub(super) n_nodes: usize,
    pub(super) access: WayAccess,
    pub(super) class: StreetClass,
}

/// Counts that are limited over all blocks together.
#[derive(Default)]
pub(super) struct ReferenceCount(AtomicUsize);

/// The streets of a blob.
pub(super) fn read(frame: &Frame, count: &ReferenceCount) -> Result<WayBatch, Fault> {
    let block = Block::open(frame)?;
    let mut batch = if block.has_ways || block.has_relations {
        block.decode(read_ways)?
    } else {
        WayBatch::default()
    };
    batch.ordinal = frame.ordinal;
    batch.has_nodes = block.has_nodes;
    batch.has_ways = block.has_ways;
    batch.streets.shrink_to_fit();
    batch.node_ids.shrink_to_fit();
    count.add(batch.node_ids.len())?;
    Ok(batch)
}

fn read_ways(block: &PrimitiveBlock) -> Result<WayBatch, Fault> {
    let strings = Strings::new(block.raw_stringtable());
    let mut batch = WayBatch::default();
    for way in block.groups().flat_map(|group| group.ways()) {
        batch.add(&way, &strings)?;
    }
    for relation in block.groups().flat_map(|group| group.relations()) {
        batch.squares.extend(Square::of(&relation, &strings)?);
    }
    Ok(batch)
}

impl WayBatch {
    fn add(&mut self, way: &Way, strings: &Strings) -> Result<(), Fault> {
        let tags = strings.tags(way.raw_tags())?;
        let Some(highway) = tags.get("highway") else {
            self.ferries += usize::from(tags.get("route") == Some("ferry"));
            return Ok(());
        };
        self.highways += 1;
        let access = access::of_way(&tags);
        let n_nodes = way.raw_refs().len();
        if access == WayAccess::default() {
            self.of_nobody += 1;
        } else if n_nodes < 2 {
            self.too_short += 1;
        } else {
            self.streets.push(Street {
                n_nodes,
                access,
                class: class_of(highway),
            });
            self.add_node_ids(way.raw_refs())?;
        }
        Ok(())
    }

    /// Adds a way of the outline of a square, unless it is a street by its own tags: those decide.
    pub(super) fn add_outline(
        &mut self,
        way: &Way,
        access: WayAccess,
        strings: &Strings,
    ) -> Result<(), Fault> {
        let tags = strings.tags(way.raw_tags())?;
        let n_nodes = way.raw_refs().len();
        if tags.get("highway").is_none() && n_nodes >= 2 {
            self.streets.push(Street {
                n_nodes,
                access,
                // Squares are for people on foot.
                class: StreetClass::Path,
            });
            self.add_node_ids(way.raw_refs())?;
        }
        Ok(())
    }

    /// Adds ids that are written as differences.
    fn add_node_ids(&mut self, differences: &[i64]) -> Result<(), Fault> {
        let mut id = 0_i64;
        for difference in differences {
            id = id
                .checked_add(*difference)
                .ok_or_else(|| Fault::corrupt("a node's id beyond what 64 bits hold"))?;
            self.node_ids.push(id);
        }
        Ok(())
    }
}

/// The class of a value of `highway`.
fn class_of(highway: &str) -> StreetClass {
    match highway.strip_suffix("_link").unwrap_or(highway) {
        "trunk" | "primary" | "secondary" | "tertiary" => StreetClass::Main,
        "unclassified" | "residential" | "living_street" | "service" | "road" | "busway"
        | "bus_guideway" => StreetClass::Street,
        _ => StreetClass::Path,
    }
}

impl ReferenceCount {
    /// Adds to the count, up to the limit.
    pub(super) fn add(&self, n_references: usize) -> Result<(), Fault> {
        let before = self.0.fetch_add(n_references, Ordering::Relaxed);
        if before + n_references > MAX_WAY_REFERENCES {
            return Err(Fault::TooManyNodes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_references_pass_and_one_more_does_not() {
        let count = ReferenceCount::default();
        assert!(count.add(MAX_WAY_REFERENCES - 1).is_ok());
        assert!(count.add(1).is_ok());
        assert!(matches!(count.add(1), Err(Fault::TooManyNodes)));
    }

    #[test]
    fn a_link_is_of_the_class_of_its_road_and_a_way_without_cars_is_a_path() {
        for (highway, class) in [
            ("primary", StreetClass::Main),
            ("tertiary_link", StreetClass::Main),
            ("residential", StreetClass::Street),
            ("service", StreetClass::Street),
            ("footway", StreetClass::Path),
            ("steps", StreetClass::Path),
            ("new_word", StreetClass::Path),
        ] {
            assert_eq!(class_of(highway), class, "{highway}");
        }
    }

    #[test]
    fn ids_may_be_negative_and_do_not_wrap_around() {
        let mut batch = WayBatch::default();
        batch.add_node_ids(&[-5, 2, i64::MAX]).unwrap();
        assert_eq!(batch.node_ids, [-5, -3, i64::MAX - 3]);
        assert!(batch.add_node_ids(&[i64::MAX, 1]).is_err());
    }
}
