//! Opening a paper in the system's viewer, from where it is printed.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A paper stays so long; the store has its bytes for ever.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes the papers of earlier days: they name members, and nobody looks at them here any more.
pub fn tidy() {
    remove_old(&folder(), SystemTime::now());
}

fn remove_old(folder: &Path, now: SystemTime) {
    for paper in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let written = paper.metadata().and_then(|facts| facts.modified());
        let is_old = written.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > KEPT));
        if is_old && paper.path().extension().is_some_and(|end| end == "pdf") {
            // One that a viewer still holds is removed at another start.
            let _ = std::fs::remove_file(paper.path());
        }
    }
}

/// Writes a paper where only this person can read it, and opens it.
///
/// # Errors
/// Why it is not on the screen, in words.
pub fn open(name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = keep(&folder(), name, bytes).map_err(|error| format!("{name} could not be written: {error}"))?;
    opener::open(&path).map_err(|error| format!("{} is written, but no viewer opens it: {error}", path.display()))
}

/// In this person's own cache: nobody else can have put anything there.
fn folder() -> PathBuf {
    let project = directories::ProjectDirs::from("", "", "advance-pay");
    project.map_or_else(std::env::temp_dir, |project| project.cache_dir().to_path_buf()).join("papers")
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    use std::io::Write as _;
    let mut making = std::fs::DirBuilder::new();
    let mut writing = std::fs::OpenOptions::new();
    writing.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        making.mode(0o700);
        writing.mode(0o600);
    }
    making.recursive(true).create(folder)?;
    let path = folder.join(safe(name));
    writing.open(&path)?.write_all(bytes)?;
    Ok(path)
}

/// A file's name with nothing in it that could lead elsewhere.
fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_stays_in_its_folder_and_is_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = keep(&folder.path().join("papers"), "../R-C-004118.pdf", b"paper").expect("it is written");
        assert!(path.starts_with(folder.path().join("papers")), "{}", path.display());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn papers_of_earlier_days_are_removed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let [old, new] = ["old.pdf", "new.pdf"].map(|name| keep(folder.path(), name, b"paper").expect("a paper"));
        let other = keep(folder.path(), "list.txt", b"no paper").expect("a file");
        let now = SystemTime::now();
        let long_ago = now.checked_sub(KEPT + Duration::from_secs(60)).expect("a time");
        for path in [&old, &other] {
            let file = std::fs::File::options().write(true).open(path).expect("a file");
            file.set_modified(long_ago).expect("an older file");
        }
        remove_old(folder.path(), now);
        assert!(!old.exists() && new.exists() && other.exists());
        remove_old(&folder.path().join("nowhere"), now);
    }
}
