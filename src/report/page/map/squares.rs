//! Squares that stand for several cells each, where there are too many to draw.

use super::classes::MAX_CLASSES;
use crate::report::page::projection::DrawnPoint;

/// One cell of the map: one of the demand, or several drawn together.
pub(super) struct DrawnCell {
    pub(super) at: DrawnPoint,
    pub(super) class: usize,
    pub(super) people: f64,
    pub(super) cells: usize,
    /// The cell of the demand, or the one with the most people.
    pub(super) row: usize,
}

/// The cells in one square, merged.
#[derive(Default)]
pub(super) struct Square {
    people: [f64; MAX_CLASSES],
    cells: [usize; MAX_CLASSES],
    most: f64,
    row: usize,
}

impl Square {
    /// Adds a cell of a class.
    pub(super) fn add(&mut self, class: usize, people: f64, row: usize) {
        if self.cells.iter().sum::<usize>() == 0 || people > self.most {
            self.most = people;
            self.row = row;
        }
        self.people[class] += people;
        self.cells[class] += 1;
    }

    /// The class with the most people; without people, the class with the most cells. One of the
    /// `n_first` classes, if it has any people of those.
    pub(super) fn drawn(self, at: DrawnPoint, n_first: usize) -> DrawnCell {
        let is_first = |class: usize| class < n_first && self.people[class] > 0.0;
        let weight = |class: usize| (is_first(class), self.people[class], self.cells[class]);
        let class = (0..MAX_CLASSES).max_by(|a, b| {
            let (a, b) = (weight(*a), weight(*b));
            let by_people = a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
            by_people.then(a.2.cmp(&b.2))
        });
        DrawnCell {
            at,
            class: class.unwrap_or_default(),
            people: self.people.iter().sum(),
            cells: self.cells.iter().sum(),
            row: self.row,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::map::classes;

    #[test]
    fn a_square_takes_the_class_of_most_of_its_people() {
        let mut square = Square::default();
        square.add(0, 10.0, 4);
        square.add(5, 15.0, 5);
        square.add(0, 4.0, 6);
        let first = Square {
            people: square.people,
            cells: square.cells,
            ..Square::default()
        };
        assert_eq!(first.drawn([0, 0], 1).class, 0);
        let drawn = square.drawn([0, 0], 0);
        assert_eq!((drawn.class, drawn.cells, drawn.row), (5, 3, 5));
        assert!((drawn.people - 29.0).abs() < 1e-9);
        assert!(!classes::is_within(drawn.class));
    }
}
