//! Gathers what the binary embeds for the map page: the files of `src/web`, with their modules
//! joined and compressed, and MapLibre GL JS from its npm package.
//!
//! npm installs into Cargo's output folder, never into the source tree. Without Node.js, or with
//! `YIZHAN_WITHOUT_MAP=1`, the build succeeds without it: the page then says so and works as a
//! list, and its modules are served one by one, as they are.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A name when served, and where the contents are.
type File = (String, PathBuf);
type Files = Vec<File>;

/// Set to anything but `0` to leave the map library out.
const WITHOUT_MAP: &str = "YIZHAN_WITHOUT_MAP";
/// Joins and compresses the modules, with esbuild of npm.
const BUNDLER: &str = "build/bundle.mjs";
/// What is joined.
const JOINED: [&str; 2] = ["js", "css"];
/// The modules that are served as they are written: the server fills their marks in.
const TEMPLATES: [&str; 2] = ["widget.js", "sw.js"];
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
    let own = own_files(&source)?;
    let with_npm = library(&source, &out).and_then(|library| {
        let (mut files, ahead) = joined(&source, &out, &own, &library)?;
        files.extend(library);
        Ok((files, ahead))
    });
    let (files, ahead) = with_npm.unwrap_or_else(|cause| {
        println!("cargo::warning=the page is built without the map library: {cause}");
        // A file that never exists makes the next build try again.
        println!("cargo::rerun-if-changed=src/web/try-again");
        let modules = own.iter().filter(|(_, path)| has_ending(path, &["js"]));
        let ahead = modules.map(|(name, _)| name.clone()).collect();
        (own, ahead)
    });
    fs::write(out.join("web_assets.rs"), table(&files)?)?;
    fs::write(out.join("web_ahead.rs"), format!("&{ahead:?}"))?;
    Ok(())
}

/// The page's own files: what a browser is served, not what npm and this build read.
fn own_files(source: &Path) -> Result<Files, Box<dyn Error>> {
    files_in(source, |path| {
        path.is_file() && !has_ending(path, &["json"])
    })
}

/// The files of a folder that are wanted, by name.
fn files_in(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Files, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_wanted(&path) {
            files.push((name.into_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let found = path.extension().map(|ending| ending.to_string_lossy());
    found.is_some_and(|found| endings.contains(&&*found))
}

/// The page's own files with their modules joined, and which of these the page loads at once. All of
/// them and the library are compressed, beside themselves.
fn joined(
    source: &Path,
    out: &Path,
    own: &[File],
    library: &[File],
) -> Result<(Files, Vec<String>), Box<dyn Error>> {
    let folder = out.join("joined");
    let output = Command::new("node")
        .arg(source.join(BUNDLER))
        .args([source, &folder])
        .args(library.iter().map(|(_, path)| path))
        .current_dir(out.join("npm"))
        .output()
        .map_err(|cause| format!("node cannot be run ({cause})"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("the modules cannot be joined: {complaint}").into());
    }
    let mut files = files_in(&folder, |path| has_ending(path, &JOINED))?;
    let is_kept = |(name, path): &&File| TEMPLATES.contains(&&**name) || !has_ending(path, &JOINED);
    let kept = own.iter().filter(is_kept);
    files.extend(kept.cloned());
    let ahead = fs::read_to_string(folder.join("ahead"))?;
    Ok((files, ahead.lines().map(str::to_owned).collect()))
}

/// The map library's files, installed if they are not yet.
fn library(source: &Path, out: &Path) -> Result<Files, Box<dyn Error>> {
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

/// Rust source of the table of names, contents, and compressed contents where there are any.
fn table(files: &[File]) -> Result<String, std::fmt::Error> {
    let mut source = String::from("&[\n");
    for (name, path) in files {
        let path = path.display().to_string();
        let compressed = format!("{path}.br");
        write!(source, "    ({name:?}, include_bytes!({path:?}), ")?;
        if Path::new(&compressed).is_file() {
            writeln!(source, "Some(include_bytes!({compressed:?}))),")?;
        } else {
            writeln!(source, "None),")?;
        }
    }
    source.push_str("]\n");
    Ok(source)
}
