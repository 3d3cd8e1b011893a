//! The command: exit codes, files, and what it prints.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::path;
use crate::support::cli::Folder;

fn run(folder: &Folder, list: &str, more: &[&str]) -> (i32, String, String) {
    let outcome = folder.run(&[&["import", list], more].concat());
    (outcome.code.unwrap(), outcome.out, outcome.err)
}

#[test]
fn exit_codes_tell_whether_all_some_or_nothing_became_stations() {
    let folder = Folder::new();
    folder.write("whole.csv", "名称,lon,lat,服务时间\n甲,2.1,48.1,24小时\n");
    folder.write(
        "part.csv",
        "名称,lon,lat,服务时间\n甲,2.1,48.1,24小时\n乙,,,\n",
    );
    folder.write("none.csv", "名称,服务时间\n甲,24小时\n");
    assert_eq!(run(&folder, "whole.csv", &[]).0, 0);
    assert_eq!(run(&folder, "part.csv", &[]).0, 1);
    let (code, out, err) = run(&folder, "none.csv", &["--missing-positions", "missing.csv"]);
    assert_eq!(code, 2);
    assert!(
        out.contains("no position") && err.contains("the headers are 名称, 服务时间"),
        "{err}"
    );
    assert!(folder.read("missing.csv").contains("甲"));
    let (code, _, err) = run(&folder, &path("list-gbk.csv"), &[]);
    assert!(code == 2 && err.contains("--datum"), "{err}");
    assert_eq!(run(&folder, "absent.csv", &[]).0, 2);
    let (code, _, err) = run(&folder, "whole.csv", &["--datum", "wgs48"]);
    assert!(code == 2 && err.contains("wgs84, gcj02 or bd09"), "{err}");
}

#[test]
fn the_file_that_is_written_has_no_errors_and_comes_to_a_map() {
    let folder = Folder::new();
    let list = path("list-gbk.csv");
    let (code, ..) = run(
        &folder,
        &list,
        &["--datum", "gcj02", "--out", "stations.geojson"],
    );
    assert_eq!(code, 1);
    let check = folder.run(&["check", "stations.geojson"]);
    assert_eq!(check.code, Some(0), "{}", check.out);
    let again = run(
        &folder,
        &list,
        &["--datum", "gcj02", "--out", "stations.geojson"],
    );
    assert!(
        again.1.contains("0 added, 0 changed, 0 gone"),
        "{}",
        again.1
    );
}

#[test]
fn inputs_and_files_of_others_are_never_written_over() {
    let folder = Folder::new();
    let list = "名称,lon,lat\n甲,2.1,48.1\n";
    folder.write("a.csv", list);
    let (code, _, err) = run(&folder, "a.csv", &["--out", "a.csv"]);
    assert!(code == 2 && err.contains("one of the inputs"), "{err}");
    assert_eq!(folder.read("a.csv"), list);
    folder.write("notes.txt", "mine");
    let (code, _, err) = run(&folder, "a.csv", &["--out", "notes.txt"]);
    assert!(code == 2 && err.contains("no station file"), "{err}");
    assert_eq!(folder.read("notes.txt"), "mine");
    let (code, ..) = run(&folder, "a.csv", &["--out", "absent/x.geojson"]);
    assert_eq!(code, 2);
}

#[test]
fn the_report_fits_eighty_columns_and_is_json_for_programs() {
    let folder = Folder::new();
    let (_, out, _) = run(&folder, &path("list-gbk.csv"), &["--datum", "gcj02"]);
    assert!(out.lines().all(|line| line.width() <= 80), "{out}");
    assert!(!out.contains('\u{1b}'));
    for part in [
        "Columns",
        "left out: personal",
        "雪橇租借",
        "Nothing is written",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (_, out, _) = run(
        &folder,
        &path("list-gbk.csv"),
        &["--datum", "gcj02", "--format", "json"],
    );
    let report: Value = serde_json::from_str(&out).unwrap();
    for (name, value) in [
        ("rows", 5),
        ("stations", 5),
        ("added", 5),
        ("changed", 0),
        ("gone", 0),
    ] {
        assert_eq!(report[name], value, "{name}");
    }
    assert_eq!(report["columns"][0]["header"], "站点编码");
    assert_eq!(report["columns"][0]["field"], "id");
    assert_eq!(report["dropped_personal"][1], "负责人");
}

#[test]
fn hostile_text_of_a_list_is_printed_escaped() {
    let folder = Folder::new();
    folder.write(
        "a.csv",
        "名称,lon,lat,\u{1b}[31m头\n\u{1b}]52;c;x\u{7},2.1,48.1,\u{202e}=1+1\n",
    );
    let (_, out, err) = run(&folder, "a.csv", &[]);
    assert!(
        !out.contains(['\u{1b}', '\u{202e}', '\u{7}']) && !err.contains('\u{1b}'),
        "{out:?}"
    );
}

#[test]
fn a_mapping_is_saved_and_used_again() {
    let folder = Folder::new();
    folder.write("a.csv", "标题,lon,lat\n甲,2.1,48.1\n");
    let (code, ..) = run(
        &folder,
        "a.csv",
        &["--map", "标题=name", "--save-mapping", "m.json"],
    );
    assert_eq!(code, 0);
    let (code, out, _) = run(&folder, "a.csv", &["--mapping", "m.json"]);
    assert!(code == 0 && out.contains("mapping file"), "{out}");
}
