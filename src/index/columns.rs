//! Which of sixteen children have a trait: for each trait a column of sixteen bits.
//!
//! A search for an amenity at an hour reads one column for each, a few bytes of a node; their
//! common bits are the children to visit.

use rayon::prelude::*;

use super::FAN_OUT;
use super::traits::{
    AccessStarsOffers, PARTS_OF_DAY, SearchFilter, Traits, Union, WantedHours, hours_of_part,
};
use crate::amenity::AmenitySet;

/// Children of one node, a bit each.
pub(super) type Children = u16;
const _: () = assert!(Children::BITS as usize == FAN_OUT);

/// All sixteen children.
pub(super) const EVERY_CHILD: Children = Children::MAX;

const HOURS_A_DAY: usize = 24;
/// Columns begin where a cache line does.
const COLUMNS_A_LINE: usize = 64 / size_of::<Children>();

/// The order of the columns: hours in which stations can be open, hours in which they can be
/// unknown, amenities, kinds, access and rating; for nodes also the amenities by part of the day
/// and of stations that can be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Layout {
    n_amenities: usize,
    n_kinds: usize,
}

/// The columns of all leaves, or of the nodes of one level.
#[derive(Default)]
pub(super) struct Columns {
    layout: Layout,
    /// The columns of one leaf or node, padded to a whole cache line.
    width: usize,
    bits: Vec<Children>,
}

/// The columns of one leaf or node, to be filled.
pub(super) struct Filling<'a> {
    layout: Layout,
    bits: &'a mut [Children],
}

impl Layout {
    /// Columns for the traits that occur.
    pub(super) fn of(occurring: &Traits) -> Self {
        let last = occurring.amenities.iter().last();
        Self {
            n_amenities: last.map_or(0, |amenity| amenity.number() + 1),
            n_kinds: (u64::BITS - occurring.kinds.leading_zeros()) as usize,
        }
    }

    const fn unknown() -> usize {
        HOURS_A_DAY
    }

    const fn amenities() -> usize {
        2 * HOURS_A_DAY
    }

    const fn kinds(self) -> usize {
        Self::amenities() + self.n_amenities
    }

    const fn access_and_stars(self) -> usize {
        self.kinds() + self.n_kinds
    }

    const fn if_open(self, part: usize) -> usize {
        self.access_and_stars() + AccessStarsOffers::BITS + part * self.n_amenities
    }

    const fn if_unknown(self) -> usize {
        self.if_open(PARTS_OF_DAY)
    }

    const fn end(self) -> usize {
        self.if_unknown() + self.n_amenities
    }
}

impl Columns {
    /// Empty columns for this number of leaves.
    pub(super) fn of_leaves(layout: Layout, n_leaves: usize) -> Self {
        Self::new(layout, layout.if_open(0), n_leaves)
    }

    /// Empty columns for this number of nodes.
    pub(super) fn of_nodes(layout: Layout, n_nodes: usize) -> Self {
        Self::new(layout, layout.end(), n_nodes)
    }

    fn new(layout: Layout, n_columns: usize, n_rows: usize) -> Self {
        let width = n_columns.next_multiple_of(COLUMNS_A_LINE);
        Self {
            layout,
            width,
            bits: vec![0; width * n_rows],
        }
    }

