//! Names on the map: its districts and largest streets, a few that do not cover each other.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::coverage::run::Run;
use crate::network::osm::NameKind;
use crate::report::page::projection::{DrawnPoint, Projection, whole};

/// As many districts and streets have their name on the map.
const MAX_DISTRICTS: usize = 12;
const MAX_STREETS: usize = 10;
/// The height of a line, and the width of a letter and of a Chinese character, in units of the
/// drawing; those of a phone, where letters are largest in proportion.
const LINE: i32 = 300;
const LETTER: i32 = 150;
const CHARACTER: i32 = 260;

/// A name and the middle of its text.
struct Label<'a> {
    text: &'a str,
    at: DrawnPoint,
    kind: NameKind,
}

/// The names that are drawn; nothing without names in the map.
pub(super) fn labels(run: &Run<'_>, projection: &Projection) -> Markup {
    let mut drawn: Vec<Label> = Vec::new();
    for (kind, most) in [
        (NameKind::District, MAX_DISTRICTS),
        (NameKind::MainStreet, MAX_STREETS),
    ] {
        let mut n_drawn = 0;
        for label in candidates(run, projection, kind) {
            if n_drawn < most && label.fits(projection, &drawn) {
                drawn.push(label);
                n_drawn += 1;
            }
        }
    }
    html! {
        g.labels aria-hidden="true" {
            @for Label { text, at: [x, y], kind } in drawn {
                g transform=(format!("translate({x} {y})")) {
                    text.district[kind == NameKind::District] { (text) }
                }
            }
        }
    }
}

/// The names of one kind, those that are most often in the drawing first; each at the one of its
/// places that is nearest to their mean.
fn candidates<'a>(run: &Run<'a>, projection: &Projection, kind: NameKind) -> Vec<Label<'a>> {
    let mut places: BTreeMap<&str, Vec<DrawnPoint>> = BTreeMap::new();
    for name in run.names.iter().filter(|name| name.kind == kind) {
        let at = projection.point(name.position);
        if projection.shows(at) {
            places.entry(&name.text).or_default().push(at);
        }
    }
    let mut named: Vec<(&str, Vec<DrawnPoint>)> = places.into_iter().collect();
    named.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let label = |(text, places): (&'a str, Vec<DrawnPoint>)| Label {
        text,
        at: most_central(&places),
        kind,
    };
    named.into_iter().map(label).collect()
}

fn most_central(places: &[DrawnPoint]) -> DrawnPoint {
    let count = f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX));
    let mean = [0, 1].map(|axis| {
        let sum: f64 = places.iter().map(|at| f64::from(at[axis])).sum();
        whole(sum / count)
    });
    let apart = |at: &&DrawnPoint| {
        let [x, y] = [0, 1].map(|axis| i64::from(at[axis] - mean[axis]));
        x * x + y * y
    };
    places.iter().min_by_key(apart).copied().unwrap_or(mean)
}

impl Label<'_> {
    /// Half the width of the text, units.
    fn half_width(&self) -> i32 {
        let letters = self.text.chars();
        let width = |c: char| if c.is_ascii() { LETTER } else { CHARACTER };
        letters.map(width).sum::<i32>() / 2
    }

    /// Whether the text lies in the drawing and covers no other.
    fn fits(&self, projection: &Projection, others: &[Self]) -> bool {
        let [x, y] = self.at;
        let half = self.half_width();
        let is_inside = [[x - half, y - LINE], [x + half, y + LINE]]
            .into_iter()
            .all(|corner| projection.shows(corner));
        is_inside
            && others.iter().all(|other| {
                let across = (x - other.at[0]).abs();
                let down = (y - other.at[1]).abs();
                across > half + other.half_width() || down > LINE
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_at_one_of_its_own_places() {
        let places = [[0, 0], [1_000, 0], [1_200, 40], [9_000, 0]];
        assert_eq!(most_central(&places), [1_200, 40]);
    }
}
