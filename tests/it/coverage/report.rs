//! The planner's page: what it says, what it cannot be made to do, and what it leaves out.

use serde_json::Value;

use yizhan::coverage::outcome::{CellOutcome, CellStatus, StationOutcome};
use yizhan::coverage::run::StreetLine;
use yizhan::coverage::{Clock, Limit};
use yizhan::demand::{Cell, Demand};
use yizhan::network::osm::{MapName, NameKind};
use yizhan::report::output::summary_json;
use yizhan::report::report_html;

use crate::coverage::city::city;
use crate::support::coverage::{Made, place, small, small_week};
use crate::support::{TODAY_NOON, instant, snapshot};

fn page(made: &Made) -> String {
    report_html(&made.run())
}

#[test]
fn the_page_asks_nothing_of_any_network() {
    let page = page(&city());
    assert!(!page.contains("http:") && !page.contains("https:"));
    assert!(!page.contains("src="));
    assert!(!page.contains("<link") && !page.contains("@import"));
    assert_eq!(
        page.matches("href=\"").count(),
        page.matches("href=\"#").count()
    );
    assert_eq!(page.matches("url(").count(), page.matches("url(#").count());
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("unsafe-inline"));
}

/// A number as the page writes it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn the_page_holds_the_figures_of_the_summary() {
    let made = city();
    let (run, page) = (made.run(), page(&made));
    let summary: Value = serde_json::from_str(&summary_json(&run)).unwrap();
    let straight = &summary["straight_line"];
    for people in [
        &summary["people_total"],
        &summary["people_covered"],
        &summary["at_least"]["2"],
        &summary["at_least"]["3"],
        &summary["if_unknown_open"]["people_covered"],
        &summary["uncovered"]["people"],
        &summary["unsnapped"]["people"],
        &summary["unreachable"]["people"],
        &straight["circle"]["people_covered"],
        &straight["disc_1km"]["people_covered"],
        &summary["by_district"][1]["people_total"],
    ] {
        let people = grouped(people.as_u64().unwrap());
        assert!(
            page.contains(&format!("{people} 人")) || page.contains(&format!(">{people}<")),
            "{people}"
        );
    }
    let of_computed = |found: &Value| {
        found["people_covered"].as_f64().unwrap() / summary["computed"]["people"].as_f64().unwrap()
    };
    for share in [
        summary["computed"]["share_covered"].as_f64().unwrap(),
        summary["not_computed"]["share"].as_f64().unwrap(),
        straight["circle"]["share"].as_f64().unwrap(),
        straight["disc_1km"]["share"].as_f64().unwrap(),
        of_computed(&summary["if_unknown_open"]),
        of_computed(&summary["week"]["least"]),
        of_computed(&summary["week"]["most"]),
    ] {
        let percent = format!("{:.1}%", share * 100.0);
        assert!(page.contains(&percent), "{percent}");
    }
    for input in summary["inputs"].as_array().unwrap() {
        assert!(page.contains(input["name"].as_str().unwrap()));
        assert!(page.contains(input["sha256"].as_str().unwrap()));
    }
}

#[test]
fn markup_in_names_is_escaped() {
    let hostile = r#"</script><script>alert("x")</script><img src=x onerror=alert(1)>"#;
    let features = [0, 1, 2].map(|row| {
        serde_json::json!({
            "type": "Feature", "id": format!("{row}{hostile}"),
            "geometry": {"type": "Point", "coordinates": [121.4, 31.2]},
            "properties": {"name": hostile, "district": hostile, "amenities": [hostile]}
        })
    });
    let stations = serde_json::json!({
        "type": "FeatureCollection", "source": hostile, "features": features
    });
    let mut made = small_week();
    made.snapshot = snapshot(&[&stations.to_string()]);
    made.question.amenities = made
        .snapshot
        .amenity_keys()
        .find(hostile)
        .into_iter()
        .collect();
    for cell in &mut made.demand.cells {
        cell.id.push_str(hostile);
        cell.district = Some(hostile.to_owned());
    }
    made.outcome.by_district[1].name = hostile.to_owned();
    made.inputs[0].name = hostile.to_owned();
    let page = page(&made);
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(page.contains("&lt;img src=x"));
    assert!(page.contains("\\u003cimg src=x"));
}

#[test]
fn every_text_is_there_in_both_languages() {
    for made in [small(), small_week(), city()] {
        let page = page(&made);
        let count = |lang: &str| page.matches(&format!("<span lang=\"{lang}\">")).count();
        assert!(count("en") > 50);
        assert_eq!(count("zh-CN"), count("en"));
        assert!(!page.contains("<span lang=\"en\"></span>"));
        assert!(!page.contains("<span lang=\"zh-CN\"></span>"));
    }
}

#[test]
fn the_head_says_what_was_asked() {
    let mut made = small();
    assert!(page(&made).contains("步行 15 分钟内，谁能到达一个驿站？"));
    assert!(page(&made).contains("Who reaches, within 15 minutes on foot, a station?"));
    let keys = made.snapshot.amenity_keys();
    made.question.amenities = ["drinking_water", "microwave"]
        .iter()
        .filter_map(|key| keys.find(key))
        .collect();
    made.question.limit = Limit::DistanceM(800.0);
    assert!(page(&made).contains("步行 800 米内，谁能到达一个有饮水和微波炉的驿站？"));
    made.question.clock = Clock::At(instant(TODAY_NOON));
    let page = page(&made);
    assert!(page.contains("步行 800 米内，谁能到达一个开着门、有饮水和微波炉的驿站？"));
    assert!(page.contains(
        "Who reaches, within 800 metres on foot, a station that is open on arrival and has drinking water and microwave?"
    ));
    assert!(page.contains("2026年11月24日（周二）12:00 出发"));
}

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

