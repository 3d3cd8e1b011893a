//! The planner's page: what it says, what it cannot be made to do, and what it leaves out.

use serde_json::Value;

use yizhan::coverage::outcome::{CellOutcome, CellStatus, StationOutcome};
use yizhan::coverage::run::StreetLine;
use yizhan::coverage::{Clock, Limit};
use yizhan::demand::{Cell, Demand};
use yizhan::report::cover::Cover;
use yizhan::report::output::summary_json;
use yizhan::report::report_html;

use crate::coverage::city::city;
use crate::support::coverage::{Made, place, small, small_week};
use crate::support::{TODAY_NOON, instant, snapshot};

pub(super) fn page(made: &Made) -> String {
    report_html(&made.run(), &Cover::default())
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
