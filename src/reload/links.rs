//! Which folders decide what a path leads to.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// How many links are followed, as many as Linux does.
const MAX_LINKS: usize = 40;

/// The folders in which something must happen for a path to lead to another file: that of the
/// file itself, and that of every link on the way to it.
///
/// A look at each component of the path; folders that are not there are named all the same.
pub(super) fn folders_that_decide(path: &Path) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut to_go = components(&absolute);
    let mut at = PathBuf::new();
    let mut n_links = 0;
    while let Some(component) = to_go.pop_front() {
        if component == ".." {
            at.pop();
            continue;
        }
        let next = at.join(&component);
        match std::fs::read_link(&next) {
            Ok(target) if n_links < MAX_LINKS => {
                n_links += 1;
                folders.insert(at.clone());
                let target = components(&target);
                to_go = target.into_iter().chain(to_go).collect();
            }
            _ => at = next,
        }
    }
    folders.extend(at.parent().map(Path::to_owned));
    folders
}

/// The parts of a path; that of a root starts anew when it is joined.
fn components(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|component| *component != Component::CurDir)
        .map(|component| component.as_os_str().to_owned())
        .collect()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::create_dir;
    use std::os::unix::fs::symlink;

    use super::*;

    fn decide(path: &Path) -> Vec<PathBuf> {
        folders_that_decide(path).into_iter().collect()
    }

    #[test]
    fn a_file_is_decided_by_its_folder_and_those_of_all_links_on_the_way() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().canonicalize().unwrap();
        for folder in ["mount", "mount/..1", "elsewhere"] {
            create_dir(root.join(folder)).unwrap();
        }
        let plain = root.join("mount/..1/x");
        assert_eq!(decide(&plain), [root.join("mount/..1")]);
        // As Kubernetes mounts a config map.
        symlink("..1", root.join("mount/..data")).unwrap();
        symlink("..data/x", root.join("mount/x")).unwrap();
        assert_eq!(
            decide(&root.join("mount/x")),
            [root.join("mount"), root.join("mount/..1")]
        );
        symlink("../mount/x", root.join("elsewhere/x")).unwrap();
        symlink(root.join("elsewhere"), root.join("link")).unwrap();
        assert_eq!(
            decide(&root.join("link/x")),
            [
                root.clone(),
                root.join("elsewhere"),
                root.join("mount"),
                root.join("mount/..1")
            ]
        );
    }

    #[test]
    fn links_that_lead_in_a_circle_or_nowhere_end() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().canonicalize().unwrap();
        symlink("b", root.join("a")).unwrap();
        symlink("a", root.join("b")).unwrap();
        assert_eq!(decide(&root.join("a")), std::slice::from_ref(&root));
        symlink("nowhere/x", root.join("c")).unwrap();
        assert_eq!(
            decide(&root.join("c")),
            [root.clone(), root.join("nowhere")]
        );
    }
}
