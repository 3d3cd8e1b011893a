//! The documents: the commands of the README and of the guide, run as they stand there, print
//! what is shown below them; links lead to what is there.
//!
//! `YIZHAN_UPDATE_DOCS=1 cargo test readme` writes what the commands print now into them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use yizhan::guide::PAGES;

use crate::support::serve::Server;

/// Where the documents say that the service listens.
const SHOWN_ADDRESS: &str = "127.0.0.1:8080";
/// More lines are no entrance.
const MAX_README_LINES: usize = 250;
/// Commands that are shown but not run here, each with the reason.
const NOT_RUN: [(&str, &str); 6] = [
    ("cargo run --release -- serve", "it does not end"),
    ("tests/run", "it calls this run"),
    ("tests/fuzz/run", "it takes an hour"),
    ("cargo bench", "it takes minutes"),
    ("cargo install", "it builds again what is already built"),
    (".ci/run", "it calls this run"),
];

/// A Markdown file of the repository.
struct Document {
    path: PathBuf,
    text: String,
}

/// A command and the output shown below it.
struct Shown {
    command: String,
    output: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Document {
    fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text }
    }

    fn name(&self) -> String {
        let path = self.path.strip_prefix(root()).unwrap();
        path.display().to_string()
    }

    /// Its lines, each with whether it is in a block of code.
    fn lines(&self) -> impl Iterator<Item = (bool, &str)> {
        let mut in_code = false;
        self.text.lines().map(move |line| {
            let is_fence = line.starts_with("```");
            in_code ^= is_fence;
            (in_code || is_fence, line)
        })
    }

    /// The commands of its `console` blocks.
    fn commands(&self) -> Vec<Shown> {
        let mut shown: Vec<Shown> = Vec::new();
        let mut in_console = false;
        for line in self.text.lines() {
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

    /// What its links and pictures point to, but for other sites.
    fn relative_links(&self) -> Vec<String> {
        let mut links = Vec::new();
        for (_, line) in self.lines().filter(|(is_code, _)| !is_code) {
            // What stands between backticks is code, too.
            let prose: String = line.split('`').step_by(2).collect();
            for opening in ["](", "src=\"", "href=\""] {
                let rests = prose.split(opening).skip(1);
                links.extend(rests.map(|rest| {
                    let end = rest.find([')', '"']).unwrap();
                    rest[..end].to_owned()
                }));
            }
        }
        links.retain(|link| !link.contains("://"));
        links
    }

    /// The anchors of its headings, made as GitHub makes them.
    fn anchors(&self) -> HashSet<String> {
        self.lines()
            .filter(|(is_code, line)| !is_code && line.starts_with('#'))
            .map(|(_, line)| anchor(line.trim_start_matches('#').trim()))
            .collect()
    }
}

fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn readme() -> Document {
    Document::read(root().join("README.md"))
}

fn guide_pages() -> Vec<Document> {
    let files = std::fs::read_dir(root().join("src/guide")).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths.into_iter().map(Document::read).collect()
}

fn readme_and_guide() -> Vec<Document> {
    let mut documents = guide_pages();
    documents.insert(0, readme());
    documents
}

fn is_run(shown: &Shown) -> bool {
    !NOT_RUN
        .iter()
        .any(|(start, _)| shown.command.starts_with(start))
}

fn run(command: &str, address: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_yizhan")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .arg("-c")
        .arg(command.replace(SHOWN_ADDRESS, address))
        .current_dir(root())
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
    lines.join("\n").replace(address, SHOWN_ADDRESS) + "\n"
}

/// Runs the commands of a document and answers how many there were. What they print is compared
/// with what is shown, or takes its place.
fn check_commands(document: &Document, address: &str, is_update: bool) -> usize {
    let mut updated = document.text.clone();
    let shown: Vec<Shown> = document.commands().into_iter().filter(is_run).collect();
    for shown in &shown {
        let output = run(&shown.command, address);
        if is_update {
            let before = format!("$ {}\n{}", shown.command, shown.output);
            let after = format!("$ {}\n{output}", shown.command);
            assert!(updated.contains(&before), "{before}");
            updated = updated.replacen(&before, &after, 1);
        } else {
            assert_eq!(
                output.trim_end(),
                shown.output.trim_end(),
                "{}: $ {}",
                document.name(),
                shown.command
            );
        }
    }
    if updated != document.text {
        std::fs::write(&document.path, updated).unwrap();
    }
    shown.len()
}

#[test]
fn every_command_of_the_readme_and_the_guide_prints_what_is_shown() {
    let is_update = std::env::var_os("YIZHAN_UPDATE_DOCS").is_some();
    let server = Server::ready(env!("CARGO_MANIFEST_DIR"), &[]);
    let address = server.address().to_string();
    let n_run: usize = readme_and_guide()
        .iter()
        .map(|document| check_commands(document, &address, is_update))
        .sum();
    assert!(n_run >= 24, "only {n_run} commands are shown");
}

#[test]
fn the_readme_is_short() {
    let n_lines = readme().text.lines().count();
    assert!(n_lines <= MAX_README_LINES, "{n_lines} lines");
}

#[test]
fn every_page_of_the_guide_is_in_its_table_under_its_title() {
    let mut names: Vec<String> = PAGES
        .iter()
        .map(|page| format!("src/guide/{}.md", page.name))
        .collect();
    names.sort();
    let files: Vec<String> = guide_pages().iter().map(Document::name).collect();
    assert_eq!(names, files);
    for page in PAGES {
        let heading = format!("# {}\n", page.title);
        assert!(page.markdown.starts_with(&heading), "{}", page.name);
        let link = format!("(src/guide/{}.md)", page.name);
        assert!(readme().text.contains(&link), "the README lacks {link}");
    }
}

#[test]
fn every_relative_link_of_the_documents_leads_to_something() {
    let mut documents = readme_and_guide();
    for name in ["CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md"] {
        documents.push(Document::read(root().join(name)));
    }
    let mut n_links = 0;
    for document in &documents {
        for link in document.relative_links() {
            let (file, wanted) = link.split_once('#').unwrap_or((&link, ""));
            let path = match file {
                "" => document.path.clone(),
                file => document.path.parent().unwrap().join(file),
            };
            assert!(path.exists(), "{}: no {link}", document.name());
            if !wanted.is_empty() {
                let anchors = Document::read(path).anchors();
                assert!(anchors.contains(wanted), "{}: no {link}", document.name());
            }
            n_links += 1;
        }
    }
    assert!(n_links >= 60, "only {n_links} links were found");
}

/// rustdoc takes code without a language for Rust, and compiles it.
#[test]
fn every_block_of_code_in_the_guide_names_its_language() {
    for page in guide_pages() {
        let fences = page.text.lines().filter(|line| line.starts_with("```"));
        for fence in fences.step_by(2) {
            assert!(
                fence.len() > "```".len() && fence != "```rust",
                "{}",
                page.name()
            );
        }
    }
}
