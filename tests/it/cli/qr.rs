//! `yizhan qr`: sheets to print, read again with a reader of QR codes.

use crate::support::cli::{Folder, Outcome};
use crate::support::http::station;

const URL: &str = "https://example.org/stations";
const PUBLIC: [&str; 2] = ["--public-url", URL];
/// Pixels of a module in the picture that the reader looks at.
const MODULE_PX: usize = 4;

/// The texts of the codes on a page, as a phone reads them.
fn codes(page: &str) -> Vec<String> {
    let drawings = page.split("viewBox=\"0 0 ").skip(1);
    drawings.map(read).collect()
}

fn read(drawing: &str) -> String {
    let side: usize = drawing.split(' ').next().unwrap().parse().unwrap();
    let path = drawing.split("d=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap();
    let mut dark = vec![false; side * side];
    for module in path.split('M').skip(1) {
        let place = module.split('h').next().unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        dark[y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap()] = true;
    }
    let is_dark = |x: usize, y: usize| dark[y / MODULE_PX * side + x / MODULE_PX];
    let shade = |x, y| if is_dark(x, y) { 0 } else { 255 };
    let width = side * MODULE_PX;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, width, shade);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

/// Makes the sheets of the folder's stations in `sheet.html`.
fn sheets(folder: &Folder, more: &[&str]) -> Outcome {
    let first = ["qr", "stations.geojson", "--out", "sheet.html"];
    folder.run(&[&first[..], more].concat())
}

#[test]
fn a_phone_reads_the_address_of_each_station_from_its_sheet() {
    let folder = Folder::with(&[
        station("node/12", 5.0, r#""opening_hours":"Mo-Fr 08:00-20:00""#),
        station("驿站 7?", 50.0, ""),
    ]);
    let outcome = sheets(&folder, &PUBLIC);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(outcome.out, "2 sheets in sheet.html\n");
    let page = folder.read("sheet.html");
    assert_eq!(
        codes(&page),
        [
            format!("{URL}/s/node/12"),
            format!("{URL}/s/%E9%A9%BF%E7%AB%99%207%3F"),
        ]
    );
    assert!(page.contains("周一至周五 08:00–20:00"), "{page}");
}

#[test]
fn names_are_escaped_on_the_sheet() {
    let feature = station("a", 5.0, "").replacen(r#""name":"a""#, r#""name":"<script>&""#, 1);
    let folder = Folder::with(&[feature]);
    assert_eq!(sheets(&folder, &PUBLIC).code, Some(0));
    let page = folder.read("sheet.html");
    assert!(
        page.contains("&lt;script&gt;&amp;") && !page.contains("<script"),
        "{page}"
    );
}

#[test]
fn only_the_named_stations_get_sheets_and_what_cannot_be_used_is_said() {
    let folder = Folder::with(&[station("a", 5.0, ""), station("b", 50.0, "")]);
    let run = |more: &[&str]| sheets(&folder, more);
    let outcome = run(&["--public-url", URL, "--station", "b"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(codes(&folder.read("sheet.html")), [format!("{URL}/s/b")]);
    for (more, said) in [
        (
            &["--public-url", URL, "--station", "c"][..],
            "no station 'c'",
        ),
        (
            &["--public-url", "example.org"],
            "https://example.org/stations",
        ),
        (&[], "--public-url"),
    ] {
        let outcome = run(more);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains(said), "{outcome:?}");
    }
}

#[test]
fn a_page_has_at_most_two_thousand_sheets() {
    let stations = |n: u32| -> Vec<String> {
        (0..n)
            .map(|n| station(&format!("s{n}"), f64::from(n), ""))
            .collect()
    };
    for (n, code) in [(2_000, 0), (2_001, 2)] {
        let folder = Folder::with(&stations(n));
        let outcome = sheets(&folder, &PUBLIC);
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
    }
}
