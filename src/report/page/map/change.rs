//! The map of a change: who gains, who loses, and which stations are others.

use maud::{Markup, PreEscaped, html};

use super::cells::{Colouring, DrawnCells};
use super::classes::{CHANGES, KEPT, N_CHANGE_CLASSES, N_STEPS, NEVER, UNKNOWN};
use super::marks::Marks;
use super::streets::DrawnStreets;
use super::{Map, labels, legend, notes, scale_bar};
use crate::coverage::difference::{Difference, EarlierCell};
use crate::coverage::numbers::{PeopleFormat, tenths};
use crate::coverage::parts::Part;
use crate::position::Position;
use crate::report::page::projection::{DrawnPoint, Projection};
use crate::report::page::words::say;

/// More changed stations than this are not drawn.
const MAX_DRAWN: usize = 1_000;
/// The ends of the steps, as parts of the largest number.
const ENDS: [f64; N_STEPS - 1] = [0.1, 0.4];

/// The words of each class, for the script.
const KINDS: [(&str, &str); N_CHANGE_CLASSES] = {
    let (gained, lost) = (("新覆盖", "Gained"), ("不再覆盖", "Lost"));
    [
        gained,
        gained,
        gained,
        lost,
        lost,
        lost,
        ("仍然覆盖", "Covered as before"),
        ("仍未覆盖", "Not covered, as before"),
        ("没有算出", "Not computed"),
    ]
};

/// The map of a difference; without cells there is none.
pub(in crate::report::page) fn draw_change(
    difference: &Difference<'_>,
    projection: Option<&Projection>,
) -> Map {
    let Some(projection) = projection else {
        return Map {
            section: html! {},
            data: "null".to_owned(),
        };
    };
    let run = &difference.run;
    let cells: Vec<(EarlierCell, EarlierCell)> = difference.cells().collect();
    let ends = steps(most_changed(difference, &cells));
    let class_of = |row: usize| class(cells[row], run.demand.cells[row].people, ends);
    let colouring = Colouring {
        letter: 'd',
        class_of: &class_of,
        groups: &CHANGES,
    };
    let drawn = DrawnCells::coloured(run, projection, &colouring);
    let streets = DrawnStreets::of(run, projection);
    let marks = Marks::of(run, projection);
    let changed = Changed::of(difference, projection);
    let minutes_before = |row: usize| Some(tenths(cells[row].0.travel_time_s? / 60.0));
    Map {
        section: html! {
            section.change #map-section {
                h2 { (say("变化地图", "Map of the change")) }
                (keys(difference, ends, !streets.is_empty(), &marks))
                div.map {
                    @let [width, height] = projection.size();
                    svg #map viewBox=(format!("0 0 {width} {height}")) role="img" aria-labelledby="map-title" {
                        title #map-title { "变化地图 · Map of the change" }
                        (PreEscaped(legend::PATTERNS))
                        (drawn.markup())
                        (streets.markup())
                        path #under-pointer d="" {}
                        (labels::labels(run, projection))
                        g.stations { (marks.markup()) (changed.markup()) }
                    }
                    (scale_bar(projection))
                    div.north aria-hidden="true" { "N" }
                    div #cell-details hidden {}
                }
                (notes(&drawn, &streets, &marks))
                @if let Some(note) = changed.note() { p.note.thinned { (note) } }
            }
        },
        data: drawn.data_in_words(run, &KINDS, minutes_before),
    }
}

/// The most people of one cell that gains or loses.
fn most_changed(difference: &Difference<'_>, cells: &[(EarlierCell, EarlierCell)]) -> f64 {
    let people = difference.run.demand.cells.iter().map(|cell| cell.people);
    let changed = people.zip(cells).filter(|(_, (before, after))| {
        is_known(before.part, after.part) && before.part != after.part
    });
    changed.map(|(people, _)| people).fold(0.0, f64::max)
}

fn is_known(before: Part, after: Part) -> bool {
    before != Part::NotComputed && after != Part::NotComputed
}

