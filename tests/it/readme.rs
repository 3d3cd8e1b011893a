//! The README's commands, run as they stand there: what they print is what it shows.
//!
//! `YIZHAN_UPDATE_README=1 cargo test readme` writes what they print now into it.

use std::path::Path;
use std::process::Command;

use crate::serve_support::Server;

/// Where the README says that the service listens.
const README_ADDRESS: &str = "127.0.0.1:8080";
/// Commands that stand in the README but are not run here, each with the reason.
const NOT_RUN: [(&str, &str); 5] = [
    ("tests/run", "it calls this run"),
    ("tests/fuzz/run", "it takes an hour"),
    ("cargo bench", "it takes minutes"),
    ("cargo install", "it builds again what is already built"),
    (".ci/run", "it calls this run"),
];

/// A command and the output shown below it.
struct Shown {
    command: String,
    output: String,
}

fn readme_path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Splits the README into text and the commands of its `console` blocks.
fn commands(readme: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut in_console = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console {
            if let Some(command) = line.strip_prefix("$ ") {
                shown.push(Shown {
                    command: command.to_owned(),
                    output: String::new(),
                });
            } else {
                let last = shown.last_mut().unwrap();
                last.output.push_str(line);
                last.output.push('\n');
            }
        }
    }
    shown
}

fn run(command: &str, address: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_yizhan")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .arg("-c")
        .arg(command.replace(README_ADDRESS, address))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PATH", path)
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = stdout
        .lines()
        .chain(stderr.lines())
        .map(str::trim_end)
        .collect();
    lines.join("\n").replace(address, README_ADDRESS) + "\n"
}

#[test]
fn every_command_of_the_readme_prints_what_the_readme_shows() {
    let readme = std::fs::read_to_string(readme_path()).unwrap();
    let server = Server::ready(env!("CARGO_MANIFEST_DIR"), &[]);
    let address = server.address().to_string();
    let mut updated = readme.clone();
    let mut n_run = 0;
    for shown in commands(&readme) {
        let skipped = NOT_RUN
            .iter()
            .any(|(start, _)| shown.command.starts_with(start));
        if skipped || shown.command.starts_with("cargo run --release -- serve") {
            continue;
        }
        let output = run(&shown.command, &address);
        n_run += 1;
        if std::env::var_os("YIZHAN_UPDATE_README").is_some() {
            let before = format!("$ {}\n{}", shown.command, shown.output);
            let after = format!("$ {}\n{output}", shown.command);
            assert!(updated.contains(&before), "{before}");
            updated = updated.replacen(&before, &after, 1);
        } else {
            assert_eq!(
                output.trim_end(),
                shown.output.trim_end(),
                "$ {}",
                shown.command
            );
        }
    }
    assert!(n_run >= 8, "the README shows only {n_run} commands");
    if updated != readme {
        std::fs::write(readme_path(), updated).unwrap();
    }
}
