//! Packing: which stations form a leaf, and which boxes a node.
//!
//! From the top down the stations are halved across the longest side of their box until each part
//! fits one child. Every subtree but the last is full, so a node's children are found by
//! arithmetic, without pointers. (Halving measures better than space-filling curves: the parts of
//! one node never overlap.)

use std::cmp::Ordering;

use rayon::prelude::*;

use super::block::{Bounds, Boxes, Points};
use super::columns::{Children, Columns, Filling, Layout};
use super::traits::{AccessStarsOffers, Traits, Union};
use super::{Entry, FAN_OUT, Index, Level, Placed};

/// Below this number of stations another core does not pay.
const PARALLEL_FROM: usize = 8_192;

/// A station while it is sorted into its leaf.
#[derive(Clone, Copy)]
struct Item {
    point_m: [f64; 3],
    row: u32,
}

/// A finished leaf or node, as its parent sees it.
#[derive(Clone, Copy)]
struct Child {
    bounds: Bounds,
    union: Union,
}

/// The order of two rows whose stations are on one point.
type Compare<'a> = &'a (dyn Fn(usize, usize) -> Ordering + Sync);

/// Builds the tree, with stations on exactly one point in the order of their rows' comparison.
pub(super) fn pack(stations: &[Placed], compare: Compare<'_>) -> Index {
    // Stations are counted in 32 bits.
    let mut items: Vec<Item> = stations
        .par_iter()
        .zip(0..u32::try_from(stations.len()).unwrap_or(u32::MAX))
        .map(|(station, row)| Item {
            point_m: station.point_m,
            row,
        })
        .collect();
    let mut subtree = FAN_OUT;
    while subtree < items.len() {
        subtree *= FAN_OUT;
    }
    arrange(&mut items, subtree / FAN_OUT, compare);
    let entries: Vec<Entry> = items
        .par_iter()
        .map(|item| stations[item.row as usize].entry)
        .collect();
    let layout = Layout::of(&occurring(&entries));
    let leaves = items.par_chunks(FAN_OUT);
    let mut columns = Columns::of_leaves(layout, leaves.len());
    let (points, mut children): (Vec<_>, Vec<Child>) = leaves
        .zip(entries.par_chunks(FAN_OUT))
        .zip(columns.filling())
        .map(|((items, entries), columns)| leaf(items, entries, columns))
        .unzip();
    drop(items);
    let mut levels = Vec::new();
    while children.len() > 1 {
        let nodes = children.par_chunks(FAN_OUT);
        let mut columns = Columns::of_nodes(layout, nodes.len());
        let (boxes, parents): (Vec<_>, Vec<Child>) = nodes
            .zip(columns.filling())
            .map(|(children, columns)| node(children, columns))
            .unzip();
        let on_one_point = children.chunks(FAN_OUT).map(on_one_point).collect();
        levels.push(Level {
            boxes,
            columns,
            on_one_point,
        });
        children = parents;
    }
    Index {
        entries,
        points,
        columns,
        levels,
    }
}

fn occurring(entries: &[Entry]) -> Traits {
    let traits = entries.par_iter().map(|entry| entry.traits);
    traits.reduce(Traits::default, |a, b| a.union(&b))
}

/// Orders the stations so that each run of `subtree` is one child, recursively.
///
/// Stations on one point are never separated against their order.
fn arrange(items: &mut [Item], subtree: usize, compare: Compare<'_>) {
    if subtree < FAN_OUT {
        return items.sort_unstable_by(|a, b| in_space(a, b).then_with(|| a.compare(b, compare)));
    }
    if items.len() <= subtree {
        return arrange(items, subtree / FAN_OUT, compare);
    }
    let n_children = items.len().div_ceil(subtree);
    let middle = n_children / 2 * subtree;
    let axis = bounds_of(items).longest_axis();
    items.select_nth_unstable_by(middle, |a, b| {
        let along = a.point_m[axis].total_cmp(&b.point_m[axis]);
        along.then_with(|| a.compare(b, compare))
    });
    let (left, right) = items.split_at_mut(middle);
    if left.len() < PARALLEL_FROM {
        arrange(left, subtree, compare);
        arrange(right, subtree, compare);
    } else {
        rayon::join(
            || arrange(left, subtree, compare),
            || arrange(right, subtree, compare),
        );
    }
}

impl Item {
    fn compare(&self, other: &Self, compare: Compare<'_>) -> Ordering {
        compare(self.row as usize, other.row as usize)
    }
}

/// By x, then y, then z: stations on one point are neighbours.
fn in_space(a: &Item, b: &Item) -> Ordering {
    let axes = a.point_m.iter().zip(&b.point_m);
    axes.fold(Ordering::Equal, |order, (a, b)| order.then(a.total_cmp(b)))
}

/// The children of a node whose stations are all on one point.
fn on_one_point(children: &[Child]) -> Children {
    let bits = (0..).zip(children);
    bits.filter(|(_, child)| child.bounds.is_point())
        .fold(0, |bits, (number, _)| bits | 1 << number)
}

fn bounds_of(items: &[Item]) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    for item in items {
        bounds.add(item.point_m);
    }
    bounds
}

fn leaf(items: &[Item], entries: &[Entry], mut columns: Filling<'_>) -> (Points, Child) {
    let mut points = Points::NONE;
    let (mut bounds, mut union) = (Bounds::EMPTY, Union::default());
    for (child, (item, entry)) in items.iter().zip(entries).enumerate() {
        points.set(child, item.point_m);
        columns.set(child, &entry.traits, AccessStarsOffers::of(entry));
        bounds.add(item.point_m);
        union.add(entry);
    }
    (points, Child { bounds, union })
}

fn node(children: &[Child], mut columns: Filling<'_>) -> (Boxes, Child) {
    let mut boxes = Boxes::NONE;
    let (mut bounds, mut union) = (Bounds::EMPTY, Union::default());
    for (child, held) in children.iter().enumerate() {
        boxes.set(child, &held.bounds);
        columns.set_union(child, &held.union);
        bounds.add_bounds(&held.bounds);
        union.add_union(&held.union);
    }
    (boxes, Child { bounds, union })
}