/// Round ends of the steps between 0 and the largest number: 1, 2 or 5 times a power of ten.
fn steps(most: f64) -> [f64; N_STEPS - 1] {
    ENDS.map(|part| round_down((most * part).max(1.0)))
}

/// The largest of 1, 2 and 5 times a power of ten that is not above.
fn round_down(number: f64) -> f64 {
    let power = 10.0_f64.powf(number.log10().floor());
    let round = [5.0, 2.0, 1.0].map(|step| step * power);
    round
        .into_iter()
        .find(|step| *step <= number)
        .unwrap_or(power)
}

fn class((before, after): (EarlierCell, EarlierCell), people: f64, ends: [f64; 2]) -> usize {
    let step = ends.iter().take_while(|end| people > **end).count();
    match (before.part, after.part) {
        (Part::NotCovered, Part::Covered) => step,
        (Part::Covered, Part::NotCovered) => N_STEPS + step,
        (Part::Covered, Part::Covered) => KEPT,
        (Part::NotCovered, Part::NotCovered) => NEVER,
        _ => UNKNOWN,
    }
}

/// The stations that are others.
struct Changed {
    drawn: Vec<(&'static str, DrawnPoint)>,
    /// Those that are in view.
    n_shown: usize,
}

impl Changed {
    fn of(difference: &Difference<'_>, projection: &Projection) -> Self {
        let snapshot = difference.run.snapshot;
        let hours = difference.run.supposed.iter().flat_map(|one| &one.hours);
        let hours =
            hours.filter_map(|one| Some(snapshot.station(snapshot.find(&one.id)?).position));
        let gone = difference.gone.iter().map(|station| station.position);
        let added = difference.added.iter().map(|station| station.position);
        let all = named("m-hours", hours)
            .chain(named("m-gone", gone))
            .chain(named("m-added", added));
        let shown = all
            .map(|(shape, position)| (shape, projection.point(position)))
            .filter(|(_, point)| projection.shows(*point));
        Self::limited(shown.collect())
    }

