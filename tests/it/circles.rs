//! No files of a room import each other in a circle. A room is a file at the top of `src` with
//! the folder beside it; rooms among each other are held by `layering`.
//!
//! What counts as an import: a path that begins with `crate`, `super` or `self`, in a `use` or in
//! code, followed through re-exports to the file that has the item. A module that names modules
//! below itself does not count, for it declares them and hands their items on; a module that names
//! the one above it does.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use imports::{ModulePath, Modules, read_modules};

/// From one file to another, each with what it takes there.
type Imports = BTreeMap<ModulePath, BTreeMap<ModulePath, BTreeSet<String>>>;

/// The file that a path leads to, through what files on the way bring from elsewhere.
fn file_of(modules: &Modules, path: &[String]) -> Option<ModulePath> {
    let mut path = path.to_vec();
    // Names may go around in a circle; no path of ours is handed on as often as this.
    for _ in 0..16 {
        let length = (1..=path.len())
            .rev()
            .find(|length| modules.contains_key(&path[..*length]))?;
        let module = &modules[&path[..length]];
        match path.get(length).and_then(|name| module.brought.get(name)) {
            Some(origin) if origin[..] != path[..=length] => {
                path = [&origin[..], &path[length + 1..]].concat();
            }
            _ => return Some(path[..length].to_vec()),
        }
    }
    None
}

/// The imports inside the rooms.
fn imports(modules: &Modules) -> Imports {
    let mut imports = Imports::new();
    for (from, module) in modules {
        for path in &module.named {
            let Some(to) = file_of(modules, path) else {
                continue;
            };
            let is_below = to.starts_with(from);
            if to[0] == from[0] && !is_below {
                let names = imports.entry(from.clone()).or_default();
                names.entry(to).or_default().insert(path.join("::"));
            }
        }
    }
    imports
}

/// All files that are reached from one.
fn reached(imports: &Imports, from: &ModulePath) -> BTreeSet<ModulePath> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for to in imports.get(file).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(to.clone()) {
                next.push(to);
            }
        }
    }
    found
}

/// Files that all reach each other, each group once.
fn circles(imports: &Imports) -> BTreeSet<BTreeSet<ModulePath>> {
    let reach: BTreeMap<&ModulePath, BTreeSet<ModulePath>> = imports
        .keys()
        .map(|file| (file, reached(imports, file)))
        .collect();
    let reaches = |from: &ModulePath, to| reach.get(from).is_some_and(|found| found.contains(to));
    reach
        .iter()
        .filter(|(file, found)| found.contains(**file))
        .map(|(file, found)| {
            let back = |other: &&ModulePath| reaches(other, *file);
            found.iter().filter(back).cloned().collect()
        })
        .collect()
}

/// A circle as text: each import in it, with what is taken.
fn described(circle: &BTreeSet<ModulePath>, imports: &Imports) -> String {
    let mut text = format!(
        "{} files of {}:\n",
        circle.len(),
        circle.first().unwrap()[0]
    );
    for from in circle {
        for (to, names) in imports[from].iter().filter(|(to, _)| circle.contains(*to)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (from, to) = (from.join("/"), to.join("/"));
            writeln!(text, "  {from} -> {to}: {}", names.join(", ")).unwrap();
        }
    }
    text
}

/// The sources below a folder; the roots of the crates are in no room.
fn sources(folder: &Path, place: &[String], found: &mut Vec<(ModulePath, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_root = place.is_empty() && (name == "lib" || name == "main");
        let place = [place, &[name]].concat();
        if path.is_dir() {
            sources(&path, &place, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_root {
            found.push((place, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root, &[], &mut found);
    assert!(found.len() > 100, "{} sources", found.len());
    let imports = imports(&read_modules(&found));
    let circles = circles(&imports);
    let texts: Vec<String> = circles.iter().map(|c| described(c, &imports)).collect();
    assert!(circles.is_empty(), "circles:\n{}", texts.join("\n"));
}

/// The groups that are found among files of these texts.
fn circles_among(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<(ModulePath, String)> = files
        .iter()
        .map(|(path, text)| {
            let path = path.split('/').map(str::to_owned).collect();
            (path, (*text).to_owned())
        })
        .collect();
    let groups = circles(&imports(&read_modules(&sources)));
    groups
        .iter()
        .map(|group| {
            let files: Vec<String> = group.iter().map(|file| file.join("/")).collect();
            files.join(" ")
        })
        .collect()
}

#[test]
fn a_module_and_its_re_exports_are_no_cycle() {
    let files = [
        ("room", "mod a;\nmod b;\npub use a::A;\nfn all() { b::b() }"),
        ("room/a", "use super::all;\npub struct A;"),
        (
            "room/b",
            "use super::A;\n#[cfg(test)]\nmod tests { use crate::room::c::C; }",
        ),
        ("room/c", "use super::b::B;"),
    ];
    assert_eq!(circles_among(&files), [""; 0]);
}

#[test]
fn a_circle_is_found_in_uses_in_code_in_macros_and_through_re_exports() {
    for (a, b) in [
        ("use super::b::B;", "use crate::room::a::A;"),
        ("use super::{b::B, C};", "fn f() -> super::a::A { todo!() }"),
        ("use super::B;", "fn f() { g!({ x, super::a::A::new() }) }"),
        ("mod inner { use super::super::b::B; }", "use super::{a};"),
    ] {
        let above = "pub use a::A;\npub use self::b::B;";
        let found = circles_among(&[("room", above), ("room/a", a), ("room/b", b)]);
        assert_eq!(found, ["room/a room/b"], "{a} {b}");
    }
}

#[test]
fn a_circle_through_a_file_and_its_folder_is_found() {
    let found = circles_among(&[
        ("room/a", "use super::b::B;"),
        ("room/a/inner", "use super::A;"),
        ("room/b", "use super::a::inner::I;"),
    ]);
    assert_eq!(found, ["room/a room/a/inner room/b"]);
}
