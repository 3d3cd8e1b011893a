//! The pages of `yizhan site` beside that of computed places: of hours, and of a matrix.

use super::site::{line, with};
use crate::support::cli::Folder;
use crate::support::http::station;

/// The text of the page's section of that id, up to its end.
fn section(page: &str, id: &str) -> String {
    let start = page.find(&format!("<section id=\"{id}\"")).unwrap();
    let end = start + page[start..].find("</section>").unwrap();
    page[start..end].to_owned()
}

/// The share and the people of the card with that label.
fn card(page: &str, label: &str) -> String {
    let (_, rest) = page.split_once(&format!("{label}</span></p>")).unwrap();
    let after = |class: &str| {
        let (_, text) = rest.split_once(&format!("<p class=\"{class}\">")).unwrap();
        text[..text.find([' ', '<']).unwrap()].to_owned()
    };
    format!("{} {}", after("share"), after("people"))
}

#[test]
fn the_page_of_hours_has_the_coverage_of_the_week_and_the_blocks_in_it() {
    let (folder, ..) = line();
    let extend = ["--extend-hours", "--new", "2", "--block-hours", "3"];
    let at = ["--at", "2026-11-24T12:00:00+08:00"];
    let outcome = with(&folder, &[&extend[..], &at].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.out.contains("report.html"), "{}", outcome.out);
    let page = folder.read("out/report.html");
    let blocks = section(&page, "proposals");
    // 310 people have 168 hours each; 30 of them are covered for 40 hours, then for 46.
    assert!(
        blocks.contains("180 more person-hours: from 2.3% to 2.6%"),
        "{blocks}"
    );
    assert_eq!(blocks.matches("class=\"h3\"").count(), 6, "{blocks}");
    assert_eq!(blocks.matches("class=\"h0\"").count(), 168 - 6, "{blocks}");
    assert_eq!(blocks.matches("<tr data-at=").count(), 2, "{blocks}");
    section(&page, "week");
    section(&page, "map-section");
}

#[test]
fn hours_that_bring_nothing_are_said_to_bring_nothing() {
    let folder = Folder::with(&[station("a", 1.0, r#""opening_hours":"24/7""#)]);
    folder.write("people.csv", "id,lon,lat,population\nc,1,1,5\n");
    let outcome = with(&folder, &["--extend-hours", "--new", "1"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let page = folder.read("out/report.html");
    let blocks = section(&page, "proposals");
    assert!(
        blocks.contains("No longer hours of any station"),
        "{blocks}"
    );
    assert!(!blocks.contains("<table"), "{blocks}");
}

#[test]
fn the_page_of_a_matrix_tells_the_finding_and_why_it_has_no_map() {
    let (folder, ..) = line();
    let rows = "c0,a,10\nc1,<b>s</b>,900\nc2,<b>s</b>,1200\nc1,t,1000\nc3,t,1200.5\n";
    folder.write("ways.csv", &format!("demand,site,distance_m\n{rows}"));
    let outcome = with(&folder, &["--new", "1", "--matrix", "ways.csv"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let page = folder.read("out/report.html");
    // Ten people have a station, sixty more get one; there is no way for the 160 of c4.
    assert!(
        page.contains("With 1 new station, 22.6% of all people are within 1,200 metres of a station (now 3.2%)"),
        "{page}"
    );
    let places = section(&page, "proposals");
    assert!(places.contains("&lt;b&gt;s&lt;/b&gt;") && !page.contains("<b>s</b>"));
    assert!(places.contains("t (−40)"), "{places}");
    assert_eq!(card(&page, "Not covered then"), "25.8% 80");
    let no_way = "No way in the table to a station or a place to build";
    assert_eq!(card(&page, no_way), "51.6% 160");
    let map = section(&page, "map-section");
    assert!(map.contains("1 of the places have no coordinates"), "{map}");
    assert!(section(&page, "sources").contains("ways.csv"));
    let sources = section(&page, "sources");
    assert!(sources.contains("1 cells of the demand are not in the matrix: c4"));
    assert!(sources.contains("1 个需求里的格子不在表里: c4"));
    for role in ["站点", "人口需求", "距离表"] {
        assert!(
            sources.contains(&format!("<b><span lang=\"zh-CN\">{role}<")),
            "{sources}"
        );
    }
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn a_way_beyond_the_limit_is_a_way_whether_to_a_station_or_to_a_candidate() {
    let (folder, ..) = line();
    let rows = "c0,a,1200\nc1,a,1200.1\nc2,s,1200.1\nc3,s,1200\n";
    folder.write("ways.csv", &format!("demand,site,distance_m\n{rows}"));
    let outcome = with(&folder, &["--new", "1", "--matrix", "ways.csv"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let page = folder.read("out/report.html");
    assert_eq!(card(&page, "Covered now"), "3.2% 10");
    assert_eq!(card(&page, "By the new stations"), "25.8% 80");
    assert_eq!(card(&page, "Not covered then"), "19.4% 60");
    let no_way = "No way in the table to a station or a place to build";
    assert_eq!(card(&page, no_way), "51.6% 160");
    let summary = folder.read("out/summary.json");
    assert!(
        summary.contains(r#""people_out_of_reach": 160"#),
        "{summary}"
    );
}

#[test]
fn each_goal_of_a_matrix_has_its_finding_and_known_places_are_not_said_to_have_no_coordinates() {
    let (folder, ..) = line();
    let rows = "c0,s,10\nc1,s,900\nc2,s,1300\nc3,t,1500\nc4,t,20\n";
    folder.write("ways.csv", &format!("demand,site,distance_m\n{rows}"));
    folder.write("places.csv", "id,lon,lat\ns,114.1,22.3\nt,114.2,22.3\n");
    let alone = ["site", "--demand", "people.csv", "--matrix", "ways.csv"];
    let rest = ["--candidates", "places.csv", "--max-distance-m", "1200"];
    for (goal, n_new, said) in [
        ("mean-time", &["--new", "2"][..], "metres away on average"),
        (
            "worst-time",
            &["--new", "2"],
            "the longest way to one is 1,500 metres",
        ),
        ("cover-all", &[], "are within 1,200 metres of a station"),
    ] {
        let goal = ["--goal", goal, "--out", "out"];
        let outcome = folder.run(&[&alone[..], &rest, n_new, &goal].concat());
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let page = folder.read("out/report.html");
        assert!(page.contains(said), "{goal:?}: {page}");
        let map = section(&page, "map-section");
        assert!(
            map.contains("siting.geojson") && !map.contains("no coordinates"),
            "{map}"
        );
    }
}