    /// Each leaf or node, to be filled.
    pub(super) fn filling(&mut self) -> impl IndexedParallelIterator<Item = Filling<'_>> {
        let layout = self.layout;
        let rows = self.bits.par_chunks_mut(self.width);
        rows.map(move |bits| Filling { layout, bits })
    }

    /// The children of a leaf that match `wanted`.
    pub(super) fn of_leaf(&self, leaf: usize, wanted: &SearchFilter) -> Children {
        self.apart(self.row(leaf), wanted)
    }

    /// The children of a node that may contain a match.
    pub(super) fn of_node(&self, node: usize, wanted: &SearchFilter) -> Children {
        let row = self.row(node);
        let children = self.apart(row, wanted);
        match wanted.clock {
            Some(clock) if !wanted.amenities.is_empty() => {
                children & self.together(row, wanted.amenities, clock)
            }
            _ => children,
        }
    }

    fn row(&self, number: usize) -> &[Children] {
        &self.bits[number * self.width..][..self.width]
    }

    /// Each trait on its own.
    fn apart(&self, row: &[Children], wanted: &SearchFilter) -> Children {
        let layout = self.layout;
        let mut children = self.with_all(row, Layout::amenities(), wanted.amenities);
        if let Some(kinds) = wanted.kinds {
            let known = kinds & low_bits(layout.n_kinds);
            children &= with_any(row, layout.kinds(), known);
        }
        if let Some(clock) = wanted.clock {
            let hours = u64::from(clock.hours) & low_bits(HOURS_A_DAY);
            let mut at_some_hour = with_any(row, 0, hours);
            if clock.or_unknown {
                at_some_hour |= with_any(row, Layout::unknown(), hours);
            }
            children &= at_some_hour;
        }
        if let Some(access) = wanted.access {
            children &= self.with_any_of(row, AccessStarsOffers::any_access(access));
        }
        if let Some(star) = wanted.min_star {
            children &= self.with_any_of(row, AccessStarsOffers::at_least(star));
        }
        if wanted.with_offer {
            children &= self.with_any_of(row, AccessStarsOffers::OFFER);
        }
        children
    }

    /// The children with any of these kinds of access or ratings.
    fn with_any_of(&self, row: &[Children], wanted: AccessStarsOffers) -> Children {
        with_any(row, self.layout.access_and_stars(), u64::from(wanted.0))
    }

    /// All amenities at the hours that count, both at one station.
    fn together(&self, row: &[Children], wanted: AmenitySet, clock: WantedHours) -> Children {
        let layout = self.layout;
        let mut children = if clock.or_unknown {
            self.with_all(row, layout.if_unknown(), wanted)
        } else {
            0
        };
        for part in 0..PARTS_OF_DAY {
            if clock.hours & hours_of_part(part) != 0 {
                children |= self.with_all(row, layout.if_open(part), wanted);
            }
        }
        children
    }

    /// The children with all amenities of a set, whose columns begin at `first`.
    fn with_all(&self, row: &[Children], first: usize, wanted: AmenitySet) -> Children {
        let n_amenities = self.layout.n_amenities;
        wanted.iter().fold(EVERY_CHILD, |children, amenity| {
            let number = amenity.number();
            let column = if number < n_amenities {
                row[first + number]
            } else {
                0
            };
            children & column
        })
    }
}

impl Filling<'_> {
    /// Sets the traits of a child.
    pub(super) fn set(&mut self, child: usize, traits: &Traits, others: AccessStarsOffers) {
        let layout = self.layout;
        self.mark(child, 0, u64::from(traits.hours.open));
        self.mark(child, Layout::unknown(), u64::from(traits.hours.unknown));
        self.mark_amenities(child, Layout::amenities(), traits.amenities);
        self.mark(child, layout.kinds(), traits.kinds);
        self.mark(child, layout.access_and_stars(), u64::from(others.0));
    }

    /// Sets the traits of a child that is a box.
    pub(super) fn set_union(&mut self, child: usize, union: &Union) {
        let layout = self.layout;
        self.set(child, &union.traits, union.access_and_stars);
        for (part, amenities) in union.if_open.into_iter().enumerate() {
            self.mark_amenities(child, layout.if_open(part), amenities);
        }
        self.mark_amenities(child, layout.if_unknown(), union.if_unknown);
    }

    fn mark(&mut self, child: usize, first: usize, traits: u64) {
        for number in ones(traits) {
            self.bits[first + number] |= 1 << child;
        }
    }

    fn mark_amenities(&mut self, child: usize, first: usize, amenities: AmenitySet) {
        for amenity in amenities.iter() {
            self.bits[first + amenity.number()] |= 1 << child;
        }
    }
}

/// The children with any of the traits whose columns begin at `first`.
fn with_any(row: &[Children], first: usize, traits: u64) -> Children {
    ones(traits).fold(0, |children, number| children | row[first + number])
}

/// The numbers of the set bits.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        lowest
    })
}

/// This many bits, from the lowest.
const fn low_bits(n: usize) -> u64 {
    if n < 64 { (1 << n) - 1 } else { u64::MAX }
}