    fn limited(mut shown: Vec<(&'static str, DrawnPoint)>) -> Self {
        let n_shown = shown.len();
        shown.truncate(MAX_DRAWN);
        Self {
            drawn: shown,
            n_shown,
        }
    }

    /// Above all.
    fn markup(&self) -> Markup {
        html! {
            @for (shape, [x, y]) in &self.drawn {
                use href=(format!("#{shape}")) x=(x) y=(y) {}
            }
        }
    }

    fn note(&self) -> Option<Markup> {
        let (drawn, shown) = (self.drawn.len(), self.n_shown);
        (drawn < shown).then(|| {
            say(
                format!("图内共有 {shown} 个变动的站点，只画出 {drawn} 个。"),
                format!("Of {shown} stations in view that change {drawn} are drawn."),
            )
        })
    }
}

fn named(
    shape: &'static str,
    positions: impl Iterator<Item = Position>,
) -> impl Iterator<Item = (&'static str, Position)> {
    positions.map(move |position| (shape, position))
}

fn keys(difference: &Difference<'_>, ends: [f64; 2], has_streets: bool, marks: &Marks) -> Markup {
    let run = &difference.run;
    let has_hours = run.supposed.is_some_and(|one| !one.hours.is_empty());
    let has_unknown = difference.total.before(Part::NotComputed).cells
        + difference.total.after(Part::NotComputed).cells
        > 0;
    let shapes = [
        (
            "m-added",
            ("新增的站点", "added station"),
            !difference.added.is_empty(),
        ),
        (
            "m-gone",
            ("撤销的站点", "station that is gone"),
            !difference.gone.is_empty(),
        ),
        (
            "m-hours",
            ("改了开放时间", "other opening hours"),
            has_hours,
        ),
    ];
    html! {
        div.legend {
            (scale(difference, ends))
            ul.keys {
                (key(KEPT, KINDS[KEPT])) (key(NEVER, KINDS[NEVER]))
                @if has_unknown { (key(UNKNOWN, ("有一次没有算出", "not computed in one of the runs"))) }
                @for (shape, words, _) in shapes.into_iter().filter(|(_, _, is_there)| *is_there) {
                    li {
                        svg.swatch viewBox="-130 -130 260 260" aria-hidden="true" {
                            (PreEscaped(format!("<use href=\"#{shape}\"></use>")))
                        }
                        (say(words.0, words.1))
                    }
                }
                (legend::station_keys(run, marks))
            }
            div.layers {
                (legend::layer("cells", ("格子", "Cells")))
                @if has_streets { (legend::layer("streets", ("街道", "Streets"))) }
                (legend::layer("stations", ("站点", "Stations")))
                @if !run.names.is_empty() { (legend::layer("labels", ("地名", "Names"))) }
            }
        }
    }
}

fn key(class: usize, (zh, en): (&str, &str)) -> Markup {
    html! {
        li { svg.swatch viewBox="0 0 200 200" aria-hidden="true" {
            rect class=(format!("d{class}")) width="200" height="200" {} }
            (say(zh, en)) }
    }
}

/// The colours by people of a cell, few to many, of gains and of losses.
fn scale(difference: &Difference<'_>, ends: [f64; 2]) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let [low, high] = ends.map(|end| people.grouped(end));
    let labels = [
        format!("≤{low}"),
        format!("{low}–{high}"),
        format!(">{high}"),
    ];
    let side = |first: usize, class: &str, (zh, en): (&str, &str)| {
        html! {
            div {
                ol { @for (step, label) in labels.iter().enumerate() {
                    li { svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" {
                        rect class=(format!("d{}", first + step)) width="10" height="10" {} }
                        (label) }
                } }
                p class=(class) { (say(zh, en)) }
            }
        }
    };
    html! {
        div.colours {
            p { (say("每格的人数", "People of a cell")) }
            div.sides {
                (side(0, "gained", KINDS[0]))
                (side(N_STEPS, "lost", KINDS[N_STEPS]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_round_and_rise_for_every_number_of_people() {
        for most in [0.0, 0.3, 1.0, 7.0, 12.5, 99.0, 1_000.0, 46_700.0, 1e9] {
            let [low, high] = steps(most);
            assert!(low <= high && low >= 1.0, "{most}: {low} {high}");
        }
        assert!((steps(3_000.0)[0] - 200.0).abs() < 1e-9);
        assert!((steps(3_000.0)[1] - 1_000.0).abs() < 1e-9);
    }

    #[test]
    fn stations_that_change_are_drawn_up_to_the_cap_and_more_are_said_to_be_left_out() {
        let changed = |n: usize| Changed::limited(vec![("m-added", [0, 0]); n]);
        assert!(changed(0).note().is_none() && changed(MAX_DRAWN).note().is_none());
        let more = changed(MAX_DRAWN + 1);
        assert_eq!(more.drawn.len(), MAX_DRAWN);
        let note = more.note().unwrap().into_string();
        assert!(
            note.contains("Of 1001 stations in view that change 1000 are drawn."),
            "{note}"
        );
    }

    #[test]
    fn what_is_not_known_of_one_run_is_no_gain_and_no_loss() {
        let cell = |part| EarlierCell {
            part,
            travel_time_s: None,
        };
        let parts = [Part::Covered, Part::NotCovered, Part::NotComputed];
        for part in parts {
            for pair in [(Part::NotComputed, part), (part, Part::NotComputed)] {
                let cells = (cell(pair.0), cell(pair.1));
                assert_eq!(class(cells, 5.0, [1.0, 2.0]), UNKNOWN);
            }
        }
        let gained = (cell(Part::NotCovered), cell(Part::Covered));
        assert_eq!(
            [1.0, 1.5, 3.0].map(|n| class(gained, n, [1.0, 2.0])),
            [0, 1, 2]
        );
    }
}
