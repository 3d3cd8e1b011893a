//! What has to be covered: cells, those together that the same sites cover.

use std::collections::HashMap;

use super::solved::sum;

/// Lists of numbers, one behind the other.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    /// Where each list begins, and at the end where the last one ends.
    starts: Vec<usize>,
    items: Vec<u32>,
}

/// Rows to be covered, merged from cells that the same sites cover as often as each other needs:
/// no choice tells them apart (isomorphic aggregation, Cordeau, Furini, Ljubić 2019).
#[derive(Clone, Debug)]
pub(super) struct Rows {
    /// What covering a row is worth: people, or hours of people.
    worths: Vec<f64>,
    /// How many sites a row needs, 1 or more.
    needs: Vec<u32>,
    by_row: Lists,
    by_site: Lists,
}

/// Rows while cells are merged into them.
pub(super) struct Merging {
    known: HashMap<(u32, Box<[u32]>), usize>,
    worths: Vec<f64>,
    needs: Vec<u32>,
    by_row: Lists,
}

impl Lists {
    /// No lists yet.
    pub(super) fn new() -> Self {
        Self {
            starts: vec![0],
            items: Vec::new(),
        }
    }

    /// Appends a list.
    pub(super) fn push(&mut self, items: &[u32]) {
        self.items.extend_from_slice(items);
        self.starts.push(self.items.len());
    }

    /// One list.
    pub(super) fn of(&self, list: usize) -> &[u32] {
        &self.items[self.starts[list]..self.starts[list + 1]]
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// For each number below `n`, the lists that hold it, ascending.
    fn transposed(&self, n: usize) -> Self {
        let mut starts = vec![0; n + 1];
        for item in &self.items {
            starts[*item as usize + 1] += 1;
        }
        for list in 0..n {
            starts[list + 1] += starts[list];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for (list, row) in (0..self.len()).zip(0_u32..) {
            for item in self.of(list) {
                let place = &mut next[*item as usize];
                items[*place] = row;
                *place += 1;
            }
        }
        Self { starts, items }
    }
}

impl Default for Merging {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            worths: Vec::new(),
            needs: Vec::new(),
            by_row: Lists::new(),
        }
    }
}

impl Merging {
    /// Adds a cell: how many sites it needs, what it is worth, and the sites that cover it,
    /// ascending. One that is worth nothing, needs none, or more than cover it, is left out.
    pub(super) fn add(&mut self, need: u32, worth: f64, sites: &[u32]) {
        if worth <= 0.0 || need == 0 || sites.len() < need as usize {
            return;
        }
        let row = *self.known.entry((need, sites.into())).or_insert_with(|| {
            self.worths.push(0.0);
            self.needs.push(need);
            self.by_row.push(sites);
            self.worths.len() - 1
        });
        self.worths[row] += worth;
    }

    /// Pairs of a row and a site so far.
    pub(super) fn n_pairs(&self) -> usize {
        self.by_row.items.len()
    }

    /// All cells, merged.
    pub(super) fn finish(self, n_sites: usize) -> Rows {
        Rows {
            by_site: self.by_row.transposed(n_sites),
            by_row: self.by_row,
            worths: self.worths,
            needs: self.needs,
        }
    }
}

impl Rows {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.worths.len()
    }

    /// How many sites there are to choose among.
    pub(super) fn n_sites(&self) -> usize {
        self.by_site.len()
    }

    /// Pairs of a row and a site.
    pub(super) fn n_pairs(&self) -> usize {
        self.by_row.items.len()
    }

    /// What a row is worth.
    pub(super) fn worth(&self, row: usize) -> f64 {
        self.worths[row]
    }

    /// What all rows are worth.
    pub(super) fn total(&self) -> f64 {
        sum(self.worths.iter().copied())
    }

    /// How many sites a row needs.
    pub(super) fn need(&self, row: usize) -> u32 {
        self.needs[row]
    }

    /// Whether a row needs more than one site.
    pub(super) fn has_needs_beyond_one(&self) -> bool {
        self.needs.iter().any(|need| *need > 1)
    }

    /// Whether every worth is a whole number, and so every sum of them.
    pub(super) fn are_whole(&self) -> bool {
        self.worths
            .iter()
            .all(|worth| worth.fract().abs() < f64::EPSILON)
    }

    /// The sites that cover a row, ascending.
    pub(super) fn sites_of(&self, row: usize) -> &[u32] {
        self.by_row.of(row)
    }

    /// The rows that a site covers, ascending.
    pub(super) fn rows_of(&self, site: u32) -> &[u32] {
        self.by_site.of(site as usize)
    }

    /// The same rows, each worth 1.
    pub(super) fn of_equal_worth(mut self) -> Self {
        self.worths.fill(1.0);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_the_same_sites_cover_become_one_row() {
        let cells: [(u32, f64, &[u32]); 6] = [
            (1, 2.0, &[0, 2]),
            (1, 3.0, &[0, 2]),
            (2, 3.0, &[0, 2]),
            (1, 0.0, &[1]),
            (1, 5.0, &[]),
            (2, 5.0, &[1]),
        ];
        let mut merging = Merging::default();
        for (need, worth, sites) in cells {
            merging.add(need, worth, sites);
        }
        let rows = merging.finish(3);
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows.worth(0).to_bits(), rows.need(0)),
            (5.0_f64.to_bits(), 1)
        );
        assert_eq!(
            (rows.worth(1).to_bits(), rows.need(1)),
            (3.0_f64.to_bits(), 2)
        );
        assert_eq!(rows.sites_of(1), [0, 2]);
        assert_eq!(rows.rows_of(2), [0, 1]);
        assert!(rows.rows_of(1).is_empty());
        assert!(rows.are_whole() && rows.has_needs_beyond_one());
    }
}
