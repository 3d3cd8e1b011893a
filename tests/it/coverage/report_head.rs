//! The head of the planner's page: its finding, its main figure, its title and its warning.

use yizhan::coverage::run::StreetLine;
use yizhan::report::cover::{Cover, Logo, Proposal};
use yizhan::report::report_html;

use crate::coverage::report::page;
use crate::support::coverage::{Made, place, small};

#[test]
fn the_headline_is_a_share_of_the_people_that_could_be_computed() {
    let page = page(&small());
    // 600 are covered, 250 are not; of 150 nothing is known.
    assert!(page.contains("<p class=\"answer\">70.6%</p>"));
    assert!(page.contains("算得出结果的 850 人（共 1,000 人）中，600 人能到达。"));
    assert!(page.contains("150 people, 15.0% of all"));
    assert!(page.contains(
        "About 3 in 10 people do not reach a station within 15 minutes on foot, of those computed"
    ));
    assert!(page.contains("算得出结果的人里，每 10 人中约有 3 人步行 15 分钟内到不了任何一个驿站"));
}

#[test]
fn many_people_that_could_not_be_computed_are_a_warning_with_its_cause() {
    let mut made = small();
    let warned = |made: &Made| page(made).contains("class=\"warning\"");
    assert!(warned(&made));
    // The streets end before the cell of 100 people: 121.5 is east of all of them.
    made.streets = vec![StreetLine {
        from: place(121.3, 31.1),
        to: place(121.45, 31.3),
        minutes: Some(3.0),
    }];
    assert!(page(&made).contains("100 人住在街道文件 town.osm.pbf 的范围之外"));
    assert!(page(&made).contains("50 people live on streets that the file joins to no station."));
    made.streets[0].to = place(121.55, 31.3);
    assert!(page(&made).contains("100 people live more than 300 m from any street of the file."));
    // Two per cent go without a warning.
    made.outcome.by_status[2].people = 17.0;
    made.outcome.by_status[3].people = 0.0;
    assert!(!warned(&made));
    made.outcome.by_status[2].people = 18.0;
    assert!(warned(&made));
}

#[test]
fn without_a_station_that_offers_what_is_wanted_nothing_is_unknown() {
    let mut made = small();
    made.outcome.station_counts.eligible = 0;
    let page = page(&made);
    assert!(!page.contains("class=\"warning\"") && !page.contains("没有算出"));
    assert!(page.contains("1,000 人中，600 人能到达。"));
}

#[test]
fn a_title_and_a_logo_stand_at_the_head_and_are_no_markup() {
    let cover = Cover {
        title: Some("Northend & <b>District</b>".to_owned()),
        logo: Some(Logo::from_bytes(b"<svg onload='alert(1)'/>".to_vec()).unwrap()),
        ..Cover::default()
    };
    let page = report_html(&small().run(), &cover);
    assert!(page.contains("<title>Northend &amp; &lt;b&gt;District&lt;/b&gt;</title>"));
    assert!(page.contains("title\">Northend &amp; &lt;b&gt;"));
    assert!(page.contains("src=\"data:image/svg+xml;base64,"));
    assert!(!page.contains("onload="));
    // The page may load a picture from itself and nothing else.
    assert!(page.contains("img-src data:;") && page.contains("default-src 'none'"));
}

#[test]
fn proposed_places_are_a_table_with_what_each_brings_and_marks_on_the_map() {
    let made = small();
    let proposal = |rank, name: &str, people_gained| Proposal {
        rank,
        name: name.to_owned(),
        position: place(121.43, 31.2),
        people_gained,
    };
    let cover = Cover {
        proposals: vec![proposal(1, "A <b>", 170.0), proposal(2, "B", 80.0)],
        ..Cover::default()
    };
    let page = report_html(&made.run(), &cover);
    assert!(page.contains("2 new stations would cover 250 more people: from 70.6% to 100.0%."));
    assert!(page.contains("A &lt;b&gt;") && page.contains("90.6%"));
    assert_eq!(page.matches("<rect x=\"-85\"").count(), 2);
    assert!(!self::page(&made).contains("id=\"proposals\""));
}

#[test]
fn every_printed_page_has_its_number_the_date_and_the_version_of_the_data() {
    let made = small();
    let page = page(&made);
    let version = made.snapshot.version();
    assert!(page.contains(&format!(
        "@bottom-left {{ content: \"2026-11-22T18:30:00+08:00 · {version} · yizhan "
    )));
    assert!(page.contains("counter(page) \" / \" counter(pages)"));
    assert!(page.contains("class=\"glance\""));
}
