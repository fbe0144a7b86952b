//! Opening a paper in the system's viewer, from where it is printed.

use std::path::{Path, PathBuf};

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
}