/// The rows of the table of gaps, from its first area.
fn gap_rows(page: &str) -> Vec<&str> {
    let (_, table) = page.split_once("<table class=\"gaps\">").unwrap();
    let table = table.split_once("</table>").unwrap().0;
    table.split("<tr>").skip(2).collect()
}

#[test]
fn gaps_are_areas_with_names_people_and_a_link_and_hold_no_cell_that_is_not_computed() {
    let mut made = small();
    let rows = |made: &Made| gap_rows(&page(made)).join("|");
    let text = rows(&made);
    // Of the four cells that are not covered two are not computed and one has no people.
    assert!(
        text.contains("250") && !text.contains("100") && !text.contains("|"),
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
    assert!(text.contains("280") && !text.contains("|"), "{text}");
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

#[test]
fn there_is_a_week_only_if_it_was_asked_for() {
    assert!(!page(&small()).contains("id=\"week\""));
    let week = page(&small_week());
    assert!(
        week.contains(
            "夜里（22:00–06:00）平均有 75 人（8.8%）能到达，比白天（9:00–17:00）少 50 人。"
        )
    );
    assert!(week.contains("<span class=\"h0\">0–20%</span>") && week.contains("80–100%"));
    assert!(week.contains("id=\"week\""));
    assert_eq!(week.matches("<td class=\"h").count(), 168);
}

#[test]
fn openstreetmap_is_credited_only_where_its_streets_are_used() {
    let mut made = small();
    let thanks = "© OpenStreetMap";
    assert!(page(&made).contains(thanks) && page(&made).contains("Town hall"));
    made.network = None;
    assert!(!page(&made).contains(thanks));
}

#[test]
fn a_demand_without_cells_still_makes_a_page() {
    let mut made = small();
    made.demand = Demand::default();
    made.outcome.cells.clear();
    made.outcome.people_total = 0.0;
    made.outcome.covered.people = 0.0;
    made.outcome.by_status = Default::default();
    let page = page(&made);
    assert!(!page.contains("id=\"map\""));
    assert!(page.contains("<p class=\"answer\">–</p>"));
}

/// A row of cells, all uncovered.
fn many_cells(n: u32) -> Made {
    let mut made = small();
    made.demand.cells = (0..n)
        .map(|row| Cell {
            id: row.to_string(),
            position: place(
                121.0 + f64::from(row % 150) * 0.004,
                31.0 + f64::from(row / 150) * 0.004,
            ),
            people: 10.0,
            district: None,
        })
        .collect();
    made.outcome.cells = vec![
        CellOutcome {
            status: CellStatus::Uncovered,
            nearest: None,
            stations_in_reach: 0,
        };
        made.demand.cells.len()
    ];
    made
}

#[test]
fn twelve_thousand_cells_are_drawn_one_by_one_and_more_together() {
    let told = "地图上合并画成";
    assert!(!page(&many_cells(12_000)).contains(told));
    let merged = page(&many_cells(12_001));
    assert!(merged.contains(told));
    let (_, data) = merged.split_once("type=\"application/json\">").unwrap();
    let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    let drawn = data["cells"].as_array().unwrap();
    assert!(drawn.len() <= 12_000);
    // A single cell is named by its id, several by their number; none is lost.
    let cells: u64 = drawn.iter().map(|cell| cell[4].as_u64().unwrap()).sum();
    assert_eq!(cells, 12_001);
}

#[test]
fn a_hundred_thousand_pieces_of_street_are_drawn_finely_and_more_coarsely() {
    let told = "街道太多";
    let mut made = many_cells(12_000);
    let mut random = fastrand::Rng::with_seed(1);
    let mut corner = || place(121.0 + random.f64() * 0.5, 31.0 + random.f64() * 0.3);
    made.streets = (0..100_001)
        .map(|_| StreetLine {
            from: corner(),
            to: corner(),
            minutes: Some(3.0),
        })
        .collect();
    let coarse = page(&made);
    assert!(coarse.contains(told));
    made.streets.pop();
    assert!(!page(&made).contains(told));
}

#[test]
fn five_thousand_stations_are_drawn_and_no_more() {
    let stations = |n: u32| {
        let features: Vec<Value> = (0..n)
            .map(|row| {
                serde_json::json!({
                    "type": "Feature", "id": row,
                    "geometry": {"type": "Point", "coordinates": [121.0 + f64::from(row) * 0.0001, 31.1]},
                    "properties": {"name": "驿站"}
                })
            })
            .collect();
        serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    let told = "优先画计入覆盖的";
    for (n, is_told) in [(5_000, false), (5_001, true)] {
        let mut made = many_cells(12_000);
        made.snapshot = snapshot(&[&stations(n)]);
        made.outcome.stations = vec![StationOutcome::default(); made.snapshot.stations().len()];
        let page = page(&made);
        assert_eq!(page.contains(told), is_told);
        // One more stands in the legend.
        assert_eq!(page.matches("href=\"#m-other\"").count(), 5_001);
    }
}
