//! Squares that stand for several cells each, where there are too many to draw.

use std::ops::Range;

use super::classes::{Groups, MAX_CLASSES};
use crate::report::page::projection::DrawnPoint;

/// One cell of the map: one of the demand, or several drawn together.
pub(super) struct DrawnCell {
    pub(super) at: DrawnPoint,
    pub(super) class: usize,
    pub(super) people: f64,
    /// Those of the group of its class.
    pub(super) people_alike: f64,
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

    /// The class with the most people in the group with the most: what is the same for people, such
    /// as being covered, goes before how far it is. One of the first groups, if it has any people of
    /// those; without people, cells count.
    pub(super) fn drawn(self, at: DrawnPoint, groups: &Groups) -> DrawnCell {
        let count = |classes: &Range<usize>| {
            let people = self.people[classes.clone()].iter().sum::<f64>();
            (people, self.cells[classes.clone()].iter().sum::<usize>())
        };
        let by_count = |a: (f64, usize), b: (f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let ranked = groups.classes.iter().enumerate().map(|(rank, classes)| {
            let counted = count(classes);
            (rank < groups.n_first && counted.0 > 0.0, counted, classes)
        });
        let most = ranked.max_by(|a, b| a.0.cmp(&b.0).then(by_count(a.1, b.1)));
        let (counted, classes) = most.map_or((count(&(0..0)), 0..0), |it| (it.1, it.2.clone()));
        let of_class = |class: usize| count(&(class..class + 1));
        let class = classes.max_by(|a, b| by_count(of_class(*a), of_class(*b)));
        DrawnCell {
            at,
            class: class.unwrap_or_default(),
            people: self.people.iter().sum(),
            people_alike: counted.0,
            cells: self.cells.iter().sum(),
            row: self.row,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::map::classes::{self, CHANGES, NEAR};

    fn square(cells: &[(usize, f64)]) -> Square {
        let mut square = Square::default();
        for (row, (class, people)) in cells.iter().enumerate() {
            square.add(*class, *people, row);
        }
        square
    }

    #[test]
    fn a_square_takes_the_class_of_most_of_its_people() {
        let drawn = square(&[(0, 10.0), (5, 15.0), (0, 4.0)]).drawn([0, 0], &NEAR);
        assert_eq!((drawn.class, drawn.cells, drawn.row), (5, 3, 1));
        assert!((drawn.people - 29.0).abs() < 1e-9 && (drawn.people_alike - 15.0).abs() < 1e-9);
        assert!(!classes::is_within(drawn.class));
        let without_people = square(&[(6, 0.0), (1, 0.0), (6, 0.0)]).drawn([0, 0], &NEAR);
        assert_eq!((without_people.class, without_people.cells), (6, 3));
    }

    #[test]
    fn a_square_is_covered_if_most_of_its_people_are_at_whatever_distances() {
        let drawn = square(&[(0, 10.0), (1, 12.0), (2, 10.0), (3, 25.0)]).drawn([0, 0], &NEAR);
        assert_eq!(drawn.class, 1);
        assert!((drawn.people_alike - 32.0).abs() < 1e-9);
    }

    #[test]
    fn a_square_with_a_change_tells_of_the_larger_one_however_many_people_stay() {
        let cells = [(0, 4.0), (2, 5.0), (5, 6.0), (classes::KEPT, 900.0)];
        let drawn = square(&cells).drawn([0, 0], &CHANGES);
        assert_eq!(drawn.class, 2);
        assert!((drawn.people_alike - 9.0).abs() < 1e-9);
        let kept = square(&[(classes::KEPT, 2.0), (0, 0.0)]).drawn([0, 0], &CHANGES);
        assert_eq!(kept.class, classes::KEPT);
    }
}
