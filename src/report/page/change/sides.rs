//! The figures of both runs side by side.

use maud::{Markup, html};

use super::head::signed;
use crate::coverage::difference::{Difference, EarlierFigures};
use crate::coverage::numbers::PeopleFormat;
use crate::coverage::outcome::StatusCount;
use crate::coverage::parts::Part;
use crate::report::page::words::{percent, say};

/// The table; a row for each figure.
pub(super) fn section(difference: &Difference<'_>) -> Markup {
    let total = &difference.total;
    let [share_before, share_after] = total.shares();
    let parts = [
        (Part::Covered, ("能到达的人", "People covered")),
        (Part::NotCovered, ("未覆盖的人", "People not covered")),
        (Part::NotComputed, ("没有算出的人", "People not computed")),
    ];
    html! {
        section #side-by-side {
            h2 { (say("两次对照", "Side by side")) }
            table {
                thead { tr {
                    th scope="col" {}
                    th.number scope="col" { (say("之前", "Before")) }
                    th.number scope="col" { (say("之后", "After")) }
                    th.number scope="col" { (say("相差", "Difference")) }
                } }
                tbody {
                    (row(("覆盖率", "Share covered"), [percent(share_before), percent(share_after)], &points(share_before, share_after)))
                    @for (part, words) in parts {
                        (people_row(difference, words, [total.before(part), total.after(part)]))
                    }
                    (figures(difference))
                }
            }
            (ways(difference))
            (runs(difference))
        }
    }
}

/// The figures that are not sums of cells.
fn figures(difference: &Difference<'_>) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let sides = [&difference.earlier.figures, &difference.figures];
    let in_people = |of: fn(&EarlierFigures) -> f64| {
        let [before, after] = sides.map(of);
        (
            [people.grouped(before), people.grouped(after)],
            signed(people, after - before),
        )
    };
    let stations = |of: fn(&EarlierFigures) -> Option<usize>| {
        let counts = sides.map(of);
        (counts.map(counted), more(counts))
    };
    let two = in_people(|figures| figures.people_by_two);
    let perhaps = in_people(|figures| figures.people_if_unknown_open);
    let eligible = stations(|figures| Some(figures.stations_eligible));
    let open = stations(|figures| figures.stations_open);
    html! {
        (row(("有两个以上站点可达", "With two or more in reach"), two.0, &two.1))
        (row(("若时间不明的都开门，能到达", "Perhaps covered: if all of unknown hours were open"), perhaps.0, &perhaps.1))
        (row(("符合要求的站点", "Stations with what is wanted"), eligible.0, &eligible.1))
        (row(("其中出发时开门", "Of these, open when setting out"), open.0, &open.1))
    }
}

/// A number of stations, if it is known.
fn counted(count: Option<usize>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| count.to_string())
}

/// How many more there are after, if both numbers are known.
fn more([before, after]: [Option<usize>; 2]) -> String {
    match before.zip(after) {
        None => "–".to_owned(),
        Some((before, after)) if before == after => "0".to_owned(),
        Some((before, after)) => {
            let sign = if after < before { "−" } else { "+" };
            format!("{sign}{}", after.abs_diff(before))
        }
    }
}

/// When people set out, of which stations, and when each run was made.
fn runs(difference: &Difference<'_>) -> Markup {
    let sides = [&difference.earlier.figures, &difference.figures];
    let [at, version, made] = [
        sides.map(|one| one.at.as_deref().unwrap_or("–")),
        sides.map(|one| &*one.dataset_version),
        sides.map(|one| &*one.generated_at),
    ];
    let rows = [
        (("出发时刻", "Setting out"), at),
        (("站点数据版本", "Version of the stations"), version),
        (("计算于", "Made"), made),
    ];
    html! {
        h3 { (say("两次计算", "The runs")) }
        table.runs {
            thead { tr {
                th scope="col" {}
                th scope="col" { (say("之前", "Before")) }
                th scope="col" { (say("之后", "After")) }
            } }
            tbody { @for ((zh, en), [before, after]) in rows {
                tr { th scope="row" { (say(zh, en)) } td { (before) } td { (after) } }
            } }
        }
    }
}

fn people_row(
    difference: &Difference<'_>,
    words: (&str, &str),
    counts: [StatusCount; 2],
) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let by = signed(people, counts[1].people - counts[0].people);
    row(words, counts.map(|count| people.grouped(count.people)), &by)
}

fn row((zh, en): (&str, &str), [before, after]: [String; 2], by: &str) -> Markup {
    html! {
        tr {
            th scope="row" { (say(zh, en)) }
            td.number { (before) }
            td.number { (after) }
            td.number { (by) }
        }
    }
}

/// The difference of two shares in points of a per cent.
fn points(before: Option<f64>, after: Option<f64>) -> String {
    before.zip(after).map_or_else(
        || "–".to_owned(),
        |(before, after)| {
            let points = (after - before) * 100.0;
            format!("{points:+.1}").replace('-', "−")
        },
    )
}

/// Those that stay covered, with another way.
fn ways(difference: &Difference<'_>) -> Markup {
    let people = PeopleFormat::of(&difference.run.demand.cells);
    let total = &difference.total;
    let [nearer, farther] = [total.nearer, total.farther].map(|count| people.grouped(count.people));
    html! {
        p.note { (say(
            format!("仍然覆盖的人里，{nearer} 人的路变近，{farther} 人的路变远。"),
            format!("Of those who stay covered, {nearer} people have a shorter way to the nearest station now, {farther} a longer one."),
        )) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_stations_that_is_not_known_once_has_no_difference() {
        assert_eq!(more([None, Some(3)]), "–");
        assert_eq!(more([Some(3), None]), "–");
        assert_eq!(more([None, None]), "–");
        assert_eq!(more([Some(3), Some(3)]), "0");
        assert_eq!(more([Some(3), Some(5)]), "+2");
        assert_eq!(more([Some(3), Some(0)]), "−3");
        assert_eq!([None, Some(0)].map(counted), ["–", "0"]);
    }
}
