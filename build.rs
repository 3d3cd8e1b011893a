//! Gathers what the binary embeds for the map page: the files of `src/web`, and MapLibre GL JS
//! from its npm package.
//!
//! The package is installed into Cargo's output folder, never into the source tree. Without
//! Node.js, or with `YIZHAN_WITHOUT_MAP=1`, the build succeeds without it: the page then says
//! so and works as a list.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Set to anything but `0` to leave the map library out.
const WITHOUT_MAP: &str = "YIZHAN_WITHOUT_MAP";
/// What npm is told by, in `src/web`.
const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];
/// What is embedded of the package, and its name when served.
const LIBRARY: [(&str, &str); 4] = [
    ("dist/maplibre-gl.mjs", "maplibre-gl.mjs"),
    ("dist/maplibre-gl-worker.mjs", "maplibre-gl-worker.mjs"),
    ("dist/maplibre-gl.css", "maplibre-gl.css"),
    ("LICENSE.txt", "maplibre-LICENSE.txt"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/web");
    println!("cargo::rerun-if-env-changed={WITHOUT_MAP}");
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/web");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let library = library(&source, &out).unwrap_or_else(|cause| {
        println!("cargo::warning=the page is built without the map library: {cause}");
        // A file that never exists makes the next build try again.
        println!("cargo::rerun-if-changed=src/web/try-again");
        Vec::new()
    });
    let mut files = own_files(&source)?;
    files.extend(library);
    fs::write(out.join("web_assets.rs"), table(&files)?)?;
    Ok(())
}

/// The page's own files: what a browser is served, not what npm reads.
fn own_files(source: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(source)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_served = path.extension().is_some_and(|ending| ending != "json");
        if is_served {
            files.push((name.into_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

/// The map library's files, installed if they are not yet.
fn library(source: &Path, out: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    if env::var_os(WITHOUT_MAP).is_some_and(|value| value != "0") {
        return Err(format!("{WITHOUT_MAP} is set").into());
    }
    let folder = out.join("npm");
    if !is_installed(source, &folder) {
        install(source, &folder)?;
    }
    let package = folder.join("node_modules/maplibre-gl");
    let files = LIBRARY.map(|(path, name)| (name.to_owned(), package.join(path)));
    match files.iter().find(|(_, path)| !path.is_file()) {
        Some((name, _)) => Err(format!("its npm package has no {name}").into()),
        None => Ok(files.into()),
    }
}

/// Whether npm has finished before with these very manifests.
fn is_installed(source: &Path, folder: &Path) -> bool {
    folder.join("finished").is_file()
        && MANIFESTS.iter().all(|name| {
            let read = |folder: &Path| fs::read(folder.join(name)).ok();
            read(source).is_some() && read(source) == read(folder)
        })
}

fn install(source: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for name in MANIFESTS {
        fs::copy(source.join(name), folder.join(name))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .output()
        .map_err(|cause| format!("npm cannot be run ({cause}); install Node.js"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let line = complaint.lines().find(|line| line.contains("error"));
        return Err(format!("npm ci failed: {}", line.unwrap_or("it did not say why")).into());
    }
    fs::write(folder.join("finished"), "")?;
    Ok(())
}

/// Rust source of the table of names and contents.
fn table(files: &[(String, PathBuf)]) -> Result<String, std::fmt::Error> {
    let mut source = String::from("&[\n");
    for (name, path) in files {
        let path = path.display().to_string();
        writeln!(source, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    source.push_str("]\n");
    Ok(source)
}
