//! Gaps as areas, districts, and the names on the map of the planner's page.

use yizhan::network::osm::{MapName, NameKind};

use crate::coverage::report::page;
use crate::support::coverage::{Made, place, small};

/// The rows of the table of gaps, from its first area.
fn gap_rows(page: &str) -> Vec<&str> {
    let (_, table) = page.split_once("<table class=\"gaps\">").unwrap();
    let table = table.split_once("</table>").unwrap().0;
    table.split("<tr").skip(2).collect()
}

#[test]
fn gaps_are_areas_with_names_people_and_a_link_and_hold_no_cell_that_is_not_computed() {
    let mut made = small();
    let rows = |made: &Made| gap_rows(&page(made)).join("|");
    let text = rows(&made);
    // Of the four cells that are not covered two are not computed and one has no people.
    assert!(
        text.contains(">250<") && !text.contains(">100<") && !text.contains('|'),
        "{text}"
    );
    assert!(text.contains("西站, &quot;新&quot;以东 950 米"), "{text}");
    assert!(text.contains("950 m east of 西站"), "{text}");
    assert!(text.contains("href=\"#map-section\" data-view=\""));
    made.names = vec![MapName {
        text: "Rua <b>".to_owned(),
        kind: NameKind::Street,
        position: place(121.431, 31.201),
    }];
    assert!(rows(&made).contains("around Rua &lt;b&gt;"));
    // A name far away names nothing here.
    made.names[0].position = place(121.44, 31.2);
    assert!(rows(&made).contains("950 m east of"));
    // A neighbour joins the area.
    made.demand.cells[4].people = 30.0;
    let text = rows(&made);
    assert!(text.contains(">280<") && !text.contains('|'), "{text}");
}

#[test]
fn districts_come_by_the_people_that_are_not_covered() {
    let page = page(&small());
    let (_, table) = page.split_once("id=\"districts\"").unwrap();
    let at = |name: &str| table.find(name).unwrap();
    assert!(at("西区") < at("东区"));
    assert!(table.contains("没有算出"));
}

#[test]
fn districts_and_main_streets_have_their_names_on_the_map_and_small_streets_do_not() {
    let mut made = small();
    let name = |text: &str, kind, lon| MapName {
        text: text.to_owned(),
        kind,
        position: place(lon, 31.2),
    };
    made.names = vec![
        name("Old Town", NameKind::District, 121.46),
        name("Main Street", NameKind::MainStreet, 121.54),
        name("Main Street", NameKind::MainStreet, 121.55),
        name("Covered", NameKind::MainStreet, 121.461),
        name("Little Lane", NameKind::Street, 121.57),
    ];
    let page = page(&made);
    let (_, labels) = page.split_once("<g class=\"labels\"").unwrap();
    let labels = labels.split_once("<g class=\"stations\">").unwrap().0;
    assert_eq!(labels.matches("Main Street").count(), 1);
    assert!(labels.contains("Old Town") && !labels.contains("Little Lane"));
    assert!(!labels.contains(">Covered<"));
    assert!(!self::page(&small()).contains("id=\"show-labels\""));
}
